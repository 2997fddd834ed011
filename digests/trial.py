"""A short mail to try whether mail arrives: made as a digest's mail is, with all its headers, and kept nowhere."""

from __future__ import annotations

from email.utils import make_msgid
from html import escape
from typing import TYPE_CHECKING, Final

from onrecord.model import Delivery, DeliveryStatus, Message

if TYPE_CHECKING:
    from datetime import datetime

    from onrecord.config import Config

SUBJECT: Final = "On Record: a test"

_WORDS: Final = (
    "This message was sent by hand, with “onrecord send --test”. It came through: digests will take the same way.",
    "If it lay in the spam folder, “onrecord doctor” tells what is missing.",
    "In the message's source, “Authentication-Results” should say spf=pass, dkim=pass and dmarc=pass.",
)
_HTML: Final = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<title>{subject}</title></head><body style="margin:0;padding:24px;font:16px/1.5 Georgia,serif;color:#1a1a1a">'
    '<h1 style="font-size:22px;margin:0 0 16px">It works</h1>{paragraphs}</body></html>\n'
)


def trial(config: Config, recipient: str, *, now: datetime) -> Delivery:
    """The test mail to a recipient, who may be a channel of a chat (`webhook:NAME`)."""
    composed = f"Sent on {now:%Y-%m-%d} at {now:%H:%M} UTC, from {config.mail.from_}."
    words = (*_WORDS, composed)
    html = _HTML.format(subject=escape(SUBJECT), paragraphs="".join(f"<p>{escape(text)}</p>" for text in words))
    message = Message(SUBJECT, html, "\n\n".join(words) + "\n", "\n\n".join(words[:1]))
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
