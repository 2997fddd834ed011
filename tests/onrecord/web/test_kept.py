"""What takes a walk through the store is found once, given at once when it is old, and found anew meanwhile."""

from __future__ import annotations

from threading import Barrier, Event, Thread
from typing import TYPE_CHECKING

import pytest

from onrecord.errors import StoreError
from onrecord.web.kept import AGE, TOO_OLD, Kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from onrecord.store import Store


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(store: Store, clock: Clock) -> Kept:
    return Kept(store, clock)


def finding(*answers: object) -> Callable[[Connection], object]:
    left = iter(answers)
    return lambda _tx: next(left)


def test_it_is_found_once(store: Store, kept: Kept, clock: Clock) -> None:
    find = finding("first", "second")
    with store.read() as tx:
        assert kept("a", find, tx) == "first"
        clock.now = AGE
        assert kept("a", find, tx) == "first"
        assert kept("b", find, tx) == "second"


def test_what_is_old_is_given_and_found_anew_meanwhile(store: Store, kept: Kept, clock: Clock) -> None:
    begun, given = Event(), Event()

    def find(_tx: Connection) -> str:
        if not begun.is_set():
            begun.set()
            return "first"
        assert given.wait(20)
        return "second"

    with store.read() as tx:
        assert kept("a", find, tx) == "first"
        clock.now = AGE + 1
        assert kept("a", find, tx) == "first"
        given.set()
        kept._anew.shutdown(wait=True)  # noqa: SLF001  # so that it is kept by now
        assert kept("a", find, tx) == "second"


def test_what_is_too_old_is_waited_for(store: Store, kept: Kept, clock: Clock) -> None:
    find = finding("first", "second")
    with store.read() as tx:
        kept("a", find, tx)
        clock.now = TOO_OLD + 1
        assert kept("a", find, tx) == "second"


def test_a_store_that_fails_meanwhile_leaves_what_is_old(store: Store, kept: Kept, clock: Clock) -> None:
    asked = 0

    def find(_tx: Connection) -> str:
        nonlocal asked
        asked += 1
        if asked > 1:
            raise StoreError("the disk is gone")
        return "first"

    with store.read() as tx:
        kept("a", find, tx)
        clock.now = AGE + 1
        assert kept("a", find, tx) == "first"
        kept._anew.shutdown(wait=True)  # noqa: SLF001  # as above
        assert asked == 2


def test_of_many_who_ask_at_once_one_finds_it(store: Store, kept: Kept) -> None:
    gate, found = Barrier(8), []

    def find(_tx: Connection) -> str:
        found.append(1)
        return "first"

    def ask() -> None:
        with store.read() as tx:
            gate.wait()
            kept("a", find, tx)

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1


def test_not_all_is_kept_for_good(store: Store, kept: Kept) -> None:
    with store.read() as tx:
        for number in range(1_500):
            assert kept(number, finding(number), tx) == number
        assert kept(0, finding("again"), tx) == "again"
        assert kept(1_400, finding("again"), tx) == 1_400
