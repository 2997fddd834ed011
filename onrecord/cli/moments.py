"""Moments as a person types them for an option."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import click

_SPAN = re.compile(r"(\d{1,4})\s*([hdw])")
_HOURS = {"h": 1, "d": 24, "w": 7 * 24}


def moment(_ctx: click.Context, _option: click.Parameter, typed: str | None) -> datetime | None:
    """What an option means: a time ago (`3d`, `12h`, `2w`), or an ISO 8601 date, without a zone taken as UTC."""
    if typed is None:
        return None
    text = typed.strip()
    try:
        if span := _SPAN.fullmatch(text.lower()):
            return datetime.now(UTC) - timedelta(hours=int(span[1]) * _HOURS[span[2]])
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise click.BadParameter(
            f"{text!r} is no date; write a time ago such as 3d, 12h or 2w, or a date such as 2026-11-20"
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
