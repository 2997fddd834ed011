"""What was said under a topic before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from onrecord.model import Factuality, Topic
from onrecord.store import trends
from onrecord.store.schema import statements
from onrecord.store.trends import Trend
from tests.samples import add, article, statement

if TYPE_CHECKING:
    from collections.abc import Collection

    from onrecord.store import Store

TOPICS = (Topic("grid"), Topic("harbour"))
DAY = timedelta(days=1)


def said(store: Store, number: int, at: datetime, *who: str) -> None:
    """An article in which each says something of their own about the grid."""
    found = [statement(f"grid words {number} of {name}", name) for name in who]
    add(store, article(number, text=f"Text {number}.", related=()), *found, now=at, topics=TOPICS)


def of(store: Store, now: datetime, new: Collection[int] = (), zone: str = "UTC") -> dict[str, Trend]:
    with store.read() as tx:
        return trends.of(tx, ["grid", "harbour"], until=now, zone=ZoneInfo(zone), new=new)


def ids(store: Store, number: int) -> list[int]:
    with store.read() as tx:
        return list(tx.scalars(select(statements.c.id).where(statements.c.content.like(f"grid words {number} %"))))


def test_statements_are_counted_by_day_over_a_week_and_in_all_over_28_days(store: Store, now: datetime) -> None:
    for number, days in enumerate((0, 0, 1, 6, 8, 27, 29)):
        said(store, number, now - days * DAY, "Marit Halvorsen")
    found = of(store, now)
    assert (found["grid"].days, found["grid"].month) == ((1, 0, 0, 0, 0, 1, 2), 6)
    assert found["harbour"] == Trend()


@pytest.mark.parametrize(
    ("days_ago", "usual"),
    [((28, 20, 10, 9, 1), 5 / 28), ((10, 9, 1), 3 / 10), ((8,), 1 / 8)],
    ids=["over 28 days", "known for 10 days", "known for 8 days"],
)
def test_what_a_day_usually_brings_leaves_the_last_out(
    store: Store, now: datetime, days_ago: tuple[int, ...], usual: float
) -> None:
    said(store, 99, now, "Marit Halvorsen", "Ana Reed")
    for number, days in enumerate(days_ago):
        said(store, number, now - days * DAY, "Marit Halvorsen")
    assert of(store, now)["grid"].usual == pytest.approx(usual)


def test_a_day_ends_at_the_same_hour_by_the_zones_clocks_when_these_change(store: Store) -> None:
    seven = datetime(2026, 10, 26, 6, tzinfo=UTC)  # 07:00 in Berlin, where the clocks went back the day before
    said(store, 1, seven - 10 * DAY, "Marit Halvorsen")
    said(store, 2, datetime(2026, 10, 24, 4, 30, tzinfo=UTC), "Marit Halvorsen")  # 06:30
    said(store, 3, datetime(2026, 10, 24, 5, 30, tzinfo=UTC), "Marit Halvorsen")  # 07:30
    assert of(store, seven, zone="Europe/Berlin")["grid"].days == (0, 0, 0, 0, 1, 1, 0)


def test_what_is_not_sure_is_not_counted(store: Store, now: datetime) -> None:
    said(store, 1, now - 10 * DAY, "Marit Halvorsen")
    unsure = replace(statement("the grid is sold"), confidence=0.49)
    denied = replace(statement("the grid is gone"), factuality=Factuality.NEGATED)
    add(store, article(2, text="Text 2."), unsure, denied, now=now, topics=TOPICS)
    assert of(store, now)["grid"].month == 1


def test_who_spoke_before_is_known_but_for_what_is_asked_about(store: Store, now: datetime) -> None:
    said(store, 1, now - 10 * DAY, "Marit Halvorsen", "Jonas Weller")
    said(store, 2, now, "Jonas Weller", "Ana Reed")
    assert of(store, now, ids(store, 2))["grid"].speakers == frozenset({"Marit Halvorsen", "Jonas Weller"})
    assert of(store, now)["grid"].speakers == frozenset({"Marit Halvorsen", "Jonas Weller", "Ana Reed"})


def test_of_a_topic_that_is_known_for_less_than_a_week_nobody_is_new(store: Store, now: datetime) -> None:
    said(store, 1, now - 6 * DAY, "Marit Halvorsen")
    assert of(store, now)["grid"].speakers is None


def test_the_same_words_of_several_articles_count_once(store: Store, now: datetime) -> None:
    said(store, 3, now - 10 * DAY, "Marit Halvorsen")
    for number in (1, 2):
        words = statement("the grid of this country was built to last a hundred years and it will")
        add(store, article(number, text=f"Text {number}.", related=()), words, now=now, topics=TOPICS)
    assert of(store, now)["grid"].days[-1] == 1
