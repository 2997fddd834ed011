"""Mail handed to a server, many messages to a session."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from digests.mail import envelope, mail
from digests.transports import Transport
from digests.transports.session import PATIENCE, HungUpError, Session
from onrecord.errors import SendError, UnansweredError, UnreachableError

if TYPE_CHECKING:
    from onrecord.config import Mail, Smtp
    from onrecord.model import Delivery

MESSAGES: Final = 100
"""How many messages go into a session: large providers end one after so many, and a new one costs little by then."""

_IN_A_ROW: Final = 3  # messages without an answer: it is not they, but the server
_ANSWERS: Final = 30  # more than a message waits for, each up to the timeout: two tries with a new session between
_LEAST_LEASE: Final = 600.0  # seconds


class SmtpServer(Transport):
    """A mail server. A session that it ends is opened again, also in the middle of a message."""

    def __init__(self, settings: Mail, server: Smtp) -> None:
        self.settings = settings
        self.server = server
        self.lease = timedelta(seconds=max(_LEAST_LEASE, (_ANSWERS + PATIENCE) * server.timeout))
        self._sender = envelope(settings.from_)
        self._session: Session | None = None
        self._without_answer = 0

    @property
    def handed_over(self) -> bool:
        """Whether the server may have the message in hand."""
        return self._session is not None and self._session.handed_over

    def open(self) -> None:
        """Have a session that waits for a message."""
        if self._without_answer >= _IN_A_ROW:
            where = f"{self.server.host}:{self.server.port}"
            raise UnreachableError(f"{where} left {_IN_A_ROW} messages in a row without an answer")
        self._ready()

    def send(self, delivery: Delivery) -> None:
        """Give the message to the server; a code below 500, or none before it has it, means: try again later."""
        content, recipient = mail(delivery, self.settings), envelope(delivery.recipient)
        try:
            session = self._session or self._ready()
            try:
                session.send(self._sender, recipient, content)
            except HungUpError:
                if session.messages == 1:
                    raise
                self._ready().send(self._sender, recipient, content)  # it had only enough of that session
        except (HungUpError, UnansweredError):
            self._without_answer += 1
            raise
        except SendError:
            self._without_answer = 0
            raise
        self._without_answer = 0

    def close(self) -> None:
        """End the session."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def _ready(self) -> Session:
        if self._session is not None and (
            self._session.messages >= MESSAGES or (self._session.messages and not self._session.is_ready())
        ):
            self.close()
        if self._session is None:
            self._session = Session(self.server, self.server.password())
        return self._session
