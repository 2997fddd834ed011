"""What is written down of a crawl."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from onrecord.store import setbacks
from onrecord.store.setbacks import Failure
from scraper.ledger import Outcome
from scraper.record import record

if TYPE_CHECKING:
    from datetime import datetime

    from onrecord.store import Store

FEED, POST, PAGE = "https://gazette.example/feed", "https://post.example/feed", "https://herald.example/1"


def outcome(now: datetime, *failures: Failure, **changes: Any) -> Outcome:  # noqa: ANN401  # any of its fields
    return Outcome("Gazette", now, now, failures=failures, **changes)


def left_alone(store: Store, *outcomes: Outcome) -> set[str]:
    with store.write() as tx:
        record(tx, outcomes)
        return set(setbacks.of(tx, (FEED, POST, PAGE)))


def test_without_a_network_no_source_is_left_alone(store: Store, now: datetime) -> None:
    """Else a night without one would keep the morning's articles away until noon."""
    feed, post = (outcome(now, Failure(address, "no such host"), error="no such host") for address in (FEED, POST))
    pages = outcome(now, Failure(PAGE, "no such host"), offered=1, failed=1)
    assert left_alone(store, feed, post, pages) == set()


@pytest.mark.parametrize(
    "other",
    [
        {"offered": 3, "same": 3},
        {"offered": 3, "fetched": 3, "new": 3},
        {"failures": (Failure(POST, "not there", 404),), "error": "not there"},
    ],
)
def test_when_any_site_answers_those_that_fail_are_left_alone(
    store: Store, now: datetime, other: dict[str, Any]
) -> None:
    dead = outcome(now, Failure(FEED, "no such host"), Failure(PAGE, "no such host"), error="no such host")
    assert left_alone(store, dead, Outcome("Post", now, now, **other)) >= {FEED, PAGE}


def test_a_single_site_that_does_not_answer_is_left_alone(store: Store, now: datetime) -> None:
    assert left_alone(store, outcome(now, Failure(FEED, "no such host"), error="no such host")) == {FEED}
