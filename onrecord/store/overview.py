"""What the store holds, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, not_, or_, select

from onrecord.model import CONFIRMATION, OPERATOR
from onrecord.store.schema import articles, editions, people, signatures, statements

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection


@dataclass(frozen=True, slots=True)
class Size:
    """Bytes that the store takes: the database, and beside it SQLite's log of what was written last."""

    database: int
    log: int = 0

    @property
    def all(self) -> int:
        """Both."""
        return self.database + self.log


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many articles are to be read, and the lowest of their ids."""

    number: int
    first: int | None


def counts(tx: Connection) -> dict[str, int]:
    """How many rows of each kind there are, by the kind's plural; of the articles, how many are copies, if any."""
    copies = tx.execute(select(func.count(signatures.c.duplicate_of))).scalar_one()
    found = {articles.name: tx.execute(select(func.count()).select_from(articles)).scalar_one()}
    if copies:
        found["of them copies"] = copies
    for name, table in (("statements", statements), ("speakers", people)):
        found[name] = tx.execute(select(func.count()).select_from(table)).scalar_one()
    letters = (editions.c.digest.startswith(start, autoescape=True) for start in (OPERATOR, CONFIRMATION))
    found["editions"] = tx.execute(select(func.count()).select_from(editions).where(not_(or_(*letters)))).scalar_one()
    return found


def size(tx: Connection) -> Size:
    """How much room the store takes on its disk."""
    if tx.dialect.name == "postgresql":
        return Size(tx.execute(select(func.pg_database_size(func.current_database()))).scalar_one())
    file = tx.engine.url.database or ""
    return Size(_bytes(Path(file)), _bytes(Path(f"{file}-wal")))


def waiting(tx: Connection, version: str) -> Waiting:
    """The articles that this version of the enrichment has still to read."""
    query = select(func.count(), func.min(articles.c.id)).select_from(articles)
    found = [tx.execute(query.where(which)).one() for which in _unread(version)]
    return Waiting(sum(row[0] for row in found), min((row[1] for row in found if row[0]), default=None))


def waiting_since(tx: Connection) -> datetime | None:
    """Since when the first article waits that no enrichment read."""
    unread = articles.c.emptied.is_(None), articles.c.enriched_with.is_(None)
    since: datetime | None = tx.execute(select(func.min(articles.c.changed)).where(*unread)).scalar_one()
    return since


def is_waiting(tx: Connection, version: str) -> bool:
    """Whether there is an article that this version of the enrichment has still to read."""
    return any(tx.execute(select(articles.c.id).where(which).limit(1)).first() for which in _unread(version))


def _unread(version: str) -> tuple[ColumnElement[bool], ...]:
    """What no two share, each found by the index: asked as one, SQLite looks at every article."""
    mark, full = articles.c.enriched_with, articles.c.emptied.is_(None)
    return and_(full, mark.is_(None)), and_(full, mark < version), and_(full, mark > version)


def _bytes(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0
