"""Where a part of the file stands, and what is wrong with it."""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import combining, east_asian_width

SHOWN = 60

_BEFORE = 60  # characters that are shown before a place that is pointed at
_BLANK = str.maketrans("\t\r\n", "   ")

_LOGIN = re.compile(r"//[^/@\s]*@")


class Spot(NamedTuple):
    """A line and a column of the file, both from 1; they sort in reading order."""

    line: int
    column: int


class Place(NamedTuple):
    """Where a key and its value begin (one spot for an item of a list), and the value as it was typed."""

    key: Spot
    value: Spot
    written: str


class Fault(NamedTuple):
    """One thing that is wrong: where, what, and the path of the key that it concerns.

    `pointed` is what stands there, and the character of it that the fault lies at, from 0.
    """

    spot: Spot
    text: str
    loc: tuple[str | int, ...] = ()
    pointed: tuple[str, int] | None = None

    def line(self, file: object) -> str:
        """The fault as a person reads it: `topics.yaml:6:7: topics.0.lmit: unknown key, ...`.

        Where something is pointed at, it follows on a line of its own with a caret below the fault.
        """
        keys = "".join(f"{dotted(self.loc)}: " if self.loc else "")
        told = f"{file}:{self.spot.line}:{self.spot.column}: {keys}{self.text}"
        if self.pointed is None:
            return told
        shown, at = _window(*self.pointed)
        return f"{told}\n    {shown}\n    {' ' * _width(shown[:at])}^"


def within(line: str, start: int, value: str, at: int) -> int | None:
    """The column, from 0, of the character `at` of a scalar that stands on a line from the column `start` on.

    None where the scalar is written in another way: over several lines, or with escapes.
    """
    mark = line[start : start + 1]
    if mark in {"'", '"'}:
        raw = line[start + 1 :]
        written = value.replace("'", "''") if mark == "'" else value
        before = value[:at].replace("'", "''") if mark == "'" else value[:at]
        return start + 1 + len(before) if raw.startswith(written + mark) else None
    return start + at if line[start:].startswith(value) else None


def _window(text: str, at: int) -> tuple[str, int]:
    """A text on one line around a place, shortened, and the place in it."""
    first = max(0, at - _BEFORE)
    cut = text[first : first + _BEFORE + SHOWN].translate(_BLANK)
    return (f"…{cut}", at - first + 1) if first else (cut, at)


def _width(text: str) -> int:
    """The columns of a terminal that a text takes: wide signs take two, marks none."""
    return sum(0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def dotted(loc: tuple[str | int, ...]) -> str:
    """A path of keys in one word; a key that is not a plain word stands in quotation marks."""
    return ".".join(
        str(key) if isinstance(key, int) or re.fullmatch(r"[\w<>-]{1,60}", key) else shown(key) for key in loc
    )


def shown(text: str) -> str:
    """Text in quotation marks on one line, shortened, and without the login of a web address."""
    text = _LOGIN.sub("//...@", text)
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 3] + "...")
