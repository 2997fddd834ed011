"""A feed's bytes ─► its entries, whatever is wrong with them."""

from __future__ import annotations

import re
import sys
from calendar import timegm
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from typing import Any

import feedparser
from w3lib.html import remove_tags

from onrecord.addresses import entry_name
from onrecord.errors import CrawlError
from scraper import json_feed
from scraper.extract import Hint, addresses, dates
from scraper.extract.page import words
from scraper.listing import Entry, Listing

# The feed is fine, what its server says of it is not: nothing that its readers could mend.
_SERVED_WRONGLY = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
_HTML = re.compile(rb"\s*(?:<!doctype\s+html|<html\b)", re.IGNORECASE)
_REFERENCES = re.compile(rb"(?:&#(?:[xX][0-9a-fA-F]+|[0-9]+);)+")
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0, section 2.2
_LONGEST_NUMBER = 8  # digits; in tens or in sixteens, so many are more than the last character's number


def read(body: bytes, url: str, content_type: str | None, *, most: int, now: datetime) -> Listing:
    """The first `most` articles of the feed at `url`. Raises `CrawlError` when it is none or has none."""
    if not body.strip():
        raise CrawlError(f"{url}: the feed is empty")
    headers = {"content-location": url} | ({"content-type": content_type} if content_type else {})
    try:
        parsed = json_feed.parse(body) or feedparser.parse(BytesIO(_mended(body)), response_headers=headers)
    except Exception as error:  # a feed is anybody's bytes, and the parser's faults are many
        raise CrawlError(f"{url}: can't be read as a feed ({type(error).__name__}: {error})") from error
    found = list(parsed.get("entries", []))
    if not found:
        if _HTML.match(body[:2_000]) or not parsed.get("version"):
            remedy = (
                "look for the link to its RSS or Atom feed" if b"<html" in body[:5_000].lower() else "check the address"
            )
            raise CrawlError(f"{url}: this is no feed; {remedy}")
        raise CrawlError(f"{url}: the feed has no entries")
    entries: dict[str, Entry] = {}
    for raw in found:
        entry = _entry(raw, url, now)
        if entry is not None:
            entries.setdefault(entry.url, entry)
        if len(entries) >= most:
            break
    if not entries:
        raise CrawlError(f"{url}: none of the feed's entries links to a web page")
    trouble = parsed.get("bozo_exception") if parsed.get("bozo") else None
    if trouble is None or isinstance(trouble, _SERVED_WRONGLY):
        return Listing(tuple(entries.values()))
    warning = f"{url}: the feed is not well formed ({words(str(trouble))[:200]})"
    return Listing(tuple(entries.values()), warning)


def _mended(body: bytes) -> bytes:
    """The feed with a character for each reference by number: one of none stops the parser at the whole feed."""
    return body if b"\0" in body[:4] else _REFERENCES.sub(_characters, body)  # in UTF-16 and 32 they are spelt wider


def _characters(found: re.Match[bytes]) -> bytes:
    """References side by side: the halves of an emoji are made one, and what is no character becomes U+FFFD."""
    numbers = [_number(*one.groups()) for one in _REFERENCE.finditer(found[0])]
    halves = "".join(chr(number) if number <= sys.maxunicode else "\ufffd" for number in numbers)
    text = halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return b"".join(b"&#%d;" % ord("\ufffd" if _FORBIDDEN.match(letter) else letter) for letter in text)


def _number(sixteens: bytes | None, tens: bytes | None) -> int:
    digits = (sixteens or tens or b"").lstrip(b"0")[:_LONGEST_NUMBER] or b"0"
    return int(digits, 16 if sixteens else 10)


def _entry(raw: Any, feed: str, now: datetime) -> Entry | None:  # noqa: ANN401  # feedparser has no types
    link = addresses.absolute(feed, raw.get("link") or "") if raw.get("link") else None
    if link is None:
        return None
    published = _stamp(raw, "published", now) or _stamp(raw, "created", now)
    updated = _stamp(raw, "updated", now) if "updated" in raw else None
    dated = published or updated
    hint = Hint(
        title=words(unescape(remove_tags(raw.get("title") or ""))) or None,
        published=dated.moment if dated else None,
        date_only=dated.date_only if dated else False,
        authors=tuple(name for one in raw.get("authors") or [] if (name := words(one.get("name"))))[:12],
    )
    guid = words(raw.get("id"))
    return Entry(
        addresses.clean(link),
        hint,
        updated.moment if updated and not updated.date_only else None,
        entry_name(guid, feed) if guid else None,
    )


def _stamp(raw: Any, name: str, now: datetime) -> dates.Stamp | None:  # noqa: ANN401  # as above
    """A date of an entry: as it is written, else as feedparser understands it."""
    if written := dates.read(raw.get(name), now=now):
        return written
    try:
        stamp = dates.Stamp(datetime.fromtimestamp(timegm(raw[f"{name}_parsed"]), UTC))
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None
    return stamp if dates.plausible(stamp, now=now) else None
