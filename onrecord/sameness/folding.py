"""Words as they are compared: without case, accents, quotation marks and the ways in which papers spell one word."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from onrecord.sameness.wordlists import (
    AMOUNTS,
    COMMON,
    CONTRACTIONS,
    ENDINGS,
    NEGATIONS,
    NUMBERS,
    SHORTENED,
    SPELLINGS,
)

CLAUSE, SENTENCE, CUT = ",", ".", "…"
"""What parts words: a comma, dash or bracket; a sentence's end; a sign that words were left out."""

_STRENGTH: Final = ("", CLAUSE, SENTENCE, CUT)

SPACELESS: Final = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Scripts that put no space between words: there, each character counts as a word. The inside of a regex's brackets."""
_TOKEN: Final = re.compile(
    rf"""(?P<number>\d+(?:[.,:]\d+)*)
    |(?P<word>[{SPACELESS}]|[^\W\d_{SPACELESS}]+(?:[\u0900-\u0dff]+[^\W\d_{SPACELESS}]*)*)
    |(?P<cut>…|\.\.\.+)
    |(?P<short>(?<=\b[a-hj-z])\.|(?<=\b(?:mr|ms|dr|st))\.|(?<=\b(?:mrs|sen|rep|gov|gen))\.|(?<=\bprof)\.)
    |(?P<end>[.?!;:。！？；।])
    |(?P<pause>[,()，、،]|\s[-–]+\s|—)""",
    re.VERBOSE,
)
_SIGNS: Final = {"cut": CUT, "end": SENTENCE, "pause": CLAUSE}
_INSERTED: Final = re.compile(r"\[([^\[\]]{1,60})\]")
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("’ʼ＇`´", "'"))
_SHORT, _ENDS = 4, frozenset("sdglreny")  # letters of a word, and those on which one with such an ending ends
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:,\d{3})+")


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words, and what stands before each of them and after the last: nothing, or `CLAUSE` and so on."""

    words: tuple[str, ...]
    breaks: tuple[str, ...]


@lru_cache(maxsize=4096)
def fold(text: str) -> Words:
    """A text's words as they are compared: "We'll pay 5,000" as we, will, pay, 5000.

    What editors put in brackets is left out, but for what turns the sense ("[not]").
    """
    plain = _without_accents(text.translate(_APOSTROPHES)).casefold()
    for pattern, full in CONTRACTIONS if "'" in plain else SHORTENED:
        plain = pattern.sub(full, plain)
    plain = _INSERTED.sub(_kept, plain).replace("'", "")
    words: list[str] = []
    breaks: list[str] = []
    sign = SENTENCE
    for token in _TOKEN.finditer(plain):
        if token.lastgroup == "short":
            continue
        found = _SIGNS.get(token.lastgroup or "")
        if found:
            sign = max(sign, found, key=_STRENGTH.index)
            continue
        words.append(_spelled(token[0]))
        breaks.append(sign)
        sign = ""
    return Words(tuple(words), (*breaks, max(sign, SENTENCE, key=_STRENGTH.index)))


def is_number(word: str) -> bool:
    """Whether a folded word is a number or a part of one."""
    return word[0].isdigit() or word in AMOUNTS


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


def _kept(inserted: re.Match[str]) -> str:
    words = inserted[1].split()
    return f" {inserted[1]} " if any(word in NEGATIONS or word[0].isdigit() for word in words) else " "


@lru_cache(maxsize=32_768)
def _spelled(word: str) -> str:
    if word[0].isdigit():
        return word.replace(",", "") if _THOUSANDS.fullmatch(word) else word
    word = NUMBERS.get(word) or SPELLINGS.get(word, word)
    if word[-1] in _ENDS and len(word) > _SHORT and word not in COMMON:
        for ending, american in ENDINGS:
            word = ending.sub(american, word)
    return word
