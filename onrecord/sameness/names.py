"""Whether two articles' names can be one speaker's, as far as the words of the names tell."""

from __future__ import annotations

from enum import Enum, auto
from functools import lru_cache
from typing import TYPE_CHECKING

from onrecord.model import SpeakerKind
from onrecord.sameness.folding import fold
from onrecord.sameness.wordlists import TITLES

if TYPE_CHECKING:
    from onrecord.model import Speaker


class Kinship(Enum):
    """What the names of two speakers say: one speaker, not known, or two."""

    ONE = auto()
    UNKNOWN = auto()
    TWO = auto()


def kinship(one: Speaker | None, other: Speaker | None) -> Kinship:
    """One speaker when the words of one name are among the other's (Weller, J. Weller, Jonas Weller)."""
    names, others = name_words(one), name_words(other)
    if one is None or other is None or not names or not others:
        return Kinship.UNKNOWN
    if (one.kind is SpeakerKind.PERSON) != (other.kind is SpeakerKind.PERSON):
        return Kinship.TWO
    return Kinship.ONE if _among(names, others) or _among(others, names) else Kinship.TWO


def name_words(speaker: Speaker | None) -> tuple[str, ...]:
    """The words of a speaker's name without titles; none where the article names nobody."""
    if speaker is None or speaker.kind is SpeakerKind.ANONYMOUS:
        return ()
    return _words(speaker.name)


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    words = fold(name).words
    return tuple(word for word in words if word not in TITLES) or words


def _among(some: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether each of some words is among the others, an initial for its word; not when all are initials."""
    return any(len(word) > 1 or not word.isascii() for word in some) and all(
        word in words or any(_initial(word, full) or _initial(full, word) for full in words) for word in some
    )


def _initial(short: str, full: str) -> bool:
    return len(short) == 1 and short.isascii() and full.startswith(short)
