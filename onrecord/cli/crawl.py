"""`onrecord crawl`: from sources to articles."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from onrecord.cli.context import config_option, configuration
from onrecord.cli.moments import moment
from onrecord.cli.sharding import shard_option
from onrecord.cli.terminal import bars, complain, count, say, table
from onrecord.errors import CrawlError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from onrecord.config import Config
    from onrecord.shards import Shard
    from scraper.crawl import Outcome


@click.command("crawl")
@click.argument("sources", nargs=-1)
@click.option(
    "--since",
    callback=moment,
    metavar="WHEN",
    help="Leave out what its source dates before this: 3d, 12h, 2w, or a date.",
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Fetch at most N articles of each source.")
@click.option("--due", is_flag=True, help="Only sources that were last read as long ago as `every` says.")
@shard_option
@click.option("--dry-run", is_flag=True, help="Read the listings, show what would be fetched, and store nothing.")
@config_option
def crawl_(  # noqa: PLR0913  # its options
    sources: tuple[str, ...],
    since: datetime | None,
    limit: int | None,
    shard: Shard | None,
    *,
    due: bool,
    dry_run: bool,
) -> None:
    r"""Collect the new articles of the named SOURCES (default: all of topics.yaml).

    Articles are stored as they come; stop it at any time, and the next crawl goes on. A folder is always read whole.
    A source or page that failed several times in a row is left alone for a while, unless its source is named. A source
    that another process is reading is left to it. Several machines share the work by --shard: each site belongs to one.

    \b
    Example:
      onrecord crawl
      onrecord crawl "Harbour Gazette" --since 3d --limit 20
      onrecord crawl --dry-run
      onrecord crawl --shard 3/16
    """
    from scraper.crawl import Limits, crawl  # noqa: PLC0415  # keeps --help quick

    config = configuration()
    if shard is not None:
        _elsewhere(config, sources, shard)
    with bars("Collecting") as advance:
        outcomes = crawl(
            config,
            sources,
            limits=Limits(since, limit, dry_run, insist=bool(sources)),
            due=due,
            shard=shard,
            progress=lambda seen: advance(seen.source, seen.done, seen.known),
        )
    if shard is not None and not (outcomes or sources or due):
        say(f"Shard {shard} has none of the sources.")
    (_plan if dry_run else _summary)(outcomes)
    for outcome in outcomes:
        if outcome.error:
            complain(f"{outcome.source}: {outcome.error}")
    if any(outcome.error for outcome in outcomes):
        kept = "" if dry_run else "; the articles of the others are stored"
        raise CrawlError(f"not every source could be {'read' if dry_run else 'crawled'}{kept}")


def _elsewhere(config: Config, names: Sequence[str], shard: Shard) -> None:
    """Tell which of the named sources lie in another shard. Raises `ConfigError` for an unknown one."""
    from onrecord.shards import home  # noqa: PLC0415  # as above
    from scraper.job import chosen  # noqa: PLC0415  # as above

    for source in chosen(config, names) if names else ():
        its = home(config, source, shard.of)
        if its != shard:
            say(f"{source.name} is left to shard {its}, which it lies in.")


def _summary(outcomes: Sequence[Outcome]) -> None:
    """What came of each source: a table on a terminal, else a line each; what was left alone is said in both."""
    read = [one for one in outcomes if one.resting is None and one.busy is None]
    rows = [(one.source, *(f"{number:,}" for number in _numbers(one)), "failed" if one.error else "") for one in read]
    if not (rows and table(("Source", "New", "Changed", "Known", "Failed", ""), rows)):
        for one in read:
            new, changed, same, failed = _numbers(one)
            say(f"{one.source}: {new} new, {changed} changed, {same} known, {failed} failed.")
    for one in read:
        if one.left:
            say(f"{one.source}: {count(one.left, 'page')} failed before and will be asked for again later.")
    for one in outcomes:
        if one.busy is not None:
            say(f"{one.source} {one.busy}.")
        if one.resting is not None:
            say(f"{one.source}: {one.resting.told}")
            say(f"  To ask all the same: onrecord crawl {shlex.quote(one.source)}")


def _numbers(outcome: Outcome) -> tuple[int, int, int, int]:
    return outcome.new, outcome.changed, outcome.same, outcome.failed


def _plan(outcomes: Sequence[Outcome]) -> None:
    """What would be fetched of each source: the day, the address, the headline, as far as the source tells them."""
    for outcome in outcomes:
        if outcome.resting is not None:
            say(f"{outcome.source}: {outcome.resting.told}")
            continue
        later = f", {outcome.left} left for later" if outcome.left else ""
        say(f"{outcome.source}: {count(len(outcome.planned), 'article')} to be fetched, {outcome.same} known{later}.")
        for entry in outcome.planned:
            day = f"{entry.dated:%Y-%m-%d}" if entry.dated and entry.hint.published else "no date   "
            say(f"  {day}  {entry.url}" + (f"  {entry.hint.title}" if entry.hint.title else ""))
