"""What a speaker does by a statement; unknown for statements found before."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("statements", sa.Column("act", sa.String(length=16), nullable=True))
