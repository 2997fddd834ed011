"""JSON Feed (https://www.jsonfeed.org/version/1.1/) in the terms in which feedparser gives the other kinds."""

from __future__ import annotations

import json
from typing import Any

_VERSION = "https://jsonfeed.org/version/"


def parse(body: bytes) -> dict[str, Any] | None:
    """The feed's `version` and `entries` as feedparser names their parts; None for what is no JSON Feed.

    Whatever an item holds in place of a text, a list or an object counts as not given.
    """
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        return None
    items = feed.get("items")
    if not isinstance(items, list) or not ("version" in feed or "feed_url" in feed or "home_page_url" in feed):
        return None
    version = feed.get("version")
    known = isinstance(version, str) and version.removeprefix(_VERSION)
    return {
        "version": f"json{known or ''}",
        "entries": [_entry(item, feed) for item in items if isinstance(item, dict)],
    }


def _entry(item: dict[str, Any], feed: dict[str, Any]) -> dict[str, Any]:
    """An item; one without authors has the feed's."""
    given = {
        "id": str(item["id"]) if isinstance(item.get("id"), int) else _text(item, "id"),
        "link": _text(item, "url") or _text(item, "external_url"),
        "title": _text(item, "title"),
        "published": _text(item, "date_published"),
        "updated": _text(item, "date_modified"),
        "authors": _authors(item) or _authors(feed),
    }
    return {name: value for name, value in given.items() if value}


def _authors(of: dict[str, Any]) -> list[dict[str, Any]]:
    """Version 1.1 has a list of them, version 1 had one."""
    listed = of.get("authors") or [of.get("author")]
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _text(item: dict[str, Any], name: str) -> str | None:
    value = item.get(name)
    return value if isinstance(value, str) else None
