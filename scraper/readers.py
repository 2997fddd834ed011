"""A listing of any kind ─► its entries; where it names further listings, theirs."""

from __future__ import annotations

from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeAlias

from onrecord.errors import CrawlError
from scraper import feeds, sections, sitemaps
from scraper.extract.page import words
from scraper.listing import Entry, Listing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from scrapy.http import Response

    from onrecord.config import Kind
    from scraper.workers import Workers

Follow: TypeAlias = "Callable[[str], Awaitable[Response]]"
"""Fetches a further listing; raises `CrawlError`."""

MOST_FOLLOWED = 5
"""Further listings that are read in one run; the newest come first."""


class Reader(Protocol):
    """Reads a listing's bytes; raises `CrawlError` when it is none, or has no entries."""

    def __call__(self, body: bytes, url: str, content_type: str | None, *, most: int, now: datetime) -> Listing:
        """The first `most` entries of the listing at `url`."""


READERS: dict[Kind, Reader] = {"feed": feeds.read, "sitemap": sitemaps.read, "section": sections.read}


async def read(  # noqa: PLR0913  # all are what a run knows of a listing
    kind: Kind, response: Response, follow: Follow, workers: Workers, *, most: int, now: datetime
) -> Listing:
    """The first `most` articles of a listing. Raises `CrawlError`.

    Listings that it names are followed until there are enough articles, and at most `MOST_FOLLOWED`; one that can't
    be read is left out with a warning.
    """
    listing = await _one(kind, response, workers, most=most, now=now)
    if not listing.follow:
        return listing
    entries, waiting, troubles = list(listing.entries), list(listing.follow), []
    for _ in range(MOST_FOLLOWED):
        if not waiting or len(entries) >= most:
            break
        try:
            more = await _one(kind, await follow(waiting.pop(0)), workers, most=most, now=now)
        except CrawlError as error:
            troubles.append(str(error))
            continue
        entries += more.entries
        waiting[:0] = more.follow
    if not entries:
        raise CrawlError(troubles[0] if troubles else f"{response.url}: names only further indexes")
    return Listing(_newest(entries)[:most], "; ".join(troubles) or None)


def header(response: Response, name: str) -> str | None:
    """A header of a response, as text."""
    value = response.headers.get(name)
    return value.decode("latin-1") if isinstance(value, bytes) else None


async def _one(kind: Kind, response: Response, workers: Workers, *, most: int, now: datetime) -> Listing:
    """Raises `CrawlError`, whatever is wrong with the listing: it is anybody's bytes."""
    stated = header(response, "Content-Type")
    try:
        return await workers.run(partial(READERS[kind], response.body, response.url, stated, most=most, now=now))
    except CrawlError:
        raise
    except TimeoutError as error:
        raise CrawlError(f"{response.url}: reading it took too long") from error
    except BrokenProcessPool as error:
        raise CrawlError(f"{response.url}: reading it crashed") from error
    except Exception as error:
        why = words(f"{type(error).__name__}: {error}")[:200]
        raise CrawlError(f"{response.url}: can't be read ({why})") from error


def _newest(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Each address once, the newest first."""
    found: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda one: one.dated or datetime.min.replace(tzinfo=UTC), reverse=True):
        found.setdefault(entry.url, entry)
    return tuple(found.values())
