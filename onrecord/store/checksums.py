"""The content of a table in one number, the same whichever database keeps it and in whatever order rows come."""

from __future__ import annotations

import json
from datetime import date, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import select

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection, Table

READ_AT_ONCE: Final = 100
"""Rows of a table in memory at a time, the longest of which hold a page."""

_TOLD: Final = 1_000  # rows between two words of the progress
_BYTES: Final = 16


class Content(NamedTuple):
    """What a table holds: its number of rows, and their checksum in hex."""

    rows: int
    checksum: str


def content(tx: Connection, table: Table, *, progress: Callable[[int], None] = lambda _rows: None) -> Content:
    """Read a whole table; `progress` is told how many rows were read since it was last told.

    The checksum is the sum of the rows' BLAKE2b (RFC 7693), each row written as JSON: moments in UTC to the
    microsecond, bytes in hex, floats with all their digits, objects with their keys sorted, NUL in a text as U+FFFD.
    """
    number = total = 0
    for row in tx.execute(select(table).execution_options(yield_per=READ_AT_ONCE)):
        total += int.from_bytes(blake2b(_written(row).encode(), digest_size=_BYTES).digest())
        number += 1
        if number % _TOLD == 0:
            progress(_TOLD)
    progress(number % _TOLD)
    return Content(number, f"{total % (1 << 8 * _BYTES):0{2 * _BYTES}x}")


def _written(row: Sequence[Any]) -> str:
    written = json.dumps(tuple(row), sort_keys=True, default=_plain)
    if r"\u0000" in written:  # PostgreSQL keeps it in JSON, but in no text
        row = [one.replace("\0", "\ufffd") if isinstance(one, str) else one for one in row]
        written = json.dumps(row, sort_keys=True, default=_plain)
    return written


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"no checksum of {type(value).__name__}")
