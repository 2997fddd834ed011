"""The topics: all of them, and what was said on each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from onrecord import places
from onrecord.store import reading, recorded
from onrecord.web import linked_data
from onrecord.web.shown import MissingError, Page, Shown

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from onrecord.web.site import Site

ON_A_PAGE: Final = 30
MOST_PAGES: Final = 100
"""Pages of a list; what is older is for the search."""

WEEKS: Final = 26
"""Weeks of a chart."""

_LATELY: Final = timedelta(days=90)
_SPEAKERS, _SOURCES = 10, 10


@dataclass(frozen=True, slots=True)
class Standing:
    """A topic: how many statements it has, how many of the last 7 days, and how many of each week."""

    name: str
    statements: int
    week: int
    weeks: tuple[tuple[date, int], ...]


def standing(site: Site, tx: Connection, name: str) -> Standing:
    """How much there is on a topic."""
    days = site.kept(("topic", name), lambda tx: reading.days_of_topic(tx, name), tx)
    today = datetime.now(UTC).date()
    week = sum(number for day, number in days.items() if day > today - timedelta(days=7))
    return Standing(name, sum(days.values()), week, weeks(days, today))


def weeks(days: Counter[date], today: date, number: int = WEEKS) -> tuple[tuple[date, int], ...]:
    """The first day of each of the last weeks, with how many statements it had."""
    monday = today - timedelta(days=today.weekday())
    counts = dict.fromkeys((monday - timedelta(weeks=ago) for ago in reversed(range(number))), 0)
    for day, many in days.items():
        first = day - timedelta(days=day.weekday())
        if first in counts:
            counts[first] += many
    return tuple(counts.items())


def names(site: Site, tx: Connection) -> Sequence[str]:
    """The topics of topics.yaml in its order, then others that have statements."""
    known = [topic.name for topic in site.config.topics]
    stored = site.kept("topics", reading.topics, tx)
    return [*known, *(name for name in stored if name not in known)]


def named(site: Site, tx: Connection, slug: str) -> str:
    """The topic of this slug. Raises `MissingError`."""
    for name in names(site, tx):
        if places.slug(name) == slug:
            return name
    raise MissingError("There is no topic of this name.")


def all_(site: Site, tx: Connection) -> Shown:
    """All topics."""
    listed = [standing(site, tx, name) for name in names(site, tx)]
    return Shown("topics.html.j2", "Topics", places.TOPICS, {"topics": listed}, tab="topics")


def topic(site: Site, tx: Connection, slug: str, number: int = 1) -> Shown:
    """What was said on a topic, the newest first."""
    name = named(site, tx, slug)
    beyond = number > MOST_PAGES  # the store would have to walk there
    ids = [] if beyond else reading.of_topic(tx, name, limit=ON_A_PAGE + 1, offset=(number - 1) * ON_A_PAGE)
    if number > 1 and not ids:
        raise MissingError(f"The topic “{name}” has no page {number}; search for what is older.")
    since = datetime.now(UTC) - _LATELY
    shown = recorded.read(tx, ids[:ON_A_PAGE])
    values: dict[str, object] = {
        "standing": standing(site, tx, name),
        "statements": shown,
        "number": number,
        "more": len(ids) > ON_A_PAGE and number < MOST_PAGES,
        "cut": len(ids) > ON_A_PAGE and number == MOST_PAGES,
        "way": lambda page: places.topic(name, page),
        "speakers": site.kept(
            ("speakers", name), lambda tx: reading.speakers_of(tx, name, since=since, limit=_SPEAKERS), tx
        ),
        "sources": site.kept(
            ("sources", name), lambda tx: reading.sources_of(tx, topic=name, since=since, limit=_SOURCES), tx
        ),
    }
    path = places.topic(name, number)
    data = linked_data.listing(name, path, shown, site.url)
    return Shown("topic.html.j2", name, path, values, tab="topics", feed=places.topic(name), data=data)


def pages(total: int) -> range:
    """The numbers of the pages that so many statements fill, at least one."""
    return range(1, min(MOST_PAGES, max(1, -(-total // ON_A_PAGE))) + 1)


def _every(site: Site, tx: Connection) -> Iterator[Mapping[str, Any]]:
    for name in names(site, tx):
        for number in pages(standing(site, tx, name).statements):
            yield {"slug": places.slug(name), "number": number}


PAGES: Final = (
    Page(places.TOPICS, all_),
    Page("/topics/{slug}/", topic, None),
    Page("/topics/{slug}/page/{number:nth}/", topic, _every),
)
