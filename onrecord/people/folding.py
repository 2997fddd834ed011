"""Words folded for comparing: case, accents and letters that papers write in different ways."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final, TypeAlias

Word: TypeAlias = frozenset[str]
"""The spellings of one word: "müller" is muller and mueller."""

_LETTERS: Final = str.maketrans({"ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"})
_PLAIN: Final = str.maketrans({"ø": "o"})
_SPELT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_APOSTROPHES: Final = dict.fromkeys(map(ord, "'’‘ʼ`´ʻ"))
_COARSE: Final = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"))
REMEMBERED: Final = 8_192  # words, names or titles of which is known what was made of them: some kilobyte each
HYPHENS: Final = "-‐‑‒–"
MARKS: Final = " ,;:.!?\"“”„«»()[]*'’‘"
"""What may stand around a name and is none of it."""


@lru_cache(REMEMBERED)
def fold(word: str) -> Word:
    """A word's spellings, in lower case, without accents and apostrophes."""
    lower = unicodedata.normalize("NFC", word).casefold().translate(_APOSTROPHES).translate(_LETTERS)
    return frozenset({_bare(lower.translate(_PLAIN)), _bare(lower.translate(_SPELT))})


def plain(word: Word) -> str:
    """One spelling that stands for all: what words that can be equal have in common."""
    found = min(word, key=len)
    for long, short in _COARSE:
        found = found.replace(long, short)
    return found


def tidy(text: str) -> str:
    """A name without a possessive, marks around it, and double spaces."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    stop = "." if text.endswith(".") else ""
    text = text.strip(MARKS)
    for possessive in ("'s", "’s"):
        text = text.removesuffix(possessive)
    return text + stop


def spelt_alike(one: str, other: str) -> bool:
    """Whether two texts are one but for case, accents, hyphens and marks."""
    return len(one.split()) == len(other.split()) and all(
        not fold(a).isdisjoint(fold(b)) for a, b in zip(tidy(one).split(), tidy(other).split(), strict=False)
    )


def searched(text: str) -> str:
    """A text as it is searched for another, spelt alike."""
    return " ".join(plain(fold(word)) for word in text.split())


def _bare(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", word) if char.isalnum())
