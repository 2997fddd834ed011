"""`onrecord run` and `onrecord schedule`: the whole job, once and every day."""

from __future__ import annotations

import click

from onrecord.cli.context import config_option, config_path, configuration, store
from onrecord.cli.terminal import bars, complain, progress, say
from onrecord.errors import OnRecordError


@click.command("run")
@config_option
def run_() -> None:
    r"""Do all that is due: collect articles, find statements, compose and send digests.

    Run it as often as you like, by hand or from cron, also twice at once: an edition is composed once a day,
    and a message is sent once. Killed in the middle, it goes on at the next run.

    \b
    Example:
      onrecord run
    """
    from onrecord import schedule  # noqa: PLC0415  # keeps --help quick

    config = configuration()
    with (
        bars("Collecting") as collecting,
        progress("Reading articles") as reading,
        progress("Sending") as sending,
    ):
        done = schedule.run(config, store(config), collecting=collecting, reading=reading, sending=sending)
    for line in done.told:
        say(line)
    for line in done.errors:
        complain(line)
    if done.errors:
        raise OnRecordError("not everything went well; what did is kept")


@click.command("schedule")
@click.option("--every", default=15, show_default=True, type=click.IntRange(1, 24 * 60), help="Minutes between runs.")
@config_option
def schedule_(every: int) -> None:
    r"""Stay, and do all that is due every few minutes and at each digest's time.

    Stop it with Ctrl-C. It may run beside cron or a run by hand.

    \b
    Example:
      onrecord schedule
      onrecord schedule --every 30
    """
    from onrecord import config as configs  # noqa: PLC0415  # keeps --help quick
    from onrecord import schedule  # noqa: PLC0415  # as above

    path = configs.find(config_path())
    config = configs.load(path)
    say(f"Every {every} minutes, and at each digest's time: onrecord run. Stop with Ctrl-C.")
    try:
        schedule.serve(config, minutes=every)
    except KeyboardInterrupt:
        say("Stopped. What a run has begun it ends.")
