"""The front page, the archive of editions, and each edition as it was mailed, whole."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from onrecord import places
from onrecord.store import archive
from onrecord.web.shown import MissingError, Page, Shown, Whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from onrecord.web.site import Site

_SHOWN: Final = 7  # editions of a digest beside the others
_ON_A_PAGE: Final = 100
_WHOLE_ARCHIVE: Final = 1_000_000


def archive_(site: Site, tx: Connection) -> Shown:
    """All digests, each with its newest editions."""
    told = archive.digests(tx)
    known = [digest.name for digest in site.config.digests]
    listed = [name for name in known if name in told] + [name for name in told if name not in known]
    newest = {name: archive.of(tx, name, limit=_SHOWN) for name in listed}
    values = {"digests": newest, "numbers": told, "waiting": [name for name in known if name not in told]}
    return Shown("editions.html.j2", "Editions", places.EDITIONS, values, tab="editions")


def digest(_site: Site, tx: Connection, slug: str, number: int = 1) -> Shown:
    """The editions of a digest by date, the newest first."""
    name = _name(tx, slug)
    found = archive.of(tx, name, limit=_ON_A_PAGE + 1, offset=(number - 1) * _ON_A_PAGE)
    if not found:
        raise MissingError(f"The digest “{name}” has no page {number}.")
    values = {
        "name": name,
        "editions": found[:_ON_A_PAGE],
        "number": number,
        "more": len(found) > _ON_A_PAGE,
        "way": lambda page: places.digest(name, page),
    }
    path = places.digest(name, number)
    return Shown("digest_editions.html.j2", name, path, values, tab="editions", feed=places.digest(name))


def edition(_site: Site, tx: Connection, slug: str, day: str) -> Whole:
    """An edition, with all that its mail left out."""
    name = _name(tx, slug)
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise MissingError(f"“{day}” is no date.") from None
    html = archive.whole(tx, name, wanted)
    if html is None:
        raise MissingError(f"The digest “{name}” has no edition of {day}.")
    return Whole(html, places.edition(name, wanted))


def _name(tx: Connection, slug: str) -> str:
    for name in archive.digests(tx):
        if places.slug(name) == slug:
            return name
    raise MissingError("There is no digest of this name, or it has no edition yet.")


def _digests(_site: Site, tx: Connection) -> Iterator[Mapping[str, Any]]:
    for name, editions in archive.digests(tx).items():
        for number in range(1, -(-editions // _ON_A_PAGE) + 1):
            yield {"slug": places.slug(name), "number": number}


def _editions(_site: Site, tx: Connection) -> Iterator[Mapping[str, Any]]:
    for name in archive.digests(tx):
        for one in archive.of(tx, name, limit=_WHOLE_ARCHIVE):
            yield {"slug": places.slug(name), "day": str(one.date)}


PAGES: Final = (
    Page(places.EDITIONS, archive_),
    Page("/editions/{slug}/", digest, None),
    Page("/editions/{slug}/page/{number:nth}/", digest, _digests),
    Page("/editions/{slug}/{day}/", edition, _editions),
)
