"""A term: words to look for, and the marks that say how.

energy crisis       these words side by side, in any of their forms: energy crises
"energy crisis"     exactly these words
pipeline*           words that begin so
"gas price"~5       all of these words, in any order and form, with at most five others between them
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

MOST_BETWEEN = 100
"""Words between those of a `"..."~N`."""

_QUOTES = str.maketrans("“”„«»", '"""""')
_SYMBOLS = frozenset("#&@%§")
_OPERATOR = re.compile(r"(?<!\S)(AND|OR|NOT)(?!\S)")
_SIGN = re.compile(r"[-+!](?=[^\W\d])")
_COMMA = re.compile(r"[,;](?=\s|$)")
_NEAR = re.compile(r"~\s*(\S*)")


class RuleError(ValueError):
    """What is wrong with a rule, and the character of its text, counted from 0, where it lies."""

    def __init__(self, message: str, at: int = 0) -> None:
        super().__init__(message)
        self.at = at


class Form(StrEnum):
    """How a term's words are looked for."""

    PLAIN = "plain"
    EXACT = "exact"
    PREFIX = "prefix"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Term:
    """Words to look for: `written` with their marks, `words` without; `within` is the N of a `"..."~N`."""

    written: str
    words: str
    form: Form = Form.PLAIN
    within: int = 0


def term(written: str) -> Term:
    """The term that is written so, alone on its line. Raises `RuleError`."""
    text = straight(written)
    start = len(text) - len(text.lstrip())
    if not text.strip():
        raise RuleError("a term can't be empty; write a word or take the item out", 0)
    if text.lstrip().startswith('"'):
        found, end = quoted(text, start)
        if text[end:].strip():
            raise RuleError("text goes on after the closing quotation mark; make two terms of it", end)
        return found
    if '"' in text:
        raise RuleError('a quotation mark in the middle; put all of the term between "...", or none', text.index('"'))
    if operator := _OPERATOR.search(text):
        raise RuleError(
            f"{operator[0]} joins words only under 'match'; write the rule there, or put the words in quotation marks",
            operator.start(),
        )
    return bare(text.strip(), start)


def straight(text: str) -> str:
    """The text with straight quotation marks in the place of curved ones, character for character."""
    return text.translate(_QUOTES)


def bare(text: str, at: int) -> Term:
    """The term of words without quotation marks, which stand `at` this character. Raises `RuleError`."""
    words = text.removesuffix("*")
    if not _has_word(words):
        where = "before its *" if words != text else "or digits"
        raise RuleError(f"a term needs letters {where}", at)
    if _SIGN.match(words):
        raise RuleError(f"a {words[0]} before a word has no meaning; what must not be found goes under 'none'", at)
    if comma := _COMMA.search(words):
        raise RuleError(
            "words between commas are not a list; write [gas, oil], or put all of it in quotation marks",
            at + comma.start(),
        )
    if "*" in words:
        raise RuleError("a * can stand only at the end of a term, once", at + words.index("*"))
    if words != text and words[-1].isspace():
        raise RuleError("a * belongs to the word before it, without a space", at + len(words))
    if "~" in words:
        raise RuleError('~ belongs behind quotation marks, as in "gas price"~5', at + words.index("~"))
    plain = " ".join(words.split())
    form = Form.PREFIX if words != text else Form.PLAIN
    return Term(f"{plain}*" if form is Form.PREFIX else plain, plain, form)


def quoted(text: str, start: int) -> tuple[Term, int]:
    """The term whose quotation mark opens at `start`, and where it ends. Raises `RuleError`."""
    end = text.find('"', start + 1)
    if end < 0:
        raise RuleError("a quotation mark is opened here and never closed", start)
    words = " ".join(text[start + 1 : end].split())
    if not _has_word(words):
        raise RuleError("there are no words between the quotation marks", start)
    if "*" in words:
        raise RuleError(
            'a * has no meaning between "..."; write the word without quotation marks', text.index("*", start)
        )
    near = _NEAR.match(text, end + 1)
    if near is None:
        return Term(f'"{words}"', words, Form.EXACT), end + 1
    return Term(f'"{words}"~{_within(near, words)}', words, Form.NEAR, _within(near, words)), end + 1 + len(
        _number(near)
    )


def _has_word(text: str) -> bool:
    return any(sign.isalnum() or sign in _SYMBOLS or unicodedata.category(sign)[0] == "S" for sign in text)


def _within(near: re.Match[str], words: str) -> int:
    number = _number(near)[1:].strip()
    if not number:
        raise RuleError("~ needs a number behind it: how many words may stand between, as in ~5", near.start())
    if not 1 <= int(number) <= MOST_BETWEEN:
        raise RuleError(f"the number behind ~ is from 1 to {MOST_BETWEEN}", near.start(1))
    if sum(map(_has_word, words.split())) < 2:  # noqa: PLR2004  # what its message says
        raise RuleError('~ needs two words or more, as in "gas price"~5', near.start())
    return int(number)


def _number(near: re.Match[str]) -> str:
    """The ~ with the digits behind it."""
    found = re.match(r"~\s*[0-9]{0,9}", near[0])
    return found[0] if found else "~"
