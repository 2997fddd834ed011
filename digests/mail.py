"""A delivery as a mail: headers of its own, and a body that all recipients of an edition share, but for a link.

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
_SOFT: Final = b"=\r\n"
_BODIES: Final = 8  # editions whose bodies are kept: a run sends them one after the other, mixed at most by retries


def mail(delivery: Delivery, settings: Mail) -> bytes:
    """The mail of a delivery, signed where `mail.dkim` says so, with lines that end in CR LF.

    Raises `RefusedError` for a recipient that is no mail address, `ConfigError` where the settings are at fault.
    """
    kind, pieces = _body(delivery.message, delivery.links.place if delivery.links else "")
    body = _joined(pieces, delivery.links.shown if delivery.links else "")
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
        *([] if delivery.is_letter else _of_a_list(delivery, settings)),
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
    links = delivery.links
    to = quote(envelope(settings.unsubscribe or settings.from_), safe="@")
    name = headers.line(delivery.digest)
    ways = [f"<mailto:{to}?subject={quote(f'unsubscribe {name[:_LONGEST_SUBJECT]}', safe='')}>"]
    if settings.unsubscribe_url is not None:
        parts = {"{recipient}": envelope(delivery.recipient), "{digest}": name}
        link = re.sub(r"\{\w+\}", lambda found: quote(parts[found[0]], safe=""), settings.unsubscribe_url)
    elif links is not None and links.one_click is not None and links.one_click.startswith("https://"):
        link = links.one_click
    else:
        return [headers.tokens("List-Unsubscribe", *ways)]
    return [
        headers.tokens("List-Unsubscribe", f"<{link}>", *ways),
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    ]


@lru_cache(maxsize=_BODIES)
def _body(message: Message, place: str) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
    """The headers that tell what a message's body is, and the body: the costly part of a mail.

    It is in pieces, between which a recipient's own link goes: where the message has the place for it, if any.
    """
    parts = [_part("plain", message.text, place), _part("html", message.html, place)]
    whole = b"".join(piece for part in parts for piece in part)
    boundary = f"=_{blake2b(whole, digest_size=12).hexdigest()}"  # quoted-printable never holds =_
    language = _LANGUAGE.search(message.html[:_HEAD])
    kind = (
        f'Content-Type: multipart/alternative; boundary="{boundary}"',
        *([f"Content-Language: {language[1]}"] if language else []),
    )
    line = f"--{boundary}".encode()
    pieces = [b""]
    for first, *others in parts:
        pieces[-1] += line + b"\r\n" + first
        pieces += others
        pieces[-1] += b"\r\n"
    pieces[-1] += line + b"--\r\n"
    return kind, tuple(pieces)


def _part(kind: str, text: str, place: str) -> list[bytes]:
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    lines = re.sub(r"\r\n?|\n", "\r\n", text.rstrip("\r\n") + "\n").encode("utf-8", "replace")
    first, *others = lines.split(place.encode()) if place else [lines]
    return [head.encode() + _printable(first), *map(_printable, others)]


def _joined(pieces: tuple[bytes, ...], link: str) -> bytes:
    """The pieces with the link between them; a line that is broken by `=` is none to who reads it (RFC 2045, 6.7)."""
    within = _printable(link.encode())
    body = pieces[0]
    for piece in pieces[1:]:
        before = b"" if body.endswith(b"\n") else _SOFT
        after = b"" if piece.startswith(b"\r\n") else _SOFT
        body += before + within + after + piece
    return body


def _printable(text: bytes) -> bytes:
    # Where a text has no line end, binascii breaks its long lines without a CR.
    return re.sub(rb"\r?\n", b"\r\n", b2a_qp(text, istext=True))
