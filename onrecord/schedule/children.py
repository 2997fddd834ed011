"""The processes of the commands that the daemon starts: their lines, their time, their end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

GRACE: Final = 6.0
"""Seconds that a process has to end in order when it is asked to; then it is killed."""

_POLL: Final = 0.05  # seconds
_CHUNK: Final = 64 * 1024
_LONGEST: Final = 4096  # bytes of a line that are told


@dataclass(slots=True, eq=False)
class _Child:
    process: asyncio.subprocess.Process
    watched: asyncio.Task[None] | None = field(default=None, repr=False)


class Children:
    """Starts commands, each known by its step's name.

    `tell` gets each line that they write, with the name before it, and `complain` those on standard error. `ended` gets
    the name and the exit code, below zero where a signal ended it, of each that is over.
    """

    def __init__(
        self,
        tell: Callable[[str, str], None],
        complain: Callable[[str, str], None],
        ended: Callable[[str, int], None],
    ) -> None:
        self._tell = tell
        self._complain = complain
        self._ended = ended
        self._children: dict[str, list[_Child]] = {}

    def at_work(self, name: str) -> int:
        """How many processes of this name there are."""
        return len(self._children.get(name, ()))

    async def start(self, name: str, command: Sequence[str], *, limit: float, env: Mapping[str, str]) -> None:
        """Start a command; after `limit` seconds it is asked to end. Raises `OSError` where it can't be started.

        It has a session of its own: a Ctrl-C in the terminal reaches the daemon alone, which ends it in order.
        """
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=env,
            start_new_session=True,
        )
        child = _Child(process)
        self._children.setdefault(name, []).append(child)
        child.watched = asyncio.create_task(self._watch(name, child, limit))

    async def stop(self) -> None:
        """Ask all to end, kill those that do not in time, and wait until they are gone."""
        children = [one for each in self._children.values() for one in each]
        for one in children:
            _end(one.process)
        for kill in (False, True):
            if late := [one for one in children if one.watched and not one.watched.done()]:
                for one in late if kill else ():
                    _end(one.process, kill=True)
                await asyncio.wait([one.watched for one in late if one.watched], timeout=2 if kill else GRACE)

    async def _watch(self, name: str, child: _Child, limit: float) -> None:
        process = child.process
        lines = asyncio.gather(
            _pass_on(name, process.stdout, self._tell), _pass_on(name, process.stderr, self._complain)
        )
        if not await _is_over(process, limit):
            self._complain(name, f"takes over {limit / 60:.0f} minutes and is ended; the next one goes on")
            _end(process)
            if not await _is_over(process, GRACE):
                _end(process, kill=True)
                await _is_over(process, GRACE)
        with contextlib.suppress(TimeoutError):  # what it started itself may hold its streams open
            await asyncio.wait_for(lines, 1)
        process._transport.close()  # type: ignore[attr-defined]  # noqa: SLF001  # asyncio has no public way to do so
        self._children[name].remove(child)
        self._ended(name, process.returncode or 0)


async def _is_over(process: asyncio.subprocess.Process, within: float) -> bool:
    """Whether it ends in so many seconds; asyncio's own wait lasts as long as anybody holds its streams open."""
    end = time.monotonic() + within
    while process.returncode is None:
        if time.monotonic() >= end:
            return False
        await asyncio.sleep(_POLL)
    return True


async def _pass_on(name: str, stream: asyncio.StreamReader | None, tell: Callable[[str, str], None]) -> None:
    """Tell each line of a stream, of one that is longer than anything the beginning."""
    rest = b""
    while stream and (read := await stream.read(_CHUNK)):
        *lines, rest = (rest + read).split(b"\n")
        for line in lines:
            _say(name, line, tell)
        rest = rest[: _LONGEST + 1]
    _say(name, rest, tell)


def _say(name: str, line: bytes, tell: Callable[[str, str], None]) -> None:
    text = line[:_LONGEST].decode("utf-8", "replace").rstrip()
    if text:
        tell(name, text)


def _end(process: asyncio.subprocess.Process, *, kill: bool = False) -> None:
    number = getattr(signal, "SIGKILL", signal.SIGTERM) if kill else signal.SIGTERM
    if process.returncode is None:
        # The process's own methods would take how it ended from asyncio, which waits for that.
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, number)
