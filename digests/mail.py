"""A delivery as a mail: headers, a text part and an HTML part."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.config import Mail
    from onrecord.model import Delivery, Message

_POLICY = SMTP.clone(max_line_length=200)
_BODIES = 8  # editions whose bodies are kept: a run sends them one after the other, mixed at most by retries


def mail(delivery: Delivery, settings: Mail) -> bytes:
    """The message of a delivery, the same bytes each time, with lines that end in CR LF."""
    head = EmailMessage(policy=_POLICY)
    head["From"] = _address(settings.from_)
    head["To"] = _address(delivery.recipient)
    head["Subject"] = delivery.message.subject
    head["Date"] = format_datetime(delivery.composed)
    head["Message-ID"] = delivery.message_id
    head["Auto-Submitted"] = "auto-generated"
    return head.as_bytes().removesuffix(b"\r\n") + _body(delivery.message)


def envelope(text: str) -> str:
    """The bare address of 'Anna Lee <anna@example.org>'."""
    return parseaddr(text)[1]


def _address(text: str) -> Address:
    name, addr = parseaddr(text)
    return Address(display_name=name, addr_spec=addr)


@lru_cache(maxsize=_BODIES)
def _body(message: Message) -> bytes:
    """The part of a mail that all recipients share, and the costly one."""
    body = EmailMessage(policy=_POLICY)
    body.set_content(message.text, cte="quoted-printable")
    body.add_alternative(message.html, subtype="html", cte="quoted-printable")
    body.set_boundary("=_the-parts-of-a-digest")  # quoted-printable never holds =_
    return body.as_bytes()
