"""The outbox's claims."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from onrecord.model import DeliveryStatus, Edition, Message
from onrecord.store import Store, editions, outbox
from onrecord.store.outbox import Lane

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


def vanish(store: Store, now: datetime, lane: Lane = outbox.MAIL) -> list[bool]:
    """The end of all leases; gives for each delivery whether it is tried again."""
    with store.write() as tx:
        return [trouble.again for trouble in outbox.lapse(tx, now=now + LEASE, lane=lane)]


def test_a_delivery_whose_sender_vanished_is_sent_once_more_under_the_same_message_id(
    filled: Store, now: datetime
) -> None:
    first = claim(filled, now)
    with filled.write() as tx:
        assert outbox.lapse(tx, now=now + LEASE - timedelta(seconds=1)) == []
    assert vanish(filled, now) == [True]
    others = [claim(filled, now) for _ in range(2)]
    again = claim(filled, now + LEASE)
    assert first is not None
    assert again is not None
    assert first.id not in {other.id for other in others if other}
    assert (again.recipient, again.message_id, again.attempts) == (first.recipient, first.message_id, 2)
    assert sorted(vanish(filled, now + LEASE)) == [False, True, True]
    with filled.read() as tx:
        assert outbox.counts(tx) == {DeliveryStatus.UNKNOWN: 3}
        assert [(one.recipient, one.again) for one in outbox.troubles(tx, limit=1)] == [(first.recipient, False)]
        assert outbox.waiting(tx, now=now + 2 * LEASE) == 2


def test_what_a_vanished_sender_left_wants_another_when_its_lease_has_ended(filled: Store, now: datetime) -> None:
    for _ in range(3):
        claim(filled, now)
    with filled.read() as tx:
        assert not outbox.wants_sender(tx, now=now + LEASE - timedelta(seconds=1))
        assert outbox.wants_sender(tx, now=now + LEASE)
        assert not outbox.wants_sender(tx, now=now + LEASE, lane=Lane(webhooks=True))


def test_what_can_be_repeated_without_harm_is_repeated_more_often(filled: Store, now: datetime) -> None:
    lane = Lane(copies=3)
    for number in range(3):
        with filled.write() as tx:
            for _ in range(3):
                assert outbox.claim(tx, now=now + number * LEASE, lease=LEASE, lane=lane)
        assert vanish(filled, now + number * LEASE, lane) == [number < 2] * 3
    with filled.read() as tx:
        assert not outbox.due(tx, now=now + 3 * LEASE, lane=lane)


def test_the_word_of_a_sender_whose_delivery_was_claimed_anew_does_not_count(filled: Store, now: datetime) -> None:
    first = claim(filled, now)
    vanish(filled, now)
    for _ in range(2):
        claim(filled, now)
    again = claim(filled, now + LEASE)
    assert first is not None
    assert again is not None
    with filled.write() as tx:
        outbox.sent(tx, again, now=now)
        outbox.fail(tx, first, error="too late")
        assert outbox.counts(tx) == {DeliveryStatus.SENDING: 2, DeliveryStatus.SENT: 1}


def test_a_late_word_of_a_sender_that_was_taken_for_vanished_is_the_truth(filled: Store, now: datetime) -> None:
    first = claim(filled, now)
    vanish(filled, now)
    assert first is not None
    with filled.write() as tx:
        outbox.sent(tx, first, now=now)
        assert outbox.counts(tx) == {DeliveryStatus.QUEUED: 2, DeliveryStatus.SENT: 1}


def test_one_that_may_have_arrived_stays_of_unknown_outcome_while_it_waits(filled: Store, now: datetime) -> None:
    for name in ("ana", "ben", "cem"):
        delivery = claim(filled, now)
        assert delivery is not None
        with filled.write() as tx:
            assert outbox.lose(tx, delivery, due=now + LEASE, error=f"{name}: lost")
    for report in (outbox.release, partial(outbox.postpone, due=now + 2 * LEASE)):
        delivery = claim(filled, now + LEASE)
        assert delivery is not None
        with filled.write() as tx:
            report(tx, delivery, error="busy")
            assert outbox.counts(tx) == {DeliveryStatus.UNKNOWN: 3}


def test_what_failed_or_is_unknown_is_queued_again_at_a_persons_word(filled: Store, now: datetime) -> None:
    failed, lost, sent = (claim(filled, now) for _ in range(3))
    assert failed
    assert lost
    assert sent
    with filled.write() as tx:
        outbox.fail(tx, failed, error="no such person")
        outbox.lose(tx, lost, due=now + LEASE, error="no answer")
        outbox.sent(tx, sent, now=now)
        assert outbox.again(tx, now=now) == 2
        assert outbox.counts(tx) == {DeliveryStatus.QUEUED: 2, DeliveryStatus.SENT: 1}
    assert claim(filled, now) == replace(failed, error="no such person")


def test_mail_and_chat_have_lanes_of_their_own(store: Store, now: datetime) -> None:
    edition = Edition("morning", date(2026, 11, 24), "UTC", now, ())
    to = {"webhook:newsroom": "<chat@onrecord>", "webhooks@example.org": "<mail@onrecord>"}
    with store.write() as tx:
        editions.add(tx, edition, Message("Subject", "<p>Hi</p>", "Hi"), keys=[], outbox=to)
        claimed = [outbox.claim(tx, now=now, lease=LEASE, lane=Lane(webhooks=chat)) for chat in (True, False) * 2]
    recipients = [delivery and delivery.recipient for delivery in claimed]
    assert recipients == ["webhook:newsroom", "webhooks@example.org", None, None]


def test_the_message_of_an_edition_is_read_once(filled: Store, now: datetime) -> None:
    first = claim(filled, now)
    with filled.write() as tx:
        second = outbox.claim(tx, now=now, lease=LEASE, before=first)
    assert first is not None
    assert second is not None
    assert second.message is first.message


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
