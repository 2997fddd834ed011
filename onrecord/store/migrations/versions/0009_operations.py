"""Who does what now and did it last; what the operator was told of; articles whose texts were let go."""

import sqlalchemy as sa
from alembic import op

from onrecord.store.schema import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the column."""
    op.create_table(
        "tasks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text()),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("until", Moment()),
        sa.Column("ended", Moment()),
        sa.Column("succeeded", Moment()),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("name", name="pk_tasks"),
    )
    op.create_table(
        "notices",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("told", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_notices"),
    )
    op.create_index("ix_notices_told", "notices", ["told"])
    op.add_column("articles", sa.Column("emptied", Moment(), nullable=True))
    op.drop_index("ix_articles_source", "articles")
    op.create_index("ix_articles_source_collected", "articles", ["source", "collected"])
    op.drop_index("ix_articles_enriched_with", "articles")
    for column in ("collected", "enriched_with"):
        op.create_index(f"ix_articles_emptied_{column}", "articles", ["emptied", column])
