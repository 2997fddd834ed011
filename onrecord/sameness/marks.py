"""Marks by which a statement's words are found again among a million others.

A mark is a number made of a run of words. Of all runs a text keeps few, chosen so that a common run of six words
leads to it (winnowing: Schleimer, Wilkerson, Aiken, "Local algorithms for document fingerprinting", SIGMOD 2003);
it is asked for by all of its runs. Runs of common words are kept only where there are no others.
"""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Marked:
    """A statement with the marks under which it can be found, and those by which to look for others."""

    statement: Statement
    kept: frozenset[int]
    asked: frozenset[int]


def marked(statement: Statement) -> Marked:
    """A statement with its marks."""
    words = fold(statement.content).words
    if not known_by(words):
        whole = _whole(statement, words)
        return Marked(statement, whole, whole)
    runs = [words[start : start + RUN] for start in range(max(1, len(words) - RUN + 1))]
    order = [(_emptiness(run), _mark(*run)) for run in runs]
    windows = (order[start : start + WINDOW] for start in range(max(1, len(runs) - WINDOW + 1)))
    return Marked(statement, frozenset(min(window)[1] for window in windows), frozenset(mark for _, mark in order))


def _whole(statement: Statement, words: tuple[str, ...]) -> frozenset[int]:
    """Marks of words that are known only as a whole and by who said them: one for each word of the name."""
    return frozenset(_mark(name, "", *words) for name in ("", *name_words(statement.speaker)))


def _emptiness(run: tuple[str, ...]) -> int:
    return sum(word in COMMON for word in run)


def _mark(*words: str) -> int:
    """A number of 63 bits, as databases keep them."""
    return int.from_bytes(blake2b("\n".join(words).encode(), digest_size=8).digest()) >> 1
