"""Since when a run knows a digest."""

import sqlalchemy as sa
from alembic import op

from onrecord.store.schema import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; digests that have editions are known since the first of them."""
    op.create_table(
        "digests",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("known", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_digests"),
    )
    op.execute("INSERT INTO digests (name, known) SELECT digest, MIN(composed) FROM editions GROUP BY digest")
