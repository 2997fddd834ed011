"""What is advised about a source."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from onrecord.state import advice as views
from onrecord.state.words import ahead, span, when
from onrecord.store.health import Health
from onrecord.store.setbacks import Setback

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
WELL: dict[str, Any] = {"read": NOW - HOUR, "success": NOW - HOUR, "offered": 40, "new": 12, "newest": NOW - HOUR}
FEED = "https://gazette.example/feed"


def advice(setback: Setback | None = None, *, fixed: bool = False, **state: Any) -> list[str]:  # noqa: ANN401  # any of its fields
    failing = {} if setback is None else {FEED: setback}
    return [text for _, text, _ in views.advice(Health("Gazette", **WELL | state), failing, NOW, fixed=fixed)]


def needed_since(setback: Setback | None = None, **state: Any) -> list[datetime | None]:  # noqa: ANN401  # any field
    failing = {} if setback is None else {FEED: setback}
    return [since for _, _, since in views.advice(Health("Gazette", **WELL | state), failing, NOW)]


def failing(status: int | None, reason: str = "no such host", *, times: int = 5, hours: int = 72) -> Setback:
    return Setback("Gazette", times, NOW - hours * HOUR, NOW - HOUR, NOW - HOUR, status, reason)


def test_of_a_source_that_does_well_nothing_is_advised() -> None:
    assert advice(failed=6) == []


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "write yours into the address"),
        (403, "ask its owner to let yours in"),
        (404, "look for the new one"),
        (410, "gone for good"),
        (429, "raise crawl.delay"),
        (503, "look at it with a browser"),
        (418, "look at the page with a browser"),
    ],
)
def test_a_site_that_refuses_is_told_with_how_long_and_what_to_do(status: int, words: str) -> None:
    [line] = advice(failing(status))
    assert line.startswith(f"Gazette: HTTP {status} from this site for 3 days (5 times in a row): ")
    assert words in line


def test_another_failure_is_told_in_its_own_words_and_when_it_is_tried_again() -> None:
    setback = Setback("Gazette", 1, NOW - HOUR, NOW, NOW + HOUR, None, "no such host; check the address")
    [line] = advice(setback)
    assert line.startswith("Gazette: failing for 1 hour: no such host; check the address; asked again after 2026-11-24")


def test_a_source_without_news_or_never_read_or_with_failing_pages_is_told() -> None:
    assert advice(newest=NOW - 20 * 24 * HOUR) == [
        "Gazette: nothing new for 20 days: does it still appear at this address?"
    ]
    assert advice(read=None, success=None) == ["Gazette: not read yet: 'onrecord run' or 'onrecord crawl' reads it"]
    [line] = advice(failed=30, refusals={403: 28, 404: 1})
    assert line.startswith("Gazette: 30 of its pages failed, 28 with HTTP 403: it does not let programs read it")
    assert advice(error="stopped before its end") == ["Gazette: stopped before its end"]


def test_of_pages_by_their_addresses_those_that_fail_are_named_and_no_news_are_expected() -> None:
    assert advice(newest=NOW - 20 * 24 * HOUR, fixed=True) == []
    [line] = advice(failing(404), fixed=True)
    assert line.startswith(f"Gazette: {FEED}: HTTP 404 from this site for 3 days")


@pytest.mark.parametrize(
    ("time", "words"),
    [(timedelta(), "a moment"), (HOUR / 60, "1 minute"), (47 * HOUR, "1 day"), (23 * HOUR, "23 hours")],
)
def test_a_time_is_told_in_its_largest_unit(time: timedelta, words: str) -> None:
    assert span(time) == words


def test_how_far_a_moment_is_from_now_is_told_either_way() -> None:
    assert [when(moment, NOW) for moment in (None, NOW - 3 * HOUR, NOW + HOUR)] == [
        "never",
        "3 hours ago",
        "a moment ago",
    ]
    assert [ahead(moment, NOW) for moment in (NOW + 2 * HOUR, NOW + HOUR / 100, NOW)] == ["in 2 hours", "now", "now"]


def test_a_source_needs_a_person_when_it_fails_again_and_again_for_a_day() -> None:
    assert needed_since(failing(403, hours=23)) == [None]
    assert needed_since(failing(403, hours=24)) == [NOW - 24 * HOUR]
    assert needed_since(failing(403, hours=24, times=1)) == [None]  # once is an accident
    gone = "no folder /articles; make it"
    assert needed_since(error=gone, success=None, failing_since=NOW - 23 * HOUR) == [None]
    assert needed_since(error=gone, success=None, failing_since=NOW - 25 * HOUR) == [NOW - 25 * HOUR]
    assert needed_since(failed=30, refusals={403: 28}) == [None]


def test_a_site_that_fails_for_less_than_a_day_is_waited_for() -> None:
    [line] = advice(failing(503, hours=5))
    assert "HTTP 503 from this site for 5 hours" in line
    assert line.endswith("nothing needs to be done but to wait")
