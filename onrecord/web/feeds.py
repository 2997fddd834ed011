"""Feeds: a list of entries as RSS 2.0, Atom (RFC 4287) or JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).

Nothing here asks the store or the server, so the same feed is served and written by the export.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from digests.escaping import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MEDIA_TYPES: Final = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
"""The Content-Type of each form (`places.FEEDS`)."""

_ATOM: Final = "http://www.w3.org/2005/Atom"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_PUBLISHER: Final = "On Record"
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document can hold (XML 1.0, production 2)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a feed tells of: `id` names it for good, `url` is its page here, `html` what is read of it.

    `author` is who said it. `via` is its source elsewhere, `published` when that appeared, None where nobody says.
    """

    id: str
    url: str
    title: str
    html: str
    updated: datetime
    published: datetime | None = None
    author: str | None = None
    via: str | None = None
    categories: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed at `url` of what is on the page `home`; URLs are absolute, entries come the newest first."""

    title: str
    home: str
    url: str
    entries: Sequence[Entry]

    @property
    def updated(self) -> datetime:
        """When the newest entry was; of an empty feed, the same moment always."""
        return max((one.updated for one in self.entries), default=_NEVER)


def written(feed: Feed, form: str) -> bytes:
    """The feed in one of the forms of `places.FEEDS`; the same feed gives the same bytes."""
    return _WRITERS[form](feed)


def _rss(feed: Feed) -> bytes:
    root = ET.Element("rss", {"version": "2.0", "xmlns:atom": _ATOM, "xmlns:dc": _DC})
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", _line(feed.title))
    _add(channel, "link", feed.home)
    _add(channel, "description", _about(feed))
    _add(channel, "generator", _PUBLISHER)
    if feed.entries:
        _add(channel, "lastBuildDate", format_datetime(feed.updated.astimezone(UTC), usegmt=True))
    _add(channel, "atom:link", href=feed.url, rel="self", type=_plain("rss"))
    for one in feed.entries:
        item = ET.SubElement(channel, "item")
        _add(item, "title", _line(one.title))
        _add(item, "link", one.url)
        _add(item, "guid", one.id, isPermaLink="false")
        _add(item, "pubDate", format_datetime((one.published or one.updated).astimezone(UTC), usegmt=True))
        if author := _line(one.author or ""):
            _add(item, "dc:creator", author)
        for category in _lines(one.categories):
            _add(item, "category", category)
        _add(item, "description", one.html)
        if one.via:
            _add(item, "atom:link", href=one.via, rel="via")
    return _document(root)


def _atom(feed: Feed) -> bytes:
    root = ET.Element("feed", {"xmlns": _ATOM})
    _add(root, "id", feed.home)
    _add(root, "title", _line(feed.title))
    _add(root, "subtitle", _about(feed))
    _add(root, "updated", _exact(feed.updated))
    _add(root, "generator", _PUBLISHER)
    _add(root, "link", href=feed.url, rel="self", type=_plain("atom"))
    _add(root, "link", href=feed.home, rel="alternate", type="text/html")
    _add(ET.SubElement(root, "author"), "name", _PUBLISHER)
    for one in feed.entries:
        entry = ET.SubElement(root, "entry")
        if language := _language(one):
            entry.set("xml:lang", language)
        _add(entry, "id", one.id)
        _add(entry, "title", _line(one.title))
        _add(entry, "updated", _exact(one.updated))
        if one.published:
            _add(entry, "published", _exact(one.published))
        if author := _line(one.author or ""):
            _add(ET.SubElement(entry, "author"), "name", author)
        for category in _lines(one.categories):
            _add(entry, "category", term=category)
        _add(entry, "link", href=one.url, rel="alternate", type="text/html")
        if one.via:
            _add(entry, "link", href=one.via, rel="via")
        _add(entry, "content", one.html, type="html")
    return _document(root)


def _json(feed: Feed) -> bytes:
    made = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _line(feed.title),
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "description": _about(feed),
        "items": [_item(one) for one in feed.entries],
    }
    return json.dumps(made, ensure_ascii=False, indent=1).encode(errors="replace")


def _item(one: Entry) -> dict[str, object]:
    author = _line(one.author or "")
    return {
        "id": one.id,
        "url": one.url,
        **({"external_url": one.via} if one.via else {}),
        "title": _line(one.title),
        "content_html": _held(one.html),
        "date_published": _exact(one.published or one.updated),
        "date_modified": _exact(one.updated),
        **({"authors": [{"name": author}]} if author else {}),
        **({"tags": tags} if (tags := list(_lines(one.categories))) else {}),
        **({"language": language} if (language := _language(one)) else {}),
    }


_WRITERS: Final[dict[str, Callable[[Feed], bytes]]] = {"rss": _rss, "atom": _atom, "json": _json}


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> None:
    made = ET.SubElement(parent, tag, {name: _held(value) for name, value in attributes.items()})
    made.text = None if text is None else _held(text)


def _document(root: ET.Element) -> bytes:
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _about(feed: Feed) -> str:
    return f"{_line(feed.title)}: who said what, verbatim, with a link to the sentence"


def _language(one: Entry) -> str | None:
    """The language, if it is written as BCP 47 has it."""
    its = one.language or ""
    return its if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", its) else None


def _plain(form: str) -> str:
    return MEDIA_TYPES[form].partition(";")[0]


def _exact(moment: datetime) -> str:
    """As RFC 3339 has it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _lines(texts: Sequence[str]) -> list[str]:
    return [line for text in texts if (line := _line(text))]


def _line(text: str) -> str:
    return folded(_held(text))


def _held(text: str) -> str:
    return _NOT_XML.sub("", text)
