"""Feeds as files, for the export: those that pages link to, where `web.url` says what their links begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from onrecord import places
from onrecord.store import archive, reading
from onrecord.web import feeds
from onrecord.web.pages import feeds as followed
from onrecord.web.pages import topics
from onrecord.web.shown import MissingError, MovedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from sqlalchemy import Connection

    from onrecord.web.pages.feeds import Followed
    from onrecord.web.site import Site

Wanted: TypeAlias = "tuple[Callable[..., Followed], tuple[str, ...]]"
"""What makes what a feed follows, and which one, by its name in paths."""


def wanted(site: Site, tx: Connection) -> list[Wanted]:
    """What has feeds as files; nothing without `web.url`, since a feed's links are absolute."""
    if site.config.web.url is None:
        return []
    return [
        (followed.everything, ()),
        *((followed.digest, (places.slug(name),)) for name in archive.digests(tx)),
        *((followed.topic, (places.slug(name),)) for name in topics.names(site, tx)),
        *((followed.speaker, (places.who(which, name),)) for which, name in reading.known(tx)),
    ]


def files(site: Site, tx: Connection, one: Wanted) -> Iterator[tuple[str, bytes]]:
    """The files of one of these, by their names in the folder; none where it is gone since it was listed."""
    base = (site.config.web.url or "").rstrip("/")
    make, names = one
    try:
        found = make(site, tx, base, *names)
    except (MissingError, MovedError):
        return
    for form in places.FEEDS:
        path = unquote(places.feed(found.path, form)).lstrip("/")
        yield path, feeds.written(followed.feed(found, form, base), form)
