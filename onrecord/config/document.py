"""A file's bytes ─► its text ─► a `Tree`; whatever the bytes are, the only exception is `ConfigError`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onrecord.config import tree
from onrecord.config.place import Fault, Spot
from onrecord.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 1024 * 1024

# YAML 1.2, section 5.1: a stream holds printable characters only; tab, line feed and return are.
# Named are the others, for such a class is compiled ten times sooner.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_BLANK = re.compile(r"(?:\s++|#.*+|(?:---|\.\.\.)(?!\S))*+")  # possessive: a line of #### costs no backtracking


def read(path: Path, *, text_in: Path | None = None) -> tree.Tree:
    """What the file at `path` holds, or the one with its text. Raises `ConfigError` with the place of the fault."""
    try:
        return parse(_bytes(text_in or path))
    except tree.Stop as stop:
        raise ConfigError(stop.fault.line(path)) from None


def parse(data: bytes) -> tree.Tree:
    """What the bytes of a file hold. Raises `tree.Stop`."""
    text = _text(data)
    if _BLANK.fullmatch(text):
        raise tree.Stop(Spot(1, 1), "the file is empty; 'onrecord init' writes one to start from")
    found = tree.read(text)
    if not isinstance(found.value, dict):
        place = found.places[()]
        raise tree.Stop(place.value, f"expected keys with values, such as 'topics:', got {place.written}")
    return found


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file; 'onrecord init' writes one to start from") from None
    except IsADirectoryError:
        raise ConfigError(f"{path}: this is a folder; name the file in it") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigError(f"{path}: the file can't be read ({reason}); check its permissions") from None
    if len(data) > MAX_BYTES:
        raise ConfigError(f"{path}: the file is larger than 1 MiB; is it the right one?")
    return data


def _text(data: bytes) -> str:
    """The bytes as text, without a byte order mark; line ends of all systems as they are."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise tree.Stop(Spot(1, 1), "the file is in UTF-16; save it as UTF-8 (a plain text editor offers that)")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        spot = _spot(error.object[: error.start].decode("utf-8"))
        raise tree.Stop(
            spot, f"the byte 0x{error.object[error.start]:02x} is not UTF-8; save the file as UTF-8"
        ) from None
    if found := _CONTROL.search(text):
        raise tree.Stop(_spot(text[: found.start()]), f"the control character U+{ord(found[0]):04X}; take it out")
    return text


def _spot(before: str) -> Spot:
    """The place that follows the text `before`."""
    return Spot(before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)


def faults_as_error(path: Path, faults: list[Fault]) -> ConfigError:
    """All faults of a file in reading order, a line each; past 50 only their number."""
    lines = list(dict.fromkeys(fault.line(path) for fault in sorted(faults, key=lambda fault: fault.spot)))
    if len(lines) > MAX_LINES:
        lines[MAX_LINES:] = [f"{path}: and {len(lines) - MAX_LINES} more like these"]
    return ConfigError(*lines)


MAX_LINES = 50
