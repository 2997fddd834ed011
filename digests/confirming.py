"""Signing up: what is kept of it, and the mail that asks the reader to confirm."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from digests.frame import frame
from digests.letters import letter
from digests.message_ids import message_id
from digests.reader_links import place
from onrecord.errors import OnRecordError
from onrecord.model import CONFIRMATION, Edition
from onrecord.store import choices, editions, signups

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from onrecord.config import Config, Digest
    from onrecord.model import Message
    from onrecord.store import Store

MOST: Final = 100
"""Mails that ask to confirm, in an hour: who types in the addresses of others writes no more to them than that."""

MOST_A_DAY: Final = 3
"""Of these mails, to one address."""

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)


class TooManyError(OnRecordError):
    """There were as many sign-ups in the last hour as are taken."""


def sign_up(store: Store, config: Config, address: str, digests: Sequence[Digest], *, now: datetime) -> None:
    """Put the mail in the outbox that asks the reader at an address to confirm; `digests` are open ones.

    Who has left any digest is not written to, since anybody may have typed the address, nor is who was written to a few
    times today. What is done is the same in either case, and takes the same time. Raises `TooManyError`, also in
    either case.
    """
    message = _message(config, digests)
    with store.write() as tx:
        if signups.number(tx, since=now - _HOUR) >= MOST:
            raise TooManyError("too many readers sign up at this moment")
        made = signups.enter(tx, address, [digest.name for digest in digests], now=now)
        name = f"{CONFIRMATION} {made.mark}"
        edition = Edition(name, now.date(), "UTC", composed=now, sections=())
        known_by = message_id(name, edition.date, made.address, domain=config.mail.domain)
        with tx.begin_nested() as mail:
            editions.add(tx, edition, message, keys=(), outbox={made.address: known_by})
            asked = signups.number(tx, since=now - _DAY, address=made.address)
            if asked > MOST_A_DAY or choices.has_left_any(tx, made.address):
                mail.rollback()


def _message(config: Config, digests: Sequence[Digest]) -> Message:
    """The mail; the reader's own link stands in it once it is sent."""
    words = frame(digests[0].language)
    names = ", ".join(f"“{digest.name}”" for digest in digests)
    return letter(
        words.say("Please confirm: %(digests)s", digests=names),
        words.say("Do you want these digests?"),
        [
            words.say("Somebody, we hope you, asked for this to be sent to this address: %(digests)s.", digests=names),
            words.say("The link works for 48 hours. Nothing is sent before you confirm."),
            words.say(
                "If it was not you, do nothing: you get no mail of ours, and the address is forgotten in a week."
            ),
        ],
        link=(words.say("Confirm that you want it"), place(config.web.url) or ""),
        language=digests[0].language,
    )
