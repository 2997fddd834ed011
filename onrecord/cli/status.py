"""`onrecord status`: what the store holds, how the sources do, and what waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from onrecord.cli.context import config_option, configuration, store
from onrecord.cli.terminal import count, say, table
from onrecord.cli.views import deliveries
from onrecord.cli.views import health as views

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.config import Source
    from onrecord.model import DeliveryStatus
    from onrecord.store.health import Health
    from onrecord.store.outbox import Trouble
    from onrecord.store.setbacks import Setback

_MOST_UNSENT = 10  # messages of which it is told why they are not sent


@click.command("status")
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 90), help="Count over so many days.")
@config_option
def status_(days: int) -> None:
    r"""Show what the store holds, how each source does and what to do about it, and the outbox.

    Of a source: how many articles it offered the last time, how many were new and how many pages failed over the last
    days, and how soon after publication an article was collected (the median). Of the outbox: how many messages stand
    where, and of the newest that are not sent why, and what to do.

    \b
    Example:
      onrecord status
      onrecord status --days 30
    """
    from onrecord.store import health, outbox, overview, setbacks  # noqa: PLC0415  # keeps --help quick

    config = configuration()
    now = datetime.now(UTC)
    sources = [source for source in config.sources if source.enabled]
    with store(config).read() as tx:
        held = overview.counts(tx)
        states = health.of(tx, (source.name for source in sources), since=now - timedelta(days=days))
        failing = setbacks.of(tx, (name for source in sources for name in _names(source)))
        waiting = outbox.counts(tx)
        unsent = outbox.troubles(tx, limit=_MOST_UNSENT + 1)
    say(f"Store {config.store.engine_url()}:")
    for name, number in held.items():
        say(f"  {number:>9,} {name}")
    if states:
        say(f"Sources, over the last {count(days, 'day')}:")
    _sources(states, sources, failing, now)
    _outbox(waiting, unsent)


def _names(source: Source) -> dict[str, str]:
    """A source's addresses by the names that they have among those that failed."""
    from onrecord.config.collecting import without_login  # noqa: PLC0415  # keeps --help quick
    from onrecord.store import setbacks  # noqa: PLC0415  # as above

    addresses = [without_login(one) for one in source.addresses]
    return {one if source.kind == "page" else setbacks.listing(one): one for one in addresses}


def _sources(
    states: Sequence[Health], sources: Sequence[Source], failing: Mapping[str, Setback], now: datetime
) -> None:
    """A row or a line for each source, then what is wrong with some."""
    if not table(views.COLUMNS, (views.row(state, now) for state in states)):
        for state in states:
            say(f"  {views.line(state, now)}")
    told: list[str] = []
    for state, source in zip(states, sources, strict=True):
        its = {address: failing[name] for name, address in _names(source).items() if name in failing}
        told += views.advice(state, its, now, fixed=source.kind in {"page", "folder"})
    if told:
        say("What to look at:")
    for line in told:
        say(f"  {line}")


def _outbox(waiting: Mapping[DeliveryStatus, int], unsent: Sequence[Trouble]) -> None:
    """A line for each state that messages are in, then why some are not sent."""
    for line in deliveries.standing(waiting):
        say(line)
    if unsent:
        say("Not sent, the newest:")
    for trouble in unsent[:_MOST_UNSENT]:
        say(f"  {deliveries.line(trouble)}")
    if len(unsent) > _MOST_UNSENT:
        say("  and others")
