"""The `onrecord` command: its subcommands, and how it ends.

Exit codes: 0 done, 1 failed, 2 wrong usage or configuration.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import Final, NamedTuple, NoReturn

import click

from onrecord import __version__
from onrecord.cli.context import config_option
from onrecord.cli.ending import Ending
from onrecord.cli.terminal import STOPPED, complain
from onrecord.errors import OnRecordError


class Place(NamedTuple):
    """The module that holds a command, and what the command does: the first sentence of its help."""

    module: str
    summary: str


COMMANDS: Final = {
    "init": Place("setup", "Write a commented topics.yaml to fill in."),
    "check": Place("setup", "Check topics.yaml and say what it asks for."),
    "demo": Place(
        "demo", "See the whole job done in seconds, on two invented papers, without network or configuration."
    ),
    "sources": Place("sources", "Take in or give out feeds as OPML; see how shards divide the sources."),
    "topics": Place("topics", "Try the rules of topics.yaml."),
    "crawl": Place("crawl", "Collect the new articles of the named SOURCES (default: all of topics.yaml)."),
    "import": Place("collect", "Store text documents as articles."),
    "parse": Place("collect", "Show the article in a saved page FILE, as JSON, without a store."),
    "enrich": Place(
        "enrich", "Find the statements of all stored articles that wait for it, and match them to the topics."
    ),
    "annotate": Place("annotate", "Find the statements in texts, without a store, and show who said what."),
    "speakers": Place("speakers", "Show who is who across articles, and say it where you know better."),
    "statements": Place(
        "statements",
        "Show the statements on record that QUERY finds, the newest first, or export them for other programs.",
    ),
    "digest": Place("digest", "Compose today's edition of a digest (NAME; default: of each) and put it in the outbox."),
    "send": Place(
        "send", "Send what is in the outbox: to the mail server of topics.yaml or into a folder, and to chats."
    ),
    "recipients": Place(
        "recipients", "Show who gets which digest, since when and how, and note what readers ask you for."
    ),
    "run": Place("run", "Do all that is due: collect articles, find statements, compose and send digests."),
    "schedule": Place(
        "run", "Stay, and do all that is due: read each source as often as `every` says, send each digest at its time."
    ),
    "upkeep": Place(
        "upkeep", "Let go of texts that are older than `keep` says, and tell the operator by mail what needs a person."
    ),
    "status": Place(
        "status", "Show what needs a person, what runs and when it is due, how each source does, and what waits."
    ),
    "web": Place(
        "web", "Serve the web edition: the editions and all statements on record, to read, to search and to follow."
    ),
    "backup": Place("keeping", "Copy the store to FILE, while others go on working with it."),
    "vacuum": Place(
        "keeping",
        "Let go of the texts that `keep` lets go of, and give the room that the store does not need back to the disk.",
    ),
    "store": Place("moving", "Move the store to another database."),
    "doctor": Place("doctor", "Look whether digests can be made and will arrive, and say what to do where not."),
}
"""Each command; its module is imported only when the command is asked for, and not for the list of them all."""

_BRIEF: Final = frozenset({"init", "check", "status"})
"""Commands that end before there is garbage worth looking for."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module = import_module(f"onrecord.cli.{COMMANDS[cmd_name].module}")
        command: click.Command = getattr(module, f"{cmd_name}_")
        for one in (command, *getattr(command, "commands", {}).values()):
            one.help = _laid_out(one.help)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # as above
        room = formatter.width - 6 - max(map(len, COMMANDS))  # as click leaves
        with formatter.section("Commands"):
            listed = {name: click.Command(name, help=its.summary) for name, its in COMMANDS.items()}
            formatter.write_dl([(name, one.get_short_help_str(room)) for name, one in listed.items()])


def _laid_out(text: str | None) -> str | None:
    r"""Help whose lines after a `\b` stay as they are: click looks for the character, docstrings spell it."""
    return text and text.replace("\\b", "\b")


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="onrecord")
@click.option("-v", "--verbose", is_flag=True, help="Tell what is being done, step by step, on standard error.")
@config_option
@click.pass_context
def cli(ctx: click.Context, *, verbose: bool) -> None:
    r"""Who said what, on the topics you track, in your inbox each morning.

    Start with `onrecord demo`, which needs nothing. Then `onrecord init` writes a topics.yaml to fill in, and
    `onrecord run` does all that is due: collect articles, find statements, compose and send digests.

    \b
    Example:
      onrecord init
      onrecord run
    """
    if ctx.invoked_subcommand not in _BRIEF:
        gc.enable()
    handler = logging.StreamHandler()
    handler.setLevel(logging.INFO if verbose else logging.WARNING)  # libraries set the levels of their own loggers
    logging.basicConfig(
        level=handler.level, handlers=[handler], format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )


cli.help = _laid_out(cli.help)


def main() -> NoReturn:
    """Run the command line; what goes wrong is told in a line or two, never as a traceback."""
    gc.disable()  # imports make much that is no garbage
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # to look for some reads about all packages there are
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # what an old terminal can't show is spelt out
            stream.reconfigure(errors="backslashreplace")
    Ending().listen()
    try:
        sys.exit(cli(standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        complain(STOPPED)
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
    finally:
        gc.freeze()  # so that Python ends without looking for garbage in all of it
