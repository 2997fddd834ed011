"""Addresses that failed, and how long they are left alone: longer each time, until they answer again.

One failure is an accident, and the next run asks again. From the second in a row on there is a pause, which doubles
each time, up to half a day. What answers is forgotten at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from onrecord.addresses import identity
from onrecord.store.among import among
from onrecord.store.missing import insert_missing
from onrecord.store.schema import setbacks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

PAUSE = timedelta(minutes=15)
"""The pause after the second failure in a row."""

LONGEST_PAUSE = timedelta(hours=12)
"""So that a daily run asks each day; a site that asks for time itself may get twice of it."""

KEPT = timedelta(days=30)
"""How long a failure is kept of what nobody asks for any more."""

LISTING = "listing:"
"""Before the address of a listing: feeds may differ in what is no part of a page's name."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong with an address: why, with which HTTP status; `until` is what the site itself asked to wait."""

    address: str
    reason: str
    status: int | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Setback:
    """An address that failed so many times in a row, since then; it is left alone `until`."""

    source: str
    times: int
    since: datetime
    last: datetime
    until: datetime
    status: int | None
    reason: str

    @property
    def told(self) -> str:
        """In words, with times as this computer's clock shows them."""
        often = "once" if self.times == 1 else f"{self.times} times in a row"
        return f"left alone until {self.until.astimezone():%Y-%m-%d %H:%M %Z}, failed {often}: {self.reason}"


def listing(url: str) -> str:
    """The address under which a source's listing is known here."""
    return f"{LISTING}{url}"


def of(tx: Connection, addresses: Iterable[str]) -> dict[str, Setback]:
    """The setbacks of those of the addresses that failed when they were last asked, in any spelling."""
    wanted = {address: identity(address) for address in addresses}
    query = select(setbacks).where(among(setbacks.c.address, wanted.values()))
    found = {row.address: Setback(*row[1:]) for row in tx.execute(query)}
    return {address: found[its] for address, its in wanted.items() if its in found}


def failed(tx: Connection, source: str, failure: Failure, *, now: datetime) -> None:
    """An address of a source failed once more."""
    address = identity(failure.address)
    row = tx.execute(select(setbacks).where(setbacks.c.address == address)).one_or_none()
    times = 1 if row is None else row.times + 1
    asked = min(failure.until or now, now + 2 * LONGEST_PAUSE)
    values = {
        "source": source,
        "times": times,
        "last": now,
        "until": max(now + pause(times), asked),
        "status": failure.status,
        "reason": failure.reason,
    }
    insert_missing(tx, setbacks, values | {"address": address, "since": now})
    tx.execute(update(setbacks).where(setbacks.c.address == address).values(values))


def healed(tx: Connection, addresses: Iterable[str]) -> None:
    """These addresses answered."""
    tx.execute(delete(setbacks).where(among(setbacks.c.address, map(identity, addresses))))


def forget(tx: Connection, *, now: datetime) -> None:
    """Let go of what nobody has asked for, for `KEPT`."""
    tx.execute(delete(setbacks).where(setbacks.c.last < now - KEPT))


def pause(times: int) -> timedelta:
    """How long an address is left alone that failed so many times in a row."""
    return timedelta() if times < 2 else min(PAUSE * 2 ** min(times - 2, 20), LONGEST_PAUSE)  # noqa: PLR2004  # see above
