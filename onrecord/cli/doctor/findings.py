"""What was looked at, how it is, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How something is; a warning is what works, but less well than it could."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """A thing and its state; `remedy` is what to do, in lines, and `record` what to enter in the DNS, to be copied."""

    state: State
    what: str
    remedy: str = ""
    record: str = ""


def ok(what: str) -> Finding:
    """All is well."""
    return Finding(State.OK, what)


def warning(what: str, remedy: str, record: str = "") -> Finding:
    """It could be better."""
    return Finding(State.WARNING, what, remedy, record)


def wrong(what: str, remedy: str, record: str = "") -> Finding:
    """It does not work, or mail will not arrive."""
    return Finding(State.WRONG, what, remedy, record)
