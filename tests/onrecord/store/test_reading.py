"""What pages show of a topic and a speaker: the newest first, counted by day, and only what is sure enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from onrecord.model import Factuality, Topic
from onrecord.store import people, reading, standing
from tests.samples import add, article, statement

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from onrecord.store import Store

GRID, PORT = Topic("grid", any=("safe",)), Topic("port", any=("dredging",))


@pytest.fixture
def filled(store: Store, now: datetime) -> Store:
    return fill(store, now)


def fill(store: Store, now: datetime) -> Store:
    """Three days of one speaker in two sources, another one on a second topic, and what was not said or is not sure."""
    for day in range(3):
        page = article(day, published=now - timedelta(days=day), source="Gazette" if day else "Courier")
        add(store, page, statement(f"the grid is safe on day {day}"), now=now, topics=(GRID, PORT))
    other = statement("dredging is safe, as all know", "Jonas Weller")
    add(store, article(3, published=now - timedelta(hours=1)), other, now=now, topics=(GRID, PORT))
    doubtful = (
        replace(statement("it may be safe", "Ada Moor"), confidence=0.2),
        replace(statement("it is not safe", "Ada Moor"), factuality=Factuality.NEGATED),
    )
    add(store, article(4, published=now), *doubtful, now=now, topics=(GRID, PORT))
    people.settle_all(store)
    return store


def said(tx: Connection, ids: list[int]) -> list[str]:
    found = {one.id: one.statement.content for number in range(1, 6) for one in standing.statements_of(tx, number)}
    return [found[one] for one in ids]


def test_a_topic_has_its_sure_statements_the_newest_first_in_pages(filled: Store) -> None:
    with filled.read() as tx:
        first = said(tx, reading.of_topic(tx, "grid", limit=3))
        rest = said(tx, reading.of_topic(tx, "grid", limit=3, offset=3))
        assert reading.topics(tx) == ["grid", "port"]
    assert first == ["the grid is safe on day 0", "dredging is safe, as all know", "the grid is safe on day 1"]
    assert rest == ["the grid is safe on day 2"]


def test_names_are_in_the_same_order_whatever_keeps_them(store: Store, now: datetime) -> None:
    names = sorted(["a-z", "Zoo", "aa", "éa", "Ab", "ab", "\U0001f600", "\uff21"])
    topics = tuple(Topic(name, any=("safe",)) for name in names)
    add(store, article(1, published=now), statement("the grid is safe"), now=now, topics=topics)
    with store.read() as tx:
        assert reading.topics(tx) == names


def test_statements_are_counted_by_the_day_of_their_articles(filled: Store, now: datetime) -> None:
    today = now.date()
    with filled.read() as tx:
        assert reading.days_of_topic(tx, "grid") == {
            today: 2,
            today - timedelta(days=1): 1,
            today - timedelta(days=2): 1,
        }
        [halvorsen] = [one.id for one in reading.heard(tx) if one.name == "Marit Halvorsen"]
        assert sum(reading.days_of_speaker(tx, halvorsen).values()) == 3


def test_who_was_heard_comes_with_how_often_and_when_last(filled: Store, now: datetime) -> None:
    with filled.read() as tx:
        every = [(one.name, one.statements, one.last) for one in reading.heard(tx)]
        lately = reading.heard(tx, since=now - timedelta(hours=2))
        on_it = reading.speakers_of(tx, "grid", since=now - timedelta(days=1), limit=1)
    assert every == [("Marit Halvorsen", 3, now), ("Jonas Weller", 1, now - timedelta(hours=1))]
    assert [(one.name, one.statements) for one in lately] == [("Jonas Weller", 1), ("Marit Halvorsen", 1)]
    assert [(one.name, one.statements) for one in on_it] == [("Marit Halvorsen", 2)]


def test_sources_and_topics_come_with_how_much_they_have(filled: Store, now: datetime) -> None:
    with filled.read() as tx:
        person = {one.name: one.id for one in reading.heard(tx)}
        halvorsen = person["Marit Halvorsen"]
        assert reading.sources_of(tx, person=halvorsen, limit=9) == [("Gazette", 2), ("Courier", 1)]
        since = now - timedelta(minutes=1)
        assert reading.sources_of(tx, topic="grid", since=since, limit=9) == [("Courier", 1)]
        assert reading.topics_of(tx, person["Jonas Weller"]) == [("grid", 1), ("port", 1)]
        assert said(tx, reading.of_speaker(tx, halvorsen, limit=1)) == ["the grid is safe on day 0"]


def test_of_one_speaker_in_a_row_only_the_newest_is_news(filled: Store) -> None:
    with filled.read() as tx:
        assert said(tx, reading.newest(tx, limit=5)) == ["the grid is safe on day 0", "dredging is safe, as all know"]


def test_an_article_is_shown_without_its_text_and_with_its_copies(filled: Store, now: datetime) -> None:
    story = "\n\n".join(f"The council of Ostermere met on matter {number} and went home." for number in range(40))
    add(filled, article(20, text=story, published=now, title="First told"), now=now, topics=())
    again = article(21, url="https://courier.example/21", text=story, published=now, title="Told again")
    add(filled, again, now=now, topics=())
    add(filled, article(20, text=story, published=now, title="Told better"), now=now, topics=())
    with filled.read() as tx:
        paper, other = standing.paper(tx, 6), standing.paper(tx, 7)
        assert paper
        assert other
        assert (paper.title, paper.titles) == ("Told better", ("First told",))
        assert [title for _, _, title in paper.copies] == ["Told again"]
        assert [number for number, _, _ in other.copies] == [6]
        assert paper.related == (("Reserve plan delayed", "https://gazette.example/r"),)
        assert standing.paper(tx, 99) is None
        assert list(standing.articles_with_statements(tx)) == [1, 2, 3, 4, 5]
        assert len(list(standing.keys(tx))) == 6
