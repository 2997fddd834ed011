"""Waiting for a database without keeping the process from its end."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


async def aside(work: Callable[[], T]) -> T:
    """What `work` gives or raises, done in a thread; the process can end before it, unlike with `asyncio.to_thread`."""
    loop = asyncio.get_running_loop()
    given: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: Exception | None) -> None:
        if given.done():  # nobody waits any more
            return
        if error is not None:
            given.set_exception(error)
        else:
            given.set_result(result)  # type: ignore[arg-type]  # without an error it is what `work` gave

    def do() -> None:
        result, error = None, None
        try:
            result = work()
        except Exception as fault:  # noqa: BLE001  # it is raised where it is awaited
            error = fault
        with contextlib.suppress(RuntimeError):  # the loop may have ended
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=do, name="aside", daemon=True).start()
    return await given
