"""Candidates to entries: the same words once, at their fullest, with all their sources and what was said before."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from digests.voices import named
from onrecord.model import Earlier
from onrecord.sameness import closeness, fold, tells
from onrecord.store import repeats
from onrecord.store.surely import is_said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from digests.voices import Named
    from onrecord.model import Citation, Entry
    from onrecord.store.editions import Candidate


def once(candidates: Iterable[Candidate], cited: Mapping[int, tuple[Citation, ...]]) -> list[Entry]:
    """An entry for each group of statements that give the same words: the fullest, of the earliest article.

    What one speaker, or nobody, says twice in an article is one, too, however short. Sentences of one speech are of
    its group; where the speech itself is no candidate, each has an entry of its own. `cited` are the articles that
    give a group's words.
    """
    firsts: dict[Named, Candidate] = {}
    for candidate in candidates:
        firsts.setdefault(named(candidate.entry), candidate)
    groups: dict[int, list[Entry]] = {}
    for candidate in firsts.values():
        groups.setdefault(candidate.group, []).append(candidate.entry)
    return [
        replace(entry, sources=tuple(one for one in cited[group] if one.url == entry.url or _is_told_by(entry, one)))
        for group, entries in groups.items()
        for entry in _apart(sorted(entries, key=_fullest_first))
    ]


def said_before(entry: Entry, likely: Iterable[Citation]) -> Entry:
    """The entry with the first article with words like its own that came before all of its own, as far as dates tell.

    A group's articles and sentences differ: one with like words need not have those of this entry. What is another
    source's wording of the entry was not said before.
    """
    places: tuple[Entry | Citation, ...] = (entry, *entry.sources)
    dates = [place.published for place in places if place.published]
    wordings = {url for other in entry.also for url in (other.url, *(one.url for one in other.sources))}
    for one in likely:
        dated = entry.published and one.published and min(dates) - one.published >= repeats.BEFORE
        if dated and is_said(one.statement) and one.url not in wordings:
            close = closeness(entry.statement.content, one.statement.content)
            if close >= repeats.NEAR and tells(one.statement.content, entry.statement.content):
                return replace(entry, before=Earlier(one, close))
    return entry


def _apart(entries: Iterable[Entry]) -> list[Entry]:
    """Entries without those that one before tells."""
    found: list[Entry] = []
    for entry in entries:
        if not any(_is_told_by(one, entry) for one in found):
            found.append(entry)
    return found


def _is_told_by(entry: Entry, other: Entry | Citation) -> bool:
    """Whether the one gives most of the other's words, or the other way round."""
    one, two = entry.statement.content, other.statement.content
    return tells(one, two) or tells(two, one)


def _fullest_first(entry: Entry) -> tuple[bool, int, float]:
    """Before it, whether somebody is named: the same words of nobody say less."""
    words = len(fold(entry.statement.content).words)
    return entry.statement.speaker is None, -words, entry.published.timestamp() if entry.published else math.inf
