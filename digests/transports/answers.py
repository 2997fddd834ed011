"""A mail server's answers, read within bounds, and told in a line.

`smtplib` waits anew for each byte, and keeps lines without end; a claim on a message must outlast its answers.
"""

from __future__ import annotations

import smtplib
import time
from io import BufferedReader, RawIOBase
from typing import TYPE_CHECKING, Any, Final

from digests.headers import line

if TYPE_CHECKING:
    import socket

_MOST_BYTES: Final = 1_000_000  # of an answer
_DIGITS: Final = 20  # of a size (RFC 1870, section 4)
_MOST_TOLD: Final = 300  # characters


def told(code: int, reply: bytes | str) -> str:
    """An answer in a line that a terminal and any store can show, if it is long its beginning."""
    text = line(reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply)
    return f"{code} {text}" if len(text) <= _MOST_TOLD else f"{code} {text[:_MOST_TOLD]}…"


class Bounded(smtplib.SMTP):
    """A session whose answers each come whole within `patience` seconds, the timeout if not set; if not, it is over."""

    patience: float | None = None

    @property
    def largest(self) -> int | None:
        """Bytes of a message that the server takes at most (RFC 1870); None where it names no limit."""
        size = self.esmtp_features.get("size", "")
        return (int(size) or None) if size.isdecimal() and len(size) <= _DIGITS else None

    def getreply(self) -> tuple[int, bytes]:
        """The next answer. Raises as `smtplib` does, also when it is not there in time."""
        if self.file is None and self.sock is not None:
            self.file = BufferedReader(_Incoming(self.sock))  # where `smtplib` makes an unbounded one of its own
        if isinstance(self.file, BufferedReader) and isinstance(self.file.raw, _Incoming):
            self.file.raw.begin(self.patience or self.timeout)
        return super().getreply()


class Encrypted(Bounded, smtplib.SMTP_SSL):
    """A session that is encrypted from its first byte."""


class _Incoming(RawIOBase):
    """What comes from a server, until the time for it is over."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def begin(self, seconds: float) -> None:
        """From now on, another answer is read."""
        self._end = time.monotonic() + seconds
        self._room = _MOST_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  # any that takes bytes
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        if self._room <= 0:
            raise OSError(f"an answer of more than {_MOST_BYTES:,} bytes")
        usual = self._connection.gettimeout()
        self._connection.settimeout(left)
        try:
            number = self._connection.recv_into(buffer)
        finally:
            self._connection.settimeout(usual)
        self._room -= number
        return number
