"""Composing an edition: select, render, and enter it in the ledger with its deliveries."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from digests.message_ids import message_id
from digests.render import render
from digests.select import Selection, select
from onrecord.model import Edition
from onrecord.store import editions
from onrecord.store.outbox import WEBHOOK

if TYPE_CHECKING:
    from datetime import date

    from onrecord.config import Config, Digest
    from onrecord.model import Message
    from onrecord.store import Store


LATEST = timedelta(hours=12)  # so long after its time an edition is made up for beyond its day


def due(digest: Digest, now: datetime, *, known: datetime) -> date | None:
    """The local date whose edition should be there by now: today's from its time on, until then yesterday's if late.

    Yesterday's is owed only by a digest that was `known` at its time: one that was set up since begins today.
    """
    day = now.astimezone(digest.zone).date()
    if now < _time(digest, day):
        day -= timedelta(days=1)
        if not max(known, now - LATEST) <= _time(digest, day):
            return None
    return day if day.weekday() in digest.weekdays else None


def preview(store: Store, config: Config, digest: Digest, day: date, *, now: datetime) -> Message:
    """The edition as it would be composed now, without entering it anywhere."""
    return render(draft(store, config, digest, day, now=now), templates=config.templates, subject=digest.subject)


def draft(store: Store, config: Config, digest: Digest, day: date, *, now: datetime) -> Edition:
    """The same as data."""
    return _select(store, config, digest, day, now).edition


def compose(store: Store, config: Config, digest: Digest, day: date, *, now: datetime) -> tuple[Message, bool]:
    """The edition of a digest for a date, and whether it is new.

    An edition is composed once: asked for again, the ledger's own comes back. Without statements, it goes to
    no one unless the digest asks for a short mail.
    """
    with store.read() as tx:
        done = editions.find(tx, digest.name, day)
    if done is not None:
        return done, False
    selection = _select(store, config, digest, day, now)
    message = render(selection.edition, templates=config.templates, subject=digest.subject)
    wanted = selection.edition.statements or digest.when_empty == "short"
    recipients = _recipients(digest) if wanted else ()
    outbox = {to: message_id(digest.name, day, to, sender=config.mail.from_) for to in recipients}
    with store.write() as tx:
        new = editions.add(tx, selection.edition, message, keys=selection.keys, outbox=outbox)
        return (message if new else editions.find(tx, digest.name, day) or message), new


def _recipients(digest: Digest) -> tuple[str, ...]:
    """All to whom the digest goes: mail addresses and channels of chats."""
    return (*digest.recipients, *(f"{WEBHOOK}{name}" for name in digest.webhooks))


def _time(digest: Digest, day: date) -> datetime:
    return datetime.combine(day, digest.at, digest.zone).astimezone(UTC)


def _select(store: Store, config: Config, digest: Digest, day: date, now: datetime) -> Selection:
    end_of_day = datetime.combine(day + timedelta(days=1), time.min, digest.zone)
    blank = Edition(digest.name, day, digest.timezone, composed=now, sections=(), language=digest.language)
    with store.read() as tx:
        return select(tx, blank, config.topics_of(digest), until=min(now, end_of_day.astimezone(UTC)))
