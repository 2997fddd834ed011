"""A mail server that answers as told at each step, and counts the copies that each recipient got."""

from __future__ import annotations

import re
import socket
import threading
from collections import defaultdict
from contextlib import contextmanager, suppress
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import TYPE_CHECKING, ClassVar, Final

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

    Script = Callable[[str, str], str | None]

MESSAGE: Final = "message"  # the step after the dot; the others are named after their commands, but for "connect"
DROP: Final = "drop"  # hang up without a word; of a message, after it was kept
HANG: Final = "hang"  # say nothing any more; of a message, after it was kept
LOSE: Final = "lose"  # hang up, and keep no message
DRIP: Final = "drip"  # answer one character after the other, without end
CUT: Final = "cut"  # of DATA: say yes, and hang up before the message is there
_USUAL: Final = {"connect": "220 mail.example", "DATA": "354 go on", "QUIT": "221 bye", "AUTH": "235 welcome"}


def usual(_step: str, _recipient: str) -> None:
    """The script of a server that takes all."""


def always(step: str, answer: str, *, to: str = "") -> Script:
    """The script of a server that has one answer at a step, to all or one recipient."""
    return lambda at, recipient: answer if at == step and recipient.startswith(to) else None


def times(number: int, script: Script) -> Script:
    """The same for the first times only."""
    left = [number]

    def limited(step: str, recipient: str) -> str | None:
        answer = script(step, recipient) if left[0] else None
        left[0] -= answer is not None
        return answer

    return limited


class Server(ThreadingTCPServer):
    """A server on a free port of this machine; `script` may change while it is up."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.tls = tls
        self.script: Script = usual
        self.features: tuple[str, ...] = ("8BITMIME", "AUTH PLAIN", *(["STARTTLS"] if tls else []))
        self.copies: defaultdict[str, list[str]] = defaultdict(list)  # the Message-IDs of a recipient's
        self.contents: list[bytes] = []  # as they came, dots and all
        self.sessions: list[int] = []  # messages in each
        self.commands: list[str] = []
        self.accepted: list[str] = []  # recipients to whose message it has said yes by now
        self.over = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle is no fault here."""


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    with Server(tls) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()


class _GoneError(Exception):
    """The session is over."""


class _Handler(StreamRequestHandler):
    server: Server
    disable_nagle_algorithm: ClassVar[bool] = True

    def handle(self) -> None:
        self.recipient = ""
        self.place = len(self.server.sessions)
        self.server.sessions.append(0)
        with suppress(_GoneError, OSError):
            self.answer("connect")
            while line := self.rfile.readline():
                self.obey(line.decode().strip())

    def obey(self, line: str) -> None:
        self.server.commands.append(line)
        command = line.split(maxsplit=1)[0].upper()
        if command == "EHLO":
            self.answer(
                command, "\r\n".join(["250-mail.example", *(f"250-{one}" for one in self.features()), "250 OK"])
            )
        elif command == "STARTTLS":
            self.answer(command, "220 ready")
            self.encrypt()
        elif command == "RCPT":
            self.recipient = re.sub(r".*<(.*)>.*", r"\1", line)
            self.answer(command)
        elif command == "DATA":
            if self.answer(command).startswith("354"):
                self.take()
        elif command == "QUIT":
            self.answer(command)
            raise _GoneError
        else:
            self.recipient = "" if command in {"MAIL", "RSET"} else self.recipient
            self.answer(command)

    def features(self) -> tuple[str, ...]:
        return self.server.features

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise _GoneError
            lines.append(line)
        self.answer(MESSAGE, content=b"".join(lines))

    def keep(self, content: bytes) -> None:
        found = re.search(rb"(?im)^Message-ID:\s*(\S+)", content)
        assert found
        self.server.copies[self.recipient].append(found[1].decode())
        self.server.contents.append(content)
        self.server.sessions[self.place] += 1

    def answer(self, step: str, usual: str | None = None, content: bytes | None = None) -> str:
        told = self.server.script(step, self.recipient) or usual or _USUAL.get(step, "250 OK")
        if content is not None and (told in {DROP, HANG, DRIP} or told.startswith("2")):
            self.keep(content)
        if told == HANG:
            self.server.over.wait()
        while told == DRIP and not self.server.over.wait(0.05):
            self.wfile.write(b"2")
        if told == CUT:
            self.wfile.write(b"354 go on\r\n")
        if told in {DROP, LOSE, HANG, DRIP, CUT}:
            raise _GoneError
        self.wfile.write(f"{told}\r\n".encode())
        if content is not None and told.startswith("2"):
            self.server.accepted.append(self.recipient)
        if told.startswith("421") or (step == "connect" and not told.startswith("220")):
            raise _GoneError
        return told

    def encrypt(self) -> None:
        assert self.server.tls
        self.request.settimeout(10)
        self.request = self.connection = self.server.tls.wrap_socket(self.request, server_side=True)
        self.rfile = self.request.makefile("rb")
        self.wfile = self.request.makefile("wb", 0)

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        with suppress(OSError):
            self.request.shutdown(socket.SHUT_RDWR)
        self.request.close()
