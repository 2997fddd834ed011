"""The lines of long work: for a person, or, with `--log-format json`, an object a line for other programs."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import click

from onrecord.cli.terminal import complain, say

if TYPE_CHECKING:
    from collections.abc import Callable

log_format = click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Lines for a person, or a JSON object in each line.",
)
"""`--log-format`, for the commands that run by themselves."""

_COMPLAINTS: Final = frozenset({"warning", "error", "critical"})


class Lines:
    """Says what is done in lines; with `dated`, a person's lines tell the time and what they are about, as logs do."""

    def __init__(self, form: str, *, dated: bool = False) -> None:
        self._say: Callable[[str, str, str], None] = _as_json if form == "json" else _dated if dated else _plain
        if form == "json":
            logging.basicConfig(handlers=[_Handler()], level=logging.getLogger().level, force=True)

    def tell(self, text: str, *, about: str, complaint: bool = False) -> None:
        """A line."""
        for line in text.splitlines():
            self._say(line, about, "error" if complaint else "info")


def _plain(text: str, _about: str, level: str) -> None:
    (complain if level in _COMPLAINTS else say)(text)


def _dated(text: str, about: str, level: str) -> None:
    line = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {about}: {text}"
    click.secho(line, err=level in _COMPLAINTS, fg="red" if level in _COMPLAINTS else None)


def _as_json(text: str, about: str, level: str) -> None:
    row = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "level": level, "about": about}
    click.echo(json.dumps(row | {"message": text}, ensure_ascii=False))


class _Handler(logging.Handler):
    """What libraries and our own modules log, in the same form; a traceback is a key of its own."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record as a line."""
        text = record.getMessage()
        if record.exc_info:
            text = f"{text}\n{logging.Formatter().formatException(record.exc_info)}"
        _as_json(text, record.name, record.levelname.lower())
