"""Who asked for a digest and who left it; the marks by which signed links name them, and the key that signs."""

import sqlalchemy as sa
from alembic import op

from onrecord.store.schema import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "choices",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("gets", sa.Boolean(), nullable=False),
        sa.Column("made", Moment(), nullable=False),
        sa.Column("by", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("address", "digest", name="pk_choices"),
    )
    op.create_index("ix_choices_digest", "choices", ["digest"])
    op.create_table(
        "readers",
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name="pk_readers"),
    )
    op.create_table(
        "signups",
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("digests", sa.JSON(), nullable=False),
        sa.Column("asked", Moment(), nullable=False),
        sa.Column("confirmed", Moment()),
        sa.PrimaryKeyConstraint("mark", name="pk_signups"),
    )
    op.create_index("ix_signups_asked", "signups", ["asked"])
    op.create_table(
        "signing_keys",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_signing_keys"),
    )
