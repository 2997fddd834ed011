"""The Message-ID of a delivery."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from digests.message_ids import message_id

DAY = date(2026, 11, 25)


def test_it_is_the_same_each_time_and_on_each_machine() -> None:
    told = message_id("morning", DAY, "Anna <anna@example.org>", domain="paper.example")
    assert told == "<014ea17685f1dd251479c45d00db56d8@paper.example>"


def test_it_differs_by_digest_day_recipient_and_domain() -> None:
    usual = {"domain": "paper.example"}
    ids = {
        message_id("morning", DAY, "anna@example.org", **usual),
        message_id("evening", DAY, "anna@example.org", **usual),
        message_id("morning", DAY + timedelta(1), "anna@example.org", **usual),
        message_id("morning", DAY, "ben@example.org", **usual),
    }
    others = {message_id("morning", DAY, "anna@example.org", domain="other.example")}
    assert len(ids) == 4
    assert {one.partition("@")[0] for one in ids}.isdisjoint(one.partition("@")[0] for one in others)


@given(st.text(), st.dates(), st.text())
def test_it_tells_nothing_of_the_recipient(digest: str, day: date, recipient: str) -> None:
    told = message_id(digest, day, recipient, domain="paper.example")
    assert len(told) == len("<@paper.example>") + 32
    assert told.isascii()
