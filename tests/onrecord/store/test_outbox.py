"""The outbox's claims."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from onrecord.model import DeliveryStatus, Edition, Message
from onrecord.store import Store, editions, outbox

if TYPE_CHECKING:
    from onrecord.model import Delivery

LEASE = timedelta(minutes=1)


@pytest.fixture
def filled(store: Store, now: datetime) -> Store:
    """A store with an edition for three recipients."""
    edition = Edition("morning", date(2026, 11, 24), "UTC", now, ())
    to = {f"{name}@example.org": f"<{name}@onrecord>" for name in ("ana", "ben", "cem")}
    with store.write() as tx:
        assert editions.add(tx, edition, Message("Subject", "<p>Hi</p>", "Hi"), keys=["k", "k"], outbox=to)
    return store


def claim(store: Store, now: datetime) -> Delivery | None:
    with store.write() as tx:
        return outbox.claim(tx, now=now, lease=LEASE)


def test_a_delivery_is_claimed_once(filled: Store, now: datetime) -> None:
    claimed = [claim(filled, now) for _ in range(4)]
    assert [delivery and delivery.recipient for delivery in claimed] == [
        "ana@example.org", "ben@example.org", "cem@example.org", None,
    ]  # fmt: skip
    assert claimed[0] is not None
    assert claimed[0].message == Message("Subject", "<p>Hi</p>", "Hi")
    assert claimed[0].message_id == "<ana@onrecord>"


def test_many_senders_at_once_claim_each_delivery_once(filled: Store, now: datetime) -> None:
    with ThreadPoolExecutor(8) as pool:
        claimed = [delivery for delivery in pool.map(lambda _: claim(filled, now), range(16)) if delivery]
    assert sorted(delivery.recipient[:3] for delivery in claimed) == ["ana", "ben", "cem"]


def test_a_claim_that_has_run_out_is_taken_again_under_the_same_message_id(filled: Store, now: datetime) -> None:
    first = claim(filled, now)
    for _ in range(2):
        claim(filled, now)
    assert claim(filled, now + LEASE - timedelta(seconds=1)) is None
    again = claim(filled, now + LEASE)
    assert first is not None
    assert again is not None
    assert (again.recipient, again.message_id) == (first.recipient, first.message_id)
    assert again.attempts == 2


def test_the_word_of_a_sender_whose_claim_ran_out_does_not_count(filled: Store, now: datetime) -> None:
    first = claim(filled, now)
    for _ in range(2):
        claim(filled, now)
    again = claim(filled, now + LEASE)
    assert first is not None
    assert again is not None
    with filled.write() as tx:
        outbox.sent(tx, again, now=now)
        outbox.fail(tx, first, error="too late")
        assert outbox.counts(tx) == {DeliveryStatus.SENDING: 2, DeliveryStatus.SENT: 1}


def test_a_postponed_delivery_waits_for_its_time(filled: Store, now: datetime) -> None:
    first = claim(filled, now)
    assert first is not None
    with filled.write() as tx:
        outbox.postpone(tx, first, due=now + timedelta(hours=1), error="busy")
    assert {claim(filled, now) and True for _ in range(3)} == {True, None}
    hour_later = now + timedelta(hours=1)
    seen = [claim(filled, hour_later) for _ in range(3)]
    assert "ana@example.org" in [delivery.recipient for delivery in seen if delivery]


def test_a_claim_that_is_given_back_is_no_attempt(filled: Store, now: datetime) -> None:
    first = claim(filled, now)
    assert first is not None
    with filled.write() as tx:
        outbox.release(tx, first)
    assert claim(filled, now) == first


def test_a_digest_has_one_edition_a_date(filled: Store, now: datetime) -> None:
    edition = Edition("morning", date(2026, 11, 24), "UTC", now, ())
    with filled.write() as tx:
        assert not editions.add(tx, edition, Message("Second", "", ""), keys=[], outbox={"dan@example.org": "<d>"})
        found = editions.find(tx, "morning", edition.date)
        assert found is not None
        assert found.subject == "Subject"
        assert outbox.counts(tx) == {DeliveryStatus.QUEUED: 3}
