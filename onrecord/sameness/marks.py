"""Marks by which a statement's words are found again among a million others.

A mark is a number made of a run of words. Of all runs a text keeps few, chosen so that a common run of six words
leads to it (winnowing: Schleimer, Wilkerson, Aiken, "Local algorithms for document fingerprinting", SIGMOD 2003);
it is asked for by all of its runs. Runs of common words are kept only where there are no others.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from onrecord.sameness.comparing import known_by
from onrecord.sameness.folding import fold
from onrecord.sameness.names import name_words
from onrecord.sameness.wordlists import COMMON

if TYPE_CHECKING:
    from onrecord.model import Statement

RUN: Final = 4  # words of a mark
WINDOW: Final = 3  # runs of which at least one is kept


def kept(statement: Statement) -> frozenset[int]:
    """The marks under which a statement can be found."""
    words = fold(statement.content).words
    if not known_by(words):
        return _whole(statement, words)
    runs = _runs(words)
    order = {run: (_emptiness(run), _mark(*run)) for run in runs}
    windows = (runs[start : start + WINDOW] for start in range(max(1, len(runs) - WINDOW + 1)))
    return frozenset(order[min(window, key=order.__getitem__)][1] for window in windows)


def asked(statement: Statement) -> frozenset[int]:
    """The marks by which to look for those that may be the same as a statement."""
    words = fold(statement.content).words
    return frozenset(_mark(*run) for run in _runs(words)) if known_by(words) else _whole(statement, words)


def _runs(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [words[start : start + RUN] for start in range(max(1, len(words) - RUN + 1))]


def _whole(statement: Statement, words: tuple[str, ...]) -> frozenset[int]:
    """Marks of words that are known only as a whole and by who said them: one for each word of the name."""
    return frozenset(_mark(name, "", *words) for name in ("", *name_words(statement.speaker)))


def _emptiness(run: tuple[str, ...]) -> int:
    return sum(word in COMMON for word in run)


def _mark(*words: str) -> int:
    """A number of 63 bits, as databases keep them."""
    return int.from_bytes(blake2b("\n".join(words).encode(), digest_size=8).digest()) >> 1
