"""A table's checksum tells any two contents apart, and nothing else."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest
from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, LargeBinary, MetaData, Table, Text, insert

from onrecord.store.checksums import content
from onrecord.store.schema import Moment

if TYPE_CHECKING:
    from onrecord.store import Store

THINGS: Final = Table(
    "things",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("text", Text),
    Column("moment", Moment),
    Column("day", Date),
    Column("share", Float),
    Column("sure", Boolean),
    Column("data", LargeBinary),
    Column("reason", JSON, nullable=False),
)
NOON: Final = datetime(2026, 11, 24, 12, 0, 0, 1, tzinfo=UTC)
ROW: Final[dict[str, Any]] = {
    "id": 1,
    "text": "Ålesund\u0301 \U0001f600",
    "moment": NOON,
    "day": date(2026, 11, 24),
    "share": 0.1 + 0.2,
    "sure": True,
    "data": bytes(range(256)),
    "reason": {"a": [1, 0.1], "b": None},
}


def checksum(store: Store, *rows: dict[str, Any]) -> str:
    with store.write() as tx:
        THINGS.create(tx)
        if rows:
            tx.execute(insert(THINGS), rows)
        found = content(tx, THINGS)
        THINGS.drop(tx)
    assert found.rows == len(rows)
    return found.checksum


def test_it_is_one_number_on_both_kinds_of_database(store: Store) -> None:
    other = ROW | {"id": 2, "text": None, "moment": None, "data": None, "sure": False}
    in_another_zone = ROW | {"moment": NOON.astimezone(), "reason": {"b": None, "a": [1, 0.1]}}
    assert checksum(store) == "0" * 32
    assert checksum(store, ROW) == checksum(store, in_another_zone) == "dce3ee06fe322367b327757dec91ccba"
    assert checksum(store, ROW, other) == checksum(store, other, ROW)


@pytest.mark.parametrize(
    "change",
    [
        {"id": 2},
        {"text": "Ålesund \U0001f600"},
        {"text": None},
        {"text": ""},
        {"moment": NOON + timedelta(microseconds=1)},
        {"day": date(2026, 11, 25)},
        {"share": math.nextafter(0.1 + 0.2, 1)},
        {"sure": False},
        {"data": bytes(range(255))},
        {"data": b""},
        {"reason": {"a": [0.1, 1], "b": None}},
        {"reason": {"a": [1, 0.1]}},
    ],
)
def test_the_least_change_changes_it(change: dict[str, Any], store: Store) -> None:
    assert checksum(store, ROW | change) != checksum(store, ROW)


def test_a_nul_counts_as_what_postgresql_keeps_instead_but_in_json(store: Store) -> None:
    assert checksum(store, ROW | {"text": "a\0"}) == checksum(store, ROW | {"text": "a\ufffd"})
    assert checksum(store, ROW | {"text": r"a\u0000"}) != checksum(store, ROW | {"text": "a\ufffd"})
    assert checksum(store, ROW | {"reason": ["a\0"]}) != checksum(store, ROW | {"reason": ["a\ufffd"]})
