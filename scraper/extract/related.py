"""Related headlines: the links that a page's editors offer beside the story, from the boxes that hold them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from onrecord.model import RelatedHeadline
from scraper.extract import boxes, labels
from scraper.extract.addresses import absolute, clean, site
from scraper.extract.page import inner, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scraper.extract.boxes import Box
    from scraper.extract.page import Element

MOST_IN_BOX = 12
MOST = 20

_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # scripts that put no spaces between words
_TITLED = re.compile(r"(?<![A-Za-z])(?:head(?:line)?|title)(?![A-Za-z])", re.IGNORECASE)
_CALL = re.compile(r"newsletter|subscri(?:be|ption)", re.IGNORECASE)
_LEAD = re.compile(r"^[^:]{3,40}:\s*")
_NO_STORY = re.compile(
    r"/(?:tags?|topics?|themen?|temas?|category|categories|kategorie|author|authors|autor(?:en|es)?|people|profile|"
    r"[\w-]*newsletters?[\w-]*|subscri\w+|abo|login|register|account|shop|about|contact|rss|feed)(?:/|$)",
    re.IGNORECASE,
)


def find(
    found: Iterable[Box], url: str, own: Iterable[str], sections: Iterable[str] = ()
) -> tuple[RelatedHeadline, ...]:
    """The headlines in the boxes `found` on a page at `url`, in its order, without links to its `own` addresses.

    A box named after one of the page's `sections` ('More on World') offers what is new there, and is left out.
    """
    seen = {_key(one) for one in own}
    names = {labels.fold(one) for one in sections}
    headlines: list[RelatedHeadline] = []
    for box in found:
        if box.label and labels.names_section(box.label, names):
            continue
        offered = list(_links(box, url))
        if len(offered) > MOST_IN_BOX:
            continue
        for title, link in offered:
            if _key(link) not in seen:
                seen.add(_key(link))
                headlines.append(RelatedHeadline(title, link, box.label))
    return tuple(headlines[:MOST])


def _links(box: Box, url: str) -> Iterator[tuple[str, str]]:
    """Headlines inside a box with their addresses: links on the page's own site that read like one."""
    best: dict[str, tuple[str, str]] = {}
    for link in box.element.iter("a"):
        target = absolute(url, link.get("href") or "") if link.get("href") else None
        if target is None or site(target) != site(url) or _NO_STORY.search(urlsplit(target).path):
            continue
        title = _title(link)
        if not _is_headline(title) or (box.label and labels.fold(title) == labels.fold(box.label)):
            continue
        best.setdefault(_key(target), (title, clean(target)))
    yield from best.values()


def _title(link: Element) -> str:
    """The headline in a link, without the section or teaser that stands with it where the markup parts them."""
    heading = next((inner(one) for one in link.iter(*boxes.HEADINGS)), "") or next(
        (inner(one) for one in link.iter("span", "div", "p", "strong") if _TITLED.search(one.get("class") or "")), ""
    )
    title = heading or inner(link) or words(link.get("title")) or boxes.of_card(link)
    lead = _LEAD.match(title)
    return title[lead.end() :] if lead and labels.is_related(lead.group()) else title


def _is_headline(title: str) -> bool:
    if _CALL.search(title) or (labels.is_other(title) and len(title) < labels.MAX_LENGTH):
        return False
    if _WIDE.search(title):
        return 8 <= len(title) <= 120  # noqa: PLR2004  # characters that are words
    count = len(re.findall(r"\w+", title))
    return count >= 3 and 15 <= len(title) <= 250 and not labels.is_related(title)  # noqa: PLR2004  # no tag or section


def _key(link: str) -> str:
    return clean(link).split("://", 1)[-1].removeprefix("www.").rstrip("/")
