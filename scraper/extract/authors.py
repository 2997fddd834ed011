"""Who wrote an article, as names of persons or desks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import TYPE_CHECKING

from scraper.extract.page import words

if TYPE_CHECKING:
    from scraper.extract.metadata import Metadata

MOST = 12
MAX_LENGTH = 100

_BY = re.compile(r"^(?:by|von|par|por|di|door|av|af|autor(?:in)?:|text:|story by)\s+", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|www\.|@|\.(?:com|org|net)\b|[<>{}]")
_BETWEEN = re.compile(r"\s*;\s*|\s*,\s*|\s+(?:and|und|et|y|&|e)\s+")


def choose(data: Metadata, found: str | None, site_name: str | None, hint: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The authors from JSON-LD, else those that the text extraction found (`;` between), the meta element, the feed."""
    meta = data.meta.get("author") or data.meta.get("article:author") or data.meta.get("parsely-author") or ""
    for names in (
        _linked(data.article.get("author")),
        [] if found is None else found.split(";"),
        [meta],
        list(hint),
    ):
        if kept := _kept(names, site_name):
            return kept
    return ()


def _linked(value: object) -> list[str]:
    """Names in a JSON-LD author: a text, a node, or a list of them."""
    found: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        named = one.get("name") if isinstance(one, Mapping) else one
        found += [name for name in (named if isinstance(named, list) else [named]) if isinstance(name, str)]
        if len(found) > MOST:
            break
    return found


def _kept(names: list[str], site_name: str | None) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for listed in names:
        for name in _split(words(unescape(listed))):
            bare = _BY.sub("", name).strip(" ,;|")
            if 1 < len(bare) <= MAX_LENGTH and not _ADDRESS.search(bare) and any(map(str.isalpha, bare)):
                kept.setdefault(bare.casefold(), bare)
    if site_name and len(kept) > 1:
        kept.pop(site_name.casefold(), None)
    return tuple(kept.values())[:MOST]


def _split(listed: str) -> list[str]:
    """Several names in one text, where every part has the form of a name: two to four words."""
    parts = [part for part in _BETWEEN.split(listed) if part]
    whole = len(parts) < 2 or any(not 2 <= len(_BY.sub("", part).split()) <= 4 for part in parts)  # noqa: PLR2004  # a name
    return [listed] if whole else parts
