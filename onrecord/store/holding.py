"""Holding tasks while work is done: claimed before it, renewed meanwhile, released at its end, however it ends."""

from __future__ import annotations

import logging
import os
import queue
import socket
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from secrets import token_hex
from typing import TYPE_CHECKING, Final

from onrecord.errors import OnRecordError, StoreError
from onrecord.store import tasks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from onrecord.store import Store

STOPPED: Final = "stopped before its end"
"""What is noted of a task whose process was told to end: nothing went wrong."""

_RENEWAL: Final = tasks.LEASE.total_seconds() / 4
_POLL: Final = 0.5  # seconds
_OURS: Final = token_hex(
    4
)  # tells this process from an earlier one of its number, which a container that starts again has

_log = logging.getLogger(__name__)


class Held:
    """Tasks that a process holds, of those that it asked for: `name in held`."""

    def __init__(self, store: Store, holder: str, names: Iterable[str]) -> None:
        self._store = store
        self._names = set(names)
        self._renewed = datetime.now(UTC)
        self._warned = False
        self._done: queue.SimpleQueue[tuple[str, str | None] | None] = queue.SimpleQueue()
        self._keeper = threading.Thread(target=self._keep, name="leases", daemon=True)
        self.holder = holder
        if self._names:
            self._keeper.start()

    def __contains__(self, name: object) -> bool:
        """Whether the task was got."""
        return name in self._names

    @contextmanager
    def write(self, name: str) -> Iterator[Connection]:
        """A transaction of the store that only who holds the task makes.

        Raises `StoreError`, and nothing is written, when another one took the task meanwhile: this process was asleep
        for longer than a lease, or the store was out of reach.
        """
        with self._store.write() as tx:
            if not tasks.keep(tx, name, holder=self.holder, now=datetime.now(UTC)):
                raise StoreError(f"{name}: another process took this up while this one gave no sign; it goes on there")
            yield tx

    def has_lost(self, name: str) -> bool:
        """Whether it may be another's by now: its lease could not be renewed in time."""
        return name not in self._names or datetime.now(UTC) - self._renewed >= tasks.LEASE

    def done(self, name: str, error: str | None = None) -> None:
        """Be done with one of the tasks before the others; it is released soon, and nobody waits for that."""
        self._done.put((name, error))

    def close(self, error: str | None) -> None:
        """Be done with all of them that are left."""
        if self._names:
            self._done.put(None)
            self._keeper.join()
            for name in sorted(self._names):
                self._release(name, error)

    def _keep(self) -> None:
        """Renew the leases from time to time, and release what is done, until all is over."""
        due = time.monotonic() + _RENEWAL
        while True:
            try:
                ended = self._done.get(timeout=max(due - time.monotonic(), 0))
            except queue.Empty:
                due = time.monotonic() + _RENEWAL
                self._renew()
                continue
            if ended is None:
                return
            if ended[0] in self._names:
                self._release(*ended)
                self._names.discard(ended[0])

    def _renew(self) -> None:
        try:
            with self._store.write() as tx:
                now = datetime.now(UTC)
                ours = tasks.renew(tx, self.holder, now=now)
            self._renewed, self._warned = now, False
            for name in sorted(self._names - ours):
                _log.warning("%s: its lease could not be renewed in time, and another process has taken it over", name)
            self._names &= ours
        except StoreError as error:
            if not self._warned:  # it says so once, for as long as it lasts
                _log.warning("a lease could not be renewed (%s); it is tried again", error)
            self._warned = True

    def _release(self, name: str, error: str | None) -> None:
        try:
            with self._store.write() as tx:
                tasks.release(tx, name, holder=self.holder, now=datetime.now(UTC), error=error)
        except StoreError as fault:
            _log.warning("%s: the end could not be noted (%s); it counts as at work for a minute", name, fault)


@contextmanager
def holding(store: Store, *names: str) -> Iterator[Held]:
    """Hold those of the tasks that nobody else is at, until the block ends; ask what was got by `in`.

    An exception that leaves the block is noted as what went wrong.
    """
    holder = f"{here()}:{_OURS}{token_hex(4)}"
    try:
        held = Held(store, holder, _claimed(store, names, holder))
    except BaseException:  # ended between the claim and the block
        _give_back(store, names, holder)
        raise
    error: str | None = STOPPED
    try:
        yield held
        error = None
    except OnRecordError as failure:
        error = str(failure)
        raise
    except Exception as failure:
        error = f"a fault in On Record ({type(failure).__name__}: {failure})"
        raise
    finally:
        held.close(error)


@contextmanager
def waiting(store: Store, name: str, *, until: datetime | None = None) -> Iterator[Held | None]:
    """Hold a task, once whoever is at it is done; None when that takes longer than `until`, and it is not held."""
    while True:
        if not busy(store, name):
            with holding(store, name) as held:
                if name in held:
                    yield held
                    return
        if until is not None and datetime.now(UTC) >= until:
            yield None
            return
        time.sleep(_POLL)


def busy(store: Store, prefix: str, *, before: datetime | None = None) -> list[tasks.Task]:
    """The tasks whose names begin so that somebody is at, and was `before`."""
    now = datetime.now(UTC)
    with store.read() as tx:
        found = tasks.of(tx, prefix).values()
    return [
        one
        for one in found
        if one.holder and one.is_held(now) and not _is_gone(one.holder) and (before is None or one.since <= before)
    ]


def clear(store: Store) -> None:
    """Free what processes of this computer held that are no more, before their leases run out."""
    with store.read() as tx:
        gone = {one.holder for one in tasks.of(tx).values() if one.holder and _is_gone(one.holder)}
    if gone:
        with store.write() as tx:
            for holder in sorted(gone):
                tasks.evict(tx, holder)


def here() -> str:
    """This computer and process, as a holder's name begins."""
    return f"{socket.gethostname()}:{os.getpid()}"


def where(holder: str) -> str:
    """A holder in words: process 4711 on the computer desk."""
    host, process, _ = holder.rsplit(":", 2)
    return f"process {process} on {host}"


def _claimed(store: Store, names: Iterable[str], holder: str) -> list[str]:
    wanted = sorted(set(names))  # in one order: on PostgreSQL, two that claim across would wait for each other
    if not wanted:
        return []
    clear(store)
    with store.write() as tx:
        now = datetime.now(UTC)
        return [name for name in wanted if tasks.claim(tx, name, holder=holder, now=now)]


def _give_back(store: Store, names: Iterable[str], holder: str) -> None:
    """Release what was claimed, if it was; a store that is gone keeps it until its lease is over."""
    with suppress(StoreError), store.write() as tx:
        for name in sorted(set(names)):
            tasks.release(tx, name, holder=holder, now=datetime.now(UTC), error=STOPPED)


def _is_gone(holder: str) -> bool:
    """Whether a holder is known to have been a process here that is no more."""
    host, process, mark = holder.rsplit(":", 2)
    if host != socket.gethostname():
        return False
    if process == str(os.getpid()):
        return not mark.startswith(_OURS)
    if os.name != "posix":
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except (OSError, ValueError):
        return False
    return False
