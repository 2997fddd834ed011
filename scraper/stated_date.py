"""The date that a document states, and what speaks against it."""

from __future__ import annotations

import re
from datetime import date

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# 'Thursday', but not one that is said to lie elsewhere in time.
_NAMED = re.compile(
    rf"(?<!\bnext )(?<!\blast )(?<!\bsince )(?<!\buntil )(?<!\bcoming )(?<!\bby )(?<!\bbefore )(?<!\bfrom )"
    rf"(?<!\bevery )\b({'|'.join(_WEEKDAYS)})\b"
)


def parse_day(stated: str) -> date | None:
    """The day; None when the calendar has none such."""
    try:
        return date(*(int(part) for part in stated.split("-")))
    except ValueError:
        return None


def doubts(stated: date, opening: str, *, today: date) -> tuple[str, ...]:
    """What speaks against the stated date, a line each.

    News tells of the day of its date or of the day before: when the opening paragraph names weekdays
    and none is one of these two, the date does not fit.
    """
    found: list[str] = []
    if stated > today:
        found.append(f"the stated date {stated.isoformat()} lies in the future")
    fitting = {_WEEKDAYS[stated.weekday()], _WEEKDAYS[stated.weekday() - 1]}
    named = list(dict.fromkeys(_NAMED.findall(opening)))
    if named and not fitting.intersection(named):
        found.append(
            f"the stated date {stated.isoformat()} was a {_WEEKDAYS[stated.weekday()]}, "
            f"but the text says {named[0]}; the date may be wrong"
        )
    return tuple(found)
