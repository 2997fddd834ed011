"""What the store holds, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from onrecord.store.schema import articles, crawls, editions, signatures, speakers, statements

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class LastCrawl:
    """How a source's newest crawl went."""

    source: str
    finished: datetime
    stored: int
    error: str | None


def counts(tx: Connection) -> dict[str, int]:
    """How many rows of each kind there are, by the kind's plural; of the articles, how many are copies, if any."""
    copies = tx.execute(select(func.count(signatures.c.duplicate_of))).scalar_one()
    found = {articles.name: tx.execute(select(func.count()).select_from(articles)).scalar_one()}
    if copies:
        found["of them copies"] = copies
    for table in (statements, speakers, editions):
        found[table.name] = tx.execute(select(func.count()).select_from(table)).scalar_one()
    return found


def last_crawls(tx: Connection) -> list[LastCrawl]:
    """The newest crawl of each source, by its name."""
    newest = select(func.max(crawls.c.id)).group_by(crawls.c.source)
    query = select(crawls.c.source, crawls.c.finished, crawls.c.stored, crawls.c.error)
    return [LastCrawl(*row) for row in tx.execute(query.where(crawls.c.id.in_(newest)).order_by(crawls.c.source))]
