"""Whether the mail server can be reached, is the one it says, and lets us send; no mail is sent."""

from __future__ import annotations

import smtplib
import socket
import ssl
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from digests.fitting import BUDGET
from digests.mail import envelope
from digests.transports import answers
from onrecord.cli.doctor.findings import ok, warning, wrong
from onrecord.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.cli.doctor.findings import Finding
    from onrecord.config import Mail, Smtp

LARGEST: Final = 4 * BUDGET
"""Bytes of a mail at most: letters beyond ASCII take three times their bytes in it, and the text comes beside them."""

_PATIENCE: Final = 15.0  # seconds for an answer: a person waits
_SOON: Final = 14  # days that a certificate is good for, below which it is told
_DAY: Final = 24 * 60 * 60
_FIRST_REFUSAL: Final = 400  # RFC 5321, section 4.2.1
_LOGIN_WANTED: Final = 530  # RFC 4954, section 6
_NO_TLS: Final = (
    "Providers take 'security: tls' with port 465, or 'security: starttls' with port 587; correct mail.smtp."
)
_CERTIFICATES: Final = {
    10: "It has run out: tell whoever runs the server to renew it.",
    62: "It is for another name: ask your provider for the server's right name, and correct mail.smtp.host.",
}
"""What to do about a certificate, by OpenSSL's code of what is wrong with it."""


def findings(settings: Mail, smtp: Smtp) -> Iterator[Finding]:
    """From the name of the server to whether it takes mail from the sender; ends where it can't go on."""
    try:
        yield _resolved(smtp)
        password = smtp.password()
        with _session(smtp) as session:
            yield ok("Answers")
            yield from _encrypted(smtp, session)
            yield _size(session)
            if smtp.username is not None:
                session.login(smtp.username, password or "")
                yield ok(f"Takes the login of {smtp.username}")
            yield _sender(session, envelope(settings.from_))
    except ConfigError as error:
        yield wrong(str(error), "Without it, nothing can be sent.")
    except (smtplib.SMTPException, OSError, ValueError) as error:
        yield _fault(smtp, error)


def _resolved(smtp: Smtp) -> Finding:
    found = socket.getaddrinfo(smtp.host, smtp.port, type=socket.SOCK_STREAM)
    addresses = dict.fromkeys(str(address[0]) for *_, address in found)
    return ok(f"Has the address {', '.join(addresses)}")


@contextmanager
def _session(smtp: Smtp) -> Iterator[answers.Bounded]:
    timeout, context = min(smtp.timeout, _PATIENCE), ssl.create_default_context()
    if smtp.security == "tls":
        session: answers.Bounded = answers.Encrypted(smtp.host, smtp.port, timeout=timeout, context=context)
    else:
        session = answers.Bounded(smtp.host, smtp.port, timeout=timeout)
    try:
        session.ehlo_or_helo_if_needed()
        if smtp.security == "starttls":
            session.starttls(context=context)
            session.ehlo()
        yield session
    finally:
        session.close()


def _encrypted(smtp: Smtp, session: answers.Bounded) -> Iterator[Finding]:
    if not isinstance(session.sock, ssl.SSLSocket):
        if not _is_here(smtp.host):
            yield warning("The connection is not encrypted: others can read the mail on its way", _NO_TLS)
        return
    until = str((session.sock.getpeercert() or {}).get("notAfter", ""))
    days = int((ssl.cert_time_to_seconds(until) - time.time()) / _DAY)
    told = f"The connection is encrypted ({session.sock.version()}), the certificate right and good for {days} days"
    renew = "Tell whoever runs the server to renew it."
    yield warning(told, renew) if days < _SOON else ok(told)


def _is_here(host: str) -> bool:
    return host in {"localhost", "127.0.0.1", "::1"}


def _size(session: answers.Bounded) -> Finding:
    most = session.largest
    if most is None:
        return ok("Sets no limit to a message's size")
    if most < LARGEST:
        return warning(
            f"Takes messages of at most {most // 1000:,} KB; a full digest may have {LARGEST // 1000}",
            "Ask your provider for more, or set 'limit:' of topics lower.",
        )
    return ok(f"Takes messages of up to {most // 1000:,} KB")


def _sender(session: answers.Bounded, sender: str) -> Finding:
    code, reply = session.mail(sender)
    if code < _FIRST_REFUSAL:
        session.rset()
        return ok(f"Lets you send as {sender}")
    told = f"Does not let you send as {sender}: {answers.told(code, reply)}"
    if code == _LOGIN_WANTED:
        return wrong(told, "It wants a login: write 'username' and 'password_env' under mail.smtp.")
    return wrong(told, "Write an address under mail.from that belongs to your account there.")


def _fault(smtp: Smtp, error: Exception) -> Finding:  # noqa: PLR0911  # one for each fault
    """What a failure means, and what to do."""
    if isinstance(error, ssl.SSLCertVerificationError):
        remedy = _CERTIFICATES.get(
            error.verify_code,
            "Nobody that this computer trusts vouches for it. If the server is your own, give it a certificate of a "
            "known authority; if not, ask your provider for its right name.",
        )
        return wrong(f"Its certificate is not right: {error.verify_message}", remedy)
    if isinstance(error, ssl.SSLError):
        return wrong(f"No encryption came to be ({error.reason or error})", _NO_TLS)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return wrong(
            f"Refuses the login of {smtp.username}: {answers.told(error.smtp_code, error.smtp_error)}",
            "Check username and password. Large providers want a password made for programs, an 'app password', "
            "which you make in the settings of your account.",
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return wrong(f"{str(error).rstrip('.')}", f"Check mail.smtp: security and username. {_NO_TLS}")
    if isinstance(error, smtplib.SMTPResponseException):
        return wrong(f"Answers {answers.told(error.smtp_code, error.smtp_error)}", "Ask whoever runs the server.")
    if isinstance(error, socket.gaierror):
        return wrong("There is no server of this name", "Correct mail.smtp.host; is this computer connected?")
    if isinstance(error, TimeoutError | smtplib.SMTPServerDisconnected):
        return wrong("Does not answer as a mail server does", f"Is the port right? {_NO_TLS}")
    return wrong(
        f"Can't be reached: {getattr(error, 'strerror', None) or error}",
        "Are host and port right? Some networks let no mail out: ask who runs yours.",
    )
