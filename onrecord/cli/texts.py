"""Texts that a command is given: files, standard input, or lines of JSON."""

from __future__ import annotations

import json
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from onrecord.cli.views.words import STANDARD_INPUT
from onrecord.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Text = tuple[object, str]
"""A text under its id: the name of its file, or what its line of JSON says."""

DASH: Final = "-"
"""Names standard input, or standard output."""


def whole(files: Iterable[str]) -> Iterator[Text]:
    """Each file as a text, all of them read at once, so that one that can't be read is told before the work begins."""
    return iter([(name(file), "".join(_lines(file))) for file in files])


def lines(files: Sequence[str]) -> Iterator[Text]:
    """The texts in lines of JSON, read as they are needed; raises `DocumentError` with the number of a wrong one."""
    for file in files:
        if not Path(file).exists() and file != DASH:
            raise _missing(file)
    return (
        _row(line.removeprefix("\ufeff"), f"{name(file)}:{number}")
        for file in files
        for number, line in enumerate(_lines(file), start=1)
        if line.strip()
    )


def name(file: str) -> str:
    """What a message calls it."""
    return STANDARD_INPUT if file == DASH else file


def _lines(file: str) -> Iterator[str]:
    """The lines of a file with the ends that they have there, so that offsets are those of the file."""
    if file == DASH and sys.stdin.isatty():
        click.echo("Type or paste a text, and end it with Ctrl-D.", err=True)
    try:
        if file == DASH:
            yield from TextIOWrapper(sys.stdin.buffer, "utf-8", newline="")
        else:
            with Path(file).open(encoding="utf-8", newline="") as opened:
                yield from opened
    except FileNotFoundError as error:
        raise _missing(file) from error
    except UnicodeDecodeError as error:
        raise DocumentError(f"{name(file)}: not UTF-8; save it as UTF-8") from error
    except OSError as error:
        raise _not_read(name(file), error) from error


def _missing(file: str) -> DocumentError:
    return DocumentError(f"{file}: there is no such file; check its name")


def _row(line: str, place: str) -> Text:
    try:
        row = json.loads(line)
        return row["id"], row["text"] + ""
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DocumentError(f'{place}: expected a JSON object with "id" and a text "text"') from error


def _not_read(name: str, error: OSError) -> DocumentError:
    return DocumentError(f"{name}: can't be read ({error.strerror}); name a text file that you may read")
