"""Jobs that tests give executors: what they do with a batch is seen from outside."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from distributed import get_worker

from onrecord.errors import EnrichError

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Squares:
    """The square of a number and the process that made it, the later the smaller the number is."""

    wait: float = 0.0

    def ready(self) -> Callable[[int], tuple[int, int]]:
        def square(number: int) -> tuple[int, int]:
            time.sleep(self.wait / (number + 1))
            return number * number, os.getpid()

        return square


@dataclass(frozen=True, slots=True)
class Sizes:
    """How long a text is."""

    def ready(self) -> Callable[[str], int]:
        return len


@dataclass(frozen=True, slots=True)
class Fatal:
    """Ends its process at one number: each time, or only `once`, for which a file in a folder stands."""

    number: int
    once: str | None = None

    def ready(self) -> Callable[[int], int]:
        def do(number: int) -> int:
            if number == self.number and (self.once is None or not Path(self.once).exists()):
                if self.once:
                    Path(self.once).touch()
                os.kill(os.getpid(), signal.SIGKILL)
            return number

        return do


@dataclass(frozen=True, slots=True)
class Failing:
    """Says what is wrong."""

    error: type[Exception] = EnrichError

    def ready(self) -> Callable[[int], int]:
        def do(_number: int) -> int:
            raise self.error("the model does not fit")

        return do


@dataclass(frozen=True, slots=True)
class Deaf:
    """Whether Ctrl-C could not reach its process when that started."""

    def ready(self) -> Callable[[int], bool]:
        return lambda _number: signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())


@dataclass(frozen=True, slots=True)
class Memory:
    """The memory that a Dask worker may take, in bytes."""

    def ready(self) -> Callable[[int], int | None]:
        return lambda _number: get_worker().memory_manager.memory_limit


@dataclass(frozen=True, slots=True)
class Counting:
    """How often its process made it ready."""

    name: str

    def ready(self) -> Callable[[int], int]:
        _made[self.name] += 1
        return lambda _number: _made[self.name]


_made: Counter[str] = Counter()
