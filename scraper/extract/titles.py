"""The headline that a reader sees, weighed from where a page gives it.

og:title and JSON-LD are the editors' word, but often in a form for shares or for search engines; a heading is
what the page shows, but may be a path to the page or a section. So two that agree are believed.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from typing import TYPE_CHECKING

from scraper.extract.page import inner, letters, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.extract.metadata import Metadata
    from scraper.extract.page import Element

MAX_LENGTH = 400

_SEPARATOR = re.compile(r"\s+(?:[|–—·»*]|-|::)\s+|\s*[｜：]\s*")
_BEFORE = re.compile(r"\s*[|｜]\s*")  # a section before the headline; a colon's may be part of it
_MARKS = str.maketrans("‘’‚‛“”„´`", "''''\"\"\"''", "\u00ad\u200b")
_HIDDEN = re.compile(
    r"(?<![a-z])(?:bread-?crumbs?|sr-only|screen-?reader|visually-?hidden|visuallyhidden|seo-?title)", re.IGNORECASE
)
_ENOUGH = 10  # characters that are more than a site's name


def choose(tree: Element, data: Metadata, site_name: str | None, hint: str | None) -> str:
    """The title: what og:title and JSON-LD agree on, else the one of them, or the feed's, that a heading shows.

    Where none is shown, JSON-LD that <title> bears out, then og:title; a page without them has its heading,
    the feed's title, or <title>.
    """
    headings = _headings(tree)
    shown = [text for tag, text in headings if tag == "h1"]
    og = _without_site(data.meta.get("og:title") or data.meta.get("twitter:title") or "", site_name)
    linked = _without_site(data.text("headline"), site_name)
    page = _without_site(words(tree.findtext(".//title")), site_name)
    fed = words(unescape(hint or ""))
    og = _whole(og, page)
    og, linked, page = _bare(og, [linked, *shown]), _bare(linked, [og, *shown]), _bare(page, [og, linked, *shown])
    title = _agreed(og, linked, fed, headings) or (linked if _same(linked, page) else og or linked)
    return (_as_shown(title, shown) if title else _from_page(shown, fed, page, site_name))[:MAX_LENGTH]


def _agreed(og: str, linked: str, fed: str, headings: list[tuple[str, str]]) -> str:
    """The headline that two places give; empty without one."""
    if _same(og, linked):
        return linked if og.isupper() else og
    for tags in ({"h1"}, {"h2", "h3"}):
        for text in (og, linked, fed):
            if any(tag in tags and _shows(heading, text) for tag, heading in headings):
                return text
    return ""


def _from_page(shown: list[str], fed: str, page: str, site_name: str | None) -> str:
    """The headline of a page whose metadata gives none."""
    borne = (text for text in shown if any(_alike(text, other) for other in (fed, page) if other))
    alone = shown[0] if len(shown) == 1 and len(shown[0]) > _ENOUGH and not _is_site(shown[0], site_name) else ""
    heading = next(borne, "") or alone or fed or page or next(iter(shown), "")
    return next((_as_shown(other, [heading]) for other in (fed, page) if _shows(heading, other)), heading)


def _shows(heading: str, title: str) -> bool:
    """Whether a heading is this headline, with or without a label before it."""
    return len(title) >= _ENOUGH and letters(heading).endswith(letters(title))


def _headings(tree: Element) -> list[tuple[str, str]]:
    """The headings of the page that are no links and no path to the page, h1 before the others."""
    found = [
        (element.tag, text)
        for element in tree.iter("h1", "h2", "h3")
        if not _is_path(element) and 0 < len(text := inner(element)) <= MAX_LENGTH
    ]
    return sorted(dict.fromkeys(found), key=lambda pair: pair[0] != "h1")


def _is_path(heading: Element) -> bool:
    """Whether a heading is an item of a list, a link or hidden: not the headline that stands over the story."""
    around = [heading, *_nearest(heading)]
    return any(
        one.tag in {"li", "nav", "a"} or _HIDDEN.search(f"{one.get('class') or ''} {one.get('id') or ''}")
        for one in around
    )


def _nearest(element: Element) -> Iterator[Element]:
    for number, around in enumerate(element.iterancestors()):
        if number == 4 or around.tag in {"article", "main", "body"}:  # noqa: PLR2004  # the rest is the page's frame
            return
        yield around


def _as_shown(title: str, headings: list[str]) -> str:
    """A title with the quotation marks that the page sets it in; one that ends in dots is given whole."""
    plain = title.translate(_MARKS)
    cut = letters(plain) if plain.endswith(("…", "...")) else ""
    for heading in headings:
        if heading.translate(_MARKS) == plain:
            return heading
        if len(cut) >= _ENOUGH and cut != letters(heading) and letters(heading).startswith(cut):
            return heading
    return title


def _whole(title: str, page: str) -> str:
    """A title that was cut at a quotation mark in its markup, as <title> has it whole."""
    return page if title and page.startswith(title) and page[len(title) :].lstrip()[:1] in {'"', "'"} else title


def _bare(title: str, others: list[str]) -> str:
    """A title without what stands after or before another source's headline: a site, a date, a section."""
    for other in others:
        same = letters(other)
        if len(other) < _ENOUGH or same == letters(title):
            continue
        if any(letters(title[: found.start()]) == same for found in _SEPARATOR.finditer(title)):
            return other
        if any(letters(title[found.end() :]) == same for found in _BEFORE.finditer(title)):
            return other
    return title


def _same(one: str, other: str) -> bool:
    """Whether two headlines have the same letters, at least one."""
    return bool(one) and letters(one) == letters(other)


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
        short = len(tail.split()) <= 3 and found.group().strip() in "|·»｜"  # noqa: PLR2004  # a site's name
        if found.start() >= _ENOUGH and (_is_site(tail, site_name) or short):
            text = text[: found.start()]
        else:
            break
    return text
