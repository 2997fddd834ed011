"""The passage of an article in which a statement stands: an excerpt around it, with what is what marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.model import Statement

ROOM: Final = 400
"""Characters of the article, at most, that stand on either side of what is marked."""

_SHORTEST: Final = 5  # room for a quotation mark
_BREAK: Final = re.compile(r"(?<=[.!?…][\"'”’»)\]])\s+|(?<=[.!?…])\s+|\n\s*\n\s*")

Part = Literal["", "said", "cue", "who", "left out"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of the text: the statement's words, what attributes them, who is named there, or anything else.

    Of what is left out there is no text. `paragraph` says that a new one begins with it.
    """

    part: Part
    text: str
    paragraph: bool = False


def excerpts(text: str, statements: Sequence[Statement], *, room: int = ROOM) -> list[tuple[Piece, ...]]:
    """The passage of each of some statements of a text, all with as much room as leaves the text untold.

    Of what is not said in it, no more than half stands beside the marks of all of them, or as little as there can be.
    """
    rest = len(text) - len({at for one in statements for start, end in one.spans for at in range(start, end)})
    for less in (room, room // 2, room // 4):
        found = [passage(text, one, room=less) for one in statements]
        if sum(len(piece.text) for pieces in found for piece in pieces if not piece.part) <= rest / 2:
            return found
    return [passage(text, one, room=_SHORTEST) for one in statements]


def passage(text: str, statement: Statement, *, room: int = ROOM) -> tuple[Piece, ...]:
    """The excerpt of a text in which a statement stands, with so many characters at most on either side of it.

    Nothing where its words do not stand there as they should.
    """
    if not statement.spans or " ".join(text[start:end] for start, end in statement.spans) != statement.content:
        return ()
    marks: list[tuple[int, int, Part]] = [(start, end, "said") for start, end in statement.spans]
    cue, who = statement.cue, statement.speaker
    if cue is not None and text[cue.start : cue.end] == cue.text:
        marks.append((cue.start, cue.end, "cue"))
    if who is not None and text[who.start : who.end] == who.mention:
        marks.append((who.start, who.end, "who"))
    first, last = min(start for start, _, _ in marks), max(end for _, end, _ in marks)
    start, end = _from(text, first, room), _to(text, last, room)
    parts: list[Part] = [""] * (end - start)
    for begin, stop, part in reversed(marks):  # of two that overlap, the first one counts
        parts[begin - start : stop - start] = [part] * (stop - begin)
    return tuple(_pieces(text[start:end], parts, cut=(start > 0, end < len(text.rstrip())), room=room))


def _from(text: str, first: int, room: int) -> int:
    """Where the excerpt begins: with the paragraph, or with the earliest sentence for which there is room."""
    paragraph = text.rfind("\n\n", 0, first) + 2 if "\n\n" in text[:first] else 0
    if first - paragraph <= room:
        return paragraph
    sentences = [found.end() for found in _BREAK.finditer(text, first - room, first)]
    return sentences[0] if sentences else text.find(" ", first - room, first) + 1 or first


def _to(text: str, last: int, room: int) -> int:
    """Where it ends: with the paragraph, or with the last sentence for which there is room."""
    paragraph = text.find("\n\n", last)
    end = len(text.rstrip()) if paragraph < 0 else paragraph
    end = max(end, last)
    if end - last <= room:
        return end
    sentences = [found.start() for found in _BREAK.finditer(text, last, last + room)]
    return sentences[-1] if sentences else max(text.rfind(" ", last, last + room), last)


def _pieces(text: str, parts: list[Part], *, cut: tuple[bool, bool], room: int) -> Iterator[Piece]:
    if cut[0]:
        yield Piece("left out", "")
    at = 0
    for part, run in groupby(parts):
        length = len(list(run))
        whole = text[at : at + length]
        between = at > 0 and at + length < len(text)
        at += length
        if not part and between and length > 2 * room:
            half = room // 2
            yield from _paragraphs("", whole[:half].rsplit(" ", 1)[0] + " ")
            yield Piece("left out", "")
            yield from _paragraphs("", " " + whole[-half:].split(" ", 1)[-1])
        else:
            yield from _paragraphs(part, whole)
    if cut[1]:
        yield Piece("left out", "")


def _paragraphs(part: Part, text: str) -> Iterator[Piece]:
    for number, paragraph in enumerate(re.split(r"\n\s*\n", text)):
        if paragraph or number:
            yield Piece(part, paragraph, paragraph=number > 0)
