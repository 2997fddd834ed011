"""Which statements say the most: a score for each, and an order in which no speaker or source drowns the others.

The order is that of maximal marginal relevance (J. Carbonell and J. Goldstein, 'The use of MMR', SIGIR 1998).
docs/digests.md tells the formula and why its numbers are as they are.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from math import exp, sqrt
from typing import TYPE_CHECKING, Final

from digests.wordings import sources, telling
from onrecord.model import Field, Kind, SpeakerKind
from onrecord.people import key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.model import Entry, Voice

_RELEVANCE, _SPEAKER, _NOVELTY, _DIRECTNESS, _SPREAD = 0.40, 0.25, 0.15, 0.10, 0.10
_ENOUGH_WORDS = 4  # telling ones: of so many, a statement says .63 of what it could
_FOUND: Final = {Field.CONTENT: 1.5, None: 0.5, Field.TITLE: 0.3, Field.ARTICLE: 0.15}
_NAMED: Final = {SpeakerKind.PERSON: 0.8, SpeakerKind.ORGANISATION: 0.7}
_GROUP, _ANONYMOUS, _NOBODY = 0.4, 0.2, 0.1
_TITLED, _HEARD = 0.1, 0.1  # more for who has a title, and at most for who is quoted in many sources
_NEW = 0.3  # the share of novelty that a new voice has
_KIND: Final = {Kind.DIRECT: 1.0, Kind.MIXED: 0.8, Kind.INDIRECT: 0.5}
_MERIT = 0.6  # what a statement's own score counts in the order; the rest is its likeness to those before it
_SAME_SOURCE = 0.5  # of what the same speaker counts
_PLACES = 2  # decimal places: with less between two, the one goes first whose speaker has fewer


@dataclass(frozen=True, slots=True)
class Scored:
    """An entry of one of the voices, with how much it says under its topic, from 0 to 1."""

    score: float
    voice: int
    entry: Entry


def scored(voices: Sequence[Voice]) -> list[Scored]:
    """All entries of the voices with their scores."""
    found = []
    for number, voice in enumerate(voices):
        standing = _standing(voice)
        found += [Scored(_score(entry, standing, new=voice.new), number, entry) for entry in voice.entries]
    return found


def again(one: Scored, entry: Entry, voices: Sequence[Voice]) -> Scored:
    """The same of an entry of which more is known by now."""
    voice = voices[one.voice]
    return Scored(_score(entry, _standing(voice), new=voice.new), one.voice, entry)


def ranked(entries: Sequence[Scored], most: int) -> list[Scored]:
    """The entries in their order: the first `most` of them so that they differ, the others by their scores alone.

    What speaks for one only falls as others are taken, so only those on top are looked at again.
    """
    words = [telling(one.entry.statement.content) for one in entries]
    nearest, compared = [0.0] * len(entries), [0] * len(entries)
    speakers: Counter[int] = Counter()
    papers: Counter[str] = Counter()
    taken: list[int] = []
    waiting = [(round(-_MERIT * one.score, _PLACES), 0, 0, -one.score, place) for place, one in enumerate(entries)]
    heapify(waiting)
    while waiting and len(taken) < most:
        *_, merit, place = heappop(waiting)
        speaker, paper = entries[place].voice, entries[place].entry.source
        if compared[place] == len(taken):
            taken.append(place)
            speakers[speaker] += 1
            papers[paper] += 1
            continue
        new = (likeness(words[place], words[other]) for other in taken[compared[place] :])
        nearest[place], compared[place] = max(nearest[place], *new), len(taken)
        like = max(nearest[place], _share(speakers[speaker]), _SAME_SOURCE * _share(papers[paper]))
        cost = round(_MERIT * merit + (1 - _MERIT) * like, _PLACES)
        heappush(waiting, (cost, speakers[speaker], papers[paper], merit, place))
    rest = [place for *_, place in sorted(waiting, key=lambda one: one[-2:])]
    return [entries[place] for place in (*taken, *rest)]


def arranged(voices: Sequence[Voice], ranked: Sequence[Scored]) -> tuple[Voice, ...]:
    """The voices with their entries by rank, the best first, unnamed ones last."""
    entries: list[list[Entry]] = [[] for _ in voices]
    for rank, one in enumerate(ranked):
        entries[one.voice].append(replace(one.entry, rank=rank))
    kept = [replace(voice, entries=tuple(its)) for voice, its in zip(voices, entries, strict=True)]
    return tuple(sorted(kept, key=lambda voice: (voice.name is None, voice.entries[0].rank)))


def _score(entry: Entry, standing: float, *, new: bool) -> float:
    merit = (
        _RELEVANCE * _relevance(entry)
        + _SPEAKER * standing
        + _NOVELTY * _novelty(entry, new=new)
        + _DIRECTNESS * _KIND[entry.statement.kind]
        + _SPREAD * _many(len(_told_in(entry)))
    )
    words = len(telling(entry.statement.content))
    return entry.statement.confidence * (1 - exp(-words / _ENOUGH_WORDS)) * merit


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How alike the words of two statements are, from 0 to 1: the cosine of the telling ones."""
    common = len(one & other)
    return common / sqrt(len(one) * len(other)) if common else 0.0


def _told_in(entry: Entry) -> frozenset[str]:
    """The sources that give an entry's words, or others for the same quotation."""
    return sources(entry).union(*map(sources, entry.also))


def _relevance(entry: Entry) -> float:
    """How much of the topic's words an entry has, each where it counts most."""
    found: dict[str, float] = {}
    for hit in entry.reason:
        term = hit.term if hit.field else ""
        found[term] = max(found.get(term, 0.0), _FOUND[hit.field])
    total = sum(found.values())
    return total / (total + 1)


def _standing(voice: Voice) -> float:
    """How much it matters who speaks: named people first, then named bodies, groups, those whom nobody names."""
    if voice.name is None:
        return _NOBODY
    if voice.kind is SpeakerKind.ANONYMOUS:
        return _ANONYMOUS
    base = _NAMED.get(voice.kind, _GROUP) if key(voice.name, voice.kind) else _GROUP
    heard_in = frozenset().union(*map(_told_in, voice.entries))
    return base + _TITLED * bool(voice.title) + _HEARD * _many(len(heard_in))


def _novelty(entry: Entry, *, new: bool) -> float:
    """How new it is: nothing like it was said before, and by a new voice."""
    unlike = 1 - entry.before.closeness if entry.before else 1.0
    return (1 - _NEW) * unlike + _NEW * new


def _many(number: int) -> float:
    """0 for one, one half for two, nearer to 1 the more there are."""
    return 1 - 1 / max(1, number)


def _share(number: int) -> float:
    """0 for none, one half for one, nearer to 1 the more there are."""
    return number / (number + 1)
