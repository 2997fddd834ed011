"""A command that is told to end, by SIGTERM as services are, or by Ctrl-C: it ends in order, wherever it is just then.

Python raises what a signal asks for between any two steps of the program. Where that is in a destructor or a callback,
as there are some at the end of each import, it reports the exception and goes on as if nobody had asked.
"""

from __future__ import annotations

import _thread
import math
import os
import signal
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

# All processes of a service are told at once, and those that a daemon started by the daemon too.
_TOGETHER: Final = 2.0  # seconds in which several signals are one
_AGAIN: Final = 0.05  # seconds


class Ending:
    """Hears the signals."""

    def __init__(self) -> None:
        self._heard = -math.inf
        self._report: Callable[[sys.UnraisableHookArgs], object] = sys.unraisablehook

    def listen(self) -> None:
        """From now on, SIGTERM ends as Ctrl-C does, and neither is lost."""
        sys.unraisablehook = self._unraised
        signal.signal(signal.SIGTERM, self._end)

    def _end(self, _number: int, _frame: object) -> None:
        """End as by Ctrl-C; a second signal with the first does not disturb the end, a later one is an order anew."""
        now = time.monotonic()
        if now - self._heard >= _TOGETHER:
            self._heard = now
            raise KeyboardInterrupt

    def _unraised(self, what: sys.UnraisableHookArgs) -> None:
        """An exception came to nothing; if it was to end the command, it is raised again a moment later."""
        if not issubclass(what.exc_type, KeyboardInterrupt):
            self._report(what)
            return
        self._heard = -math.inf
        with suppress(RuntimeError):  # Python itself is at its end
            _thread.start_new_thread(_signal, ())


def _signal() -> None:
    time.sleep(_AGAIN)
    if os.name == "posix":
        os.kill(os.getpid(), signal.SIGTERM)  # it wakes who sleeps, too
    else:
        _thread.interrupt_main(signal.SIGTERM)
