"""Where a part of the file stands, and what is wrong with it."""

from __future__ import annotations

import re
from typing import NamedTuple

SHOWN = 60

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
    """One thing that is wrong: where, what, and the path of the key that it concerns."""

    spot: Spot
    text: str
    loc: tuple[str | int, ...] = ()

    def line(self, file: object) -> str:
        """The fault as a person reads it: `topics.yaml:6:7: topics.0.lmit: unknown key, ...`."""
        keys = "".join(f"{dotted(self.loc)}: " if self.loc else "")
        return f"{file}:{self.spot.line}:{self.spot.column}: {keys}{self.text}"


def dotted(loc: tuple[str | int, ...]) -> str:
    """A path of keys in one word; a key that is not a plain word stands in quotation marks."""
    return ".".join(
        str(key) if isinstance(key, int) or re.fullmatch(r"[\w<>-]{1,60}", key) else shown(key) for key in loc
    )


def shown(text: str) -> str:
    """Text in quotation marks on one line, shortened, and without the login of a web address."""
    text = _LOGIN.sub("//...@", text)
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 3] + "...")
