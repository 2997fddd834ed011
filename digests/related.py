"""Headlines beside the stories of a topic: what their pages' editors offer, and stored articles on the same events."""

from __future__ import annotations

from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from onrecord.enrich.related import DAYS, LENGTH, same_event
from onrecord.model import RelatedHeadline
from onrecord.store import articles
from onrecord.store.likeness import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection


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
    seen, linked = set(map(plain, titles)), set(urls)
    found = []
    for headline in _in_turn(offers):
        if headline.url not in linked and plain(headline.title) not in seen:
            seen.add(plain(headline.title))
            if headline.url is not None:
                linked.add(headline.url)
            found.append(headline)
    return tuple(found)


def _on_the_same_events(
    tx: Connection, article_ids: Collection[int], moments: Collection[datetime]
) -> Mapping[int, Sequence[RelatedHeadline]]:
    leads = articles.leads(tx, _times(moments), length=LENGTH)
    by_id = {lead.id: lead for lead in leads}
    near = same_event(leads, [one for one in article_ids if one in by_id])
    return {
        one: [RelatedHeadline(by_id[other].title, by_id[other].url, by_id[other].source) for other in others]
        for one, others in near.items()
    }


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
