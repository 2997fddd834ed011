"""Holding tasks while work is done: claimed before it, renewed meanwhile, released at its end, however it ends."""

from __future__ import annotations

import logging
import os
import socket
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from secrets import token_hex
from typing import TYPE_CHECKING, Final

from onrecord.errors import OnRecordError, StoreError
from onrecord.store import tasks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.store import Store

_RENEWAL: Final = tasks.LEASE.total_seconds() / 4
STOPPED: Final = "stopped before its end"
"""What is noted of a task whose process was told to end: nothing went wrong."""

_log = logging.getLogger(__name__)


class Held:
    """Tasks that this process holds; `names` are those that it got, and `holder` is its name among all."""

    def __init__(self, store: Store, holder: str, names: Iterable[str]) -> None:
        self._store = store
        self.holder = holder
        self.names = set(names)

    def __contains__(self, name: object) -> bool:
        """Whether the task is held."""
        return name in self.names

    def release(self, name: str, error: str | None = None) -> None:
        """Be done with one of the tasks, before the others."""
        if name in self.names:
            self.names.discard(name)
            with self._store.write() as tx:
                tasks.release(tx, name, holder=self.holder, now=datetime.now(UTC), error=error)


@contextmanager
def holding(store: Store, *names: str) -> Iterator[Held]:
    """Hold those of the tasks that nobody else is at, until the block ends; ask what was got by `in`.

    An exception that leaves the block is noted as what went wrong.
    """
    holder = f"{socket.gethostname()}:{os.getpid()}:{token_hex(4)}"
    with store.write() as tx:
        now = datetime.now(UTC)
        got = [name for name in dict.fromkeys(names) if tasks.claim(tx, name, holder=holder, now=now)]
    held = Held(store, holder, got)
    over = threading.Event()
    renewing = threading.Thread(target=_renew, args=(store, held, over), name="leases", daemon=True)
    if got:
        renewing.start()
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
        over.set()
        if got:
            renewing.join()
            for name in sorted(held.names):
                held.release(name, error)


def _renew(store: Store, held: Held, over: threading.Event) -> None:
    while not over.wait(_RENEWAL):
        try:
            with store.write() as tx:
                tasks.renew(tx, held.holder, now=datetime.now(UTC))
        except StoreError as error:
            _log.warning("a lease could not be renewed (%s); it is tried again", error)
