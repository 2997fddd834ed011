"""What became of a statement's key when its article was read anew."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "statement_moves",
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("became", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_statement_moves"),
    )
    op.create_index("ix_statement_moves_became", "statement_moves", ["became"])
