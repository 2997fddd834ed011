"""Composing an edition: select, render, and enter it in the ledger with its deliveries."""

from __future__ import annotations

import gc
import logging
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Final

from digests import pages
from digests.message_ids import message_id
from digests.reader_links import place
from digests.render import render
from digests.select import select
from onrecord.config import times
from onrecord.errors import ConfigError
from onrecord.model import Edition, Late
from onrecord.store import choices, editions
from onrecord.store.outbox import WEBHOOK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from digests.select import Selection
    from onrecord.config import Config, Digest
    from onrecord.model import Message
    from onrecord.store import Store


_LOG: Final = logging.getLogger(__name__)
NOTHING_LATE: Final = Late()
_FIRST: Final = date(1970, 1, 1)  # nothing came in before


def preview(store: Store, config: Config, digest: Digest, day: date, *, now: datetime) -> Message:
    """The edition as it would be composed now, without entering it anywhere."""
    return _rendered(config, digest, _select(store, config, digest, day, now), promised=True)


def draft(store: Store, config: Config, digest: Digest, day: date, *, now: datetime) -> Edition:
    """The same as data."""
    return _select(store, config, digest, day, now).edition


def compose(  # noqa: PLR0913 - what an edition is of
    store: Store, config: Config, digest: Digest, day: date, *, now: datetime, late: Late = NOTHING_LATE
) -> tuple[Message, bool]:
    """The edition of a digest for a date, and whether it is new; it says what came too `late` for it.

    An edition is composed once: asked for again, the ledger's own comes back. Without statements, it goes to
    no one unless the digest asks for a short mail. Raises `ConfigError` for a day that has not begun in the digest's
    zone: its own edition would never come.
    """
    with store.read() as tx:
        done = editions.find(tx, digest.name, day)
    if done is not None:
        return done, False
    if day > (today := times.today(digest, now)):
        told = f"digest {digest.name}: {day} has not begun in {digest.timezone}, where it is {today}"
        raise ConfigError(f"{told}; name that day or an earlier one, or see what there is by now with --preview")
    with _garbage_waits():
        selection = _select(store, config, digest, day, now, late)
        message = _rendered(config, digest, selection, promised=True)
    try:
        return _entered(store, config, digest, selection, message)
    except OSError as error:
        file = pages.file_of(config, digest.name, day)
        _LOG.warning(
            "digest %s: its page %s can't be written (%s); the mail goes out without a link to it. "
            "Free some space, give yourself the right to write there, or name another folder under editions.folder",
            digest.name,
            file,
            error.strerror or error,
        )
        return _entered(store, config, digest, selection, _rendered(config, digest, selection, promised=False))


def _entered(
    store: Store, config: Config, digest: Digest, selection: Selection, message: Message
) -> tuple[Message, bool]:
    """The message, and whether it is new: entered in the ledger with its deliveries, and its page written.

    Raises `OSError` where the page can't be written, and nothing is entered then.
    """
    edition = selection.edition
    wanted = edition.statements or digest.when_empty == "short"
    with store.write() as tx:
        recipients = _recipients(tx, digest) if wanted else ()
        outbox = {to: message_id(edition.digest, edition.date, to, domain=config.mail.domain) for to in recipients}
        if not editions.add(tx, edition, message, keys=selection.keys, outbox=outbox):
            return editions.find(tx, digest.name, edition.date) or message, False
        # Before the ledger's transaction ends: a row never promises a page that is not there.
        if message.full is not None:
            pages.write(pages.file_of(config, digest.name, edition.date), message.full)
    return message, True


def _rendered(config: Config, digest: Digest, selection: Selection, *, promised: bool) -> Message:
    """The edition's message; with the whole edition as a page, if one is promised and the mail leaves anything out."""
    return render(
        selection.edition,
        whole=selection.whole if promised else None,
        full_at=pages.found_at(config, digest.name, selection.edition.date) if promised else None,
        leave=place(config.web.url),
        templates=config.templates,
        subject=digest.subject,
    )


def _recipients(tx: Connection, digest: Digest) -> tuple[str, ...]:
    """All to whom the digest goes: mail addresses, topics.yaml's and those that signed up, and channels of chats."""
    return (*choices.recipients(tx, digest.name, digest.recipients), *(f"{WEBHOOK}{name}" for name in digest.webhooks))


def _select(  # noqa: PLR0913, PLR0917 - as above
    store: Store, config: Config, digest: Digest, day: date, now: datetime, late: Late = NOTHING_LATE
) -> Selection:
    blank = Edition(digest.name, day, digest.timezone, composed=now, sections=(), language=digest.language, late=late)
    with store.read() as tx:
        until = min(now, editions.end_of(min(max(day, _FIRST), times.today(digest, now)), digest.zone))
        return select(tx, blank, config.topics_of(digest), until=until, most=digest.limit)


@contextmanager
def _garbage_waits() -> Iterator[None]:
    """Look for no garbage: what an edition is made of lives until it is there, and looking takes time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
