"""A task is done by one process at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from onrecord.store import tasks
from onrecord.store.tasks import LEASE, READING

if TYPE_CHECKING:
    from datetime import datetime

    from onrecord.store import Store

SECOND = timedelta(seconds=1)


def claim(store: Store, holder: str, now: datetime, name: str = READING) -> bool:
    with store.write() as tx:
        return tasks.claim(tx, name, holder=holder, now=now)


def task(store: Store) -> tasks.Task:
    with store.read() as tx:
        return tasks.of(tx)[READING]


def test_a_task_is_taken_by_one(store: Store, now: datetime) -> None:
    assert claim(store, "a", now)
    assert not claim(store, "b", now)
    assert not claim(store, "b", now + LEASE - SECOND)
    assert claim(store, "b", now, "another")
    assert task(store).is_held(now)


def test_whoever_works_on_says_so(store: Store, now: datetime) -> None:
    claim(store, "a", now)
    with store.write() as tx:
        tasks.renew(tx, "a", now=now + LEASE - SECOND)
    assert not claim(store, "b", now + 2 * LEASE - 2 * SECOND)


def test_the_task_of_one_that_vanished_is_free_when_its_lease_has_run_out(store: Store, now: datetime) -> None:
    claim(store, "a", now)
    assert task(store).has_vanished(now + LEASE)
    assert claim(store, "b", now + LEASE)
    with store.write() as tx:
        tasks.release(tx, READING, holder="a", now=now + LEASE)  # it was only slow, and is late
    assert task(store).holder == "b"


def test_it_is_not_taken_by_one_whose_clock_is_a_little_behind(store: Store, now: datetime) -> None:
    claim(store, "a", now)
    assert not claim(store, "b", now - LEASE / 2)
    assert task(store).is_held(now - LEASE / 2)


def test_a_lease_from_a_clock_that_was_ahead_holds_nobody_up(store: Store, now: datetime) -> None:
    claim(store, "a", now + timedelta(hours=1))
    assert claim(store, "b", now)


def test_a_task_that_is_done_is_free_and_tells_how_it_went(store: Store, now: datetime) -> None:
    claim(store, "a", now)
    with store.write() as tx:
        tasks.release(tx, READING, holder="a", now=now + SECOND)
    assert task(store) == tasks.Task(READING, None, now, None, now + SECOND, now + SECOND, None)
    claim(store, "b", now + 2 * SECOND)
    with store.write() as tx:
        tasks.release(tx, READING, holder="b", now=now + 3 * SECOND, error="no model")
    assert task(store) == tasks.Task(READING, None, now + 2 * SECOND, None, now + 3 * SECOND, now + SECOND, "no model")
