"""A text as the parser is given it: in parts that are not too long, and without what is no prose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from spacy.lang.en.stop_words import STOP_WORDS

from onrecord.enrich.cues import verb

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENDLESS: Final = re.compile(r"\S{500,}")
_MARKS: Final = re.compile(r"[^\w\s]{40,}")
_CAPITALS: Final = re.compile(r"^(?=[^\n]*[A-Z]{2} +[A-Z]{2,} +[A-Z])[^a-z\n]{20,}$", re.MULTILINE)
_ODD: Final = re.compile(r"[\ud800-\udfff\u00a0\u202f\u2007\ufeff]")


def parts(text: str, longest: int) -> Iterator[tuple[int, int]]:
    """Offsets of the parts that are parsed apart: the whole text, or pieces cut at a line or a space."""
    start = 0
    while len(text) - start > longest:
        end = start + longest
        cut = text.rfind("\n", start, end)
        if cut <= start:
            cut = max(text.rfind(" ", start, end), text.rfind("\t", start, end))
        cut = cut + 1 if cut > start else end
        yield start, cut
        start = cut
    if text[start:].strip():
        yield start, len(text)


def plain(text: str) -> str:
    """The text for the parser, of the same length: what is no prose, as an embedded image, is blanked."""
    text = _ODD.sub(" ", text)
    for endless in (_ENDLESS, _MARKS):
        text = endless.sub(lambda match: " " * len(match.group()), text)
    return _CAPITALS.sub(_calmed, text)


def _calmed(match: re.Match[str]) -> str:
    """A line in capitals as a parser knows it: common words in small letters, others with a capital."""
    words = (w.lower() if w.lower() in STOP_WORDS or verb(w) else w.title() for w in re.split(r"(\W+)", match.group()))
    calm = "".join(words)
    return calm if len(calm) == len(match.group()) else match.group()
