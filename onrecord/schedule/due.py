"""What is due now, by the store and the clock: light queries, asked every few seconds.

They only wake whoever does the work. It decides anew, in the store, so that two who are woken at once do it once.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from onrecord.config import times
from onrecord.enrich import version
from onrecord.store import editions, ledger, outbox, overview, tasks, turns

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from onrecord.config import Config, Digest, Source

_READING_EVERY: Final = timedelta(minutes=1)
"""The language model takes seconds to load: what comes in meanwhile is read together."""

_UPKEEP_EVERY: Final = timedelta(hours=1)
_CHATS: Final = outbox.Lane(webhooks=True)


class Step(StrEnum):
    """A step that a command of its own does."""

    CRAWL = "crawl"
    ENRICH = "enrich"
    DIGEST = "digest"
    SEND = "send"
    UPKEEP = "upkeep"


def steps(tx: Connection, config: Config, sources: Iterable[Source], *, now: datetime) -> set[Step]:
    """The steps that there is something to do for, and at which nobody is; `sources` are those to be read here."""
    found = set()
    if turns.due(tx, config, sources, now=now):
        found.add(Step.CRAWL)
    done = tasks.of(tx)
    reading, sending = done.get(tasks.READING), done.get(tasks.SENDING)
    if _rests(reading, now, _READING_EVERY) and (_was_left(reading, now) or _waits(tx, config)):
        found.add(Step.ENRICH)
    known = ledger.known(tx)
    if any(_is_owed(tx, digest, known.get(digest.name, now), now) for digest in config.digests):
        found.add(Step.DIGEST)
    lanes = (outbox.MAIL, _CHATS) if config.webhooks else (outbox.MAIL,)
    if _was_left(sending, now) or any(outbox.wants_sender(tx, now=now, lane=lane) for lane in lanes):
        found.add(Step.SEND)
    if _rests(done.get(tasks.UPKEEP), now, _UPKEEP_EVERY):
        found.add(Step.UPKEEP)
    return found


def _is_owed(tx: Connection, digest: Digest, known: datetime, now: datetime) -> bool:
    """Whether an edition of the digest should be there by now, and is not."""
    day = times.due(digest, now, known=known)
    return day is not None and not editions.is_done(tx, digest.name, day)


def _waits(tx: Connection, config: Config) -> bool:
    return overview.is_waiting(tx, version(config.language.engine, config.language.model))


def _was_left(task: tasks.Task | None, now: datetime) -> bool:
    """Whether whoever was at a task last vanished: there may be more to do than is seen."""
    return task is not None and (task.has_vanished(now) or (task.holder is None and task.error == tasks.VANISHED))


def _rests(task: tasks.Task | None, now: datetime, pause: timedelta) -> bool:
    """Whether nobody is at a task, and its last time is long enough ago; one that was left in the middle is due."""
    if task is None or task.has_vanished(now):
        return True
    return not task.is_held(now) and not now - pause < task.since <= now
