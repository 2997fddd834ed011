"""The record of crawls: what came of each source, each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from onrecord.store.schema import crawls

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def record(  # noqa: PLR0913  # the columns of a row
    tx: Connection,
    source: str,
    *,
    started: datetime,
    finished: datetime,
    fetched: int,
    stored: int,
    failed: int,
    error: str | None = None,
) -> None:
    """Write down one crawl of one source: pages fetched, articles new or changed, pages that failed."""
    row = {"source": source, "started": started, "finished": finished, "error": error}
    tx.execute(insert(crawls).values(row | {"fetched": fetched, "stored": stored, "failed": failed}))
