"""Reading that has to be done by a time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine

from onrecord.enrich import annotate, run
from onrecord.store import articles, tasks
from tests.samples import article

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from onrecord.store import Store


@pytest.fixture(autouse=True)
def _three_wait(store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three articles wait, and are read one by one, without a model."""

    def read(_nlp: object, texts: Iterable[str], **_: object) -> list[list[object]]:
        return [[] for _ in texts]

    monkeypatch.setattr(run, "BATCH", 1)
    monkeypatch.setattr(annotate, "load", lambda *_: None)
    monkeypatch.setattr(annotate, "annotate", read)
    with store.write() as tx:
        for number in range(3):
            articles.save(tx, article(number), now=now)


def test_it_stops_at_its_time_and_tells_what_is_left(store: Store, now: datetime) -> None:
    with time_machine.travel(now, tick=False) as clock:
        done = run.enrich(
            store,
            (),
            until=now + timedelta(minutes=2),
            shown=run.Shown(lambda _done, _total: clock.shift(timedelta(minutes=1))),  # also told before the first
        )
    assert (done.articles, done.left) == (1, 2)


def test_past_its_time_no_model_is_loaded(store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annotate, "load", lambda *_: pytest.fail("a model was loaded"))
    done = run.enrich(store, (), until=now)
    assert (done.articles, done.left) == (0, 3)


def test_it_waits_for_another_one_who_reads_but_not_for_longer(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with time_machine.travel(now, tick=False) as clock:
        with store.write() as tx:
            assert tasks.claim(tx, tasks.READING, holder="elsewhere:1:a", now=now)
        monkeypatch.setattr("onrecord.store.holding.time.sleep", clock.shift)
        done = run.enrich(store, (), until=now + timedelta(seconds=10))
        assert (done.articles, done.left) == (0, 3)
        done = run.enrich(store, ())  # its lease runs out
    assert (done.articles, done.left) == (3, 0)
