"""One conversation with a mail server: its beginning, and one message after another.

`smtplib` does not tell whether a connection broke before a message was handed over or after; here, each step of a
message is taken by itself (RFC 5321, section 3.3), so that this is known.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Final

from digests.transports import answers
from onrecord.errors import ConfigError, OnRecordError, RefusedError, SendError, UnansweredError, UnreachableError

if TYPE_CHECKING:
    from onrecord.config import Smtp

PATIENCE: Final = 10
"""To a message that was handed over, a server has so many times the timeout: hanging up early makes repeats.

With the timeout's default that is half of the ten minutes of RFC 5321, section 4.5.3.2.6.
"""

# The first digit of an answer says what it is (RFC 5321, section 4.2.1).
_YES: Final = range(200, 300)
_GO_ON: Final = range(354, 355)
_LATER: Final = range(400, 500)
_NEVER: Final = range(500, 600)
_CLOSING: Final = 421
_SIZE: Final = frozenset({452, 552})  # to MAIL: of this message, no room for it (RFC 1870, section 6.1)
_LOGIN_WANTED: Final = 530  # RFC 4954, section 6


class HungUpError(SendError):
    """The server ended the session before it had the message."""


class Session:
    """A session that is open and logged in. Raises `UnreachableError` or `ConfigError` where there can be none."""

    def __init__(self, settings: Smtp, password: str | None) -> None:
        self.name = f"{settings.host}:{settings.port}"
        self.messages = 0
        self.handed_over = False
        self._timeout = settings.timeout
        self._broken = False
        try:
            self._smtp = _open(settings, password)
        except smtplib.SMTPNotSupportedError as error:
            told = f"mail.smtp: {self.name}: {str(error).rstrip('.')}; check security and username"
            raise ConfigError(told) from error
        except smtplib.SMTPAuthenticationError as error:
            told = f"{self.name} refused the login: {answers.told(error.smtp_code, error.smtp_error)}"
            if error.smtp_code in _LATER:
                raise UnreachableError(told) from error
            raise ConfigError(f"{told}; check mail.smtp: username and password") from error
        except smtplib.SMTPResponseException as error:
            told = f"{self.name} takes no mail now: {answers.told(error.smtp_code, error.smtp_error)}"
            raise UnreachableError(told) from error
        except ssl.SSLCertVerificationError as error:
            told = f"{self.name} has a certificate that is not to be trusted ({error.verify_message.rstrip('.')})"
            remedy = "name the server in mail.smtp.host as its certificate does, or tell its owner"
            raise UnreachableError(f"{told}; {remedy}") from error
        except ssl.SSLError as error:
            told = f"{self.name}: no safe connection ({error.reason}); see mail.smtp.security"
            raise UnreachableError(told) from error
        except (smtplib.SMTPException, OSError, ValueError) as error:  # ValueError: a login that is no base64
            raise UnreachableError(f"{self.name}: {_short(error)}; is mail.smtp right and the server up?") from error

    def is_ready(self) -> bool:
        """Whether the server waits for a message, asked by RSET: it may have hung up meanwhile."""
        if self._broken:
            return False
        try:
            return self._smtp.rset()[0] in _YES
        except (smtplib.SMTPException, OSError):
            return False

    def send(self, sender: str, recipient: str, content: bytes) -> None:
        """Hand a message over; raises as `Transport.send` does, and `HungUpError` where a new session may help."""
        if not (recipient.isascii() and recipient.isprintable()):
            raise RefusedError(f"{recipient!r} is no address in plain letters (ASCII)")
        size = self._size(content)
        self.messages += 1
        self.handed_over = False
        try:
            self._ask("sender", _YES, "MAIL", f"FROM:<{sender}>{size}")
            self._ask("recipient", _YES, "RCPT", f"TO:<{recipient}>")
            self._ask("message", _GO_ON, "DATA")
            self._hand_over(content)
        except KeyboardInterrupt:
            self._broken = True  # an answer may be on its way
            raise

    def close(self) -> None:
        """Take leave. What the server says to that no longer matters."""
        if not self._broken:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.quit()
        self._smtp.close()

    def _size(self, content: bytes) -> str:
        """What MAIL says of the size, to a server that wants to know (RFC 1870)."""
        if not self._smtp.has_extn("size"):
            return ""
        most = self._smtp.largest
        if most is not None and most < len(content):
            told = f"{self.name} takes at most {most:,} bytes, and the message has {len(content):,}"
            raise RefusedError(f"{told}; show fewer statements")
        return f" SIZE={len(content)}"

    def _ask(self, what: str, wanted: range, command: str, words: str = "") -> None:
        """A command before the message itself: whatever goes wrong, the server does not have it."""
        try:
            code, reply = self._smtp.docmd(command, words)
        except (smtplib.SMTPException, OSError) as error:
            raise self._hung_up(_short(error)) from error
        if code not in wanted:
            raise self._refusal(what, code, reply)

    def _hand_over(self, content: bytes) -> None:
        """The message itself, which the server has from the moment on that the dot after it was sent."""
        self.handed_over = True
        try:
            # What could not be sent whole has no dot at its end.
            self._smtp.send(content.replace(b"\n.", b"\n..") + b".\r\n")
        except (smtplib.SMTPException, OSError) as error:
            raise self._hung_up(_short(error)) from error
        told = "nothing that an answer to a message can be"
        self._smtp.patience = PATIENCE * self._timeout
        try:
            code, reply = self._smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            code, told = -1, _short(error)
        self._smtp.patience = None
        if code in _YES:
            return
        if code in _LATER or code in _NEVER:
            raise self._refusal("message", code, reply)
        self._broken = True
        raise UnansweredError(f"{self.name} had the message, and its answer was lost ({told})")

    def _hung_up(self, reason: str) -> HungUpError:
        self._broken = True
        return HungUpError(f"{self.name} hung up before it had the message ({reason})")

    def _refusal(self, what: str, code: int, reply: bytes) -> OnRecordError:
        said = answers.told(code, reply)
        told = f"{self.name} refused the {what}: {said}"
        if code == _LOGIN_WANTED:
            return ConfigError(f"{told}; check mail.smtp: username and password")
        of_this_message = what != "sender" or code in _SIZE
        if code in _NEVER:
            return RefusedError(told) if of_this_message else ConfigError(f"{told}; check mail.from")
        if code not in _LATER:
            return self._hung_up(f"it answered {said}" if code > 0 else "its answer was none")
        if code == _CLOSING and (self.messages > 1 or of_this_message):
            self._broken = True
            return HungUpError(f"{self.name} closed the session: {said}")
        return SendError(told) if of_this_message else UnreachableError(told)


def _open(settings: Smtp, password: str | None) -> answers.Bounded:
    host, port, name, timeout = settings.host, settings.port, _own_name(), settings.timeout
    if settings.security == "tls":
        context = ssl.create_default_context()
        smtp: answers.Bounded = answers.Encrypted(host, port, name, timeout=timeout, context=context)
    else:
        smtp = answers.Bounded(host, port, name, timeout=timeout)
    try:
        if settings.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
        if settings.username is not None:
            smtp.login(settings.username, password or "")
    except BaseException:
        smtp.close()
        raise
    return smtp


@cache
def _own_name() -> str:
    """The name of this machine, as a greeting tells it; to find it can take seconds."""
    return smtplib.SMTP().local_hostname


def _short(error: Exception) -> str:
    """What an error says for itself, without what `smtplib` puts before it."""
    reason = getattr(error, "strerror", None) or str(error)
    return reason.removeprefix("Connection unexpectedly closed: ").removesuffix(".")
