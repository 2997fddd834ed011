"""Answers that take a walk through the store, kept for minutes: what is a little old is as good on a page."""

from __future__ import annotations

import time
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

_T = TypeVar("_T")

AGE: Final = 300.0
"""Seconds for which an answer is good."""

_MOST: Final = 1_000  # answers


class Kept:
    """Answers by what was asked; whoever asks for one that is being found waits for it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._answers: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()
        self._finding: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def __call__(self, key: Hashable, find: Callable[[], _T]) -> _T:
        """The answer to `key`, found now unless it was found within the last minutes."""
        with self._lock:
            finding = self._finding.setdefault(key, Lock())
        with finding:
            known = self._answers.get(key)
            if known is not None and self._clock() - known[0] < AGE:
                answer: _T = known[1]
                return answer
            answer = find()
            with self._lock:
                self._answers[key] = (self._clock(), answer)
                self._answers.move_to_end(key)
                while len(self._answers) > _MOST:
                    old, _ = self._answers.popitem(last=False)
                    self._finding.pop(old, None)
            return answer
