"""How sources do, in rows and lines for a person: the figures of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from onrecord.state.words import ahead, span, when

if TYPE_CHECKING:
    from datetime import datetime

    from onrecord.state.parts import SourceState

COLUMNS: Final = ("Source", "Offered", "New", "Failed", "HTTP errors", "Lag", "Next", "Last success")


def row(source: SourceState, now: datetime) -> tuple[str, ...]:
    """A source's figures, as in `COLUMNS`."""
    health = source.health
    refusals = ", ".join(f"{times} × {status}" for status, times in sorted(health.refusals.items()))
    return (
        health.source,
        f"{health.offered:,}",
        f"{health.new:,}",
        f"{health.failed:,}",
        refusals,
        "" if health.lag is None else span(health.lag),
        "at it" if source.at_work else ahead(source.next, now),
        when(health.success, now),
    )


def line(source: SourceState, now: datetime) -> str:
    """The same in a line."""
    name, offered, new, failed, refusals, lag, following, success = row(source, now)
    parts = [f"last success {success}", f"{offered} offered", f"{new} new", f"{failed} failed"]
    parts += [f"HTTP errors: {refusals}"] if refusals else []
    parts += [f"collected {lag} after publication"] if lag else []
    parts += ["being read"] if source.at_work else [f"to be read {following}"]
    return f"{name}: {', '.join(parts)}"
