"""The lines of long work: for a person, or, with `--log-format json`, an object a line for other programs."""

from __future__ import annotations

import json
import logging
import sys
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import click

from onrecord.cli.terminal import STOPPED, complain, say
from onrecord.errors import OnRecordError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
        self._say: Callable[[str, str, str], None] = as_json if form == "json" else _dated if dated else _plain
        self._json = form == "json"
        if self._json:
            logging.basicConfig(
                handlers=[_Handler()], format="%(message)s", level=logging.getLogger().level, force=True
            )
            logging.captureWarnings(capture=True)
            sys.excepthook = lambda *fault: logging.getLogger("onrecord").critical(
                "a fault in On Record", exc_info=fault
            )

    def tell(self, text: str, *, about: str, complaint: bool = False) -> None:
        """A line."""
        for line in text.splitlines():
            self._say(line, about, "error" if complaint else "info")

    @contextmanager
    def ending(self, about: str) -> Iterator[None]:
        """Where the end of the work, good or bad, is told in the same form as the rest."""
        if not self._json:
            yield
            return
        try:
            yield
        except OnRecordError as error:
            self.tell(str(error), about=about, complaint=True)
            sys.exit(error.exit_code)
        except KeyboardInterrupt:
            self.tell(STOPPED, about=about, complaint=True)
            sys.exit(1)


def _plain(text: str, _about: str, level: str) -> None:
    (complain if level in _COMPLAINTS else say)(text)


def _dated(text: str, about: str, level: str) -> None:
    line = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {about}: {text}"
    click.secho(line, err=level in _COMPLAINTS, fg="red" if level in _COMPLAINTS else None)


def as_json(text: str, about: str, level: str) -> None:
    """Write a line for programs."""
    row = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "level": level, "about": about}
    click.echo(json.dumps(row | {"message": text}))  # in ASCII: it is whole in any encoding of the output


class _Handler(logging.Handler):
    """What libraries and our own modules log, in the same form, a traceback with its message."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record as a line."""
        try:
            text = self.format(record)
        except (TypeError, ValueError, KeyError):  # what does not fit its own message
            text = f"{record.msg} {record.args}"
        with suppress(OSError):  # a log that is full or gone keeps nobody from the work
            as_json(text, record.name, record.levelname.lower())
