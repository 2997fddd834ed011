"""The headline that a reader sees, weighed from where a page gives it."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from typing import TYPE_CHECKING

from scraper.extract.page import inner, words

if TYPE_CHECKING:
    from scraper.extract.metadata import Metadata
    from scraper.extract.page import Element

MAX_LENGTH = 400

_SEPARATOR = re.compile(r"\s+(?:[|–—·»]|-|::)\s+")
_JOINT = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])")  # 'HarbourCouncil'
_MARKS = str.maketrans("‘’‚‛“”„", "''''\"\"\"")
_ENOUGH = 10  # characters that are more than a site's name


def choose(tree: Element, data: Metadata, site_name: str | None, hint: str | None) -> str:
    """The title: an h1 that another source bears out, else og:title, JSON-LD, the feed, any h1, <title>.

    JSON-LD and og:title are often written for search engines and shares, so the h1 wins over them.
    """
    og = _without_site(data.meta.get("og:title") or data.meta.get("twitter:title") or "", site_name)
    linked = _without_site(data.text("headline"), site_name)
    page = _without_site(words(tree.findtext(".//title")), site_name)
    fed = words(unescape(hint or ""))
    others = [text for text in (og, linked, fed, page) if text]
    headings = _headings(tree)
    for heading in headings:
        if any(_alike(heading, other) for other in others):
            return _without_label(heading, others)
    if len(headings) == 1 and len(headings[0]) > _ENOUGH and not _is_site(headings[0], site_name):
        return headings[0]
    return next(iter([*others, *headings]), "")[:MAX_LENGTH]


def _without_label(heading: str, others: list[str]) -> str:
    """A heading without the label that stands before its headline, where another source has the headline alone.

    Of two that differ in their spacing, the other source's is right: markup parts a label from a headline, and
    the heading's bare text runs them together.
    """
    given = _JOINT.sub(" ", heading).split()
    ends = {_letters("".join(given[start:])) for start in range(len(given))}
    for other in others:
        if len(other) >= _ENOUGH and _letters(other) in ends:
            return heading if other.translate(_MARKS) == heading.translate(_MARKS) else other
    return heading


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _headings(tree: Element) -> list[str]:
    found = [inner(element) for element in tree.iter("h1")]
    return [text for text in dict.fromkeys(found) if 0 < len(text) <= MAX_LENGTH]


def _alike(heading: str, other: str) -> bool:
    """Whether two headlines share most of the words of the shorter."""
    ours, theirs = _bag(heading), _bag(other)
    fewer = min(len(ours), len(theirs))
    return fewer > 0 and len(ours & theirs) / fewer >= 0.5 and len(heading) > _ENOUGH / 2  # noqa: PLR2004  # half


def _bag(text: str) -> set[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    found = re.findall(r"\w+", folded)
    return set(found) if len(found) > 1 else set(folded)


def _is_site(text: str, site_name: str | None) -> bool:
    return bool(site_name) and _bag(text) == _bag(site_name or "")


def _without_site(text: str, site_name: str | None) -> str:
    """A title without ' | The Site' at its end; a separator inside a headline stays."""
    text = words(unescape(text))
    for found in reversed(list(_SEPARATOR.finditer(text))):
        tail = text[found.end() :]
        short = len(tail.split()) <= 3 and found.group().strip() in "|·»"  # noqa: PLR2004  # a site's name
        if found.start() >= _ENOUGH and (_is_site(tail, site_name) or short):
            text = text[: found.start()]
        else:
            break
    return text
