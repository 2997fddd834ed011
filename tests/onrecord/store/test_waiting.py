"""What waits for a step, in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert

from onrecord.store import waiting
from onrecord.store.schema import articles as table

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from onrecord.store import Store

DONE = table.c.enriched_with


def add(tx: Connection, number: int, version: str | None, now: datetime) -> None:
    """An article of this id that a version did."""
    own = {"id": number, "url": f"https://paper.example/{number}", "source": "Paper", "title": "News", "authors": []}
    own |= {"date_only": False, "paywalled": False, "text": "", "warnings": [], "fingerprint": ""}
    tx.execute(insert(table), own | {"collected": now, "changed": now, "enriched_with": version})


def laid_out(tx: Connection, versions: list[str | None], now: datetime) -> None:
    """Articles from 1 on that these versions did, and none else."""
    tx.execute(delete(table))
    for number, version in enumerate(versions, start=1):
        add(tx, number, version, now)


def walked(tx: Connection, version: str, limit: int) -> list[int]:
    found: list[int] = []
    place = waiting.START
    while True:
        ids, place = waiting.after(tx, DONE, version, place, limit=limit)
        if not ids:
            return found
        assert len(ids) <= limit
        found += ids


def test_what_is_new_comes_before_what_is_to_be_done_again(store: Store, now: datetime) -> None:
    with store.write() as tx:
        laid_out(tx, ["v1", None, "v2", "v3", None, "v1"], now)
        assert walked(tx, "v2", limit=4) == [2, 5, 1, 6, 4]


def test_what_comes_in_meanwhile_comes_next(store: Store, now: datetime) -> None:
    with store.write() as tx:
        laid_out(tx, [None, "v1", "v1", "v1"], now)
        _, place = waiting.after(tx, DONE, "v2", waiting.START, limit=1)
        again, place = waiting.after(tx, DONE, "v2", place, limit=1)
        add(tx, 9, None, now)
        new, place = waiting.after(tx, DONE, "v2", place, limit=5)
        rest, _ = waiting.after(tx, DONE, "v2", place, limit=5)
    assert (again, new, rest) == ([2], [9], [3, 4])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(versions=st.lists(st.sampled_from([None, "a", "b", "c", "d"]), max_size=12), limit=st.integers(1, 5))
def test_whatever_waits_comes_once(store: Store, now: datetime, versions: list[str | None], limit: int) -> None:
    with store.write() as tx:
        laid_out(tx, versions, now)
        found = walked(tx, "b", limit)
    wanted = [number for number, version in enumerate(versions, start=1) if version != "b"]
    assert sorted(found) == wanted
    assert found[: versions.count(None)] == [number for number in wanted if versions[number - 1] is None]
