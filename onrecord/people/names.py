"""Names of persons, taken apart: given names, family name, particles, suffix, and titles printed before them.

The family name is the last word. Where it comes first ("Pak Sung Ho") a full name is still compared as a whole; only
the surname alone does not lead to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from nicknames import NickNamer

from onrecord.people.folding import HYPHENS, MARKS, REMEMBERED, fold, plain, tidy
from onrecord.people.lexicon import ARTICLES, GIVEN_TOO, HONORIFICS, OFFICES, PARTICLES, PRONOUNS, RANKS, SUFFIXES

if TYPE_CHECKING:
    from onrecord.people.folding import Word

_INITIALS: Final = re.compile(r"(?:\w\.)+\w?\.?")
_CAPITALS: Final = 3  # as many in a word are initials, where the name is not all in capitals
_NICKNAMES: Final = NickNamer()


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name: `words` end with the family name; a surname alone is `bare`."""

    words: tuple[Word, ...]
    bare: bool = False
    particles: frozenset[str] = frozenset()
    suffix: str = ""
    gender: str = ""
    title: str = ""


@lru_cache(REMEMBERED)
def parse(text: str) -> Name | None:
    """A person's name taken apart; None for what names nobody: pronouns, descriptions."""
    tokens = _tokens(tidy(text))
    suffix = gender = ""
    ranks: list[str] = []
    particles: set[str] = set()
    while len(tokens) > 1 and (found := SUFFIXES.get(tokens[-1].strip(MARKS).casefold())):
        suffix = found
        tokens.pop()
    if office := _office(tokens):
        ranks, tokens = tokens[:office], tokens[office:]
    while len(tokens) > 1 and ((lower := tokens[0].rstrip(".").casefold()) in HONORIFICS or lower in RANKS):
        if lower in RANKS:
            ranks.append(tokens[0])
        gender = gender or HONORIFICS.get(lower, "")
        tokens.pop(0)
    if not tokens or not _names_somebody(tokens):
        return None
    shouted = all(token.isupper() for token in tokens)
    own = []
    for token in tokens[:-1]:
        if _is_particle(token):
            particles.add(token.casefold())
        else:
            own.append(_parts(token, shouted=shouted))
    last = _parts(tokens[-1], shouted=True)
    while len(last) > 1 and last[0].casefold() in PARTICLES:
        particles.add(last.pop(0).casefold())
    words = tuple(word for part in (*own, last) for word in map(fold, part) if "" not in word)
    if not words or (not own and max(map(len, words[-1])) == 1):
        return None
    return Name(words, not own, frozenset(particles), suffix, gender, " ".join(ranks))


def family(name: Name) -> str:
    """What the names of all who may be one person have in common."""
    return plain(name.words[-1])


def same(one: Name, other: Name) -> bool:
    """Whether two names are one in all but spelling."""
    if one.bare is not other.bare or one.suffix != other.suffix or clash(one, other):
        return False
    return len(one.words) == len(other.words) and all(map(_equal, one.words, other.words))


def clash(one: Name, other: Name) -> bool:
    """Whether forms of address or suffixes say that two are not one person."""
    genders, suffixes = {one.gender, other.gender} - {""}, {one.suffix, other.suffix} - {""}
    return len(genders) > 1 or len(suffixes) > 1


def compatible(one: Name, other: Name) -> bool:
    """Whether two full names can be one person's: "J. Weller", "Jonas P. Weller", "Joe" and "Joseph"."""
    if clash(one, other) or not _equal(one.words[-1], other.words[-1]):
        return False
    (first, *middle), (its_first, *its_middle) = one.words[:-1], other.words[:-1]
    alike = _matches(first, its_first) or _is_nickname(first, its_first)
    return alike and all(map(_matches, middle, its_middle))


def telling(one: Name, other: Name) -> bool:
    """Whether two compatible full names need no other evidence: not a lone initial, a nickname or a missing "Jr."."""
    if one.suffix != other.suffix:
        return False
    (first, *middle), (its_first, *its_middle) = one.words[:-1], other.words[:-1]
    if _initial(first) or _initial(its_first):
        return bool(middle and its_middle)
    return _equal(first, its_first)


def borne(surname: Name, by: Name) -> bool:
    """Whether a surname alone can mean the bearer of a full name."""
    length = len(surname.words)
    ends = length < len(by.words) and all(map(_equal, surname.words, by.words[-length:]))
    return ends and surname.particles <= by.particles and not clash(surname, by)


def _tokens(text: str) -> list[str]:
    """The words in their order; "Weller, Jonas" is turned round."""
    before, comma, after = text.partition(",")
    if comma and after.strip() and after.strip(MARKS).casefold() not in SUFFIXES and "," not in after:
        text = f"{after} {before}"
    return [token for token in text.replace(",", " ").split() if token.strip(MARKS)]


def _office(tokens: list[str]) -> int:
    """How many words of a title with more than an office stand before a name: "Varnian President Vadim Orlenko"."""
    return max((place for place, token in enumerate(tokens[:-1], 1) if token.casefold() in OFFICES), default=0)


def _names_somebody(tokens: list[str]) -> bool:
    first, last = tokens[0].casefold(), tokens[-1].strip(MARKS).removeprefix("al-").removeprefix("el-")
    good = bool(last) and last[0].isalpha() and not last[0].islower()
    return good and first not in PRONOUNS and first not in ARTICLES


def _is_particle(token: str) -> bool:
    lower = token.casefold()
    return lower in PARTICLES and (token.islower() or lower not in GIVEN_TOO)


def _parts(token: str, *, shouted: bool) -> list[str]:
    """A token's words: those between hyphens, and each initial of "J.K." or "JK"."""
    if _INITIALS.fullmatch(token) or (not shouted and token.isupper() and 1 < len(token) <= _CAPITALS):
        return [char for char in token if char.isalnum()]
    for hyphen in HYPHENS:
        token = token.replace(hyphen, " ")
    return token.split()


def _equal(one: Word, other: Word) -> bool:
    return not one.isdisjoint(other)


def _initial(word: Word) -> bool:
    return max(map(len, word)) == 1


def _matches(one: Word, other: Word) -> bool:
    """Whether two given names are equal or one is the other's initial."""
    if _initial(one) or _initial(other):
        return any(a[0] == b[0] for a in one for b in other)
    return _equal(one, other)


@lru_cache(REMEMBERED)
def _is_nickname(one: Word, other: Word) -> bool:
    """Whether one given name is short for the other: "Bill" for "William"."""
    return any(b in _NICKNAMES.nicknames_of(a) or a in _NICKNAMES.nicknames_of(b) for a in one for b in other)
