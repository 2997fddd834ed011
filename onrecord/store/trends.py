"""What was said under a topic before: how much on each day, and by whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from onrecord.store.among import among
from onrecord.store.editions import under
from onrecord.store.schema import articles, matches, people, speakers, statements
from onrecord.store.surely import said

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection, Select, Table

WEEK, MONTH = 7, 28  # days


@dataclass(frozen=True, slots=True)
class Trend:
    """How many different statements came in under a topic, each counted on the day on which it first did.

    `days` are the last 7, `month` the last 28 together, `usual` what one of the 28 before the last brought: of those,
    if fewer, for which the topic is known. `speakers` are those of whom any was there before those that are asked
    about. Where the topic is known for less than a week there is nothing to compare with: `days` is empty, the others
    None, and everybody would be new.
    """

    days: tuple[int, ...] = ()
    month: int = 0
    usual: float | None = None
    speakers: frozenset[str] | None = None


def of(
    tx: Connection, topics: Collection[str], *, until: datetime, zone: ZoneInfo, new: Collection[int]
) -> dict[str, Trend]:
    """The trend of each topic up to a moment; `new` are the ids of the statements asked about.

    A day ends at the hour of that moment as clocks in the zone show it, so the last one is as long as the others.
    """
    ends = _ends(until, zone)
    asked = frozenset(new)
    first: dict[tuple[str, int], int] = {}
    before: set[tuple[str, int | None]] = set()
    for day in range(MONTH + 1, 0, -1):  # the earliest comes last, and stays
        rows = tx.execute(_said(topics, ends[day - 1], ends[day])).all()
        first |= dict.fromkeys([(topic, group) for topic, group, _, _ in rows], day)
        before.update([(topic, who) for topic, _, who, number in rows if number not in asked])
    counts = Counter((topic, day) for (topic, _), day in first.items())
    names = _names(tx, {who for _, who in before if who is not None})
    known: dict[str, set[str]] = {topic: set() for topic in topics}
    for topic, who in before:
        if who is not None:
            known[topic].add(names[who])
    return {
        topic: _trend([counts[topic, day] for day in range(1, MONTH + 2)], frozenset(known[topic])) for topic in topics
    }


def _trend(by_day: Sequence[int], speakers: frozenset[str]) -> Trend:
    """The trend by how many came in on each day, the last one behind the 28 before it."""
    known = next((len(by_day) - 1 - place for place, count in enumerate(by_day) if count), 0)
    if known < WEEK:
        return Trend()
    return Trend(
        days=tuple(by_day[-WEEK:]),
        month=sum(by_day[1:]),
        usual=sum(by_day[:-1]) / known,
        speakers=speakers,
    )


def _ends(until: datetime, zone: ZoneInfo) -> list[datetime]:
    """When each of the days ends, the first being what lies before them all."""
    local = until.astimezone(zone)
    days = (local - timedelta(days=ago) for ago in reversed(range(MONTH + 2)))
    return [day.replace(fold=local.fold).astimezone(UTC) for day in days]


def _said(topics: Collection[str], since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    """The topic, group, speaker and id of each statement of a day."""
    group = func.coalesce(statements.c.same_as, statements.c.id)
    who = func.coalesce(statements.c.person_id, -statements.c.speaker_id)
    return (
        select(matches.c.topic, group, who, statements.c.id)
        .join(statements, statements.c.id == matches.c.statement_id)
        .join(articles, articles.c.id == statements.c.article_id)
        .where(under(topics), said(), articles.c.ready > since, articles.c.ready <= until)
    )


def _names(tx: Connection, whose: Collection[int]) -> dict[int, str]:
    """The names of speakers: of a record by its id, or as articles give it by the name's id below 0."""
    of_names = _named(tx, speakers, [-who for who in whose if who < 0])
    return _named(tx, people, [who for who in whose if who > 0]) | {-number: name for number, name in of_names.items()}


def _named(tx: Connection, table: Table, numbers: Collection[int]) -> dict[int, str]:
    query = select(table.c.id, table.c.name)
    return dict(tx.execute(query.where(among(table.c.id, numbers))).all())
