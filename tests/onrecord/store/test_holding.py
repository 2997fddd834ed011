"""Tasks are held while work is done, and let go however it ends."""

from __future__ import annotations

import socket
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import time_machine

from onrecord.errors import CrawlError
from onrecord.store import holding, tasks

if TYPE_CHECKING:
    from onrecord.store import Store


def task(store: Store, name: str) -> tasks.Task:
    with store.read() as tx:
        return tasks.of(tx)[name]


def test_a_second_one_gets_what_is_free(store: Store) -> None:
    with holding.holding(store, "a", "b") as first, holding.holding(store, "b", "c") as second:
        assert [name in first for name in "abc"] == [True, True, False]
        assert [name in second for name in "abc"] == [False, False, True]
        first.done("b")
        with holding.waiting(store, "b") as third:
            assert third
    assert task(store, "a").holder is None
    assert task(store, "a").error is None


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (CrawlError("no site answers"), "no site answers"),
        (ZeroDivisionError("no sense"), "a fault in On Record (ZeroDivisionError: no sense)"),
        (KeyboardInterrupt(), "stopped before its end"),
    ],
)
def test_what_went_wrong_is_noted(store: Store, failure: BaseException, told: str) -> None:
    with pytest.raises(type(failure)), holding.holding(store, "a"):
        raise failure
    assert task(store, "a").error == told
    assert task(store, "a").succeeded is None


def test_it_is_renewed_while_the_work_lasts(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "_RENEWAL", 0.01)
    with holding.holding(store, "a"):
        first = task(store, "a").until
        assert first is not None
        while (task(store, "a").until or first) == first:
            pass


def test_what_could_not_be_renewed_in_time_counts_as_lost(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with holding.holding(store, "a", "b") as held:
        assert not held.has_lost("a")
        assert held.has_lost("c")
        with time_machine.travel(datetime.now(UTC) + tasks.LEASE):  # as after a sleep, before it is renewed
            assert held.has_lost("a")
    monkeypatch.setattr(holding, "_RENEWAL", 0.01)
    with holding.holding(store, "a", "b") as held:
        with store.write() as tx:
            assert tasks.claim(tx, "a", holder="elsewhere:1:a", now=datetime.now(UTC) + 2 * tasks.LEASE)
        while not held.has_lost("a"):
            pass
        assert not held.has_lost("b")
    assert caplog.messages == ["a: its lease could not be renewed in time, and another process has taken it over"]
    assert task(store, "a").holder == "elsewhere:1:a"


def test_who_waits_for_longer_than_it_may_goes_without(store: Store) -> None:
    with holding.holding(store, "a"), holding.waiting(store, "a", until=datetime.now(UTC)) as got:
        assert not got


def test_a_process_of_this_computer_that_is_no_more_holds_nobody_up(store: Store) -> None:
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    with store.write() as tx:
        holder = f"{socket.gethostname()}:{int(gone.stdout)}:0"
        tasks.claim(tx, "a", holder=holder, now=datetime.now(UTC))
        tasks.claim(tx, "b", holder=f"elsewhere:{int(gone.stdout)}:0", now=datetime.now(UTC))
    assert [one.name for one in holding.busy(store, "")] == ["b"]
    with holding.holding(store, "a", "b") as held:
        assert "a" in held
        assert "b" not in held


def test_an_earlier_process_of_the_same_number_holds_nobody_up(store: Store) -> None:
    with store.write() as tx:
        tasks.claim(tx, "a", holder=f"{holding.here()}:other", now=datetime.now(UTC))
    with holding.holding(store, "a") as first, holding.holding(store, "a") as second:
        assert "a" in first
        assert "a" not in second  # of this very process, and at it


def test_tasks_are_taken_in_one_order_so_that_no_two_wait_for_each_other(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    monkeypatch.setattr(tasks, "claim", lambda _tx, name, **_: order.append(name))
    with holding.holding(store, "b", "c", "a", "b") as held:
        assert "a" not in held
    assert order == ["a", "b", "c"]


def test_a_holder_is_told_in_words() -> None:
    assert holding.where("desk.example:4711:ab12") == "process 4711 on desk.example"


def test_who_is_ended_just_after_the_claim_gives_it_back(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(holding.Held, "__init__", ended)
        with pytest.raises(KeyboardInterrupt), holding.holding(store, "a"):
            pass
    with store.read() as tx:
        assert (tasks.of(tx)["a"].holder, tasks.of(tx)["a"].error) == (None, holding.STOPPED)
