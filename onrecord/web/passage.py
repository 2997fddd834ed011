"""The passage of an article in which a statement stands: an excerpt around it, with what is what marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.model import Statement

ROOM: Final = 400
"""Characters of the article, at most, that stand on either side of what is marked, and between two marks."""

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


def passage(text: str, statement: Statement) -> tuple[Piece, ...]:
    """The excerpt of a text in which a statement stands; nothing where its words do not stand there as they should."""
    if not statement.spans or " ".join(text[start:end] for start, end in statement.spans) != statement.content:
        return ()
    marks: list[tuple[int, int, Part]] = [(start, end, "said") for start, end in statement.spans]
    cue, who = statement.cue, statement.speaker
    if cue is not None and text[cue.start : cue.end] == cue.text:
        marks.append((cue.start, cue.end, "cue"))
    if who is not None and text[who.start : who.end] == who.mention:
        marks.append((who.start, who.end, "who"))
    first, last = min(start for start, _, _ in marks), max(end for _, end, _ in marks)
    start, end = _from(text, first), _to(text, last)
    parts: list[Part] = [""] * (end - start)
    for begin, stop, part in reversed(marks):  # of two that overlap, the first one counts
        parts[begin - start : stop - start] = [part] * (stop - begin)
    return tuple(_pieces(text[start:end], parts, cut=(start > 0, end < len(text.rstrip()))))


def _from(text: str, first: int) -> int:
    """Where the excerpt begins: with the paragraph, or with the earliest sentence for which there is room."""
    paragraph = text.rfind("\n\n", 0, first) + 2 if "\n\n" in text[:first] else 0
    if first - paragraph <= ROOM:
        return paragraph
    sentences = [found.end() for found in _BREAK.finditer(text, first - ROOM, first)]
    return sentences[0] if sentences else text.find(" ", first - ROOM, first) + 1 or first


def _to(text: str, last: int) -> int:
    """Where it ends: with the paragraph, or with the last sentence for which there is room."""
    paragraph = text.find("\n\n", last)
    end = len(text.rstrip()) if paragraph < 0 else paragraph
    end = max(end, last)
    if end - last <= ROOM:
        return end
    sentences = [found.start() for found in _BREAK.finditer(text, last, last + ROOM)]
    return sentences[-1] if sentences else max(text.rfind(" ", last, last + ROOM), last)


def _pieces(text: str, parts: list[Part], *, cut: tuple[bool, bool]) -> Iterator[Piece]:
    if cut[0]:
        yield Piece("left out", "")
    at = 0
    for part, run in groupby(parts):
        length = len(list(run))
        whole = text[at : at + length]
        between = at > 0 and at + length < len(text)
        at += length
        if not part and between and length > 2 * ROOM:
            half = ROOM // 2
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
