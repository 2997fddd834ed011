"""What On Record adds to Jinja's own filters; each has its line in docs/templates.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from digests import phrases
from digests.escaping import folded, markdown, target
from digests.links import link, sentence_link
from onrecord.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from digests.frame import Frame
    from onrecord.model import Citation, Entry, Statement
    from onrecord.store.recorded import Recorded

LONGEST_SHOWN: Final = 1_500
"""Characters of one statement that a digest shows; a speech printed in full ends with […] there."""

MOST_SOURCES: Final = 4
"""Other sources of the same words that are named; the rest are counted."""

TALLEST: Final = 26
"""Pixels of the tallest bar."""

_SAME_QUOTATION: Final = 4
"""Characters between two spans that are only marks and a paragraph's end: no words are missing there."""

_OPEN_END: Final = " \u00a0\u202f,،、，"
"""What a sentence goes on with after a quotation, and reads wrong where the quotation stands alone."""

_BLOCKS: Final = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where else an entry's words stand: in an earlier article, in others, and how many more sources."""

    first: Citation | None
    also: tuple[Citation, ...]
    more: int


_NOWHERE: Final = Elsewhere(None, (), 0)


def filters(frame: Frame) -> dict[str, Callable[..., object]]:
    """The filters of templates, by name; those that give words give them in the frame's language."""
    return {
        "bars": bars,
        "closely": partial(phrases.closely, frame),
        "cue": partial(cue, frame),
        "day": frame.day,
        "elsewhere": elsewhere,
        "happened": partial(phrases.happened, frame),
        "late": partial(phrases.late, frame),
        "in_context": in_context,
        "link": link,
        "md": markdown,
        "number": frame.number,
        "pieces": pieces,
        "short_day": frame.short_day,
        "spark": spark,
        "target": target,
        "when": frame.when,
        "why": partial(phrases.why, frame),
        "words": words,
        "wrap": wrap,
    }


def pieces(statement: Statement) -> tuple[str, ...]:
    """A statement's words, white space folded; a new piece wherever the article has other words between.

    A comma at a piece's end, which leads on to "she said", is left off.
    """
    if len(statement.spans) == 1:
        whole = folded(statement.content).rstrip(_OPEN_END)
        if whole and len(whole) <= LONGEST_SHOWN:
            return (whole,)
    found: list[str] = []
    end: int | None = None
    for span, (start, stop) in zip(_spans(statement), statement.spans, strict=False):
        piece = folded(span)
        if end is not None and start - end <= _SAME_QUOTATION:
            found[-1] += f" {piece}"
        else:
            found.append(piece)
        end = stop
    return tuple(_shortened([piece.rstrip(_OPEN_END) or piece for piece in found]))


def words(statement: Statement) -> str:
    """A statement's words on a line, each piece of a direct one in quotation marks."""
    if statement.kind is Kind.DIRECT:
        return "“" + "” … “".join(pieces(statement)) + "”"
    return " … ".join(pieces(statement))


def cue(frame: Frame, statement: Statement) -> str:
    """The words that attribute a statement which is not quoted, '' of one that is."""
    if statement.kind is Kind.DIRECT:
        return ""
    return statement.cue.text if statement.cue else frame.say("reported")


def elsewhere(entry: Entry) -> Elsewhere:
    """The other articles that give an entry's words: the earliest if it came before the entry's own, and some more."""
    others = [cited for cited in entry.sources if cited.source != entry.source]
    if not others:
        return _NOWHERE
    early = entry.sources[0] is others[0] and _came_first(others[0], entry)
    rest = others[1:] if early else others
    return Elsewhere(others[0] if early else None, tuple(rest[:MOST_SOURCES]), len(rest[MOST_SOURCES:]))


def bars(days: Sequence[int]) -> tuple[int, ...]:
    """The heights of bars for some counts, in pixels, the largest `TALLEST`; none is a line."""
    most = max(days, default=0)
    return tuple(max(3, round(TALLEST * count / most)) if count else 1 for count in days)


def spark(days: Sequence[int]) -> str:
    """Bars for some counts as characters, for plain text."""
    most = max(days, default=0) or 1
    return "".join(_BLOCKS[round((len(_BLOCKS) - 1) * count / most)] for count in days)


def wrap(text: object, indent: int = 0, width: int = 72) -> str:
    """Text folded to lines of at most `width` characters, indented; a longer word, such as a URL, stays whole."""
    space, room, rest = " " * indent, width - indent, folded(str(text))
    if len(rest) <= room:
        return space + rest
    lines: list[str] = []
    while len(rest) > room:
        end = rest.rfind(" ", 0, room + 1)
        if end < 0 and (end := rest.find(" ", room)) < 0:
            break
        lines.append(space + rest[:end])
        rest = rest[end + 1 :]
    return "\n".join([*lines, space + rest])


def in_context(entry: Entry | Citation | Recorded) -> str | None:
    """The link to an entry's sentence in its article; None if the article is no web page."""
    return sentence_link(entry.url, _spans(entry.statement))


def _came_first(one: Citation, other: Entry) -> bool:
    """Whether an article came out before another one, as far as their dates tell."""
    if one.published is None or other.published is None:
        return False
    if one.date_only or other.date_only:
        return one.published.date() < other.published.date()
    return one.published < other.published


def _spans(statement: Statement) -> tuple[str, ...]:
    """The text of each span, cut out of the content, in which a space joins them."""
    texts: list[str] = []
    start = 0
    for begin, end in statement.spans:
        texts.append(statement.content[start : start + end - begin])
        start += end - begin + 1
    return tuple(texts) if start == len(statement.content) + 1 else (statement.content,)


def _shortened(whole: list[str]) -> Iterator[str]:
    room = LONGEST_SHOWN
    for piece in whole:
        if len(piece) > room:
            yield re.sub(r"\s\S*$", "", piece[:room]) + " […]"
            return
        yield piece
        room -= len(piece)
