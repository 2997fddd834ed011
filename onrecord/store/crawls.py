"""The record of crawls: what came of each source, each time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from onrecord.store.schema import crawls

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

KEPT = timedelta(days=90)
"""How long a crawl is remembered."""


@dataclass(frozen=True, slots=True)
class Crawl:
    """One crawl of one source.

    It `offered` so many articles; so many pages were `fetched`, of them articles `new` or `changed`, and so many
    `failed`. `refusals` counts answers that were no pages by their HTTP status. `error` is why the source failed.
    """

    source: str
    started: datetime
    finished: datetime
    offered: int = 0
    fetched: int = 0
    new: int = 0
    changed: int = 0
    failed: int = 0
    refusals: Mapping[int, int] = field(default_factory=dict)
    error: str | None = None


def record(tx: Connection, crawl: Crawl) -> None:
    """Write down a crawl."""
    row = {
        "source": crawl.source,
        "started": crawl.started,
        "finished": crawl.finished,
        "offered": crawl.offered,
        "fetched": crawl.fetched,
        "new": crawl.new,
        "stored": crawl.new + crawl.changed,
        "failed": crawl.failed,
        "refusals": {str(status): times for status, times in crawl.refusals.items()},
        "error": crawl.error,
    }
    tx.execute(insert(crawls).values(row))


def forget(tx: Connection, *, now: datetime) -> None:
    """Let go of crawls of more than `KEPT` ago."""
    tx.execute(delete(crawls).where(crawls.c.finished < now - KEPT))
