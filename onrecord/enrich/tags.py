"""Parts of speech without the pipeline's attribute ruler: a table look-up in place of a pattern matcher.

The table is made of the ruler's own patterns of one token, so that the parts of speech are the same, but for the
verb of "there is" (a pattern of two), which here is an auxiliary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from spacy.language import Language
from spacy.parts_of_speech import IDS as POS_NUMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from spacy.tokens import Doc, Token

_TESTS: Final[dict[str, Callable[[Token], object]]] = {
    "TAG": lambda token: token.tag_,
    "LOWER": lambda token: token.lower_,
    "DEP": lambda token: token.dep_,
}
NAME: Final = "onrecord_parts_of_speech"


class PartsOfSpeech:
    """Sets `token.pos` by tag, word and dependency: a pattern with a word beats a tag alone, a dependency both."""

    def __init__(self, patterns: list[dict[str, Any]]) -> None:
        self._patterns: list[tuple[Mapping[str, object], str]] = []
        for given in patterns:
            part = given["attrs"].get("POS")
            for pattern in given["patterns"] if part else ():
                if len(pattern) == 1 and set(pattern[0]) <= set(_TESTS):
                    self._patterns.append((pattern[0], part))
        self._patterns.sort(key=lambda pattern: ("DEP" in pattern[0], "LOWER" in pattern[0]))
        self._words = {word for tests, _ in self._patterns if "LOWER" in tests for word in _named(tests["LOWER"])}
        self._known: dict[tuple[int, int, str], int] = {}

    def __call__(self, doc: Doc) -> Doc:
        """The same document with its parts of speech."""
        for token in doc:
            if token.is_space:
                token.tag_, token.pos_ = "_SP", "SPACE"
                if token.dep_:
                    token.dep_ = "dep"
                continue
            word = token.lower_
            key = (token.tag, token.dep, word if word in self._words else "")
            part = self._known.get(key)
            if part is None:
                part = self._known[key] = self._part(token)
            if part:
                token.pos = part
        return doc

    def _part(self, token: Token) -> int:
        """The part of speech that the last fitting pattern gives, 0 if none fits."""
        part = ""
        for tests, given in self._patterns:
            if all(_fits(_TESTS[name](token), test) for name, test in tests.items()):
                part = given
        return int(POS_NUMBERS[part])


def _named(test: object) -> Iterable[object]:
    """The values that a pattern's test names."""
    if isinstance(test, dict):
        return (value for wanted in test.values() for value in wanted)
    return (test,)


def _fits(value: object, test: object) -> bool:
    """Whether a token's value passes a pattern's test."""
    if isinstance(test, dict):
        return all(
            (value in wanted if how == "IN" else value not in wanted if how == "NOT_IN" else False)
            for how, wanted in test.items()
        )
    return value == test


@Language.factory(NAME, assigns=["token.pos", "token.tag"], requires=["token.tag", "token.dep"])
def make_parts_of_speech(nlp: Language, name: str, patterns: list[dict[str, Any]]) -> PartsOfSpeech:  # noqa: ARG001
    """Make the component from an attribute ruler's patterns."""
    return PartsOfSpeech(patterns)
