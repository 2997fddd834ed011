"""Dates as pages and feeds write them ─► aware datetimes; guesses are refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime

OLDEST = 1990
"""News on the web is not older; an earlier year is a clock's zero or a slip."""

_NOISE = re.compile(r"\s+(?:\(\w+\)|[A-Z]{3,4})$")
_OFFSET = re.compile(r"(\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*([+-]\d{2}):?(\d{2})$")
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})$|(\d{4})/(\d{1,2})/(\d{1,2})$")
_GERMAN_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?$")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment; with `date_only` it is midnight UTC of a day whose time is not known."""

    moment: datetime
    date_only: bool = False


def read(value: object, *, now: datetime) -> Stamp | None:
    """What a date of a page says: ISO 8601 and its relatives, RFC 5322, `D.M.YYYY`, seconds since 1970.

    A time without a zone is taken as UTC. None for what is no date, older than 1990 or in the future; a day
    is let pass where the zone is not known.
    """
    if not isinstance(value, str) or not 8 <= len(value.strip()) <= 64:  # noqa: PLR2004  # no date is shorter, or longer
        return None
    try:
        stamp = _read(" ".join(value.split()))
    except (ValueError, OverflowError, OSError):
        return None
    return stamp if stamp is not None and plausible(stamp, now=now) else None


def plausible(stamp: Stamp, *, now: datetime) -> bool:
    """Whether an article can have been published then."""
    try:
        return stamp.moment.year >= OLDEST and stamp.moment <= now + timedelta(days=1)
    except OverflowError:
        return False


def whole_day(day: date) -> Stamp:
    """A day without a time."""
    return Stamp(datetime.combine(day, time(), UTC), date_only=True)


def _read(value: str) -> Stamp | None:
    if found := _DAY.match(value):
        return whole_day(date(*(int(part) for part in found.groups() if part)))
    if found := _GERMAN_DAY.match(value):
        return whole_day(date(int(found[3]), int(found[2]), int(found[1])))
    if _EPOCH.match(value):
        return Stamp(datetime.fromtimestamp(int(value[:10]), UTC))
    moment = _iso(value) or _mail(value)
    if moment is None:
        return None
    offset = moment.utcoffset()
    if offset is None:
        return Stamp(moment.replace(tzinfo=UTC))
    # A plain offset: what is read from elsewhere may be a zone that can't be pickled or stored.
    return Stamp(moment.replace(tzinfo=timezone(offset) if offset else UTC))


def _iso(value: str) -> datetime | None:
    plain = _OFFSET.sub(r"\1\2:\3", _NOISE.sub("", value).replace(",", "."))
    zulu = plain[:-1] + "+00:00" if plain[-1:] in "Zz" else plain
    try:
        return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", zulu))
    except ValueError:
        return None


def _mail(value: str) -> datetime | None:
    try:
        return parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
