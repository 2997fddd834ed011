"""`onrecord status`: what needs a person, what runs and is due, how the sources do, and what waits."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import click

from onrecord.cli.context import config_option, configuration, store
from onrecord.cli.terminal import count, say, table
from onrecord.cli.views import deliveries, health, work
from onrecord.state.parts import UNSENT
from onrecord.state.words import span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from onrecord.state.parts import State

_MOST_NEEDS: Final = 20


@click.command("status")
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 90), help="Count over so many days.")
@click.option("--json", "form", flag_value="json", help="Write all of it as JSON.")
@click.option("--prometheus", "form", flag_value="prometheus", help="Write metrics, as Prometheus reads them.")
@config_option
def status_(days: int, form: str | None) -> None:
    r"""Show what needs a person, what runs and when it is due, how each source does, and what waits.

    It ends with exit code 1 when something needs a person, so that monitoring can ask it, and with 0 when all is well.
    Of a source: how many articles it offered the last time, how many were new and how many pages failed over the last
    days, how soon after publication an article was collected (the median), and when it is read next. Of the outbox: how
    many messages stand where, and of the newest that are not sent why, and what to do.

    \b
    Example:
      onrecord status
      onrecord status --days 30
      onrecord status --json
      onrecord status --prometheus > onrecord.prom
    """
    from onrecord.state.data import as_data  # noqa: PLC0415  # keeps --help quick
    from onrecord.state.gathering import gather  # noqa: PLC0415  # as above
    from onrecord.state.metrics import exposition  # noqa: PLC0415  # as above

    config = configuration()
    state = gather(config, store(config), now=datetime.now(UTC), days=days)
    if form == "json":
        say(json.dumps(as_data(state), indent=2))  # in ASCII: it is JSON whatever the terminal's encoding is
    elif form == "prometheus":
        click.echo(exposition(state), nl=False)
    else:
        _show(state)
    if state.needs:
        click.get_current_context().exit(1)


def _show(state: State) -> None:
    _needs(state)
    for told in work.running(state):
        say(told)
    now = state.moment
    steps = [*([work.collecting(state)] if state.sources else []), *(work.step(one, now) for one in state.works)]
    _rows("Steps:", work.STEPS, steps, lambda row: work.line(work.STEPS, row))
    digests = [work.digest(one, now) for one in state.digests]
    _rows("Digests:", work.DIGESTS, digests, lambda row: work.line(work.DIGESTS, row))
    _sources(state)
    oldest = "" if state.waiting_since is None else f", the first for {span(now - state.waiting_since)}"
    say(f"Articles that wait to be read: {state.waiting:,}{oldest}")
    _outbox(state)
    say(f"Store {state.store}: {work.size(state.size)}")
    for name, number in state.counts.items():
        say(f"  {number:>9,} {name}")


def _needs(state: State) -> None:
    """What needs a person, or that nothing does."""
    if not state.needs:
        say("All is well.")
        return
    say("What needs you:")
    for need in state.needs[:_MOST_NEEDS]:
        say(f"  {need.text}")
    if (more := len(state.needs) - _MOST_NEEDS) > 0:
        say(f"  and {more:,} more: --json has them all")


def _rows(
    title: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    line: Callable[[tuple[str, ...]], str],
) -> None:
    """Rows as a table on a terminal, else as lines under a title."""
    if rows and not table(columns, rows):
        say(title)
        for row in rows:
            say(f"  {line(row)}")


def _sources(state: State) -> None:
    """A row or a line for each source, then what to look at."""
    now = state.moment
    if state.sources:
        say(f"Sources, over the last {count(state.days, 'day')}:")
        if not table(health.COLUMNS, (health.row(source, now) for source in state.sources)):
            for source in state.sources:
                say(f"  {health.line(source, now)}")
    told = [line for source in state.sources for line in source.advice]
    if told:
        say("What to look at:")
    for line in told:
        say(f"  {line}")


def _outbox(state: State) -> None:
    """A line for each state that messages are in, then why some are not sent."""
    for line in deliveries.standing(state.deliveries):
        say(line)
    if state.unsent:
        say("Not sent, the newest:")
        for trouble in state.unsent[:UNSENT]:
            say(f"  {deliveries.line(trouble)}")
        if len(state.unsent) > UNSENT:
            say("  and others")
