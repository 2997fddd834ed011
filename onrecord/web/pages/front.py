"""The front page: the newest edition of each digest, and what was said last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from onrecord import places
from onrecord.store import archive, reading, recorded
from onrecord.web.pages.topics import names, standing
from onrecord.web.shown import Page, Shown

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from onrecord.web.site import Site


_LATEST: Final = 8
_TOPICS: Final = 20


def front(site: Site, tx: Connection) -> Shown:
    """The newest editions and statements, and the topics."""
    latest = reading.newest(tx, limit=_LATEST)
    values = {
        "editions": archive.newest(tx),
        "statements": recorded.read(tx, latest),
        "topics": [standing(site, tx, name) for name in names(site, tx)[:_TOPICS]],
    }
    return Shown("front.html.j2", "On Record", places.HOME, values, tab="home", feed=places.HOME)


PAGES: Final = (Page(places.HOME, front),)
