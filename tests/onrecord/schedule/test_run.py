"""A run, step by step, in this process."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from onrecord.config import Config
from onrecord.schedule import run as runs
from onrecord.schedule import steps
from onrecord.schedule.steps import Done
from onrecord.store import Store, tasks
from tests.samples import add, article, statement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CONFIG: dict[str, Any] = {
    "topics": [{"name": "grid"}],
    "digests": [{"name": "evening", "recipients": ["ana@example.org"], "at": "23:50"}],
}


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config.model_validate(CONFIG, context=tmp_path / "topics.yaml")


@pytest.fixture
def kept(config: Config) -> Iterator[Store]:
    """The configuration's own store."""
    with Store.open(config.store.engine_url()) as opened:
        yield opened


def run(config: Config, store: Store, moment: str) -> list[str]:
    """The editions that a run at this moment composes."""
    with time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=UTC), tick=False):
        done = runs.run(config, store)
    assert done.errors == []
    return [line for line in done.told if line.startswith("evening")]


def test_a_late_digest_is_composed_by_the_first_run_after_midnight_and_once(config: Config, kept: Store) -> None:
    at = partial(run, config, kept)
    assert at("2026-11-24 23:45") == []
    add(kept, article(), statement(), now=datetime(2026, 11, 24, 23, 45, tzinfo=UTC), topics=config.rules)
    [composed] = at("2026-11-25 00:00")
    assert composed.startswith("evening of 2026-11-24: ")
    assert at("2026-11-25 00:15") == []
    assert len(list(config.mail.maildir.glob("new/*.eml"))) == 1


def test_a_digest_set_up_in_the_morning_waits_for_its_first_evening(config: Config, kept: Store) -> None:
    add(kept, article(), statement(), now=datetime(2026, 11, 24, 9, tzinfo=UTC), topics=config.rules)
    at = partial(run, config, kept)
    assert at("2026-11-25 08:00") == []
    assert at("2026-11-25 08:15") == []
    [composed] = at("2026-11-25 23:50")
    assert composed.startswith("evening of 2026-11-25: ")


def test_a_fault_of_our_own_in_one_step_is_told_and_the_others_go_on(
    config: Config, kept: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(steps, "crawl", failing(ZeroDivisionError("no\nsense")))
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=False):
        done = runs.run(config, kept)
    assert done.errors == [
        "collecting: a fault in On Record (ZeroDivisionError: no sense); please report it with what stands above"
    ]
    assert done.told == ["0 articles read, 0 statements found."]
    assert "Traceback" in caplog.text


def test_a_run_that_is_stopped_stops(config: Config, kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "crawl", failing(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        runs.run(config, kept)


@pytest.mark.parametrize("ends", [True, False])
def test_a_digest_waits_for_a_crawl_that_began_before_it_and_says_so_when_that_takes_too_long(
    kept: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, ends: bool
) -> None:
    digest = CONFIG["digests"][0] | {"wait": "10m", "when_empty": "short"}
    config = Config.model_validate(CONFIG | {"digests": [digest]}, context=tmp_path / "topics.yaml")
    done, began = Done(), datetime(2026, 11, 24, 23, 50, tzinfo=UTC)
    with time_machine.travel(began, tick=False) as clock:
        for name in ("crawl:Gazette", "crawl:Later"):
            with kept.write() as tx:
                tasks.claim(tx, name, holder="elsewhere:1:a", now=began)

        def nap(_seconds: float) -> None:
            clock.shift(50)
            with kept.write() as tx:
                tasks.renew(tx, "elsewhere:1:a", now=datetime.now(UTC))
                if ends or datetime.now(UTC) - began > timedelta(minutes=5):
                    tasks.release(tx, "crawl:Later", holder="elsewhere:1:a", now=datetime.now(UTC))
                if ends:
                    tasks.release(tx, "crawl:Gazette", holder="elsewhere:1:a", now=datetime.now(UTC))

        monkeypatch.setattr(steps, "time", SimpleNamespace(sleep=nap))
        runs.compose(done, config, kept, lambda _done, _total: None)
        waited = datetime.now(UTC) - began
    assert done.errors == []
    told = [line for line in done.told if "composed without" in line]
    if ends:
        assert (waited.total_seconds(), told) == (50, [])
    else:
        assert (waited.total_seconds(), told) == (
            600,
            ["evening of 2026-11-24: composed without Gazette, which is still being read"],
        )


def failing(error: BaseException) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail
