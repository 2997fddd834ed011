"""`onrecord upkeep`: what is to be done once in a while."""

from __future__ import annotations

import click

from onrecord.cli.context import config_option, configuration, store
from onrecord.cli.terminal import complain, say
from onrecord.errors import OnRecordError


@click.command("upkeep")
@config_option
def upkeep_() -> None:
    r"""Let go of texts that are older than `keep` says, and tell the operator by mail what needs a person.

    `onrecord run` does this too, and `onrecord schedule` every hour.

    \b
    Example:
      onrecord upkeep
    """
    from onrecord.schedule import steps  # noqa: PLC0415  # takes a while; `--help` needs it not

    config = configuration()
    done = steps.Done()
    steps.keep_up(done, config, store(config))
    for line in done.told:
        say(line)
    for line in done.errors:
        complain(line)
    if done.errors:
        raise OnRecordError("not everything went well; it is tried again at the next run")
