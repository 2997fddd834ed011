"""Interviews and transcripts: a paragraph that begins with a name, or "Q" or "A", and a colon, without marks."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from onrecord.enrich.lexicon import word_set
from onrecord.enrich.reading import Draft
from onrecord.model import Factuality

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.enrich.reading import Reading

_LABEL: Final = re.compile(r"((?:[A-Z][\w.'\u2019-]{0,30}[ \u00a0]){0,3}[A-Z][\w.'\u2019-]{0,30})[ \u00a0]?:\s+(?=\S)")
_NOT_NAMES: Final = word_set("""
    note editor's editors update updated correction clarification source sources photo picture
    video image read more related caption credit also watch listen subject date latest time where when what
    who
    why how topics tags disclosure background exclusive opinion analysis breaking question answer q a
    contact location price
""")


ANSWERS: Final = frozenset({"A", "ANSWER", "Answer"})
"""The labels under which an interview's answers stand."""
_TURN: Final = re.compile(r"(?:(Q|QUESTION|Question)|(A|ANSWER|Answer))[ \u00a0]?[:.]\s+(?=\S)")
_ANSWER: Final = 0.7
_QUESTION: Final = 0.45
"""How sure an answer is somebody's statement; a question is the paper's own."""


def dialogue(reading: Reading) -> Iterator[Draft]:
    """A statement for each paragraph that a speaker's name introduces, and for each turn of an interview.

    A label is a name when it comes twice or when its last word stands elsewhere in the text too.
    """
    yield from _interview(reading)
    yield from _transcript(reading)


def _interview(reading: Reading) -> Iterator[Draft]:
    """Questions and answers under "Q:" and "A:"; who they are is for the rest of the text to tell."""
    turns = [(match, end) for start, end in reading.paragraphs if (match := _TURN.match(reading.text, start, end))]
    if not any(match.group(1) for match, _ in turns) or not any(match.group(2) for match, _ in turns):
        return
    for match, end in turns:
        if reading.quotations_in(match.end(), end):
            continue  # its marks tell more
        asked = match.group(1) is not None
        label = match.span(1 if asked else 2)
        yield _turn(reading, label, (match.end(), end), _QUESTION if asked else _ANSWER)


def _turn(reading: Reading, label: tuple[int, int], words: tuple[int, int], trust: float) -> Draft:
    """What one label introduces."""
    tokens = reading.tokens(*label)
    head = tokens[-1].i if tokens else None
    return Draft((words,), None, label, head, Factuality.ASSERTED, trust, quoted=True)


def _transcript(reading: Reading) -> Iterator[Draft]:
    """Paragraphs under a name, but for those whose words are quoted."""
    for match, end in labels(reading):
        if not reading.quotations_in(match.end(), end):
            yield _turn(reading, match.span(1), (match.end(), end), _ANSWER)


def labels(reading: Reading) -> list[tuple[re.Match[str], int]]:
    """The names and colons with which paragraphs begin, and where each paragraph ends."""
    found = []
    for start, end in reading.paragraphs:
        match = _LABEL.match(reading.text, start, end)
        if match and not set(match.group(1).lower().replace("\u2019", "'").split()) & _NOT_NAMES:
            found.append((match, end))
    if not found:
        return []
    often = Counter(match.group(1) for match, _ in found)
    words = Counter(re.findall(r"\w[\w'\u2019-]*", reading.text))
    return [
        (match, end)
        for match, end in found
        if often[match.group(1)] > 1 or words[match.group(1).split()[-1]] > 1  # once is the label itself
    ]
