"""One quotation in the words of several sources: shown as one entry, every wording kept visible."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from heapq import nlargest
from typing import TYPE_CHECKING, TypeAlias

from onrecord.sameness import Likeness, compare, fold
from onrecord.sameness.names import name_words
from onrecord.sameness.wordlists import COMMON

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onrecord.model import Entry

APART = timedelta(days=2)  # other words on one occasion; later, it is said again
_MET = 100  # entries that are looked at, of those of the same speaker with a word in common
_MOST = 20  # and compared

_Having: TypeAlias = defaultdict[str, list[int]]  # the places of entries, by a word said


def gather(entries: Iterable[Entry]) -> list[Entry]:
    """The entries, in their order, without those that are another source's wording of a longer one: it has them."""
    found = list(entries)
    having: dict[str, _Having] = {}  # by a word of a speaker's name
    also: dict[int, list[Entry]] = {}
    words_of = [telling(entry.statement.content) for entry in found]
    names_of = [name_words(entry.statement.speaker) for entry in found]
    often = Counter(name for names in names_of for name in frozenset(names))
    for place in sorted(range(len(found)), key=lambda place: -len(found[place].statement.content)):
        entry, words = found[place], words_of[place]
        names = [name for name in names_of[place] if often[name] > 1]
        longer = _nearest(words, [having[name] for name in names if name in having], words_of)
        by_length = sorted(longer, key=lambda other: (-len(found[other].statement.content), other))
        main = next((other for other in by_length if _is_other_wording(entry, found[other])), None)
        if main is not None:
            also[main].append(entry)
            continue
        also[place] = []
        for name in names:
            for word in words:
                having.setdefault(name, defaultdict(list))[word].append(place)
    return [replace(found[place], also=tuple(also[place])) if also[place] else found[place] for place in sorted(also)]


@lru_cache(maxsize=32_768)
def telling(content: str) -> frozenset[str]:
    """The words by which a statement is known: those that are not common, or all where it has no others."""
    words = frozenset(fold(content).words)
    return words - COMMON or words


def sources(entry: Entry) -> frozenset[str]:
    """The sources that give an entry's words."""
    return frozenset((entry.source, *(cited.source for cited in entry.sources)))


def _nearest(words: frozenset[str], having: Iterable[_Having], words_of: Sequence[frozenset[str]]) -> list[int]:
    """The places of those that have half of the words, or of whose words these are half; of many, the most alike.

    Rare words lead to few, so they are asked first: what somebody says of one thing all day has words in common.
    """
    asked = sorted((its[word] for its in having for word in sorted(words & its.keys())), key=len)
    found: dict[int, int] = {}
    for places in asked:
        if len(found) >= _MET:
            break
        for other in places[-_MET:]:
            found.setdefault(other, len(words & words_of[other]))
    half = (other for other, number in found.items() if 2 * number >= min(len(words), len(words_of[other])))
    return nlargest(_MOST, half, key=found.__getitem__)


def _is_other_wording(one: Entry, other: Entry) -> bool:
    """Whether these are other sources' words for one quotation; a source that has both tells two."""
    if one.published and other.published and abs(one.published - other.published) > APART:
        return False
    if not sources(one).isdisjoint(sources(other)):
        return False
    return compare(one.statement, other.statement) is not Likeness.NONE
