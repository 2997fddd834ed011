"""A sitemap's bytes ─► its entries, newest first, or the sitemaps that it is an index of.

The protocol is that of sitemaps.org, with the news fields of `schemas/sitemap-news/0.9`.
"""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.utils.gz import gunzip
from scrapy.utils.sitemap import Sitemap, sitemap_urls_from_robots

from onrecord.config.collecting import without_login
from onrecord.errors import CrawlError
from scraper.extract import Hint, addresses, dates
from scraper.extract.page import LxmlError, words
from scraper.listing import Entry, Listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_BYTES = 50 * 1024 * 1024
"""A sitemap's largest size by the protocol, unpacked."""

_GZIP = b"\x1f\x8b\x08"
_NEWS = ("title", "publication_date")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_FEEDS = {"rss", "feed", "RDF"}


def read(body: bytes, url: str, content_type: str | None = None, *, most: int, now: datetime) -> Listing:  # noqa: ARG001  # a reader's signature
    """The `most` newest articles of the sitemap at `url`, or the further sitemaps that it names, newest first.

    Raises `CrawlError` when it is no sitemap, or names nothing.
    """
    data = _unpacked(body, url)
    if urlsplit(url).path.endswith("/robots.txt"):
        return _followed(sitemap_urls_from_robots(data), url, "the robots.txt names no sitemap")
    kind, rows = _rows(data, url)
    if kind == "sitemapindex":
        return _followed(_index(rows, now), url, "the index names no sitemap")
    entries: dict[str, Entry] = {}
    for entry in sorted(_entries(rows, url, now), key=lambda entry: entry.dated or _LONG_AGO, reverse=True):
        entries.setdefault(entry.url, entry)
    if not entries:
        raise CrawlError(f"{url}: the sitemap names no web page")
    return Listing(tuple(entries.values())[:most])


def _unpacked(body: bytes, url: str) -> bytes:
    if not body.startswith(_GZIP):
        return body
    try:
        return gunzip(body, max_size=MAX_BYTES)
    except (OSError, EOFError, zlib.error) as error:
        raise CrawlError(f"{url}: can't be unpacked ({error})") from error
    except ValueError as error:  # Scrapy's own, which has no public name
        raise CrawlError(f"{url}: is larger than On Record reads, unpacked") from error


def _rows(data: bytes, url: str) -> tuple[str, list[dict[str, Any]]]:
    """The root's name, and the fields of each page or sitemap, as far as it can be read."""
    rows: list[dict[str, Any]] = []
    try:
        sitemap = _NewsSitemap(data.lstrip())
        kind: str = sitemap.type
        if kind in {"urlset", "sitemapindex"}:
            rows.extend(sitemap)
    except (LxmlError, StopIteration, ValueError) as error:
        if not rows:
            raise CrawlError(f"{url}: this is no sitemap; {_REMEDY}") from error
        return kind, rows
    if kind in _FEEDS:
        raise CrawlError(f"{url}: this is a feed; write 'feed:' before its address in place of 'sitemap:'")
    if kind not in {"urlset", "sitemapindex"}:
        raise CrawlError(f"{url}: this is no sitemap; {_REMEDY}")
    return kind, rows


_REMEDY = "the site's robots.txt often names one"


class _NewsSitemap(Sitemap):
    """Scrapy's reader takes a page's own fields only; the news fields lie one step deeper."""

    def _process_sitemap_element(self, elem: Any) -> dict[str, Any] | None:  # noqa: ANN401  # lxml has no types
        news = {}
        for outer in elem:
            for inner in outer if self._get_tag_name(outer) == "news" else ():
                news[self._get_tag_name(inner)] = inner.text or ""
        found: dict[str, Any] | None = super()._process_sitemap_element(elem)
        return found and found | {name: news[name] for name in _NEWS if name in news}


def _entries(rows: Iterable[Mapping[str, Any]], url: str, now: datetime) -> Iterable[Entry]:
    for row in rows:
        link = _named(row["loc"], url)
        if link is None:
            continue
        published = dates.read(row.get("publication_date"), now=now)
        changed = dates.read(row.get("lastmod"), now=now)
        hint = Hint(
            title=words(row.get("title")) or None,
            published=published.moment if published else None,
            date_only=published.date_only if published else False,
        )
        yield Entry(addresses.clean(link), hint, changed.moment if changed and not changed.date_only else None)


def _index(rows: Iterable[Mapping[str, Any]], now: datetime) -> list[str]:
    """The addresses in an index: those that changed last go first, then those of news, then as they stand."""

    def age(row: Mapping[str, Any]) -> tuple[bool, float]:
        changed = dates.read(row.get("lastmod"), now=now)
        when = changed.moment if changed else _LONG_AGO
        return "news" not in row["loc"].lower() if not changed else False, (now - when).total_seconds()

    return [str(row["loc"]) for row in sorted(rows, key=age)]


def _followed(links: Iterable[str], url: str, none: str) -> Listing:
    follow = [without_login(link) for one in links if (link := _named(one, url))]
    if not follow:
        raise CrawlError(f"{url}: {none}")
    return Listing(follow=tuple(dict.fromkeys(follow)))


def _named(link: str, url: str) -> str | None:
    """The whole address of a page or a sitemap; None where it is none, or the sitemap's own."""
    found = addresses.absolute(url, link) if link.strip() else None
    return None if found is None or found.partition("#")[0] == url else found
