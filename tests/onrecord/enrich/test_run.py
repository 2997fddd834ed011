"""The enrichment step on a store: what waits is done, once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from onrecord.enrich.executors import BrokenOff
from onrecord.enrich.executors.alone import Alone
from onrecord.enrich.jobs import Reading
from onrecord.enrich.run import BATCH, Enriched, Shown, enrich
from onrecord.errors import StoreError
from onrecord.model import Topic
from onrecord.store import articles, speakers
from tests.samples import article

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from onrecord.store import Store

GRID = (Topic("grid"),)


def keep(store: Store, number: int, now: datetime, said: str = "the grid is safe") -> None:
    with store.write() as tx:
        articles.save(tx, article(number, text=f"Marit Halvorsen said {said}."), now=now)


def matched(store: Store) -> Sequence[tuple[str, str]]:
    query = "SELECT s.content, m.topic FROM matches m JOIN statements s ON s.id = m.statement_id ORDER BY 1, 2"
    with store.read() as tx:
        return [(content, topic) for content, topic in tx.execute(text(query))]


def test_articles_that_wait_are_read_and_held_against_the_topics(store: Store, now: datetime) -> None:
    keep(store, 1, now)
    keep(store, 2, now, "the port is full")
    assert enrich(store, GRID) == Enriched(articles=2, statements=2, matched=2)
    assert matched(store) == [("the grid is safe", "grid"), ("the port is full", "grid")]  # by the headline


def test_what_is_done_is_not_done_again_and_the_model_is_not_loaded(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, 1, now)
    enrich(store, GRID)
    monkeypatch.delattr("onrecord.enrich.annotate")
    monkeypatch.setitem(sys.modules, "onrecord.enrich.annotate", None)  # so that it can't be imported
    assert enrich(store, GRID) == Enriched(articles=0, statements=0, matched=0)


def test_the_speakers_of_all_articles_are_known_by_one_record(store: Store, now: datetime) -> None:
    keep(store, 1, now)
    keep(store, 2, now, "the port is full")
    enrich(store, GRID)
    with store.read() as tx:
        assert [(one.name, one.statements) for one in speakers.records(tx)] == [("Marit Halvorsen", 2)]


def test_an_article_that_changed_is_read_again(store: Store, now: datetime) -> None:
    keep(store, 1, now)
    enrich(store, GRID)
    keep(store, 1, now, "the port is full")
    assert enrich(store, GRID).articles == 1
    assert [content for content, _ in matched(store)] == ["the port is full"]


def test_changed_topics_are_held_against_all_articles_without_reading_them_again(store: Store, now: datetime) -> None:
    keep(store, 1, now)
    enrich(store, GRID)
    assert enrich(store, (Topic("safety", any=("safe",)),)) == Enriched(0, 0, 1)
    assert matched(store) == [("the grid is safe", "safety")]


def test_stopped_in_the_middle_it_keeps_what_is_done_and_goes_on(store: Store, now: datetime) -> None:
    for number in range(BATCH + 3):
        keep(store, number, now)

    def stop(done: int, _total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        enrich(store, GRID, shown=Shown(stop))
    seen: list[tuple[int, int]] = []
    rest = enrich(store, GRID, shown=Shown(lambda done, total: seen.append((done, total))))
    assert rest == Enriched(articles=3, statements=3, matched=BATCH + 3)
    assert seen == [(0, 3), (3, 3)]


def test_an_article_that_ends_each_process_is_passed_over_and_waits(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for number, said in enumerate(("the port is full", "the end is near", "the grid is safe")):
        keep(store, number, now, said)

    def each(
        self: Alone, job: object, batches: Iterable[tuple[object, Sequence[str]]]
    ) -> Iterator[tuple[object, object]]:
        for what, batch in batches:
            fatal = isinstance(job, Reading) and any("the end" in one for one in batch)
            yield what, BrokenOff() if fatal else self._kit.do(job, batch)  # type: ignore[arg-type]

    monkeypatch.setattr(Alone, "each", each)
    done = enrich(store, GRID)
    assert (done.articles, done.left) == (2, 1)
    assert [content for content, _ in matched(store)] == ["the grid is safe", "the port is full"]
    assert "https://gazette.example/1: a process that reads this ends; it is passed over" in caplog.text


def test_a_run_whose_lease_another_one_has_writes_nothing_more(store: Store, now: datetime) -> None:
    for number in range(BATCH + 3):
        keep(store, number, now)

    def taken(done: int, _total: int) -> None:
        if done == BATCH:
            with store.write() as tx:
                tx.execute(text("UPDATE tasks SET holder = 'elsewhere:1:a' WHERE name = 'reading'"))

    with pytest.raises(StoreError, match="reading: another process took this up while this one gave no sign"):
        enrich(store, GRID, shown=Shown(taken))
    with store.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM articles WHERE enriched_with IS NOT NULL")).scalar() == BATCH
