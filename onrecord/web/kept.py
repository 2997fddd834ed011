"""Answers that take a walk through the store, kept: what is some minutes old is as good on a page.

Whoever asks for one that has grown old gets it at once, and it is found anew behind their back.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from math import inf
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar

from onrecord.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from sqlalchemy import Connection

    from onrecord.store import Store

_T = TypeVar("_T")

AGE: Final = 300.0
"""Seconds after which an answer is old."""

TOO_OLD: Final = 3_600.0
"""Seconds after which it is waited for, as if there were none."""

_MOST: Final = 1_000  # answers
_LOG: Final = logging.getLogger(__name__)


class Kept:
    """Answers by what was asked; whoever asks for one that is being found for the first time waits for it."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._answers: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()
        self._finding: dict[Hashable, Lock] = {}
        self._lock = Lock()
        self._anew = ThreadPoolExecutor(1, "kept")

    def __call__(self, key: Hashable, find: Callable[[Connection], _T], tx: Connection) -> _T:
        """The answer to `key`, found in this transaction if it was not before."""
        with self._lock:
            finding = self._finding.setdefault(key, Lock())
        if self._age(key) > TOO_OLD:
            with finding:
                if self._age(key) > TOO_OLD:  # nobody found it meanwhile
                    answer = find(tx)
                    self._keep(key, answer)
                    return answer
        if self._age(key) > AGE and finding.acquire(blocking=False):
            self._anew.submit(self._find_anew, key, find, finding)
        with self._lock:
            known = self._answers.get(key)
        return find(tx) if known is None else known[1]  # it may have been let go of by now

    def _age(self, key: Hashable) -> float:
        with self._lock:
            known = self._answers.get(key)
        return inf if known is None else self._clock() - known[0]

    def _find_anew(self, key: Hashable, find: Callable[[Connection], Any], finding: Lock) -> None:
        try:
            with self._store.read() as tx:
                self._keep(key, find(tx))
        except StoreError as error:  # what is old stays for now
            _LOG.warning("%s", error)
        finally:
            finding.release()

    def _keep(self, key: Hashable, answer: object) -> None:
        with self._lock:
            self._answers[key] = (self._clock(), answer)
            self._answers.move_to_end(key)
            while len(self._answers) > _MOST:
                old, _ = self._answers.popitem(last=False)
                self._finding.pop(old, None)
