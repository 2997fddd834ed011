"""What is done again and again, by one process at a time: who does it, since when, and how it went the last time.

A task is claimed for `LEASE`, and its holder renews that while it works; one that was killed is free again when its
lease has run out. Clocks may be wrong: a lease that would last much longer than any is taken as ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select, update

from onrecord.store.missing import insert_missing
from onrecord.store.schema import tasks

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

LEASE = timedelta(seconds=60)
"""How long a task is held without a word of its holder."""

_LONGEST = 2 * LEASE  # another's clock may be ahead, and who looks now may have asked for the time before it did

CRAWL = "crawl:"
"""Before the name of a source: reading it."""

READING = "reading"
"""Finding statements in articles, their speakers, and the topics that they fall under."""

SENDING = "sending"
"""Emptying the outbox: several may do so at once; only its last time is of interest."""

UPKEEP = "upkeep"
"""Letting go of old texts, and telling the operator what needs a person."""

CONFIGURATION = "configuration"
"""Reading topics.yaml again, by a daemon: its error is told for as long as the file is wrong."""

SCHEDULE = "schedule:"
"""Before the name of a computer and process: the daemon there."""

VANISHED = "whoever did it vanished before its end"


@dataclass(frozen=True, slots=True)
class Task:
    """A task: begun `since`, by `holder` if it is still at it; when it `ended`, last `succeeded`, or why it did not."""

    name: str
    holder: str | None
    since: datetime
    until: datetime | None
    ended: datetime | None
    succeeded: datetime | None
    error: str | None

    def is_held(self, now: datetime) -> bool:
        """Whether somebody is at it."""
        return self.holder is not None and self.until is not None and now < self.until <= now + _LONGEST

    def has_vanished(self, now: datetime) -> bool:
        """Whether its holder went away without a word."""
        return self.holder is not None and not self.is_held(now)


def claim(tx: Connection, name: str, *, holder: str, now: datetime) -> bool:
    """Take a task; False when somebody else is at it."""
    insert_missing(tx, tasks, {"name": name, "since": now})
    taken = update(tasks).where(tasks.c.name == name, _is_free(now))
    values = {"holder": holder, "since": now, "until": now + LEASE}
    return tx.execute(taken.values(values)).rowcount == 1


def renew(tx: Connection, holder: str, *, now: datetime) -> frozenset[str]:
    """Say of all that a holder does that it is still at it; gives what that is: not what is another's by now."""
    its = tasks.c.holder == holder
    tx.execute(update(tasks).where(its).values(until=now + LEASE))
    return frozenset(tx.execute(select(tasks.c.name).where(its)).scalars())


def keep(tx: Connection, name: str, *, holder: str, now: datetime) -> bool:
    """Say of one task that its holder is still at it; False when it is another's by now."""
    own = update(tasks).where(tasks.c.name == name, tasks.c.holder == holder)
    return tx.execute(own.values(until=now + LEASE)).rowcount == 1


def release(tx: Connection, name: str, *, holder: str, now: datetime, error: str | None = None) -> None:
    """A holder is done with a task, well or with an error; nothing happens when it lost the task meanwhile."""
    values = {"holder": None, "until": None, "ended": now, "error": error}
    if error is None:
        values["succeeded"] = now
    tx.execute(update(tasks).where(tasks.c.name == name, tasks.c.holder == holder).values(values))


def note(tx: Connection, name: str, *, now: datetime, error: str | None) -> None:
    """Note how a task went that takes no time, and that nobody holds."""
    insert_missing(tx, tasks, {"name": name, "since": now})
    values = {"since": now, "ended": now, "error": error} | ({} if error else {"succeeded": now})
    tx.execute(update(tasks).where(tasks.c.name == name).values(values))


def evict(tx: Connection, holder: str) -> None:
    """Free all tasks of a holder that is known to be gone."""
    tx.execute(update(tasks).where(tasks.c.holder == holder).values(holder=None, until=None, error=VANISHED))


def of(tx: Connection, prefix: str = "") -> dict[str, Task]:
    """All tasks whose names begin so, by their names."""
    query = select(tasks).where(tasks.c.name.startswith(prefix, autoescape=True)).order_by(tasks.c.name)
    return {row.name: Task(*row) for row in tx.execute(query)}


def sweep(tx: Connection, prefix: str, *, now: datetime) -> None:
    """Let go of tasks whose names begin so and at which nobody is."""
    tx.execute(tasks.delete().where(tasks.c.name.startswith(prefix, autoescape=True), _is_free(now)))


def _is_free(now: datetime) -> ColumnElement[bool]:
    held = and_(tasks.c.holder.is_not(None), tasks.c.until > now, tasks.c.until <= now + _LONGEST)
    return or_(tasks.c.holder.is_(None), ~held)
