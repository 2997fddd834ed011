"""Quotations: where quoted words begin and end, paragraph by paragraph.

A quotation that one paragraph opens and a later one closes, each paragraph between re-opening it, is one
quotation with a span for each paragraph. A quotation that nobody closes ends where the next one begins, or with
its paragraph. Single marks count only where they can't be apostrophes; a mark after a number is a measure (12").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

Span = tuple[int, int]

_DOUBLE: Final = re.compile(r"``|''|[\"“”„‟«»\uff02]")
_SINGLE: Final = re.compile(r"(?<!')['\u2018\u2019\u2039\u203a](?!')")
_PARAGRAPH: Final = re.compile(r"[^\r\n\v\f\u2028\u2029\u0085]+")
_ENDS_OF: Final = {"„": "“”", "»": "«"}
"""Marks that close what these open, wherever they stand."""
_ELIDED: Final = re.compile(r"\d|(?:n|em|til|tis|twas|cause|cos|round|bout|tween)\b", re.IGNORECASE)
_STOPS: Final = frozenset(".,?!;…—\u2013-")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words: `spans` without the marks, `start:end` with them; `closed` if a closing mark was seen."""

    start: int
    end: int
    spans: tuple[Span, ...]
    closed: bool = True

    def covers(self, start: int, end: int) -> bool:
        """Whether the quotation, marks included, holds a stretch of text."""
        return self.start <= start and end <= self.end


