"""Related headlines: the links that a page's editors offer beside the story.

Two signs make a box: a short label ('More on this', 'Mehr zum Thema') before links, and a class, id or
aria-label with such a word around them. No published method does this; the rules were written against
pages, and measured (see docs).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.model import RelatedHeadline
from scraper.extract import labels
from scraper.extract.addresses import absolute, clean, site
from scraper.extract.page import inner, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scraper.extract.page import Element
MOST_IN_BOX = 12
MOST = 20

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LABELS = (
    *_HEADINGS,
    "p",
    "div",
    "span",
    "strong",
    "b",
    "em",
    "legend",
    "summary",
    "dt",
    "header",
    "label",
    "a",
)
_BOXES = ("aside", "section", "nav", "div", "ul", "ol", "p", "li", "dl", "figure", "article", "details")
_CLIMB = 4  # elements between a label and the box that it names
_ATTRIBUTES = (
    "class",
    "id",
    "aria-label",
    "data-testid",
    "data-component",
    "data-module",
    "data-type",
    "role",
)
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # scripts that put no spaces between words
_TITLED = re.compile(r"(?<![A-Za-z])(?:head(?:line)?|title)(?![A-Za-z])", re.IGNORECASE)
_LEAD = re.compile(r"^[^:]{3,40}:\s*")


def find(tree: Element, url: str, own: Iterable[str]) -> tuple[RelatedHeadline, ...]:
    """The related headlines of a page at `url`, in its order, without links to its `own` addresses."""
    seen = {_key(one) for one in own}
    found: list[RelatedHeadline] = []
    boxes = {id(box): (box, label) for box, label in _marked(tree)}
    boxes |= {id(box): (box, label) for box, label in _labelled(tree)}
    order = {id(element): number for number, element in enumerate(tree.iter())}
    for box, label in sorted(boxes.values(), key=lambda pair: order.get(id(pair[0]), 0)):
        offered = list(_links(box, url, label))
        if len(offered) > MOST_IN_BOX:
            continue
        for title, link in offered:
            if _key(link) not in seen:
                seen.add(_key(link))
                found.append(RelatedHeadline(title, link, label))
    return tuple(found[:MOST])


def _labelled(tree: Element) -> Iterator[tuple[Element, str]]:
    """Boxes that a short label names, each with its label."""
    for element in tree.iter(*_LABELS):
        if len(element) > 3:  # noqa: PLR2004  # a label is no container
            continue
        label = inner(element)
        if len(label) > labels.MAX_LENGTH or not labels.is_related(label):
            continue
        if _foreign(element):
            continue
        box = _box_of(element)
        if box is not None:
            yield box, _shown(label)


def _box_of(label: Element) -> Element | None:
    """The smallest element around a label that holds links beside it; None when that is the whole page."""
    own = set(label.iter("a"))
    box = label
    for _ in range(_CLIMB):
        parent = box.getparent()
        if parent is None or parent.tag in {"body", "html", "main"}:
            return None
        box = parent
        links = [link for link in box.iter("a") if link not in own]
        if links:
            return box if _is_box(box) else None
    return None


def _is_box(box: Element) -> bool:
    """Whether most of the text inside is links: a paragraph of the story that links something is no box."""
    text = len(inner(box))
    linked = sum(len(inner(link)) for link in box.iter("a"))
    return text < 3_000 and linked * 3 >= text  # noqa: PLR2004  # teasers beside headlines are allowed


def _marked(tree: Element) -> Iterator[tuple[Element, str | None]]:
    """Boxes whose attributes say so, each with its heading."""
    for element in tree.iter(*_BOXES):
        given = _attributes(element)
        if not given or not labels.marks_related(given) or labels.marks_other(given) or _foreign(element):
            continue
        heading = next((inner(one) for one in element.iter(*_HEADINGS) if one.find(".//a") is None), "")
        if len(heading) > labels.MAX_LENGTH:
            heading = ""
        if not labels.is_other(heading) and _is_box(element):
            yield element, _shown(heading) or None


def _foreign(element: Element) -> bool:
    """Whether an element lies in navigation, a newsletter box, the most read and the like."""
    for around in [element, *element.iterancestors()]:
        if around.tag in {"body", "html"}:
            return False
        if around.tag == "footer" or labels.marks_other(_attributes(around)):
            return True
    return False


def _links(box: Element, url: str, label: str | None) -> Iterator[tuple[str, str]]:
    """Headlines inside a box with their addresses: links on the page's own site that read like one."""
    best: dict[str, tuple[str, str]] = {}
    for link in box.iter("a"):
        target = absolute(url, link.get("href") or "") if link.get("href") else None
        if target is None or site(target) != site(url):
            continue
        title = _title(link)
        if not _is_headline(title) or (label and labels.fold(title) == labels.fold(label)):
            continue
        best.setdefault(_key(target), (title, clean(target)))
    yield from best.values()


def _title(link: Element) -> str:
    """The headline in a link, without the section or teaser that stands with it where the markup parts them."""
    heading = next((inner(one) for one in link.iter(*_HEADINGS)), "") or next(
        (inner(one) for one in link.iter("span", "div", "p", "strong") if _TITLED.search(one.get("class") or "")), ""
    )
    title = heading or inner(link) or words(link.get("title"))
    lead = _LEAD.match(title)
    return title[lead.end() :] if lead and labels.is_related(lead.group()) else title


def _is_headline(title: str) -> bool:
    if _WIDE.search(title):
        return 8 <= len(title) <= 120  # noqa: PLR2004  # characters that are words
    return len(title.split()) >= 3 and 15 <= len(title) <= 250 and not labels.is_related(title)  # noqa: PLR2004  # no tag or section


def _attributes(element: Element) -> str:
    return " ".join(value[:300] for name in _ATTRIBUTES if (value := element.get(name)))


def _shown(label: str) -> str:
    return label.strip(" :›»→>-–—")


def _key(link: str) -> str:
    return clean(link).split("://", 1)[-1].removeprefix("www.").rstrip("/")
