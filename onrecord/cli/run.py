"""`onrecord run` and `onrecord schedule`: the whole job, once and every day."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from onrecord.cli.context import config_option, config_path, configuration, store
from onrecord.cli.logs import Lines, log_format
from onrecord.cli.sharding import shard_option
from onrecord.cli.terminal import bars, progress
from onrecord.errors import OnRecordError

if TYPE_CHECKING:
    from onrecord.shards import Shard


@click.command("run")
@shard_option
@log_format
@config_option
def run_(log_format: str, shard: Shard | None) -> None:
    r"""Do all that is due: collect articles, find statements, compose and send digests.

    Run it as often as you like, by hand or from cron, also twice at once and beside `onrecord schedule`: a source is
    read as often as its `every` says, an edition is composed once a day, and a message is sent once. Killed in the
    middle, it goes on at the next run.

    \b
    Example:
      onrecord run
      onrecord run --log-format json >> onrecord.log
      onrecord run --shard 3/16
    """
    from onrecord.schedule.run import Shown, run  # noqa: PLC0415  # keeps --help quick

    lines = Lines(log_format)
    with lines.ending("run"):
        config = configuration()
        with (
            bars("Collecting") as collecting,
            progress("Reading articles") as reading,
            progress("Sending") as sending,
        ):
            done = run(config, store(config), Shown(collecting, reading, sending), shard=shard)
        for line in done.told:
            lines.tell(line, about="run")
        for line in done.errors:
            lines.tell(line, about="run", complaint=True)
        if done.errors:
            raise OnRecordError("not everything went well; what did is kept")


@click.command("schedule")
@shard_option
@log_format
@config_option
def schedule_(log_format: str, shard: Shard | None) -> None:
    r"""Stay, and do all that is due: read each source as often as `every` says, send each digest at its time.

    Stop it with Ctrl-C or SIGTERM: what it does is ended in order within ten seconds. Changes of topics.yaml hold
    within seconds; one that is wrong is told, and the old one holds. It may run beside cron or a run by hand.

    \b
    Example:
      onrecord schedule
      onrecord schedule --log-format json
      onrecord schedule --shard 3/16
    """
    from onrecord import config as configs  # noqa: PLC0415  # as above
    from onrecord.schedule.daemon import Daemon  # noqa: PLC0415  # as above

    lines = Lines(log_format, dated=True)

    async def serve() -> None:
        path = configs.find(config_path())
        part = "" if shard is None else f", of the sources those of shard {shard}"
        lines.tell(f"{path}: doing what is due{part}, until Ctrl-C or SIGTERM", about="schedule")
        await Daemon(path, lines.tell, shard=shard).serve()

    with lines.ending("schedule"), suppress(KeyboardInterrupt):  # on Windows; elsewhere the daemon hears it
        asyncio.run(serve())
    lines.tell("stopped; what was stored is kept, and the next start goes on", about="schedule")
