"""Names of organisations, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from onrecord.people.folding import MARKS, REMEMBERED, fold, plain, tidy
from onrecord.people.lexicon import ARTICLES, COMMON, HONORIFICS, LEGAL_FORMS, word_set

if TYPE_CHECKING:
    from onrecord.people.folding import Word

_SMALL: Final = word_set("of for and the in on at to &")
_LEAST: Final = 3  # letters of an abbreviation that speak for themselves


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation's name without its article and legal form; `letters` where it is an abbreviation."""

    words: tuple[Word, ...]
    letters: str = ""

    @property
    def initials(self) -> str:
        """The first letters of its words: "un" of "United Nations", and of "UN"."""
        big = [plain(word) for word in self.words if not word & _SMALL]
        return self.letters or ("".join(word[0] for word in big) if len(big) > 1 else "")


@lru_cache(REMEMBERED)
def parse(text: str) -> Body | None:
    """An organisation's name taken apart; None for what could be anyone's: "the company", "Foreign Ministry"."""
    tokens = [token.strip(MARKS) for token in tidy(text).split()]
    if len(tokens) > 1 and tokens[0].casefold() == "the":
        tokens.pop(0)
    tokens = [token for token in tokens if token]
    while len(tokens) > 1 and fold(tokens[-1]) & LEGAL_FORMS:
        tokens.pop()
    if (
        not tokens
        or tokens[0].casefold() in HONORIFICS.keys() | ARTICLES
        or not any(token[0].isupper() for token in tokens)
    ):
        return None
    words = tuple(word for word in map(fold, tokens) if "" not in word)
    if not words or all(word & (COMMON | _SMALL) for word in words):
        return None
    short = len(words) == 1 and len(tokens[0]) > 1 and sum(map(str.isupper, tokens[0])) > 1 and tokens[0].isupper()
    return Body(words, plain(words[0]) if short else "")


def in_brackets(name: str, text: str) -> str | None:
    """The abbreviation that a text gives right after an organisation's name: "World Harbour Forum (WHF)"."""
    body = parse(name)
    if body is None or body.letters or len(body.words) == 1:
        return None
    found = re.search(re.escape(re.sub(r"(?i)^the ", "", tidy(name))) + r"\s\((?:the\s)?([A-Z][\w.]{1,9})\)", text)
    return found and found[1]


def gist(body: Body) -> str:
    """What a name has in common with its abbreviation."""
    return body.initials or plain(body.words[0])


def same(one: Body, other: Body) -> bool:
    """Whether two names are one in all but spelling."""
    return len(one.words) == len(other.words) and all(
        not a.isdisjoint(b) for a, b in zip(one.words, other.words, strict=True)
    )


def shortened(short: Body, long: Body, given: frozenset[str]) -> bool:
    """Whether one name is short for another: an article `given` it in brackets, or the initials are three or more."""
    if not short.letters or long.letters or short.letters != long.initials:
        return False
    return len(short.letters) >= _LEAST or any(short.letters in fold(one) for one in given)
