"""What sites answered, which addresses failed and how often, what crawls found, and an article's section."""

import sqlalchemy as sa
from alembic import op

from onrecord.store.schema import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; earlier crawls count as having found nothing new, which nobody wrote down."""
    op.add_column("articles", sa.Column("section", sa.Text(), nullable=True))
    op.add_column("crawls", sa.Column("offered", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("crawls", sa.Column("new", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("crawls", sa.Column("refusals", sa.JSON(), nullable=False, server_default="{}"))
    op.drop_index("ix_crawls_source", "crawls")
    op.create_index("ix_crawls_source_finished", "crawls", ["source", "finished"])
    op.create_table(
        "answers",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("content_type", sa.Text(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("seen", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("url", name="pk_answers"),
    )
    op.create_index("ix_answers_seen", "answers", ["seen"])
    op.create_table(
        "setbacks",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("last", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("address", name="pk_setbacks"),
    )
    op.create_index("ix_setbacks_last", "setbacks", ["last"])
