"""Header lines of a mail: whatever a text holds, it stays one header, folded, in ASCII (RFC 5322, RFC 2047).

The standard library's `email.policy` is not used for it. As of Python 3.11.7, which we support,

- a subject of `=?utf-8?q?=0d=0aBcc:_x?=` is decoded when it is set and written as a line `Bcc: x` of its own;
- a name with commas that has to be folded loses its quotes, and `To` has a recipient for each part of it;
- a link in `List-Unsubscribe` that is longer than a line is written as an encoded word, which is no link (RFC 2369);
- half a character (a lone surrogate) raises, and control and direction characters stay.

What the library's older `email.header.Header` does, encode and fold a text, is left to it.
"""

from __future__ import annotations

import re
import unicodedata
from email.header import Header
from email.utils import quote
from hashlib import blake2b
from typing import Final

from onrecord.errors import RefusedError

WIDTH: Final = 76
"""Characters of a line at most, as RFC 2047 has it for lines with encoded words (RFC 5322 allows 78)."""

_LABEL: Final = 40  # characters of a name in a List-ID
_JOINERS: Final = "\u200c\u200d"  # invisible, but part of how some scripts and signs are written
_ATOMS: Final = re.compile(
    r"[A-Za-z0-9 !#$%&'*+/=^_`{|}~-]+"
)  # RFC 5322, section 3.2.3, but for the ? of encoded words
_ADDRESS: Final = r'[^\x00-\x20\x7f-\U0010ffff()<>@,;:\\"\[\]]{1,64}@[A-Za-z0-9_.-]{1,253}'
_MAILBOX: Final = re.compile(rf"(?P<name>.*?)\s*<(?P<named>{_ADDRESS})>|(?P<bare>{_ADDRESS})")


def line(text: str) -> str:
    """The text on a line, without what is not seen: control, direction and formatting characters, half characters."""
    return " ".join("".join(map(_shown, text)).split())


def _shown(character: str) -> str:
    if character.isascii() and character.isprintable():
        return character
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    return "" if category in {"Cf", "Cs"} and character not in _JOINERS else character


def unstructured(name: str, text: str) -> str:
    """A header of free text."""
    return f"{name}: {_encoded(line(text), len(name) + 2)}"


def mailbox(name: str, text: str) -> str:
    """A header with one address, 'Anna Lee <anna@example.org>' or bare. Raises `RefusedError` if it is none."""
    shown, spec = split(text)
    return tokens(name, spec) if not shown else phrase(name, shown, spec)


def phrase(name: str, shown: str, inner: str) -> str:
    """A header of a name to be read, and what stands in angle brackets after it."""
    shown = line(shown)
    if shown.isascii() and len(shown) + len(name) < WIDTH - 2 and "=?" not in shown:
        words = shown if _ATOMS.fullmatch(shown) else f'"{quote(shown)}"'
    else:
        words = Header(shown, "utf-8", maxlinelen=WIDTH, header_name=name).encode(linesep="\r\n")
    return _joined(f"{name}: {words}", f"<{inner}>")


def tokens(name: str, *values: str) -> str:
    """A header of values that can't be broken, such as addresses; each that does not fit has a line of its own."""
    first, *others = (re.sub(r"[^!-~]", "", value) for value in values)
    told = _joined(f"{name}:", first)
    for value in others:
        told = _joined(f"{told},", value)
    return told


def split(text: str) -> tuple[str, str]:
    """The name, perhaps empty, and the bare address of a mailbox. Raises `RefusedError` if it is none."""
    found = _MAILBOX.fullmatch(line(text))
    if found is None:
        raise RefusedError(f"{ascii(text)[:100]} is no mail address; correct it in topics.yaml")
    name = found["name"] or ""
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return name, found["named"] or found["bare"]


def label(text: str) -> str:
    """A name as one word of letters, digits and hyphens; where that loses any of it, with a mark of the whole name."""
    folded = unicodedata.normalize("NFKD", line(text)).encode("ascii", "ignore").decode().lower()
    word = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
    if word == line(text).lower().replace(" ", "-") and len(word) <= _LABEL:
        return word
    mark = blake2b(line(text).encode(), digest_size=4).hexdigest()
    return f"{word[:_LABEL].strip('-')}-{mark}".strip("-")


def _encoded(text: str, taken: int) -> str:
    plain = text.isascii() and "=?" not in text and max(map(len, text.split()), default=0) < WIDTH - taken
    header = Header(text, "us-ascii" if plain else "utf-8", maxlinelen=WIDTH, header_name="x" * (taken - 2))
    return header.encode(linesep="\r\n")


def _joined(before: str, after: str) -> str:
    last = before.rpartition("\r\n")[2]
    return f"{before} {after}" if len(last) + 1 + len(after) <= WIDTH else f"{before}\r\n {after}"
