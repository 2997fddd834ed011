"""Titles as printed, taken apart: whether two speak for one person, or for two."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

from onrecord.people.folding import REMEMBERED
from onrecord.people.lexicon import (
    BEHIND,
    FORMER,
    HELD_BY_ONE,
    LESSER,
    NATIONS,
    NO_PLACE,
    OF_A_PLACE,
    OTHER_OFFICES,
    SMALL,
    SPELLINGS,
    TOGETHER,
    WALKS,
)

_PHRASES: Final = (
    (re.compile(r"\bchief executive( officer)?\b"), "ceo"),
    (re.compile(r"\bprime minister\b"), "premier"),
    (re.compile(r"\bmember of parliament\b"), "mp"),
    (re.compile(r"\bfront-runner\b"), "frontrunner"),
    (re.compile(r"\b(chair|spokes|congress|assembly|police|business|fisher)(woman|person|people)\b"), r"\1man"),
    (re.compile(r"\b([a-z])\.([a-z])\b\.?"), r"\1\2"),
)
_WORD: Final = re.compile(r"\w+")
_JOINED: Final = re.compile(r"\band\b|[,;/]")
_OF: Final = re.compile(r"\b(?:of|for|at|in|on|with|to|from|by|who|which|under)\b")
_SAME: Final = {**NATIONS, **SPELLINGS}
_WALK: Final = {word: walk for walk, words in WALKS.items() for word in words}
_OFFICES: Final = OTHER_OFFICES.union(_WALK)
_STEM: Final = 4  # letters that "Russian" and "Russia" have in common at least
_ENDING: Final = 3  # and what may follow in either


class Agreement(IntEnum):
    """How far two titles speak for one person, where the surname is one."""

    NONE = 0
    HINT = 1  # a word for many: "officer" and "police officer"
    OFFICE = 2  # one office, and nothing against it: "minister" and "energy minister"
    WHOLE = 3  # one office of one thing: "energy minister", twice


@dataclass(frozen=True, slots=True)
class Title:
    """A title's words: `offices`, what they are of, and what makes others of them."""

    offices: frozenset[str]
    of: frozenset[str]
    lesser: frozenset[str]
    former: bool

    @property
    def walks(self) -> frozenset[str]:
        """The walks of life that it tells; none where it was left."""
        return frozenset() if self.former else frozenset(_WALK[one] for one in self.offices if one in _WALK)


@lru_cache(REMEMBERED)
def parse(text: str) -> Title:
    """A title taken apart: "captain and former mayor of Alsten", "Alsten police chief".

    An office is a noun that ends the title, or what stands before "of" and the like: not any word that could be one,
    for titles are read from running text, and not always rightly.
    """
    text = text.casefold().replace("’", "'").replace("'s", "")
    for pattern, plain in _PHRASES:
        text = pattern.sub(plain, text)
    offices: set[str] = set()
    words: set[str] = set()
    for part in _JOINED.split(text):
        phrase = [_SAME.get(word, word) for word in _WORD.findall(_OF.split(part, maxsplit=1)[0])]
        while len(phrase) > 1 and phrase[-1] in BEHIND:
            phrase.pop()
        offices.update(phrase[-1:])
        words.update(_SAME.get(word, word) for word in _WORD.findall(part))
    offices &= _OFFICES
    lesser, former = frozenset(words & LESSER - offices), not FORMER.isdisjoint(words)
    return Title(frozenset(offices), frozenset(words - offices - LESSER - FORMER - SMALL), lesser, former)


@lru_cache(REMEMBERED)
def agreement(one: str, other: str) -> Agreement:
    """How far two titles speak for one person."""
    a, b = parse(one), parse(other)
    if a.lesser != b.lesser:
        return Agreement.NONE
    if not a.offices or not b.offices:
        alike = a.offices == b.offices and a.of == b.of
        return Agreement.WHOLE if alike and len(a.of) > 1 else Agreement.HINT if alike and a.of else Agreement.NONE
    shared = a.offices & b.offices
    if not shared:
        return Agreement.NONE
    common = any(_akin(x, y) for x in a.of for y in b.of)
    if a.former is not b.former or (a.of and b.of and not common):
        return Agreement.HINT
    if not shared & HELD_BY_ONE:
        return Agreement.OFFICE if common else Agreement.HINT
    return Agreement.WHOLE if common or a.of == b.of else Agreement.OFFICE


@lru_cache(REMEMBERED)
def apart(one: str, other: str) -> bool:
    """Whether two titles speak for two persons: walks of life that go ill together."""
    a, b = parse(one).walks, parse(other).walks
    return bool(a and b) and all(x != y and frozenset({x, y}) not in TOGETHER for x in a for y in b)


@lru_cache(REMEMBERED)
def rivals(one: str, other: str) -> bool:
    """Whether nobody bears two titles at once: one office in two places."""
    a, b = parse(one), parse(other)
    if a.former or b.former or a.lesser or b.lesser or not a.offices & b.offices & OF_A_PLACE:
        return False
    here, there = a.of - NO_PLACE, b.of - NO_PLACE
    return bool(here and there) and not any(_akin(x, y) for x in here for y in there)


def _akin(one: str, other: str) -> bool:
    """Whether two words are one but for their endings: "Russian", "Russia"."""
    start = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        start += 1
    return one == other or (start >= _STEM and max(len(one), len(other)) - start <= _ENDING)
