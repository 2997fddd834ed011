"""Addresses that fail are left alone, longer each time, until they answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from onrecord.store import setbacks
from onrecord.store.setbacks import LONGEST_PAUSE, PAUSE, Failure, Setback

if TYPE_CHECKING:
    from datetime import datetime

    from onrecord.store import Store

FEED = "https://gazette.example/feed"
FORBIDDEN = Failure(FEED, f"{FEED}: does not let programs read it (HTTP 403)", 403)


@pytest.mark.parametrize(
    ("times", "pause"),
    [
        (1, timedelta()),
        (2, PAUSE),
        (3, 2 * PAUSE),
        (4, 4 * PAUSE),
        (8, LONGEST_PAUSE),
        (1_000_000, LONGEST_PAUSE),
    ],
)
def test_the_pause_doubles_from_the_second_failure_on_up_to_half_a_day(times: int, pause: timedelta) -> None:
    assert setbacks.pause(times) == pause


def test_failures_in_a_row_are_counted_since_the_first(store: Store, now: datetime) -> None:
    later = now + timedelta(hours=1)
    with store.write() as tx:
        setbacks.failed(tx, "Gazette", FORBIDDEN, now=now)
        setbacks.failed(tx, "Gazette", FORBIDDEN, now=later)
        found = setbacks.of(tx, [FEED, "https://gazette.example/other"])
    assert found == {FEED: Setback("Gazette", 2, now, later, later + PAUSE, 403, FORBIDDEN.reason)}


def test_an_address_is_the_same_in_any_spelling(store: Store, now: datetime) -> None:
    spelled = "http://www.gazette.example/feed/?utm_source=x"
    with store.write() as tx:
        setbacks.failed(tx, "Gazette", FORBIDDEN, now=now)
        setbacks.failed(tx, "Gazette", Failure(spelled, "gone", 410), now=now)
        assert setbacks.of(tx, [spelled])[spelled].times == 2


def test_what_answers_is_forgotten_at_once(store: Store, now: datetime) -> None:
    with store.write() as tx:
        setbacks.failed(tx, "Gazette", FORBIDDEN, now=now)
        setbacks.healed(tx, [f"{FEED}/{number}" for number in range(1_000)] + [FEED])
        assert setbacks.of(tx, [FEED]) == {}
        setbacks.failed(tx, "Gazette", FORBIDDEN, now=now)
        assert setbacks.of(tx, [FEED])[FEED].times == 1


@pytest.mark.parametrize(("asked", "given"), [(1, 1), (20, 20), (24 * 365, 24)])
def test_a_site_that_asks_for_time_gets_it_up_to_a_day(store: Store, now: datetime, asked: int, given: int) -> None:
    with store.write() as tx:
        setbacks.failed(tx, "Gazette", Failure(FEED, "wait", 429, now + timedelta(hours=asked)), now=now)
        assert setbacks.of(tx, [FEED])[FEED].until == now + timedelta(hours=given)


def test_what_nobody_asks_for_any_more_is_forgotten_in_time(store: Store, now: datetime) -> None:
    with store.write() as tx:
        setbacks.failed(tx, "Gazette", FORBIDDEN, now=now)
        setbacks.forget(tx, now=now + setbacks.KEPT)
        assert setbacks.of(tx, [FEED])
        setbacks.forget(tx, now=now + setbacks.KEPT + timedelta(seconds=1))
        assert not setbacks.of(tx, [FEED])
