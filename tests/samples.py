"""Articles and statements for tests, all invented."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import column, insert, table, text

from onrecord.enrich.run import match_topics
from onrecord.model import Act, Article, Cue, Kind, RelatedHeadline, Speaker, SpeakerKind, Statement
from onrecord.sameness import marked
from onrecord.store import articles, statements
from onrecord.store.schema import metadata

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from onrecord.model import Topic
    from onrecord.store import Store
    from onrecord.store.articles import Pending

TEXT = "Marit Halvorsen said the grid is safe.\n\nIt was built to last."

_SORTED_BY_LOCALE = (
    "SELECT table_name, column_name FROM information_schema.columns WHERE table_name = ANY(:names) "
    "AND data_type IN ('text', 'character varying') AND collation_name IS DISTINCT FROM 'C'"
)


def article(number: int = 1, **changes: Any) -> Article:  # noqa: ANN401  # any of the article's fields
    """An article that differs from the others by its number."""
    fields: dict[str, Any] = {
        "url": f"https://gazette.example/{number}",
        "title": f"Grid story {number}",
        "text": TEXT,
        "source": "Harbour Gazette",
        "related": (RelatedHeadline("Reserve plan delayed", "https://gazette.example/r", "Related"),),
    }
    return Article(**fields | changes)


def statement(content: str = "the grid is safe", speaker: str | None = "Marit Halvorsen") -> Statement:
    """An indirect statement, placed as in `TEXT`."""
    return Statement(
        kind=Kind.INDIRECT,
        spans=((21, 37),),
        content=content,
        cue=Cue("said", 16, 20, Act.SAY),
        speaker=None if speaker is None else Speaker(speaker, speaker, 0, 15, SpeakerKind.PERSON, "energy minister"),
        confidence=0.9,
    )


def add(store: Store, new: Article, *found: Statement, now: datetime, topics: tuple[Topic, ...]) -> None:
    """Store an article with its statements, matched to the topics, as a crawl and an enrichment would."""
    with store.write() as tx:
        articles.save(tx, new, now=now)
        for waiting in articles.pending(tx, "test"):
            replaced(tx, waiting, *found, version="test", now=now)
    match_topics(store, topics)


def replaced(tx: Connection, article: Pending, *found: Statement, version: str, now: datetime) -> bool:
    """Put an article's statements in place of those it had; whether that was done."""
    return statements.replace(tx, [(article, [*map(marked, found)])], version=version, now=now) == 1


def write_row(tx: Connection, name: str, columns: dict[str, Any]) -> None:
    """A table's row as an earlier version wrote it, with an id that it had given; a time without a zone is of UTC."""
    postgres = tx.dialect.name == "postgresql"
    if postgres:
        tx.execute(text("SET LOCAL timezone = 'UTC'"))
    tx.execute(insert(table(name, *map(column, columns))), columns)
    if postgres and "id" in columns:
        tx.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"))  # noqa: S608


def unlike_the_schema(tx: Connection) -> list[Any]:
    """In what the tables differ from what schema.py says; FTS5 makes its own tables beside.

    On PostgreSQL, also the columns of text that are not sorted as SQLite's are.
    """
    known = {"include_name": lambda name, kind, _: kind != "table" or not str(name).startswith("statement_words")}
    found = list(compare_metadata(MigrationContext.configure(tx, opts=known), metadata))
    if tx.dialect.name == "postgresql":
        found += tx.execute(text(_SORTED_BY_LOCALE), {"names": list(metadata.tables)}).all()
    return found
