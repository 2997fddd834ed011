"""Which statements give the same words; those read earlier stand alone until they are read again."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column and the table of marks, both empty."""
    op.add_column("statements", sa.Column("same_as", sa.Integer(), nullable=True))
    op.create_index("ix_statements_same_as", "statements", ["same_as"])
    op.create_table(
        "marks",
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("statement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("month", "mark", "statement_id", name="pk_marks"),
        sqlite_with_rowid=False,
    )
