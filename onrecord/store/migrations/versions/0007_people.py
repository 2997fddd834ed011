"""Who is who across articles: a speaker's names lead to one record, and what a hand decided stays."""

import sqlalchemy as sa
from alembic import op

from onrecord.model import SpeakerKind
from onrecord.people import key
from onrecord.store.schema import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and give names their keys; the next run finds who the stored statements' speakers are."""
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_table(
        "speaker_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("other_name", sa.Text(), nullable=False),
        sa.Column("other_kind", sa.String(16), nullable=False),
        sa.Column("other_title", sa.Text(), nullable=True),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("made", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_speaker_decisions"),
    )
    op.add_column("speakers", sa.Column("key", sa.Text(), nullable=True))
    op.add_column("speakers", sa.Column("short", sa.Text(), nullable=True))
    op.create_index("ix_speakers_key", "speakers", ["key"])
    # Alembic would make the table anew on SQLite, and the matches would go with the old one.
    op.execute(
        "ALTER TABLE statements ADD COLUMN person_id INTEGER CONSTRAINT fk_statements_person_id REFERENCES people (id)"
    )
    op.create_index("ix_statements_person_id", "statements", ["person_id"])
    tx = op.get_bind()
    speakers = sa.table("speakers", sa.column("id"), sa.column("name"), sa.column("kind"), sa.column("key"))
    named = [
        {"number": row.id, "found": found}
        for row in tx.execute(sa.select(speakers.c.id, speakers.c.name, speakers.c.kind))
        if (found := key(row.name, SpeakerKind(row.kind))) is not None
    ]
    if named:
        tx.execute(
            sa.update(speakers).where(speakers.c.id == sa.bindparam("number")).values(key=sa.bindparam("found")), named
        )
