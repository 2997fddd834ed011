"""How sources do, in words and rows for a person: the figures, and what to do about a source that gives nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from onrecord.store.health import Health
    from onrecord.store.setbacks import Setback

COLUMNS = ("Source", "Offered", "New", "Failed", "HTTP errors", "Lag", "Last success")

SILENT = timedelta(days=14)
"""A source that gave nothing new for so long is told of: its address may be an old one."""

_MANY = 5  # pages that failed, from which on it is no accident

_REMEDIES = {
    401: "it asks for a login: write yours into the address, https://user:password@host/, or take another address",
    402: "it asks for payment: take another address of it, or leave it out with 'enabled: false'",
    403: "it does not let programs read it: ask its owner to let yours in (crawl.contact tells whose it is), take "
    "another address of it, or leave it out with 'enabled: false'",
    404: "the address has changed: look for the new one on the site's front page",
    410: "it is gone for good: look for another address, or take it out",
    429: "it is asked too often: raise crawl.delay, or run less often",
}
_AT_THE_SITE = "the trouble is at the site: nothing needs to be done but to wait"
_UNITS = ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute"))


def row(health: Health, now: datetime) -> tuple[str, ...]:
    """A source's figures, as in `COLUMNS`."""
    refusals = ", ".join(f"{times} × {status}" for status, times in sorted(health.refusals.items()))
    return (
        health.source,
        f"{health.offered:,}",
        f"{health.new:,}",
        f"{health.failed:,}",
        refusals,
        "" if health.lag is None else span(health.lag),
        "never" if health.success is None else f"{span(now - health.success)} ago",
    )


def line(health: Health, now: datetime) -> str:
    """The same in a line."""
    _, offered, new, failed, refusals, lag, success = row(health, now)
    parts = [f"last success {success}", f"{offered} offered", f"{new} new", f"{failed} failed"]
    parts += [f"HTTP errors: {refusals}"] if refusals else []
    parts += [f"collected {lag} after publication"] if lag else []
    return f"{health.source}: {', '.join(parts)}"


def advice(health: Health, failing: Mapping[str, Setback], now: datetime, *, fixed: bool = False) -> Iterator[str]:
    """What is wrong with a source and what to do, a line each; none where all is well.

    `failing` are its addresses that failed. A `fixed` one offers what it always did: a list of pages, a folder.
    """
    if failing:
        for address, setback in failing.items():
            yield f"{health.source}: {f'{address}: ' if fixed else ''}{_trouble(setback, now)}"
    elif health.error:
        yield f"{health.source}: {health.error}"
    elif health.read is None:
        yield f"{health.source}: not read yet: 'onrecord run' or 'onrecord crawl' reads it"
    elif not fixed and health.newest is not None and now - health.newest > SILENT:
        yield f"{health.source}: nothing new for {span(now - health.newest)}: does it still appear at this address?"
    if health.failed >= _MANY and health.failed > health.new:
        status = max(health.refusals, key=lambda one: health.refusals[one], default=None)
        which = "" if status is None else f", {health.refusals[status]} with HTTP {status}: {_remedy(status)}"
        yield f"{health.source}: {health.failed} of its pages failed{which}"


def span(time: timedelta) -> str:
    """A time in its largest unit: '3 days', '1 hour', '20 minutes'; 'a moment' for less than a minute."""
    for unit, name in _UNITS:
        if number := time // unit:
            return f"{number} {name}" if number == 1 else f"{number} {name}s"
    return "a moment"


def _trouble(setback: Setback, now: datetime) -> str:
    often = "" if setback.times == 1 else f" ({setback.times} times in a row)"
    again = f"; asked again after {setback.until.astimezone():%Y-%m-%d %H:%M %Z}" if setback.until > now else ""
    if setback.status is None:
        return f"failing for {span(now - setback.since)}{often}: {setback.reason}{again}"
    what = f"HTTP {setback.status} from this site for {span(now - setback.since)}{often}"
    return f"{what}: {_remedy(setback.status)}{again}"


def _remedy(status: int) -> str:
    if status >= 500:  # noqa: PLR2004  # RFC 9110
        return _AT_THE_SITE
    return _REMEDIES.get(status, "look at the page with a browser")
