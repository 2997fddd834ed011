"""Many values, some at a time."""

from __future__ import annotations

from onrecord.store.batches import batches


def test_all_values_are_given_in_their_order_and_never_too_many_at_once() -> None:
    parts = list(batches(iter(range(1_001))))
    assert [value for part in parts for value in part] == list(range(1_001))
    assert max(map(len, parts)) * 2 < 999
    assert list(batches([])) == []
