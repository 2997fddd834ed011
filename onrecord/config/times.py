"""When a digest is due: each local date once, at its time or as soon after it as something runs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.config.schema import Digest


def today(digest: Digest, now: datetime) -> date:
    """The date in the digest's zone."""
    return now.astimezone(digest.zone).date()


def moment(digest: Digest, day: date) -> datetime:
    """When the edition of a date is due, in UTC; a time that the clock skips that day is the moment after the gap."""
    return datetime.combine(day, digest.at, digest.zone).astimezone(UTC)


def due(digest: Digest, now: datetime, *, known: datetime) -> date | None:
    """The date whose edition should be there by now, if any: the last one that had its time, unless that is too late.

    A digest that was set up, or first `known`, after that begins with it all the same on its own day; for the days
    before, it owes nothing.
    """
    day = _last(digest, now)
    if day is None:
        return None
    its = moment(digest, day)
    if known > its:
        return day if day == today(digest, now) else None
    return day if now <= its + digest.catch_up else None


def missed(digest: Digest, now: datetime, *, known: datetime, since: datetime) -> Iterator[date]:
    """The dates from `since` on, newest first, whose editions can't be made up for any more; not whether they are."""
    day = _last(digest, now)
    owed = due(digest, now, known=known)
    while day is not None and (its := moment(digest, day)) >= max(since, known):
        if day != owed:
            yield day
        day = _last(digest, its - timedelta(seconds=1))


def coming(digest: Digest, now: datetime) -> datetime:
    """When the digest is due next, in UTC."""
    first = today(digest, now)
    days = (first + timedelta(days=after) for after in range(-1, 9))
    return min(its for day in days if day.weekday() in digest.weekdays and (its := moment(digest, day)) > now)


def _last(digest: Digest, now: datetime) -> date | None:
    """The last date of the digest's weekdays whose time has come."""
    first = today(digest, now)
    days = (first - timedelta(days=before) for before in range(9))
    return next((day for day in days if day.weekday() in digest.weekdays and moment(digest, day) <= now), None)
