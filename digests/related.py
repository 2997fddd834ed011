"""Headlines beside the stories of a topic: what their pages' editors offer, and stored articles on the same events."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from heapq import nlargest
from itertools import chain, zip_longest
from math import log, sqrt
from typing import TYPE_CHECKING, Final

from onrecord.enrich.related import DAYS, LENGTH, same_event
from onrecord.model import RelatedHeadline
from onrecord.store import articles
from onrecord.store.likeness import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from onrecord.store.articles import Lead

_FEW: Final = 1_000  # articles that are all read; of more, besides those that may be near, a sample
_SAMPLE: Final = 150
_NEAREST: Final = 6  # articles with rare words in common that are read for each one
_BEGINNING: Final = 250  # characters that tell whether they have
_RARE: Final = 0.05  # the share of articles that have a rare word at most
_LETTERS: Final = re.compile(r"\w{4,}")


def offered(
    tx: Connection, article_ids: Collection[int], moments: Collection[datetime]
) -> Mapping[int, Sequence[RelatedHeadline]]:
    """The headlines beside each article, the editors' and those of other articles in turn, the likeliest first.

    `moments` are when the articles came out: others are looked for some days before and after.
    """
    editors = articles.related(tx, article_ids)
    others = _on_the_same_events(tx, article_ids, moments) if moments else {}
    return {one: _in_turn((editors.get(one, ()), others.get(one, ()))) for one in article_ids}


def chosen(
    offers: Iterable[Sequence[RelatedHeadline]], titles: Iterable[str], urls: Collection[str]
) -> tuple[RelatedHeadline, ...]:
    """Each article's first headline, then each one's second, and so on; each once, and none of those named.

    One address stands once, too, whatever headlines it has.
    """
    seen, linked = set(map(plain, set(titles))), set(urls)
    found = []
    for headline in _in_turn(offers):
        if headline.url not in linked and plain(headline.title) not in seen:
            seen.add(plain(headline.title))
            if headline.url is not None:
                linked.add(headline.url)
            found.append(headline)
    return tuple(found)


def worth_reading(leads: Sequence[Lead], wanted: Collection[int]) -> Sequence[Lead]:
    """Of thousands of articles those that share rare words with a wanted one, and some by which to tell what is rare.

    What is read word by word takes its time; letters in a row are found at once.
    """
    if len(leads) <= _FEW:
        return leads
    words = [frozenset(_LETTERS.findall(f"{lead.title} {lead.text[:_BEGINNING]}".lower())) for lead in leads]
    number = Counter(chain.from_iterable(words))
    places = {lead.id: place for place, lead in enumerate(leads)}
    asked = set().union(*(words[places[one]] for one in wanted))
    rare = {word: log(len(leads) / number[word]) for word in asked if 1 < number[word] <= _RARE * len(leads)}
    having: dict[str, list[int]] = defaultdict(list)
    for place, its in enumerate(words):
        for word in its & rare.keys():
            having[word].append(place)
    kept = {*map(places.__getitem__, wanted), *range(0, len(leads), len(leads) // _SAMPLE)}
    for one in wanted:
        near: dict[int, float] = defaultdict(float)
        for word in words[places[one]] & rare.keys():
            for place in having[word]:
                near[place] += rare[word]
        group = _group(leads[places[one]])
        others = (place for place in near if _group(leads[place]) != group)
        kept.update(nlargest(_NEAREST, others, key=lambda place: near[place] / sqrt(len(words[place]))))
    return [leads[place] for place in sorted(kept)]


def _on_the_same_events(
    tx: Connection, article_ids: Collection[int], moments: Collection[datetime]
) -> Mapping[int, Sequence[RelatedHeadline]]:
    leads = articles.leads(tx, _times(moments), length=LENGTH)
    by_id = {lead.id: lead for lead in leads}
    wanted = [one for one in article_ids if one in by_id]
    near = same_event(worth_reading(leads, wanted), wanted)
    return {
        one: [RelatedHeadline(by_id[other].title, by_id[other].url, by_id[other].source) for other in others]
        for one, others in near.items()
    }


def _group(lead: Lead) -> int:
    return lead.id if lead.group is None else lead.group


def _times(moments: Collection[datetime]) -> list[tuple[datetime, datetime]]:
    """The days around the moments, those that overlap as one: news of years ago bring nothing of the years between."""
    found: list[tuple[datetime, datetime]] = []
    for moment in sorted(moments):
        since, until = moment - DAYS, moment + DAYS
        if found and since <= found[-1][1]:
            since = found.pop()[0]
        found.append((since, until))
    return found


def _in_turn(rows: Iterable[Sequence[RelatedHeadline]]) -> list[RelatedHeadline]:
    return [one for one in chain.from_iterable(zip_longest(*rows)) if one is not None]
