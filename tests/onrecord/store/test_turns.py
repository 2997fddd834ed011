"""Whose turn it is to be read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from onrecord.config import Config
from onrecord.store import tasks, turns

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from onrecord.store import Store

CONFIG = {
    "sources": [{"name": "Often", "folder": "a", "every": "15m"}, {"name": "Seldom", "folder": "b"}],
    "crawl": {"every": "1h"},
}
TASK = f"{tasks.CRAWL}Often"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config.model_validate(CONFIG, context=tmp_path / "topics.yaml")


def due(store: Store, config: Config, now: datetime) -> list[str]:
    with store.read() as tx:
        return [source.name for source in turns.due(tx, config, config.sources, now=now)]


def begin(store: Store, now: datetime, *names: str, done: bool = True) -> None:
    with store.write() as tx:
        for name in names:
            assert tasks.claim(tx, f"{tasks.CRAWL}{name}", holder="desk:1:a", now=now)
            if done:
                tasks.release(tx, f"{tasks.CRAWL}{name}", holder="desk:1:a", now=now + timedelta(seconds=30))


def test_each_is_due_as_often_as_it_says_and_a_little_early_at_most(
    store: Store, config: Config, now: datetime
) -> None:
    assert due(store, config, now) == ["Often", "Seldom"]
    begin(store, now, "Often", "Seldom")
    assert due(store, config, now + timedelta(minutes=13, seconds=50)) == []
    assert due(store, config, now + timedelta(minutes=14)) == ["Often"]
    assert due(store, config, now + timedelta(minutes=59)) == ["Often", "Seldom"]


def test_one_that_is_being_read_is_nobody_elses_until_its_reader_vanishes(
    store: Store, config: Config, now: datetime
) -> None:
    begin(store, now, "Often", "Seldom")
    later = now + timedelta(minutes=20)
    begin(store, later, "Often", done=False)
    assert due(store, config, later + timedelta(seconds=59)) == []
    assert due(store, config, later + timedelta(seconds=60)) == ["Often"]
    with store.write() as tx:
        tasks.evict(tx, "desk:1:a")
    assert due(store, config, later) == ["Often"]


def test_one_begun_by_a_clock_that_was_ahead_is_due(store: Store, config: Config, now: datetime) -> None:
    begin(store, now + timedelta(hours=1), "Often")
    begin(store, now, "Seldom")
    assert due(store, config, now) == ["Often"]
