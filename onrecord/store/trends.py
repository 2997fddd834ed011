"""What was said under a topic before: how much in the last 7 and 28 days, and by whom."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from onrecord.model import Factuality
from onrecord.store.schema import articles, matches, people, speakers, statements

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

WEEK, MONTH = timedelta(days=7), timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Trend:
    """How many different statements came in under a topic in the last 7 and 28 days.

    `speakers` are those of whom any was there before those that are asked about; None where the topic is known for
    less than a week, when everybody would be new.
    """

    week: int = 0
    month: int = 0
    speakers: frozenset[str] | None = None


def of(
    tx: Connection, topics: Collection[str], *, until: datetime, new: Collection[str], sure: float
) -> dict[str, Trend]:
    """The trend of each topic, from asserted statements of at least this confidence; `new` are keys asked about."""
    query = (
        select(
            matches.c.topic,
            statements.c.key,
            func.coalesce(statements.c.same_as, statements.c.id).label("group"),
            func.coalesce(people.c.name, speakers.c.name).label("name"),
            articles.c.ready,
        )
        .join(statements, statements.c.id == matches.c.statement_id)
        .join(articles, articles.c.id == statements.c.article_id)
        .outerjoin(speakers, speakers.c.id == statements.c.speaker_id)
        .outerjoin(people, people.c.id == statements.c.person_id)
        .where(matches.c.topic.in_(topics), articles.c.ready > until - MONTH, articles.c.ready <= until)
        .where(statements.c.factuality == Factuality.ASSERTED, statements.c.confidence >= sure)
    )
    weeks: dict[str, set[int]] = defaultdict(set)
    months: dict[str, set[int]] = defaultdict(set)
    before: dict[str, set[str]] = defaultdict(set)
    known = set()
    asked = frozenset(new)
    for row in tx.execute(query):
        months[row.topic].add(row.group)
        if row.ready > until - WEEK:
            weeks[row.topic].add(row.group)
        else:
            known.add(row.topic)
        if row.key not in asked and row.name is not None:
            before[row.topic].add(row.name)
    return {
        topic: Trend(len(weeks[topic]), len(months[topic]), frozenset(before[topic]) if topic in known else None)
        for topic in topics
    }
