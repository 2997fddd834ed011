"""Numbers and times in words, as all lines for a person have them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

_UNITS: Final = ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute"))


def count(number: int, one: str, many: str | None = None) -> str:
    """'1 article', '2 articles'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def span(time: timedelta) -> str:
    """A time in its largest unit: '3 days', '1 hour', '20 minutes'; 'a moment' for less than a minute."""
    for unit, name in _UNITS:
        if number := time // unit:
            return count(number, name)
    return "a moment"


def when(moment: datetime | None, now: datetime) -> str:
    """How long ago: '3 days ago'; 'never' for no moment. One ahead is a clock's fault, and is now."""
    return "never" if moment is None else f"{span(max(now - moment, timedelta()))} ago"


def ahead(moment: datetime, now: datetime) -> str:
    """How long until then: 'in 20 minutes'; 'now' for less than a minute, and for what is due."""
    return f"in {span(moment - now)}" if moment - now >= _UNITS[-1][0] else "now"


def clock(moment: datetime) -> str:
    """The moment as this computer's clock shows it: '2026-11-24 07:00 CET'."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M %Z}"
