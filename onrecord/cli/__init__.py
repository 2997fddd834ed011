"""The `onrecord` command: its subcommands, and how it ends.

Exit codes: 0 done, 1 failed, 2 wrong usage or configuration.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import NoReturn

import click

from onrecord import __version__
from onrecord.cli.context import config_option
from onrecord.cli.terminal import complain
from onrecord.errors import OnRecordError

COMMANDS = {
    "init": "setup",
    "check": "setup",
    "demo": "demo",
    "sources": "sources",
    "topics": "topics",
    "crawl": "crawl",
    "import": "collect",
    "parse": "collect",
    "enrich": "enrich",
    "annotate": "annotate",
    "speakers": "speakers",
    "digest": "digest",
    "send": "send",
    "run": "run",
    "schedule": "run",
    "upkeep": "upkeep",
    "status": "status",
    "doctor": "doctor",
}
"""Each command and the module that holds it, imported only when the command is asked for."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module = import_module(f"onrecord.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_")
        for one in (command, *getattr(command, "commands", {}).values()):
            one.help = _laid_out(one.help)
        return command


def _laid_out(text: str | None) -> str | None:
    r"""Help whose lines after a `\b` stay as they are: click looks for the character, docstrings spell it."""
    return text and text.replace("\\b", "\b")


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="onrecord")
@click.option("-v", "--verbose", is_flag=True, help="Tell what is being done, step by step, on standard error.")
@config_option
def cli(*, verbose: bool) -> None:
    r"""Who said what, on the topics you track, in your inbox each morning.

    Start with `onrecord demo`, which needs nothing. Then `onrecord init` writes a topics.yaml to fill in, and
    `onrecord run` does all that is due: collect articles, find statements, compose and send digests.

    \b
    Example:
      onrecord init
      onrecord run
    """
    handler = logging.StreamHandler()
    handler.setLevel(logging.INFO if verbose else logging.WARNING)  # libraries set the levels of their own loggers
    logging.basicConfig(
        level=handler.level, handlers=[handler], format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )


cli.help = _laid_out(cli.help)


def main() -> NoReturn:
    """Run the command line; what goes wrong is told in a line or two, never as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # what an old terminal can't show is spelt out
            stream.reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # by which services are ended: as Ctrl-C
    try:
        sys.exit(cli(standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        complain("Stopped. What was stored is kept; run the command again to go on.")
        sys.exit(1)
    except OnRecordError as error:
        complain(str(error))
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:  # a full disk, mostly
        complain(f"{error.filename or 'the output'}: {error.strerror or error}")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
