"""A delivery as a mail: headers of its own, and a body that all recipients of an edition share.

The same delivery gives the same bytes each time, so that a repeat is known for one. All of it is ASCII, with lines
under 78 characters but for those of a single address or link that is longer.
"""

from __future__ import annotations

import re
from binascii import b2a_qp
from email.utils import format_datetime
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from digests import headers
from digests.dkim import signature
from onrecord.errors import ConfigError, RefusedError

if TYPE_CHECKING:
    from onrecord.config import Mail
    from onrecord.model import Delivery, Message

_LANGUAGE: Final = re.compile(r'<html\b[^>]*?\blang="([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)"')
_HEAD: Final = 1_000  # characters of HTML in which its language stands
_LONGEST_SUBJECT: Final = 100  # characters of a digest's name in the subject of who leaves it
_BODIES: Final = 8  # editions whose bodies are kept: a run sends them one after the other, mixed at most by retries


def mail(delivery: Delivery, settings: Mail) -> bytes:
    """The mail of a delivery, signed where `mail.dkim` says so, with lines that end in CR LF.

    Raises `RefusedError` for a recipient that is no mail address, `ConfigError` where the settings are at fault.
    """
    kind, body = _body(delivery.message)
    head = "\r\n".join([*_headers(delivery, settings), *kind, "", ""]).encode("ascii")
    if settings.dkim is None:
        return head + body
    domain = settings.dkim.domain or settings.domain
    return signature(settings.dkim, head + body, domain=domain, moment=delivery.composed) + head + body


def envelope(text: str) -> str:
    """The bare address of 'Anna Lee <anna@example.org>'. Raises `RefusedError` if there is none."""
    return headers.split(text)[1]


def _headers(delivery: Delivery, settings: Mail) -> list[str]:
    try:
        sender = headers.mailbox("From", settings.from_)
    except RefusedError as error:
        raise ConfigError(f"mail.from: {error}") from error
    return [
        sender,
        headers.mailbox("To", delivery.recipient),
        headers.unstructured("Subject", delivery.message.subject),
        f"Date: {format_datetime(delivery.composed)}",
        headers.tokens("Message-ID", delivery.message_id),
        "MIME-Version: 1.0",
        "Auto-Submitted: auto-generated",
        *([] if delivery.to_operator else _of_a_list(delivery, settings)),
    ]


def _of_a_list(delivery: Delivery, settings: Mail) -> list[str]:
    """Which digest it is, and how to leave it."""
    campaign = headers.label(delivery.digest)
    return [
        headers.phrase("List-ID", delivery.digest, f"{campaign}.{settings.domain}"),
        *_unsubscribing(delivery, settings),
        headers.tokens("Feedback-ID", f"{campaign}:{settings.domain.replace('.', '-')}:digest:onrecord"),
    ]


def _unsubscribing(delivery: Delivery, settings: Mail) -> list[str]:
    """How to leave the digest: by mail (RFC 2369), and by one click where an address for it is named (RFC 8058)."""
    to = quote(envelope(settings.unsubscribe or settings.from_), safe="@")
    name = headers.line(delivery.digest)
    ways = [f"<mailto:{to}?subject={quote(f'unsubscribe {name[:_LONGEST_SUBJECT]}', safe='')}>"]
    if settings.unsubscribe_url is None:
        return [headers.tokens("List-Unsubscribe", *ways)]
    parts = {"{recipient}": envelope(delivery.recipient), "{digest}": name}
    link = re.sub(r"\{\w+\}", lambda found: quote(parts[found[0]], safe=""), settings.unsubscribe_url)
    return [
        headers.tokens("List-Unsubscribe", f"<{link}>", *ways),
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    ]


@lru_cache(maxsize=_BODIES)
def _body(message: Message) -> tuple[tuple[str, ...], bytes]:
    """The headers that tell what a message's body is, and the body: the costly part of a mail."""
    parts = [_part("plain", message.text), _part("html", message.html)]
    boundary = f"=_{blake2b(b''.join(parts), digest_size=12).hexdigest()}"  # quoted-printable never holds =_
    language = _LANGUAGE.search(message.html[:_HEAD])
    kind = (
        f'Content-Type: multipart/alternative; boundary="{boundary}"',
        *([f"Content-Language: {language[1]}"] if language else []),
    )
    line = f"--{boundary}".encode()
    return kind, b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"


def _part(kind: str, text: str) -> bytes:
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    lines = re.sub(r"\r\n?|\n", "\r\n", text.rstrip("\r\n") + "\n").encode("utf-8", "replace")
    return head.encode() + b2a_qp(lines, istext=True)
