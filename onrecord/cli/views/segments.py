"""A text cut at every boundary of its marks, so that marks may nest and overlap as they like.

A segment lies in one paragraph and bears all the marks that cover it; segments joined are the text again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from onrecord.model import Statement

Role = Literal["content", "cue", "speaker"]

_GAP: Final = re.compile(r"[\r\n][ \t\r\n]*")
"""Line ends between paragraphs, and the space around them."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a statement in the text: a span of its content, its cue or its speaker's mention.

    `first` is false for the second span of a content and those after it.
    """

    start: int
    end: int
    role: Role
    number: int
    first: bool = True


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters under the same marks, the outermost first; `opening` are the contents that begin here."""

    text: str
    marks: tuple[Mark, ...]
    opening: tuple[Mark, ...]
    gap: bool

    def numbers(self, role: Role) -> tuple[int, ...]:
        """The statements that have these characters in this role, the innermost last."""
        return tuple(dict.fromkeys(mark.number for mark in self.marks if mark.role == role))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with the line ends after it, and the numbers of the statements that begin in it."""

    segments: tuple[Segment, ...]
    numbers: tuple[int, ...]


def paragraphs(text: str, statements: Sequence[Statement]) -> tuple[Paragraph, ...]:
    """The paragraphs of a text, cut at the marks of its statements, which are numbered from 1."""
    marks = [mark for number, statement in enumerate(statements, start=1) for mark in _marks(number, statement)]
    gaps = dict(match.span() for match in _GAP.finditer(text))
    starts = [0, *(end for start, end in gaps.items() if start > 0 and end < len(text))]
    segments: dict[int, list[Segment]] = defaultdict(list)
    for place, segment in _segments(text, marks, gaps):
        segments[bisect_right(starts, place)].append(segment)
    numbers: dict[int, list[int]] = defaultdict(list)
    for number, statement in enumerate(statements, start=1):
        numbers[bisect_right(starts, _place(statement))].append(number)
    return tuple(Paragraph(tuple(inside), tuple(numbers[place])) for place, inside in sorted(segments.items()))


def _segments(text: str, marks: Sequence[Mark], gaps: Mapping[int, int]) -> Iterator[tuple[int, Segment]]:
    """Each segment with its place, in one sweep over all boundaries; `gaps` are ends by their starts."""
    starting: dict[int, list[Mark]] = defaultdict(list)
    for mark in sorted(marks, key=lambda mark: (-mark.end, mark.number)):
        starting[mark.start].append(mark)
    bounds = {0, len(text), *starting, *(mark.end for mark in marks), *gaps, *gaps.values()}
    covering: list[Mark] = []
    gap_end = 0
    for start, end in pairwise(sorted(bounds)):
        opening = starting[start]
        covering = [mark for mark in (*covering, *opening) if mark.end > start]
        gap_end = gaps.get(start, gap_end)
        contents = tuple(mark for mark in opening if mark.role == "content")
        yield start, Segment(text[start:end], tuple(covering), contents, gap=start < gap_end)


def _marks(number: int, statement: Statement) -> Iterator[Mark]:
    for position, (start, end) in enumerate(statement.spans):
        yield Mark(start, end, "content", number, first=position == 0)
    if cue := statement.cue:
        yield Mark(cue.start, cue.end, "cue", number)
    if speaker := statement.speaker:
        yield Mark(speaker.start, speaker.end, "speaker", number)


def _place(statement: Statement) -> int:
    return min((start for start, _ in statement.spans), default=0)
