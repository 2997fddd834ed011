"""Texts that a command is given: files, standard input, or lines of JSON."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final

import click

from onrecord.cli.views.words import STANDARD_INPUT
from onrecord.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Text = tuple[object, str]
"""A text under its id: the name of its file, or what its line of JSON says."""

Input = tuple[str, IO[str]]
"""A file to read, under its name."""

DASH: Final = "-"
"""Names standard input, or standard output."""


def opened(files: Iterable[str]) -> Sequence[Input]:
    """The files, open until the command ends; raises `DocumentError` for one that is not there."""
    return [(STANDARD_INPUT if file == DASH else file, _open(file)) for file in files]


def whole(inputs: Iterable[Input]) -> Iterator[Text]:
    """Each file as a text, all of them read at once, so that one that can't be read is told before the work begins."""
    return iter([(name, _read(name, file)) for name, file in inputs])


def lines(inputs: Iterable[Input]) -> Iterator[Text]:
    """The texts in lines of JSON, read as they are needed; raises `DocumentError` with the number of a wrong one."""
    for name, file in inputs:
        with _reading(name):
            for number, line in enumerate(file, start=1):
                yield _row(line, f"{name}:{number}")


def _open(file: str) -> IO[str]:
    if file == DASH and sys.stdin.isatty():
        click.echo("Type or paste a text, and end it with Ctrl-D.", err=True)
    try:
        return click.get_current_context().with_resource(click.open_file(file, encoding="utf-8"))
    except FileNotFoundError as error:
        raise DocumentError(f"{file}: there is no such file; check its name") from error
    except OSError as error:
        raise _not_read(file, error) from error


def _read(name: str, file: IO[str]) -> str:
    with _reading(name):
        return file.read()


def _row(line: str, place: str) -> Text:
    try:
        row = json.loads(line)
        return row["id"], row["text"] + ""
    except (ValueError, KeyError, TypeError) as error:
        raise DocumentError(f'{place}: expected a JSON object with "id" and a text "text"') from error


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """What can go wrong while a file is read, told in a line."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise DocumentError(f"{name}: not UTF-8; save it as UTF-8") from error
    except OSError as error:
        raise _not_read(name, error) from error


def _not_read(name: str, error: OSError) -> DocumentError:
    return DocumentError(f"{name}: can't be read ({error.strerror}); name a text file that you may read")
