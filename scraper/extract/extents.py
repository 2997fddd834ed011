"""How much text each element of a page holds, and which."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from scraper.extract.page import PARTING, SILENT, words

if TYPE_CHECKING:
    from scraper.extract.page import Element


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a page in its order: as they stand, and each on one line."""

    raw: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def add(self, text: str) -> int:
        """Add a text; gives its characters, on one line."""
        line = " ".join(text.split())
        self.raw.append(text)
        self.lines.append(line)
        return len(line)


@dataclass(slots=True)
class Extent:
    """The text of an element: its characters, all and those in links, and which of the page's texts it is."""

    characters: int
    linked: int
    texts: Texts
    first: int
    last: int

    @property
    def line(self) -> str:
        """All of it on one line, with a space between the texts of any two elements."""
        return " ".join(filter(None, self.texts.lines[self.first : self.last]))

    @property
    def text(self) -> str:
        """All of it on one line, as `page.inner` gives it: a word in two elements stays one."""
        return words("".join(self.texts.raw[self.first : self.last]))


def measure(tree: Element) -> dict[Element, Extent]:
    """The extent of every element, in one pass over the page; scripts and styles hold no text."""
    extents: dict[Element, Extent] = {}
    texts = Texts()
    around: list[Element] = []
    characters = linked = hidden = links = 0
    # Faster than lxml's walk with its two events an element.
    for node in chain(tree.iter(), (None,)):
        parent = None if node is None else node.getparent()
        while around and around[-1] is not parent:
            done = around.pop()
            tag, own = done.tag, extents[done]
            hidden -= tag in SILENT
            links -= tag == "a"
            if tag in PARTING:
                texts.add(" ")
            own.characters, own.linked, own.last = characters - own.characters, linked - own.linked, len(texts.raw)
            if not hidden and around and (tail := done.tail):
                length = texts.add(tail)
                characters += length
                linked += length if links else 0
        if node is not None:
            extents[node] = Extent(characters, linked, texts, len(texts.raw), 0)  # what lies before it, until its end
            around.append(node)
            tag = node.tag
            hidden += tag in SILENT
            links += tag == "a"
            if not hidden and (text := node.text):
                length = texts.add(text)
                characters += length
                linked += length if links else 0
    return extents
