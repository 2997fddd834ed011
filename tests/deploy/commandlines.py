"""Command lines of `onrecord` in files for those who run it, held against the commands that there are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from onrecord import cli

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT: Final = Path(__file__).parents[2]

_NAME = re.compile(r"[a-z]+(-[a-z]+)*")


def unknown(words: Sequence[str]) -> Iterator[str]:
    """The commands and options that no `onrecord` has, among words such as `["cd", "x", "&&", "onrecord", "run"]`."""
    for place, word in enumerate(words[:-1]):
        name = words[place + 1]
        if word.rpartition("/")[2] != "onrecord" or not _NAME.fullmatch(name) or name == "onrecord":
            continue
        command = cli.cli.get_command(click.Context(cli.cli), name)
        if command is None:
            yield name
            continue
        known = {option for param in command.params for option in param.opts} | {"--help"}
        yield from (f"{name} {option}" for option in _options(words[place + 2 :]) if option not in known)


def _options(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        if word in {"&&", "||", "|", ";", ">", "}"}:
            return
        if re.fullmatch(r"--?[a-z][a-z-]*(=.*)?", word):
            yield word.partition("=")[0]
