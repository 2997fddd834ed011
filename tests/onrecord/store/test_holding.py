"""Tasks are held while work is done, and let go however it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
        first.release("b")
        with holding.holding(store, "b") as third:
            assert "b" in third
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
