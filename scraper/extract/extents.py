"""How much text each element of a page holds."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from scraper.extract.page import PARTING, SILENT, words

if TYPE_CHECKING:
    from scraper.extract.page import Element

MAX_START = 100
"""Characters from which an element's first words are no longer read: enough for a label."""


@dataclass(slots=True)
class Extent:
    """The text of an element in characters, all and that in links, and where it lies among the `texts` of the page."""

    characters: int
    linked: int
    texts: list[str]
    first: int
    last: int

    @property
    def start(self) -> str:
        """The first words on one line, those of different elements parted."""
        start, at = "", self.first
        while len(start) < MAX_START and at < self.last:
            if text := " ".join(self.texts[at].split())[:MAX_START]:
                start = f"{start} {text}" if start else text
            at += 1
        return start

    @property
    def text(self) -> str:
        """All of it on one line, as `page.inner` gives it."""
        return words("".join(self.texts[self.first : self.last]))


def measure(tree: Element) -> dict[Element, Extent]:
    """The extent of every element, in one pass over the page; scripts and styles hold no text."""
    extents: dict[Element, Extent] = {}
    texts: list[str] = []
    around: list[Element] = []
    characters = linked = hidden = links = 0

    def count(text: str) -> None:
        nonlocal characters, linked
        texts.append(text)
        length = len(" ".join(text.split()))
        characters += length
        linked += length if links else 0

    # Faster than lxml's walk with its two events an element.
    for node in chain(tree.iter(), (None,)):
        parent = None if node is None else node.getparent()
        while around and around[-1] is not parent:
            done = around.pop()
            hidden -= done.tag in SILENT
            links -= done.tag == "a"
            if done.tag in PARTING:
                texts.append(" ")
            own = extents[done]
            own.characters, own.linked, own.last = characters - own.characters, linked - own.linked, len(texts)
            if around and not hidden and (tail := done.tail):
                count(tail)
        if node is not None:
            extents[node] = Extent(characters, linked, texts, len(texts), 0)  # what lies before it, until its end
            around.append(node)
            hidden += node.tag in SILENT
            links += node.tag == "a"
            if not hidden and (text := node.text):
                count(text)
    return extents
