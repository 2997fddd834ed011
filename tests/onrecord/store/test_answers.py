"""What sites said of their addresses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from onrecord.model import Answer
from onrecord.store import answers

if TYPE_CHECKING:
    from datetime import datetime

    from onrecord.store import Store

FEED = "https://gazette.example/feed"
SAID = Answer('W/"17"', "Mon, 23 Nov 2026 08:00:00 GMT", "application/rss+xml", b"<rss/>" * 1_000)


def test_an_answer_comes_back_as_it_was_kept_and_only_for_that_very_address(store: Store, now: datetime) -> None:
    with store.write() as tx:
        answers.keep(tx, FEED, SAID, now=now)
        assert answers.get(tx, FEED) == SAID
        assert answers.get(tx, f"{FEED}/") is None


def test_the_newest_answer_is_kept(store: Store, now: datetime) -> None:
    with store.write() as tx:
        answers.keep(tx, FEED, SAID, now=now)
        answers.keep(tx, FEED, Answer(etag='"18"'), now=now)
        assert answers.get(tx, FEED) == Answer(etag='"18"')


@pytest.mark.parametrize(
    "changes",
    [
        {"etag": None, "last_modified": None},
        {"etag": '"' + "x" * 3_000 + '"'},
        {"body": b"".join(sha256(number.to_bytes(4)).digest() for number in range(150_000))},
    ],
)
def test_what_can_not_be_asked_for_again_is_not_kept_nor_what_was_before(
    store: Store, now: datetime, changes: dict[str, Any]
) -> None:
    with store.write() as tx:
        answers.keep(tx, FEED, SAID, now=now)
        answers.keep(tx, FEED, replace(SAID, **changes), now=now)
        assert answers.get(tx, FEED) is None


def test_an_answer_that_was_not_heard_for_long_is_forgotten(store: Store, now: datetime) -> None:
    other, week = "https://gazette.example/other", timedelta(days=7)
    with store.write() as tx:
        answers.keep(tx, FEED, SAID, now=now)
        answers.keep(tx, other, SAID, now=now)
        answers.heard_again(tx, FEED, now=now + week)
        answers.forget(tx, now=now + answers.KEPT + week)
        assert answers.get(tx, FEED) == SAID
        assert answers.get(tx, other) is None
