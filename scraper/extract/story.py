"""The story's paragraphs: trafilatura's, without what lies in other boxes, with the lines that it lost."""

from __future__ import annotations

import logging
import re
from collections import Counter
from typing import TYPE_CHECKING

from trafilatura import bare_extraction
from trafilatura.settings import MANUALLY_CLEANED

from scraper.extract import labels
from scraper.extract.boxes import is_foreign, is_prose, marks
from scraper.extract.page import FAULTS, letters, without, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scraper.extract.boxes import Box, Survey
    from scraper.extract.page import Element

_BLOCKS = frozenset({"p", "li", "div", "a", "figcaption", "span", "h2", "h3", "h4", "blockquote", "td", "em", "strong"})
_LONGEST_ASIDE = 1_500  # characters of a box that is no part of the story
_LONGEST_CAPTION = 400
_SHORTEST_LINE = 6  # letters by which a line is known
_SHORTEST_ITEM = 25  # characters of a list's item that is a headline, where it is a link and no more
_SHORTEST_LOST = 40  # characters of a paragraph that is put back
_LEAD = (40, 600)  # characters, from and to
_LIKE = 3  # paragraphs of the story that stand in the same place
_KNOWN = 40  # letters of its beginning and end by which a paragraph is known

_EMBED = re.compile(r"twitter-tweet|instagram-media|tiktok-embed|bluesky-embed|fb-post")
_CREDIT = re.compile(
    r"©|\(c\)|^(?:image|photo|foto|picture|bild|imagen?|immagine|credit|quelle|source)s?\s?:", re.IGNORECASE
)
_LEAST = 3  # the part of what the page says outside of links that a story has at least
# What trafilatura takes out itself, but for what it looks into: it copies the page four times.
_CLEANED = frozenset(MANUALLY_CLEANED) - {"form", "figure", "math"}

_LABEL = re.compile(r"^[^:]{2,30}:\s*")

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def read(survey: Survey, boxes: Iterable[Box], url: str, *, title: str, descriptions: Sequence[str]) -> str:
    """The text, a blank line between paragraphs.

    `descriptions` are what the page's metadata says of the story: a paragraph over the text that says the same is its
    lead.
    """
    lines = _extracted(survey, url)
    if lines and letters(lines[0]) == letters(title):
        del lines[0]  # a headline inside the body is still no part of it
    aside = _aside(survey, boxes)
    lines = [line for line in lines if not labels.is_related(line) and not _forms(line) & aside]
    if lines:
        lines = _with_lost(lines, survey, aside)
        lines = [*_lead(lines, survey, descriptions), *lines]
    return "\n\n".join(lines)


def _forms(line: str) -> set[str]:
    """The letters of a line, with and without a label before it."""
    return {letters(line), letters(_LABEL.sub("", line))}


def _extracted(survey: Survey, url: str) -> list[str]:
    """Trafilatura's lines: of its fast mode, or of the others where that has lost much of the page."""
    bare = without(survey.tree, _CLEANED)
    lines = _read(bare, url, precisely=True, fast=True)
    page = survey.extents[survey.tree]
    if _length(lines) * _LEAST < page.characters - page.linked:
        lines = _read(survey.tree, url, precisely=True)
    prose = sum(survey.extents[one].characters for one in survey.tree.iter("p") if _is_story(one, survey))
    if _length(lines) * 2 < prose:
        more = _read(survey.tree, url, precisely=False)
        lines = more if _length(more) > 2 * _length(lines) else lines
    return lines


def _read(tree: Element, url: str, *, precisely: bool, fast: bool = False) -> list[str]:
    try:
        document = bare_extraction(tree, url=url, favor_precision=precisely, fast=fast, include_comments=False)
    except FAULTS:
        return []
    if document is None or isinstance(document, dict):
        return []
    return list(filter(None, map(words, (document.text or "").split("\n"))))


def _length(lines: list[str]) -> int:
    return sum(map(len, lines))


def _is_story(paragraph: Element, survey: Survey) -> bool:
    return is_prose(paragraph, survey) and not is_foreign(paragraph, survey)


def _aside(survey: Survey, boxes: Iterable[Box]) -> frozenset[str]:
    """The letters of all lines in related boxes, captions, embedded posts, lists of links, newsletters and the like."""
    inside = {box.element for box in boxes}
    lines: set[str] = set()
    for element, extent in survey.extents.items():
        if element not in inside:
            if element.getparent() not in inside and not _is_aside(element, survey):
                continue
            inside.add(element)
        if element.tag in _BLOCKS and _SHORTEST_LINE <= extent.characters <= _LONGEST_ASIDE:
            lines.add(letters(extent.text))
    return frozenset(line for line in lines if len(line) >= _SHORTEST_LINE)


def _is_aside(element: Element, survey: Survey) -> bool:
    extent = survey.extents[element]
    if element in survey.frame or not extent.characters:
        return False
    if element.tag == "figcaption":
        return True
    if element.tag == "li" and extent.characters >= _SHORTEST_ITEM and extent.linked * 10 >= extent.characters * 8:
        return True
    if extent.characters > _LONGEST_ASIDE or not (given := marks(element)):
        return False
    if element.tag == "blockquote" and _EMBED.search(given):
        return True
    return labels.marks_foreign(given) or (extent.characters <= _LONGEST_CAPTION and labels.marks_caption(given))


def _lead(lines: list[str], survey: Survey, descriptions: Sequence[str]) -> Iterator[str]:
    """The paragraph over the text that the page's description repeats, where the text has lost it."""
    shortest, longest = _LEAD
    given = [folded for one in descriptions if len(folded := letters(one.rstrip("…."))) >= shortest]
    text = letters("".join(lines))
    if not given:
        return
    for element in survey.tree.iter("p", "h2", "h3", "div", "span", "strong"):
        if not shortest <= survey.extents[element].characters <= longest or is_foreign(element, survey):
            continue
        line = survey.extents[element].text
        own = letters(line)
        if any(own.startswith(one) or one.startswith(own) for one in given):
            if own not in text and not _CREDIT.search(line):
                yield line
            return


def _with_lost(lines: list[str], survey: Survey, aside: frozenset[str]) -> list[str]:
    """The lines, with paragraphs that stand between them in the same kind of place and were left out."""
    at = {letters(line): number for number, line in enumerate(lines)}
    paragraphs = [
        (one, letters(survey.extents[one].text)) for one in survey.tree.iter("p") if survey.extents[one].characters
    ]
    kept = [number for number, (_, own) in enumerate(paragraphs) if own in at]
    if not kept:
        return lines
    places = Counter(_place(paragraphs[number][0]) for number in kept)
    text = letters("".join(lines))
    lost: dict[int, list[str]] = {}
    last = 0
    for paragraph, own in paragraphs[kept[0] : kept[-1]]:
        if own in at:
            last = at[own]
        elif (
            survey.extents[paragraph].characters >= _SHORTEST_LOST
            and places[_place(paragraph)] >= _LIKE
            and own not in aside
            and own[:_KNOWN] not in text
            and own[-_KNOWN:] not in text
        ):
            lost.setdefault(last, []).append(survey.extents[paragraph].text)
    return [one for number, line in enumerate(lines) for one in (line, *lost.get(number, ()))]


def _place(paragraph: Element) -> tuple[str | None, str, str | None]:
    """What tells a story's paragraphs from others: their class, and the element around them with its own."""
    around = paragraph.getparent()
    return paragraph.get("class"), "" if around is None else around.tag, None if around is None else around.get("class")
