"""Whose turn it is: the sources that are due to be read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from onrecord.store import tasks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from onrecord.config import Config, Source

_EARLY = timedelta(minutes=1)
"""A run of every quarter of an hour does not come to the second: a source may be read so much before its time."""


def due(tx: Connection, config: Config, sources: Iterable[Source], *, now: datetime) -> tuple[Source, ...]:
    """Those of the sources that were last begun as long ago as each is to be read, and at which nobody is.

    One whose reader vanished is due at once, and so is one that was begun when a clock was ahead.
    """
    begun = tasks.of(tx, tasks.CRAWL)
    return tuple(source for source in sources if _is_due(begun.get(f"{tasks.CRAWL}{source.name}"), source, config, now))


def next_turn(task: tasks.Task | None, source: Source, config: Config, *, now: datetime) -> datetime:
    """When a source is due next, from its task."""
    if task is None or task.has_vanished(now) or task.error == tasks.VANISHED or task.since > now:
        return now
    return task.since + (source.every or config.crawl.every)


def _is_due(task: tasks.Task | None, source: Source, config: Config, now: datetime) -> bool:
    if task is not None and task.is_held(now):
        return False
    every = source.every or config.crawl.every
    return next_turn(task, source, config, now=now) - min(every / 10, _EARLY) <= now
