"""The names that wait to be settled, in a table of their own: others without a speaker are not looked through."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make it, with the keys that wait."""
    op.create_table("unsettled", sa.Column("key", sa.Text, nullable=False), sa.PrimaryKeyConstraint("key"))
    op.execute(
        "INSERT INTO unsettled (key) SELECT DISTINCT w.key FROM speakers w JOIN statements s ON s.speaker_id = w.id "
        "WHERE s.person_id IS NULL AND w.key IS NOT NULL"
    )
    if op.get_bind().dialect.name == "postgresql":
        from onrecord.store import postgres  # noqa: PLC0415  # the driver is there for those who have a server

        postgres.sort_by_bytes(op.get_bind())
