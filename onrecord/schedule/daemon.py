"""The daemon: looks every few seconds what is due, and starts the command that does it.

The clock and this process decide nothing: what is due follows from the store, and the command asks it again. So a
late start, a second daemon, cron, a clock that jumps and a kill do no harm.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from onrecord.config import COPY
from onrecord.errors import ConfigError, OnRecordError
from onrecord.schedule import due
from onrecord.schedule.aside import aside
from onrecord.schedule.children import Children
from onrecord.schedule.due import Step
from onrecord.schedule.reload import Watched
from onrecord.store import Store, editions, holding, tasks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from onrecord.config import Config, Source
    from onrecord.shards import Shard

TICK: Final = 5.0
"""Seconds between two looks."""

LIMIT: Final = timedelta(hours=12)
"""How long any command but a crawl may take."""

_COMMANDS: Final = {
    Step.CRAWL: ("crawl", "--due"),
    Step.ENRICH: ("enrich",),
    Step.DIGEST: ("digest", "--due"),
    Step.SEND: ("send",),
    Step.UPKEEP: ("upkeep",),
}
_AT_ONCE: Final = {Step.CRAWL: 3}  # a slow source keeps one crawl at work for long; the others go on beside it
_YOUNG: Final = 30.0  # seconds in which a command may not have claimed its work yet
_PAUSE, _LONGEST_PAUSE = 60.0, 15 * 60.0  # seconds after a failure, doubled with each one in a row
_JUMP: Final = 2.0  # seconds by which a clock may be set without anybody noticing
_SOME_FAILED: Final = 1
_CLOSING: Final = 1.5  # seconds that the store has to take note of the end

_log = logging.getLogger(__name__)


class Tell(Protocol):
    """Takes a line for the log: what it is about, and whether it is a complaint."""

    def __call__(self, text: str, *, about: str, complaint: bool = False) -> None: ...  # noqa: D102


@dataclass(slots=True)
class _Failing:
    """How often a step failed in a row, and until when (on the monotonic clock) it is left alone."""

    times: int = 0
    until: float = 0.0


class Daemon:
    """Does all that is due until it is stopped; with a shard, it reads of the sources those in it alone.

    Raises `ConfigError` where topics.yaml is wrong at the start.
    """

    def __init__(
        self,
        path: Path,
        tell: Tell,
        *,
        shard: Shard | None = None,
        tick: float = TICK,
        command: Sequence[str] = (sys.executable, "-m", "onrecord"),
    ) -> None:
        self.watched = Watched(path)
        self._log = tell
        self._shard = shard
        self._every = tick
        self._command = command
        self.children = Children(
            lambda step, line: self._tell(line, about=step),
            lambda step, line: self._tell(line, about=step, complaint=True),
            self._ended,
        )
        self.started: dict[str, float] = {}
        self._failing: dict[str, _Failing] = {}
        self._rematch = True  # the topics may have changed while nothing ran
        self._tell_operator = False  # of a fault in topics.yaml
        self._put_off = False  # a digest, for a crawl that was started just now
        self._doubted: datetime | None = None  # when a crawl was started that may have begun with no source
        self._crawling = datetime.now(UTC)  # since when the last crawl is
        self._said = ""
        self._stopped = asyncio.Event()
        self._open = ExitStack()
        self._store: Store | None = None
        self._sources: tuple[Source, ...] = ()  # to be read here
        self._file: tuple[int, int] | None = None
        self._using = threading.Lock()

    @property
    def config(self) -> Config:
        """The configuration that holds now."""
        return self.watched.config

    async def serve(self) -> None:
        """Look what is due again and again, until SIGTERM or SIGINT; then end all commands, within ten seconds."""
        loop = asyncio.get_running_loop()
        with contextlib.suppress(NotImplementedError):  # Windows knows Ctrl-C only
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, self.stop)
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a look that takes long is no news
        scheduler = AsyncIOScheduler(timezone=UTC)
        job = scheduler.add_job(
            self.tick,
            IntervalTrigger(seconds=self._every),
            next_run_time=datetime.now(UTC),
            coalesce=True,
            misfire_grace_time=None,
        )
        with self.watched:
            scheduler.start()
            try:
                while not self._stopped.is_set():
                    before = time.time() - time.monotonic()
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._stopped.wait(), max(self._every, 1))
                    if before - (time.time() - time.monotonic()) > _JUMP:
                        job.modify(next_run_time=datetime.now(UTC))  # the clock was set back: it would wait for long
            finally:
                scheduler.shutdown(wait=False)
                await self.close()

    def stop(self) -> None:
        """End soon."""
        self._stopped.set()

    async def close(self) -> None:
        """End all commands, and let go of the store; one that does not answer is not waited for."""
        self.stop()
        await self.children.stop()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(aside(self._leave), _CLOSING)

    async def tick(self) -> None:
        """Look once, and start what is due."""
        try:
            wanted = await aside(self._wanted)
        except OnRecordError as error:
            self._complain(str(error))
            return
        except Exception as error:  # noqa: BLE001  # it may be over the next time
            fault = f"a fault in On Record ({type(error).__name__}: {error}); please report it with what stands above"
            if fault != self._said:
                _log.exception("looking what is due")
            self._complain(fault)
            return
        self._said = ""
        if self._put_off:  # or ever new crawls would keep it waiting
            wanted.sort(key=lambda step: step is not Step.DIGEST)
        self._put_off = False
        for step in wanted:
            if self._may_start(step) and not self._stopped.is_set():
                await self._start(step)

    def _wanted(self) -> list[Step]:
        with self._using:
            if self._stopped.is_set():
                return []
            self._look()
            return self._due()

    def _leave(self) -> None:
        with self._using:
            self._open.close()
            self._store = None

    def _look(self) -> None:
        """Read topics.yaml anew where it changed, and have the store open that it names."""
        try:
            changed = self.watched.look()
        except ConfigError as error:
            self._tell(
                f"{error}\nThe configuration of before holds until {self.watched.path} is right again.",
                about="schedule",
                complaint=True,
            )
            self._note(str(error))
            changed = False
        if changed:
            self._tell(f"{self.watched.path} has changed and was read again", about="schedule")
            self._failing.clear()
            self._rematch = True
        replaced = self._store is not None and self._store.file() != self._file
        if replaced:
            self._tell("the store's file is another one now, and is opened anew", about="schedule", complaint=True)
        if self._store is None or changed or replaced:
            self._open_store()

    def _open_store(self) -> None:
        """Open the store, be seen in it, and let it know the digests: from now on they are owed."""
        enabled = tuple(source for source in self.config.sources if source.enabled)
        self._sources = self._shard.share(self.config, enabled) if self._shard else enabled
        self._open.close()
        self._store = None
        store = self._open.enter_context(Store.open(self.config.store.engine_url()))
        holding.clear(store)
        with store.write() as tx:
            now = datetime.now(UTC)
            tasks.sweep(tx, tasks.SCHEDULE, now=now)
            tasks.note(tx, tasks.CONFIGURATION, now=now, error=None)
            for digest in self.config.digests:
                editions.known_since(tx, digest.name, now=now)
        self._open.enter_context(holding.holding(store, f"{tasks.SCHEDULE}{holding.here()}"))
        self._store = store
        self._file = store.file()

    def _note(self, fault: str) -> None:
        """Have the fault of topics.yaml shown by `onrecord status`, and told to the operator."""
        if self._store is not None:
            with self._store.write() as tx:
                tasks.note(tx, tasks.CONFIGURATION, now=datetime.now(UTC), error=fault)
            self._tell_operator = True

    def _due(self) -> list[Step]:
        if self._store is None:
            return []
        with self._store.read() as tx:
            found = due.steps(tx, self.config, self._sources, now=datetime.now(UTC))
            begun = tasks.of(tx, tasks.CRAWL) if self._doubted else {}
        if self._doubted:
            ours = (begun.get(f"{tasks.CRAWL}{source.name}") for source in self._sources)
            if Step.CRAWL in found and all(one is None or one.since < self._doubted for one in ours):
                self._fail(Step.CRAWL, "could begin with no source, see its lines above; it is tried again later")
            else:
                self._failing.pop(Step.CRAWL, None)
            self._doubted = None
        if self._rematch:
            found.add(Step.ENRICH)
        if self._tell_operator:
            found.add(Step.UPKEEP)
        return [step for step in Step if step in found]

    def _may_start(self, step: Step) -> bool:
        failing = self._failing.get(step)
        if failing is not None and time.monotonic() < failing.until:
            return False
        if self._is_young(step):
            return False
        if step is Step.DIGEST and self._is_young(Step.CRAWL):  # for which it waits
            self._put_off = True
            return False
        return self.children.at_work(step) < _AT_ONCE.get(step, 1)

    def _is_young(self, step: Step) -> bool:
        """Whether a command was started just now, and may not have claimed its work yet."""
        return self.children.at_work(step) > 0 and time.monotonic() - self.started[step] < _YOUNG

    async def _start(self, step: Step) -> None:
        shard = ("--shard", str(self._shard)) if self._shard and step is Step.CRAWL else ()
        command = (*self._command, *_COMMANDS[step], *shard, "--config", str(self.watched.path))
        limit = self.config.crawl.max_time if step is Step.CRAWL else LIMIT
        env = {**os.environ, COPY: str(self.watched.copy)}
        self.started[step] = time.monotonic()
        if step is Step.CRAWL:
            self._crawling = datetime.now(UTC)
        if step is Step.ENRICH:
            self._rematch = False
        if step is Step.UPKEEP:
            self._tell_operator = False
        try:
            await self.children.start(step, command, limit=limit.total_seconds(), env=env)
        except OSError as error:
            self._fail(step, f"can't be started ({error.strerror}); it is tried again later")

    def _ended(self, name: str, code: int) -> None:
        """A command is over; one that failed is left alone for a while, but for a crawl of which some source failed."""
        self._rematch |= name == Step.ENRICH and code != 0
        if name == Step.CRAWL and code == _SOME_FAILED:
            self._doubted = self._crawling
        elif code == 0 or self._stopped.is_set():
            self._failing.pop(name, None)
        elif code < 0:
            self._fail(name, f"was ended by signal {-code}; what was stored is kept, and it is tried again later")
        else:
            self._fail(name, f"ended with exit code {code}, see its lines above; it is tried again later")

    def _fail(self, name: str, what: str) -> None:
        failing = self._failing.setdefault(name, _Failing())
        failing.times += 1
        failing.until = time.monotonic() + min(_PAUSE * 2 ** (failing.times - 1), _LONGEST_PAUSE)
        self._tell(what, about=name, complaint=True)

    def _tell(self, text: str, *, about: str, complaint: bool = False) -> None:
        with contextlib.suppress(OSError):  # a log that is full or gone keeps nobody from the work
            self._log(text, about=about, complaint=complaint)

    def _complain(self, text: str) -> None:
        """Say once what is wrong for as long as it is."""
        if text != self._said:
            self._said = text
            self._tell(text, about="schedule", complaint=True)
