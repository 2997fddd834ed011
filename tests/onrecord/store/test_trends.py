"""What was said under a topic before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from onrecord.model import Topic
from onrecord.store import trends
from onrecord.store.trends import Trend
from tests.samples import add, article, statement

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from onrecord.store import Store

TOPICS = (Topic("grid"), Topic("harbour"))
DAY = timedelta(days=1)


def said(store: Store, number: int, at: datetime, *who: str) -> None:
    """An article in which each says something of their own about the grid."""
    found = [statement(f"grid words {number} of {name}", name) for name in who]
    add(store, article(number, text=f"Text {number}.", related=()), *found, now=at, topics=TOPICS)


def of(store: Store, now: datetime, new: Collection[str] = (), sure: float = 0.5) -> dict[str, Trend]:
    with store.read() as tx:
        return trends.of(tx, ["grid", "harbour"], until=now, new=new, sure=sure)


def keys(store: Store, number: int) -> list[str]:
    with store.read() as tx:
        rows = tx.exec_driver_sql(f"SELECT key FROM statements WHERE content LIKE 'grid words {number} %'")  # noqa: S608
        return list(rows.scalars())


def test_statements_are_counted_over_seven_and_over_28_days(store: Store, now: datetime) -> None:
    for number, days in enumerate((0, 6, 8, 27, 29)):
        said(store, number, now - days * DAY, "Marit Halvorsen")
    found = of(store, now)
    assert (found["grid"].week, found["grid"].month) == (2, 4)
    assert found["harbour"] == Trend(0, 0, None)
    assert of(store, now, sure=0.95)["grid"].month == 0


def test_who_spoke_before_is_known_but_for_what_is_asked_about(store: Store, now: datetime) -> None:
    said(store, 1, now - 10 * DAY, "Marit Halvorsen", "Jonas Weller")
    said(store, 2, now, "Jonas Weller", "Ana Reed")
    assert of(store, now, keys(store, 2))["grid"].speakers == frozenset({"Marit Halvorsen", "Jonas Weller"})
    assert of(store, now)["grid"].speakers == frozenset({"Marit Halvorsen", "Jonas Weller", "Ana Reed"})


def test_of_a_topic_that_is_known_for_less_than_a_week_nobody_is_new(store: Store, now: datetime) -> None:
    said(store, 1, now - 6 * DAY, "Marit Halvorsen")
    assert of(store, now)["grid"].speakers is None


def test_the_same_words_of_several_articles_count_once(store: Store, now: datetime) -> None:
    for number in (1, 2):
        words = statement("the grid of this country was built to last a hundred years and it will")
        add(store, article(number, text=f"Text {number}.", related=()), words, now=now, topics=TOPICS)
    assert of(store, now)["grid"].week == 1
