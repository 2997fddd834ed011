"""Texts are in the same order on PostgreSQL as on SQLite."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give PostgreSQL's columns of text another collation."""
    if op.get_bind().dialect.name == "postgresql":
        from onrecord.store import postgres  # noqa: PLC0415  # the driver is there for those who have a server

        postgres.sort_by_bytes(op.get_bind())
