"""How each source does: when it was last read, what came of it in the last days, how soon after publication."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from onrecord.store.schema import articles, crawls

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row


@dataclass(frozen=True, slots=True)
class Health:
    """A source's state.

    `read` is when it was last read and `success` when last without an error, `error` what went wrong the last time.
    It `offered` so many articles at its last success. Over the days asked for, so many were `new`, so many pages
    `failed`, and `refusals` counts answers by their HTTP status. `lag` is the median time from publication to
    collection. `newest` is when it last gave a new article. `failing_since` is when it first failed after its last
    success, None where the last time went well.
    """

    source: str
    read: datetime | None = None
    success: datetime | None = None
    error: str | None = None
    offered: int = 0
    new: int = 0
    failed: int = 0
    refusals: Mapping[int, int] = field(default_factory=dict)
    lag: timedelta | None = None
    newest: datetime | None = None
    failing_since: datetime | None = None


def of(tx: Connection, sources: Iterable[str], *, since: datetime) -> tuple[Health, ...]:
    """The health of each source, with counts from `since` on."""
    return tuple(_health(tx, source, since) for source in sources)


def _health(tx: Connection, source: str, since: datetime) -> Health:
    last = _newest(tx, source)
    if last is None:
        return Health(source)
    good = last if last.error is None else _newest(tx, source, well=True)
    recent = tx.execute(
        select(crawls.c.new, crawls.c.failed, crawls.c.refusals).where(
            crawls.c.source == source, crawls.c.finished >= since
        )
    ).all()
    refusals: Counter[int] = Counter()
    for row in recent:
        refusals.update({int(status): times for status, times in row.refusals.items()})
    newest = select(func.max(articles.c.collected)).where(articles.c.source == source)
    return Health(
        source,
        read=last.finished,
        success=good and good.finished,
        error=last.error,
        offered=good.offered if good else 0,
        new=sum(row.new for row in recent),
        failed=sum(row.failed for row in recent),
        refusals=dict(refusals),
        lag=_lag(tx, source, since),
        newest=tx.execute(newest).scalar_one(),
        failing_since=None if last.error is None else _failing_since(tx, source, good and good.finished),
    )


def _newest(tx: Connection, source: str, *, well: bool = False) -> Row[Any, Any, Any] | None:
    """A source's last crawl, or its last without an error."""
    query = select(crawls.c.finished, crawls.c.error, crawls.c.offered).where(crawls.c.source == source)
    query = query.where(crawls.c.error.is_(None)) if well else query
    return tx.execute(query.order_by(crawls.c.finished.desc(), crawls.c.id.desc()).limit(1)).one_or_none()


def _failing_since(tx: Connection, source: str, success: datetime | None) -> datetime | None:
    """When a source's first crawl after its last success ended."""
    query = select(func.min(crawls.c.finished)).where(crawls.c.source == source, crawls.c.error.is_not(None))
    query = query if success is None else query.where(crawls.c.finished > success)
    moment: datetime | None = tx.execute(query).scalar_one()
    return moment


def _lag(tx: Connection, source: str, since: datetime) -> timedelta | None:
    """Of articles that came out after the source was first read: what it listed then was old by any measure."""
    first = tx.execute(select(func.min(articles.c.collected)).where(articles.c.source == source)).scalar_one()
    if first is None:
        return None
    query = select(articles.c.published, articles.c.collected).where(
        articles.c.source == source,
        articles.c.collected >= since,
        articles.c.published >= first,
        articles.c.date_only.is_(False),
    )
    lags = [row.collected - row.published for row in tx.execute(query)]
    return max(median(lags), timedelta()) if lags else None
