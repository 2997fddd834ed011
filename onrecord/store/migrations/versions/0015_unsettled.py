"""The names that wait to be settled, in a table of their own, and the newest statements under a name by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make it, with the keys that wait: a query would look through all statements that never get a speaker."""
    op.create_table(
        "unsettled",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("since", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.execute(
        "INSERT INTO unsettled (key, since) SELECT w.key, min(s.id) FROM speakers w "
        "JOIN statements s ON s.speaker_id = w.id WHERE s.person_id IS NULL AND w.key IS NOT NULL GROUP BY w.key"
    )
    if op.get_bind().dialect.name == "postgresql":
        from onrecord.store import postgres  # noqa: PLC0415  # the driver is there for those who have a server

        postgres.sort_by_bytes(op.get_bind())
    op.drop_index("ix_statements_speaker_id", "statements")
    op.create_index("ix_statements_speaker_id_id", "statements", ["speaker_id", "id"])
