"""Processes beside this one, which end with it: how they are started, and how they are ended in the middle of work."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if sys.platform != "win32":
    from multiprocessing import resource_tracker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import ProcessPoolExecutor

# Where a process can be forked safely it is, from one that did nothing else; elsewhere than on Linux, libraries of the
# system do not always survive a fork.
CONTEXT: Final = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
"""How they are started."""


@contextmanager
def undisturbed() -> Iterator[None]:
    """Ctrl-C does not reach what is started in this block, not even before it can `follow`; it is heard here after."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # its own start would let the signal through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def whole() -> Iterator[None]:
    """Who is told to end in this block is told so after it: a process that is half started would complain."""
    told: list[int] = []
    before = {}
    if threading.current_thread() is threading.main_thread():  # only there signals are heard
        numbers = [one for one in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(one) is not None]
        before = {one: signal.signal(one, lambda number, _frame: told.append(number)) for one in numbers}
    try:
        yield
    finally:
        for one, heard in before.items():
            signal.signal(one, heard)
        if told:
            signal.raise_signal(told[0])


def follow() -> None:
    """For such a process, at its start: Ctrl-C is left to whoever started it, and it ends with them, killed or not."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def end(pool: ProcessPoolExecutor) -> None:
    """End a pool and what its processes are at."""
    # The executor has no public way to end a process that is in work.
    for process in list((pool._processes or {}).values()):  # noqa: SLF001
        process.terminate()
    pool.shutdown(wait=False, cancel_futures=True)


def number() -> int:
    """How many processes this computer has processors for."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
