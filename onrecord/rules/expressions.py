"""A `match` expression: terms joined by AND, OR and NOT, with parentheses.

    ("gas supply" OR LNG) AND NOT football

AND and OR side by side need parentheses: nobody remembers which goes first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from onrecord.rules.terms import RuleError, Term, bare, quoted, straight

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 5_000
"""Characters of an expression."""

DEEPEST = 20
"""Parentheses within parentheses."""

_PIECE = re.compile(r'\s*(?:(?P<mark>[()])|(?P<quote>")|(?P<word>[^\s()"]+))')
_NEAR = re.compile(r"(NEAR|ADJ|W|N)(/\d+)|NEAR")
_OPERATORS = ("AND", "OR", "NOT")
_ELSEWHERE = {"&&": "AND", "&": "AND", "||": "OR", "|": "OR", "!": "NOT", "+": "AND", "-": "NOT"}


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts are found."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One of the parts is found."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part is not found."""

    part: Expression


Expression: TypeAlias = Term | And | Or | Not


def parse(written: str) -> Expression:
    """The expression that is written so. Raises `RuleError` where it is none."""
    if not written.strip():
        raise RuleError("an expression can't be empty; write words, or take the line out", 0)
    if len(written) > LONGEST:
        raise RuleError(f"an expression has at most {LONGEST} characters; make several topics of it", LONGEST)
    reading = _Reading(list(_pieces(straight(written))), len(written.rstrip()))
    found = reading.joined(0)
    if reading.next is not None:
        raise RuleError("this ')' closes nothing; take it out, or write the '(' that it closes", reading.next.at)
    if holds_without_words(found):
        raise RuleError("NOT alone finds everything else there is; say with AND what to look for", 0)
    return found


def terms(expression: Expression) -> Iterator[Term]:
    """All terms of an expression, in its order."""
    if isinstance(expression, Term):
        yield expression
    elif isinstance(expression, Not):
        yield from terms(expression.part)
    else:
        for part in expression.parts:
            yield from terms(part)


def holds_without_words(expression: Expression) -> bool:
    """Whether it holds for a text in which none of its words is found."""
    if isinstance(expression, Term):
        return False
    if isinstance(expression, Not):
        return not holds_without_words(expression.part)
    judge = all if isinstance(expression, And) else any
    return judge(holds_without_words(part) for part in expression.parts)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A parenthesis, an operator or a term (`term`), and where it begins."""

    text: str
    at: int
    term: Term | None = None


def _pieces(text: str) -> Iterator[_Piece]:
    at = 0
    while found := _PIECE.match(text, at):
        start = found.start(found.lastgroup or 0)
        if found["quote"]:
            term, at = quoted(text, start)
            if at < len(text) and not text[at].isspace() and text[at] not in "()":
                raise RuleError("text goes on after the closing quotation mark; put a space between", at)
            yield _Piece(term.written, start, term)
        elif found["mark"] or found["word"] in _OPERATORS:
            at = found.end()
            yield _Piece(found["mark"] or found["word"], start)
        else:
            at = _end_of_words(text, found)
            yield _Piece(text[start:at].strip(), start, bare(text[start:at].strip(), start))


def _end_of_words(text: str, first: re.Match[str]) -> int:
    """Where the words that stand side by side end; they are one term."""
    at = first.end()
    _check_word(first)
    while (found := _PIECE.match(text, at)) and found["word"] and found["word"] not in _OPERATORS:
        _check_word(found)
        at = found.end()
    return at


def _check_word(found: re.Match[str]) -> None:
    word, at = found["word"], found.start("word")
    if word.upper() in _OPERATORS:
        raise RuleError(f"write {word.upper()} in capitals; as a word to look for, put it in quotation marks", at)
    if _NEAR.fullmatch(word):
        raise RuleError(f'for {word}, put the words in quotation marks with ~ and a number, as in "gas price"~5', at)
    for mark, operator in _ELSEWHERE.items():
        if word == mark or (mark in "!-+" and word.startswith(mark) and len(word) > 1):
            raise RuleError(f"write {operator} in place of '{mark}'", at)


class _Reading:
    """Pieces as they are read, from the first to the last."""

    def __init__(self, pieces: list[_Piece], end: int) -> None:
        self._pieces = pieces
        self._end = end
        self._number = 0

    @property
    def next(self) -> _Piece | None:
        return self._pieces[self._number] if self._number < len(self._pieces) else None

    def joined(self, depth: int) -> Expression:
        """Parts with AND or OR between them, up to a ')' or the end."""
        parts = [self._part(depth)]
        operator: str | None = None
        while (piece := self.next) is not None and piece.text != ")":
            if piece.term is not None or piece.text not in {"AND", "OR"}:
                raise RuleError("AND or OR is missing before this", piece.at)
            if operator not in {None, piece.text}:
                raise RuleError("AND and OR side by side: put parentheses round what belongs together", piece.at)
            operator = piece.text
            self._number += 1
            parts.append(self._part(depth, after=operator))
        if len(parts) == 1:
            return parts[0]
        return And(tuple(parts)) if operator == "AND" else Or(tuple(parts))

    def _part(self, depth: int, after: str = "") -> Expression:
        """A term, what stands in parentheses, or NOT with one of them."""
        piece = self.next
        if piece is None:
            missing = f"words are missing after {after}" if after else "words are missing here"
            raise RuleError(missing, self._end)
        self._number += 1
        if piece.term is not None:
            return piece.term
        if piece.text == "NOT":
            if self.next is not None and self.next.term is None and self.next.text == "NOT":
                raise RuleError("NOT stands here twice; take both out", self.next.at)
            return Not(self._part(depth, after="NOT"))
        if piece.text == "(":
            return self._inside(piece, depth + 1)
        if piece.text == ")":
            raise RuleError("words are missing before this ')'", piece.at)
        raise RuleError(f"words are missing before this {piece.text}", piece.at)

    def _inside(self, opened: _Piece, depth: int) -> Expression:
        if depth > DEEPEST:
            raise RuleError(f"more than {DEEPEST} parentheses within each other; make several topics of it", opened.at)
        found = self.joined(depth)
        if self.next is None:
            raise RuleError("this '(' is never closed; write the ')' that belongs to it", opened.at)
        self._number += 1
        return found
