"""Where mail goes: into a Maildir, or to an SMTP server."""

from __future__ import annotations

import os
import smtplib
import ssl
from contextlib import contextmanager, suppress
from datetime import timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Protocol

from digests.mail import envelope
from onrecord.errors import ConfigError, OnRecordError, RefusedError, SendError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from onrecord.config import Smtp
    from onrecord.model import Delivery

_LEAST_LEASE = 600.0  # seconds
_ANSWERS = 20  # more than a server gives to one message: to each the timeout applies
_LOGIN_WANTED = 530  # RFC 4954, section 6
_PERMANENT = 500  # SMTP codes from here on are refusals (RFC 5321, section 4.2.1)


class Transport(Protocol):
    """A way out. `lease` is longer than one message can take."""

    lease: timedelta

    def send(self, delivery: Delivery, message: bytes) -> None:
        """Hand one message over; raises `SendError`, or `RefusedError` when it never will be taken.

        Raises `ConfigError` where the settings are at fault, so that no message would be taken.
        """


class Maildir:
    """A folder of mail files (cur, new, tmp) that mail programs open; each message is one `.eml` file.

    A message's file is named after its Message-ID, so that one sent again is the same file.
    """

    lease = timedelta(seconds=5)

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, delivery: Delivery, message: bytes) -> None:
        """Write the message under tmp, make sure that it is on the disk, then move it to new."""
        digest = blake2b(delivery.message_id.encode(), digest_size=8).hexdigest()
        name = f"{delivery.composed:%Y%m%dT%H%M%S}.{digest}.onrecord.eml"
        draft = self.folder / "tmp" / f"{os.getpid()}.{name}"
        try:
            for part in ("tmp", "new", "cur"):
                (self.folder / part).mkdir(parents=True, exist_ok=True)
            if any((self.folder / "cur").glob(f"{name}*")):  # a mail program has moved it on: it was read
                return
            with draft.open("wb") as file:
                file.write(message)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.folder / "new" / name)
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            raise SendError(f"outbox {self.folder}: {error.strerror}; see mail.maildir") from error


class SmtpServer:
    """A mail server, spoken to anew for each message.

    Its password is read at once: without it, `ConfigError` is raised before any message is claimed.
    """

    def __init__(self, settings: Smtp, sender: str) -> None:
        self.settings = settings
        self.sender = sender
        self.lease = timedelta(seconds=max(_LEAST_LEASE, _ANSWERS * settings.timeout))
        self._password = settings.password()

    def send(self, delivery: Delivery, message: bytes) -> None:
        """Give the message to the server; a code below 500, or none at all, means: try again later."""
        name = f"{self.settings.host}:{self.settings.port}"
        try:
            with self._session() as session:
                session.sendmail(envelope(self.sender), [envelope(delivery.recipient)], message)
        except smtplib.SMTPRecipientsRefused as error:
            [(code, reason)] = error.recipients.values()
            raise _refusal(name, "recipient", code, reason) from error
        except smtplib.SMTPNotSupportedError as error:
            raise ConfigError(f"mail.smtp: {name}: {str(error).rstrip('.')}; check security and username") from error
        except smtplib.SMTPResponseException as error:
            what = "login" if isinstance(error, smtplib.SMTPAuthenticationError) else "message"
            raise _refusal(name, what, error.smtp_code, error.smtp_error) from error
        except ssl.SSLError as error:
            raise SendError(f"{name}: no safe connection ({error.reason}); see mail.smtp.security") from error
        except (smtplib.SMTPException, OSError) as error:
            raise SendError(f"{name}: {error}; is mail.smtp right and the server up?") from error

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        to = self.settings
        context = ssl.create_default_context()
        if to.security == "tls":
            session: smtplib.SMTP = smtplib.SMTP_SSL(to.host, to.port, timeout=to.timeout, context=context)
        else:
            session = smtplib.SMTP(to.host, to.port, timeout=to.timeout)
        try:
            if to.security == "starttls":
                session.starttls(context=context)
            if to.username is not None:
                session.login(to.username, self._password or "")
            yield session
        except BaseException:
            session.close()
            raise
        # The message is accepted: what a server does on QUIT no longer matters.
        try:
            session.quit()
        except (smtplib.SMTPException, OSError):
            session.close()


def _refusal(name: str, what: str, code: int, reply: bytes | str) -> OnRecordError:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    told = f"{name} refused the {what}: {code} {' '.join(text.split())}"
    if what == "login" or code == _LOGIN_WANTED:
        return ConfigError(f"{told}; check mail.smtp: username and password")
    return RefusedError(told) if code >= _PERMANENT else SendError(told)
