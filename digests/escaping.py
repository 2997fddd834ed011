"""Text of a page made harmless: no character that steers, and in Markdown no markup and no mention."""

from __future__ import annotations

import re
from typing import Final

_STEERING: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls of terminals; a tab and a line feed are no harm
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidi controls: they could show a text, or a link, turned round
    "\u2028\u2029\ud800-\udfff]"  # other ends of lines, and halves of letters, which no mail can hold
)

_SPACE: Final = re.compile(r"[^\S\u00a0\u202f]+")
"""White space where a line may end."""

_MARKUP: Final = re.compile(r"[\\`*_\[\]<>~|]|&(?=#?\w+;)|^[#+=-]")
"""What begins markup in CommonMark, and in what chat programs add to it; the last ones at a line's start alone."""

_NUMBERED: Final = re.compile(r"^(\d{1,9})([.)])")
"""What begins a numbered list."""

_APART: Final = re.compile(
    r"[@#](?=\w)|<(?=[!@#])|(?<=:)(?=//)|(?<=www)(?=\.)|(?<=\bmailto:)|:(?=[a-z+-][\w+-]*:)", re.IGNORECASE
)
"""Where a chat program would see a mention, a channel, an address or an emoji."""

_NOTHING: Final = "\u200b"
"""A space without width, which breaks what would be a word for the program and shows nothing to the reader."""


def clean(text: str) -> str:
    """Text without control characters, bidi controls and half characters."""
    return _STEERING.sub("", text)


def folded(text: str) -> str:
    """Text on one line, white space folded; a no-break space stays one, as French has it before a colon."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACE.sub(" ", text).strip()


def markdown(text: object) -> str:
    """Text on one line for Markdown, in which nothing is markup, a mention, an emoji or an address."""
    line = folded(clean(str(text)))
    apart = _APART.sub(rf"\g<0>{_NOTHING}", line)
    return _NUMBERED.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", apart))


def target(url: str) -> str:
    """A web address for the parentheses of a Markdown link."""
    return url.replace("(", "%28").replace(")", "%29")
