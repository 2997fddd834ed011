"""Where a page offers related stories: the elements that hold such links, each with its label.

Four signs, the surest first: a short label before links ('More on this', 'Mehr zum Thema'), a label and a link in
one line ('READ MORE: ...'), a class, id or aria-label with such a word, and links that stand alone between two
paragraphs of the story. No published method does this; the rules were written against pages, and measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from scraper.extract import labels
from scraper.extract.extents import measure
from scraper.extract.page import inner, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scraper.extract.extents import Extent
    from scraper.extract.page import Element

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

_LABELS = (*HEADINGS, "p", "div", "span", "strong", "b", "em", "legend", "summary", "dt", "header", "label")
_BOXES = ("aside", "section", "nav", "div", "ul", "ol", "p", "li", "dl", "figure", "article", "details")
_LINES = ("p", "li", "div", "blockquote", "h2", "h3", "h4", "h5")
_ALONE = ("p", "div", "aside", "article", "section", "ul", "blockquote", "h3", "h4")
_CLIMB = 5  # elements between a label and the box that it names
_LONGEST_BOX = 3_000  # characters: teasers beside headlines are allowed, the story is not
_LONGEST_LINE = 400  # characters of what stands in one line, or alone
_PARAGRAPH = 80  # characters from which it is no line between
_MOST_LABELS = 200  # of a page
_MOST_INSIDE = 4_000  # elements of a box
_CARD = 60  # elements of one teaser
_ATTRIBUTES = frozenset(
    {"class", "id", "aria-label", "data-testid", "data-component", "data-module", "data-type", "role"}
)


@dataclass(frozen=True, slots=True)
class Box:
    """An element with related links, and the words over them."""

    element: Element
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """A page's tree, the extents of its elements, and those that hold its headline or longest paragraphs.

    A box beside the story is none of the last.
    """

    tree: Element
    extents: Mapping[Element, Extent]
    frame: frozenset[Element]


def survey(tree: Element) -> Survey:
    """What the other functions ask of a page, found in one pass."""
    extents = measure(tree)
    prose = (one for one in tree.iter("p") if extents[one].characters >= _PARAGRAPH)
    longest = sorted(prose, key=lambda one: extents[one].characters, reverse=True)[:3]
    story = [*islice(tree.iter("h1"), 3), *longest]
    return Survey(tree, extents, frozenset(around for one in story for around in one.iterancestors()))


def find(page: Survey) -> list[Box]:
    """All boxes of a page, in its order; an inner one may lie in an outer one."""
    found: dict[Element, Box] = {}
    for boxes in (_marked(page), _lines(page), _labelled(page)):
        found |= {box.element: box for box in boxes}
    around = {one for element in found for one in element.iterancestors()}
    found = {box.element: box for box in _between(page) if box.element not in around} | found
    return [found[element] for element in page.extents if element in found]


def of_card(link: Element) -> str:
    """The heading beside a link without words that covers a whole card; empty where there are several, or none."""
    card = link
    for _ in range(2):
        card = card.getparent()
        if card is None:
            return ""
        inside = list(islice(card.iter(), _CARD))
        headings = [text for one in inside if one.tag in HEADINGS and one.find(".//a") is None and (text := inner(one))]
        if headings or len(inside) == _CARD:
            return headings[0] if len(headings) == 1 else ""
    return ""


def _labelled(page: Survey) -> Iterator[Box]:
    """Boxes that a short label names. What it says counts for more than the box's own class."""
    for label in islice(_named(page), _MOST_LABELS):
        box = _box_of(label, page)
        if box is not None and not is_foreign(box, page, strictly=True) and not is_foreign(box.getparent(), page):
            yield Box(box, _shown(page.extents[label].line))


def _named(page: Survey) -> Iterator[Element]:
    """Elements that hold nothing but the words of such a label."""
    for element in page.tree.iter(*_LABELS):
        own = page.extents[element]
        if 0 < own.characters <= labels.MAX_LENGTH and labels.is_related(own.line) and not _in_link(element):
            yield element