@dataclass(slots=True)
class _Open:
    """A quotation that is open at the end of a paragraph: its first mark, and a span for each paragraph."""

    start: int
    spans: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A quotation mark in the text, and whether it may open or close."""

    start: int
    end: int
    opens: bool
    closes: bool


def paragraphs(text: str) -> list[Span]:
    """Offsets of the paragraphs that hold anything but white space, trimmed of it."""
    lines = (trimmed(text, *match.span()) for match in _PARAGRAPH.finditer(text))
    return [span for span in lines if span]


def trimmed(text: str, start: int, end: int, also: str = "") -> Span | None:
    """The stretch without white space and the characters in `also` at its ends; None if nothing is left."""
    while start < end and (text[start].isspace() or text[start] in also or text[start] in "\ufeff\u200b"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in also or text[end - 1] in "\ufeff\u200b"):
        end -= 1
    return (start, end) if start < end else None


def quotations(text: str) -> list[Quotation]:
    """Every quotation of the text, in order, none inside another."""
    found: list[Quotation] = []
    pending: _Open | None = None
    for start, end in paragraphs(text):
        marks = [_double(text, match, start, end) for match in _DOUBLE.finditer(text, start, end)]
        if pending is not None and not _goes_on(text, pending, marks, start):
            found.append(_unclosed(pending))
            pending = None
        doubles, pending = _pair(text, marks, start, end, pending)
        found += _with_singles(text, start, end, doubles, pending)
    if pending is not None:
        found.append(_unclosed(pending))
    kept = (replace(q, spans=spans) for q in found if (spans := _trim(text, q.spans)))
    return sorted(kept, key=lambda quotation: quotation.start)


def _unclosed(pending: _Open) -> Quotation:
    """The quotation that nobody has closed."""
    return Quotation(pending.start, pending.spans[-1][1], tuple(pending.spans), closed=False)


def _goes_on(text: str, pending: _Open, marks: list[_Mark], start: int) -> bool:
    """Whether a paragraph continues an open quotation: by opening it again alike, or by closing it without."""
    if not marks:
        return False
    alike = (text[pending.start] == '"') == (text[start] == '"')
    return (marks[0].start == start and marks[0].opens and alike) or (
        not marks[0].opens and marks[0].closes and len(pending.spans) == 1
    )


def _pair(
    text: str, marks: list[_Mark], start: int, end: int, pending: _Open | None
) -> tuple[list[Quotation], _Open | None]:
    """The quotations closed in one paragraph, and the one that it leaves open."""
    found: list[Quotation] = []
    current = pending
    words = start  # where the quoted words of this paragraph begin
    if current is not None and marks[0].start == start:
        words, marks = marks[0].end, marks[1:]
    unclosed = _unclosed_from(marks)
    deep = 0  # quotations inside the open one, in marks of the same form
    for at, mark in enumerate(marks):
        if current is not None and _opens_again(text, current, mark):
            if unclosed[at] < 0:
                deep += 1
                continue
            found.append(Quotation(current.start, mark.start, (*current.spans, (words, mark.start)), closed=False))
            current = None
        if current is None:
            if mark.opens:
                current, words = _Open(mark.start), mark.end
        elif mark.closes or _reopens(text, mark) or text[mark.start] in _ENDS_OF.get(text[current.start], ""):
            if deep:
                deep -= 1
                continue
            spans = (*current.spans, (words, mark.start))
            found.append(Quotation(current.start, mark.end, spans))
            current = None
    if current is not None:
        current.spans.append((words, end))
    return found, current


def _unclosed_from(marks: list[_Mark]) -> list[int]:
    """From each mark on, the least by which openings exceed closings: below 0 where one closes what was open before."""
    steps = [-1 if mark.closes else int(mark.opens) for mark in reversed(marks)]
    return list(accumulate(steps, lambda later, step: step + min(0, later)))[::-1]


def _opens_again(text: str, current: _Open, mark: _Mark) -> bool:
    """Whether a mark in an open quotation can by its form do nothing but open another."""
    curly = {text[current.start], text[mark.start]} <= {"“", "`"}
    return curly and mark.opens and not mark.closes


def _reopens(text: str, mark: _Mark) -> bool:
    """Whether an opening mark inside an open quotation is most likely a closing one that was mistyped."""
    return text[mark.start : mark.end] in {'"', "''"} and text[mark.start - 1].isspace()


def _double(text: str, match: re.Match[str], start: int, end: int) -> _Mark:
    """What a double mark can do, by its form and by what stands on either side."""
    mark, s, e = match.group(), match.start(), match.end()
    before = text[s - 1] if s > start else " "
    after = text[e] if e < end else " "
    if mark in {"“", "„", "``"}:
        return _Mark(s, e, opens=True, closes=mark == "“" and not _gap(before) and _gap(after))
    if mark in {"”", "‟"}:
        return _Mark(s, e, opens=_gap(before) and not after.isspace(), closes=True)
    if mark == "«":
        return _Mark(s, e, opens=not after.isspace() or e < end, closes=not _gap(before) and _gap(after))
    if mark == "»":
        return _Mark(s, e, opens=_gap(before) and not _gap(after), closes=True)
    measure = before.isdigit() and _gap(after)
    opens = not after.isspace() and (_gap(before) or not (_gap(after) or before.isalnum() or before in _STOPS))
    return _Mark(s, e, opens=opens and not measure, closes=not before.isspace() or _gap(after))


def _gap(char: str) -> bool:
    """Whether a character can stand between a word and the next: white space or punctuation, no letter."""
    return not char.isalnum() and char not in "#@$€£¥%&"


def _with_singles(
    text: str, start: int, end: int, doubles: list[Quotation], pending: _Open | None
) -> Iterator[Quotation]:
    """A paragraph's quotations in double marks and those in single marks outside them."""
    yield from doubles
    position = start
    for quotation in doubles:
        yield from _singles(text, position, quotation.start)
        position = quotation.end
    yield from _singles(text, position, pending.spans[-1][0] - 1 if pending else end)


def _singles(text: str, start: int, end: int) -> Iterator[Quotation]:
    """The quotations in single marks in a stretch without double marks.

    A closing mark after a stop ("stop,'") is preferred to one after a letter, which may be an
    apostrophe ("drivers' union").
    """
    opened = -1
    weak: int | None = None
    for match in _SINGLE.finditer(text, start, end):
        at, mark = match.start(), match.group()
        before = text[at - 1] if at > start else " "
        after = text[at + 1] if at + 1 < end else " "
        if mark in "'\u2018\u2039" and _gap(before) and not _gap(after) and not _ELIDED.match(text, at + 1):
            if opened >= 0 and weak is not None:
                yield Quotation(opened, weak + 1, ((opened + 1, weak),))
            opened, weak = at, None
        elif opened >= 0 and mark in "'\u2019\u203a" and not before.isspace() and not after.isalnum():
            if before in _STOPS:
                yield Quotation(opened, at + 1, ((opened + 1, at),))
                opened, weak = -1, None
            elif weak is None:
                weak = at
    if opened >= 0 and weak is not None:
        yield Quotation(opened, weak + 1, ((opened + 1, weak),))


def _trim(text: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Spans without white space at their ends; empty ones are left out."""
    return tuple(span for start, end in spans if (span := trimmed(text, start, end)))
