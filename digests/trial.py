"""A short mail to try whether mail arrives: made as a digest's mail is, with all its headers, and kept nowhere."""

from __future__ import annotations

from email.utils import make_msgid
from typing import TYPE_CHECKING, Final

from digests.letters import letter
from onrecord.model import Delivery, DeliveryStatus

if TYPE_CHECKING:
    from datetime import datetime

    from onrecord.config import Config

SUBJECT: Final = "On Record: a test"

_WORDS: Final = (
    "This message was sent by hand, with “onrecord send --test”. It came through: digests will take the same way.",
    "If it lay in the spam folder, “onrecord doctor” tells what is missing.",
    "In the message's source, “Authentication-Results” should say spf=pass, dkim=pass and dmarc=pass.",
)


def trial(config: Config, recipient: str, *, now: datetime) -> Delivery:
    """The test mail to a recipient, who may be a channel of a chat (`webhook:NAME`)."""
    composed = f"Sent on {now:%Y-%m-%d} at {now:%H:%M} UTC, from {config.mail.from_}."
    words = (*_WORDS, composed)
    message = letter(SUBJECT, "It works", words)
    return Delivery(
        id=0,
        digest="test",
        date=now.date(),
        recipient=recipient,
        message_id=make_msgid(domain=config.mail.domain),
        composed=now,
        message=message,
        status=DeliveryStatus.SENDING,
    )