def _box_of(label: Element, page: Survey) -> Element | None:
    """The smallest element around a label that holds links after it; None when the story lies in it too.

    Words that stand after a link ('Read more') are its button.
    """
    inside = set(label.iter())
    box = label
    for _ in range(_CLIMB):
        box = box.getparent()
        if box is None or box in page.frame:
            return None
        started = False
        for one in islice(box.iter(), _MOST_INSIDE):
            started = started or one in inside
            if one.tag == "a" and one not in inside and (started or page.extents[one].characters):
                return box if started and _is_box(box, page) else None
    return None


def _lines(page: Survey) -> Iterator[Box]:
    """Lines of the text that begin with a label and a colon, and are links but for that: 'READ MORE: ...'."""
    for element in page.tree.iter(*_LINES):
        own = page.extents[element]
        if not own.linked or own.characters > _LONGEST_LINE or element in page.frame:
            continue
        before, colon, _ = own.line.partition(":")
        if not colon or not labels.is_related_line(before) or own.linked * 3 < own.characters - len(before):
            continue
        if not is_foreign(element, page, strictly=True):
            yield Box(element, _shown(before))


def _marked(page: Survey) -> Iterator[Box]:
    """Boxes whose attributes say so, each with its heading."""
    for element in page.tree.iter(*_BOXES):
        given = marks(element)
        if not given or element in page.frame or not labels.marks_related(given):
            continue
        if not _is_box(element, page) or is_foreign(element, page):
            continue
        heading = next((inner(one) for one in element.iter(*HEADINGS) if one.find(".//a") is None), "")
        named = labels.is_related(heading) or labels.names_more(heading)
        if named or not labels.is_other(heading[: labels.MAX_LENGTH]):
            yield Box(element, _shown(heading) if named else None)


def _between(page: Survey) -> Iterator[Box]:
    """What stands between two paragraphs of the story and is links alone, whatever its language."""
    for element in page.tree.iter(*_ALONE):
        own = page.extents[element]
        if own.characters > _LONGEST_LINE or not own.linked or own.linked * 10 < own.characters * 8:
            continue
        if element.getparent() not in page.frame or is_foreign(element, page):
            continue
        if is_prose(_beside(element, page, -1), page) and is_prose(_beside(element, page, 1), page):
            yield Box(element)


def _beside(element: Element, page: Survey, step: int) -> Element | None:
    """The next sibling that holds text, before (-1) or after (1)."""
    around = islice(element.itersiblings(preceding=step < 0), 8)
    return next((one for one in around if page.extents[one].characters), None)


def is_prose(element: Element | None, page: Survey) -> bool:
    """Whether this is a paragraph of some length that is not mostly links."""
    if element is None or element.tag != "p":
        return False
    own = page.extents[element]
    return own.characters >= _PARAGRAPH and own.linked * 2 < own.characters


def _is_box(box: Element, page: Survey) -> bool:
    """Whether much of the text inside is links: a paragraph of the story that links something is no box."""
    own = page.extents[box]
    if own.characters > _LONGEST_BOX:
        return False
    silent = (one for one in islice(box.iter("a"), _CARD) if not page.extents[one].characters)
    return (own.linked + sum(map(len, set(map(of_card, silent))))) * 3 >= own.characters


def _in_link(element: Element) -> bool:
    return any(around.tag == "a" for around in element.iterancestors())


def is_foreign(element: Element | None, page: Survey, *, strictly: bool = False) -> bool:
    """Whether an element lies in a box of another kind: navigation, a newsletter, the most read.

    `strictly` asks only for what can't be related whatever stands over it: advertising, newsletters, comments.
    """
    while element is not None and element not in page.frame and element.tag not in {"body", "html"}:
        given = marks(element)
        if element.tag == "footer" or (labels.marks_foreign(given) if strictly else labels.marks_other(given)):
            return True
        element = element.getparent()
    return False


def marks(element: Element) -> str:
    """What an element is called: its class, id, aria-label and the like."""
    return " ".join([value[:300] for name, value in element.items() if name in _ATTRIBUTES])


def _shown(label: str) -> str:
    return words(label).strip(" :›»→>-–—")
