"""The front page: the newest edition of each digest, and what was said last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from onrecord.store import archive
from onrecord.web import places
from onrecord.web.shown import Page, Shown

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from onrecord.web.site import Site


def front(_site: Site, tx: Connection) -> Shown:
    """The newest editions."""
    return Shown("front.html.j2", "On Record", places.HOME, {"editions": archive.newest(tx)}, tab="home")


PAGES: Final = (Page(places.HOME, front),)
