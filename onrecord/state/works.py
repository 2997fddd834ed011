"""The steps of the job: how each went the last time, who is at work, and what it means that nobody is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from onrecord.state.parts import Daemon, Need, Work
from onrecord.state.words import clock, span
from onrecord.store import tasks
from onrecord.store.holding import STOPPED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from onrecord.config import Config
    from onrecord.store.tasks import Task

IDLE: Final = timedelta(hours=26)
"""Where nothing was begun for so long, nobody does the job: it is longer than a day, for who runs it once a day."""

_GONE: Final = timedelta(minutes=10)  # a daemon that vanished may be on its way back
_LONG: Final = timedelta(days=1)
_VERBS: Final = {tasks.READING: "reading articles", tasks.SENDING: "sending", tasks.UPKEEP: "upkeep"}
_START: Final = "start 'onrecord schedule', or let cron start 'onrecord run' (crontab.example)"


def works(found: Mapping[str, Task], now: datetime, more: Mapping[str, datetime | None]) -> tuple[Work, ...]:
    """Reading, sending and upkeep; `more` tells of some when there is more to do."""
    return tuple(_work(name, found.get(name), now, more.get(name)) for name in _VERBS)


def daemons(found: Mapping[str, Task], now: datetime) -> tuple[Daemon, ...]:
    """Each `onrecord schedule` that is at work."""
    return tuple(
        Daemon(*_place(task), task.since)
        for name, task in found.items()
        if name.startswith(tasks.SCHEDULE) and task.is_held(now)
    )


def failed(steps: tuple[Work, ...], now: datetime) -> Iterator[Need]:
    """The steps that failed the last time; what was only stopped goes on by itself."""
    for work in steps:
        if work.error is None or work.error == STOPPED:
            continue
        since = work.succeeded or work.begun
        # While sending fails, no mail would tell the operator.
        urgent = work.name != tasks.SENDING and since is not None and now - since >= _LONG
        ended = "" if work.ended is None else f" {span(now - work.ended)} ago"
        text = f"{_VERBS[work.name]} failed{ended}: {work.error}; each 'onrecord run' tries it again"
        yield Need(f"task:{work.name}", text, since, urgent=urgent)


def broken(found: Mapping[str, Task]) -> Iterator[Need]:
    """That topics.yaml is wrong by now, and a daemon keeps to what it was before."""
    task = found.get(tasks.CONFIGURATION)
    if task is not None and task.error is not None:
        text = f"{task.error.splitlines()[0]}; until it is mended, 'onrecord schedule' keeps to what was there before"
        yield Need("configuration", text, task.since, urgent=True)


def idle(config: Config, found: Mapping[str, Task], read: datetime | None, now: datetime) -> Need | None:
    """That nobody does the job, though there is one; `read` is when a source was last read."""
    if not (config.digests or any(source.enabled for source in config.sources)) or daemons(found, now):
        return None
    others = [task for name, task in found.items() if not name.startswith((tasks.SCHEDULE, tasks.CONFIGURATION))]
    if any(task.is_held(now) for task in others):
        return None
    last = max((moment for task in others for moment in (task.since, task.ended) if moment), default=None)
    last = max((moment for moment in (last, read) if moment), default=None)
    gone = [task for name, task in found.items() if name.startswith(tasks.SCHEDULE) and task.has_vanished(now)]
    newest = max(gone, key=lambda task: task.until or task.since, default=None)
    vanished = newest and (newest.until or newest.since)
    if newest and vanished and (last is None or last < vanished) and now - vanished >= _GONE:
        text = (
            f"'onrecord schedule' on {_place(newest)[0]} went away without a word at {clock(vanished)}: start it again"
        )
        return Need("idle", text, vanished)
    if last is None:
        return Need("idle", f"nothing has run yet: {_START}")
    if now - last >= IDLE:
        return Need("idle", f"nothing has run for {span(now - last)}: {_START}", last)
    return None


def _work(name: str, task: Task | None, now: datetime, more: datetime | None) -> Work:
    if task is None:
        return Work(name, None, None, None, None, at_work=False, next=more)
    return Work(name, task.since, task.ended, task.succeeded, task.error, at_work=task.is_held(now), next=more)


def _place(task: Task) -> tuple[str, str]:
    """The computer and the process of a daemon."""
    host, _, process = task.name.removeprefix(tasks.SCHEDULE).rpartition(":")
    return host, process
