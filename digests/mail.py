"""A delivery as a mail: headers, a text part and an HTML part."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.model import Delivery


def mail(delivery: Delivery, *, sender: str) -> EmailMessage:
    """The message of a delivery, the same bytes' worth each time: a repeat is known by its Message-ID."""
    message = EmailMessage(policy=SMTP.clone(max_line_length=200))
    message["From"] = address(sender)
    message["To"] = address(delivery.recipient)
    message["Subject"] = delivery.message.subject
    message["Date"] = format_datetime(delivery.composed)
    message["Message-ID"] = delivery.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(delivery.message.text, cte="quoted-printable")
    message.add_alternative(delivery.message.html, subtype="html", cte="quoted-printable")
    for part in message.iter_parts():  # the same boundary each time
        del part["MIME-Version"]
    message.set_boundary(f"=_{delivery.message_id.strip('<>').partition('@')[0]}")
    return message


def address(text: str) -> Address:
    """'Anna Lee <anna@example.org>' or a bare address, as a header holds it."""
    name, addr = parseaddr(text)
    return Address(display_name=name, addr_spec=addr)
