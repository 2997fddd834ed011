"""What is wrong with a source and what to do about it, in words for a person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from onrecord.state.words import clock, count, span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from onrecord.store.health import Health
    from onrecord.store.setbacks import Setback

SILENT: Final = timedelta(days=14)
"""A source that gave nothing new for so long is told of: its address may be an old one."""

LONG: Final = timedelta(days=1)
"""A source that fails for so long needs a person."""

_MANY: Final = 5  # pages that failed, from which on it is no accident

_REMEDIES: Final = {
    401: "it asks for a login: write yours into the address, https://user:password@host/, or take another address",
    402: "it asks for payment: take another address of it, or leave it out with 'enabled: false'",
    403: "it does not let programs read it: ask its owner to let yours in (crawl.contact tells whose it is), take "
    "another address of it, or leave it out with 'enabled: false'",
    404: "the address has changed: look for the new one on the site's front page",
    410: "it is gone for good: look for another address, or take it out",
    429: "it is asked too often: raise crawl.delay, or run less often",
}
_AT_THE_SITE: Final = "the trouble is at the site: nothing needs to be done but to wait"
_LONG_AT_THE_SITE: Final = (
    "the trouble is at the site: look at it with a browser; if it stays so, take another address of it, or leave it "
    "out with 'enabled: false'"
)


def advice(
    health: Health, failing: Mapping[str, Setback], now: datetime, *, fixed: bool = False
) -> Iterator[tuple[str, str, datetime | None]]:
    """What is wrong, each with a key, the words and since when it needs a person, None where it needs nobody yet.

    `failing` are the source's addresses that failed. A `fixed` one offers what it always did: pages, a folder.
    """
    name = health.source
    if failing:
        for address, setback in failing.items():
            text = f"{name}: {f'{address}: ' if fixed else ''}{_trouble(setback, now)}"
            yield f"{name}:{address}", text, setback.since if _is_long(setback, now) else None
    elif health.error:
        since = health.failing_since
        yield name, f"{name}: {health.error}", since if since is not None and now - since >= LONG else None
    elif health.read is None:
        yield name, f"{name}: not read yet: 'onrecord run' or 'onrecord crawl' reads it", None
    elif not fixed and health.newest is not None and now - health.newest > SILENT:
        yield name, f"{name}: nothing new for {span(now - health.newest)}: does it still appear at this address?", None
    if health.failed >= _MANY and health.failed > health.new:
        status = max(health.refusals, key=lambda one: health.refusals[one], default=None)
        which = "" if status is None else f", {health.refusals[status]} with HTTP {status}: {_remedy(status)}"
        yield name, f"{name}: {health.failed} of its pages failed{which}", None


def _is_long(setback: Setback, now: datetime) -> bool:
    """Whether it failed again and again for a day: one failure is an accident."""
    return setback.times > 1 and now - setback.since >= LONG


def _trouble(setback: Setback, now: datetime) -> str:
    often = "" if setback.times == 1 else f" ({count(setback.times, 'time')} in a row)"
    again = f"; asked again after {clock(setback.until)}" if setback.until > now else ""
    if setback.status is None:
        return f"failing for {span(now - setback.since)}{often}: {setback.reason}{again}"
    what = f"HTTP {setback.status} from this site for {span(now - setback.since)}{often}"
    return f"{what}: {_remedy(setback.status, long=_is_long(setback, now))}{again}"


def _remedy(status: int, *, long: bool = False) -> str:
    if status >= 500:  # noqa: PLR2004  # RFC 9110
        return _LONG_AT_THE_SITE if long else _AT_THE_SITE
    return _REMEDIES.get(status, "look at the page with a browser")
