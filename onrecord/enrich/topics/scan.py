"""Many terms looked for at once: a text is read once, however many there are.

An Aho-Corasick automaton (Aho and Corasick 1975, doi:10.1145/360825.360855) reads the words' forms, one string with a
space between words. So the time grows with the text, and hardly with the number of terms.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import accumulate, product
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick

from onrecord.enrich.topics.words import APART, dictionary, words
from onrecord.rules import Form, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from onrecord.enrich.topics.words import Words

_MOST_VARIED = 4  # words of a term of which each form is tried with each form of the others


@dataclass(frozen=True, slots=True)
class Place:
    """Where a term stands in a text: characters, and the numbers of its first and last words."""

    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A term, or for one whose words may stand apart a word of it, behind a string that is looked for."""

    term: int
    word: int = 0
    capitals: tuple[str | None, ...] = ()  # of each word, what must stand so, letter for letter


@dataclass(slots=True)
class _Automaton:
    keys: dict[str, list[_Wanted]] = field(default_factory=lambda: defaultdict(list))
    machine: AhoCorasick | None = None
    wanted: list[list[_Wanted]] = field(default_factory=list)

    def find(self, forms: Sequence[str]) -> list[tuple[list[_Wanted], int, int]]:
        """What is behind the strings that are found, with the numbers of the first and last word."""
        if not self.keys:
            return []
        if self.machine is None:
            self.machine = AhoCorasick(list(self.keys), store_patterns=False)
            self.wanted = list(self.keys.values())
        hay = f" {' '.join(forms)} "
        found = self.machine.find_matches_as_indexes(hay, overlapping=True)
        if not found:
            return []
        starts = list(accumulate((len(form) + 1 for form in forms), initial=0))
        return [
            (self.wanted[index], bisect_right(starts, start) - 1, bisect_right(starts, end - 2) - 1)
            for index, start, end in found
        ]


class Scanner:
    """Finds terms in texts of any language."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(dict.fromkeys(terms))
        self._near = {
            number: sum(form != APART for form in words(one.words).plain)
            for number, one in enumerate(self.terms)
            if one.form is Form.NEAR
        }
        self._plain = _Automaton()
        self._by_language: dict[str | None, _Automaton] = {}
        for number, one in enumerate(self.terms):
            if one.form in {Form.EXACT, Form.PREFIX}:
                self._add(self._plain, number, words(one.words), lemmas=False)

    def find(self, text: Words, language: str | None) -> Mapping[int, list[Place]]:
        """The places of the terms, by their numbers, each term's in the order of the text."""
        lemmas = self._of_language(language)
        seen = [
            (first, last, wanted)
            for automaton, forms in ((lemmas, text.lemmas), (lemmas, text.plain), (self._plain, text.plain))
            for wanted, first, last in automaton.find(forms)
        ]
        seen += [
            (first, last, wanted)
            for first, last, plain, lemma in text.compounds
            for automaton, form in ((lemmas, lemma), (lemmas, plain), (self._plain, plain))
            for wanted, _, _ in automaton.find((form,))
        ]
        found: dict[int, list[Place]] = defaultdict(list)
        apart: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for first, last, behind in seen:
            for one in behind:
                if not _in_capitals(text, one.capitals, first, last):
                    continue
                if one.term in self._near:
                    apart[one.term].append((first, one.word))
                else:
                    found[one.term].append(Place(text.places[first][0], text.places[last][1], first, last))
        before = text.before if apart else ()
        for number, its in apart.items():
            found[number] = _close(text, before, its, self._near[number], self.terms[number].within)
        return {number: sorted(set(its), key=lambda one: one.start) for number, its in found.items() if its}

    def _of_language(self, language: str | None) -> _Automaton:
        code = dictionary(language)
        if code not in self._by_language:
            made = self._by_language[code] = _Automaton()
            for number, one in enumerate(self.terms):
                if one.form in {Form.PLAIN, Form.NEAR}:
                    self._add(made, number, words(one.words, code or "xx"), lemmas=True)
        return self._by_language[code]

    def _add(self, automaton: _Automaton, number: int, of: Words, *, lemmas: bool) -> None:
        named = [place for place, form in enumerate(of.plain) if form != APART]
        if not named:
            return  # a name of signs alone
        within = slice(named[0], named[-1] + 1)  # the ! of Yahoo! need not stand in the text
        plain = of.plain[within]
        forms = of.lemmas[within] if lemmas else plain
        capitals = tuple(_capitals(of.text[start:end]) for start, end in of.places[within])
        if number in self._near:
            for place, (form, own) in enumerate(zip(forms, plain, strict=True)):
                if form == APART:
                    continue
                for one in {form, own}:
                    automaton.keys[f" {one} "].append(_Wanted(number, place, capitals[place : place + 1]))
            return
        end = "" if self.terms[number].form is Form.PREFIX else " "
        for one in _spellings(forms, plain):
            automaton.keys[f" {one}{end}"].append(_Wanted(number, 0, capitals))
        if of.compounds:
            joined = _joined(of, within)
            capitals = tuple(one for _, _, one in joined)
            for one in _spellings(
                [lemma if lemmas else own for lemma, own, _ in joined], [own for _, own, _ in joined]
            ):
                automaton.keys[f" {one}{end}"].append(_Wanted(number, 0, capitals))


def _joined(of: Words, within: slice) -> list[tuple[str, str, str | None]]:
    """A term's words, each compound in one: their dictionary forms, forms and capitals; a compound needs none."""
    whole = {first: (last, lemma, plain) for first, last, plain, lemma in of.compounds}
    found: list[tuple[str, str, str | None]] = []
    at = within.start
    while at < within.stop:
        if at in whole:
            last, lemma, plain = whole[at]
            found.append((lemma, plain, None))
            at = last + 1
        else:
            start, end = of.places[at]
            found.append((of.lemmas[at], of.plain[at], _capitals(of.text[start:end])))
            at += 1
    return found


def _spellings(forms: Sequence[str], plain: Sequence[str]) -> set[str]:
    """A term's words in each of both forms: a form of one word may be a word of its own, as shooting is."""
    if sum(form != own for form, own in zip(forms, plain, strict=True)) > _MOST_VARIED:
        return {" ".join(forms), " ".join(plain)}
    return {" ".join(one) for one in product(*({form, own} for form, own in zip(forms, plain, strict=True)))}


def _capitals(word: str) -> str | None:
    """A word that is all capitals is meant so."""
    return word if len(word) > 1 and word.isupper() else None


def _in_capitals(text: Words, capitals: Sequence[str | None], first: int, last: int) -> bool:
    """Whether words that must be in capitals are, each at its place."""
    if not any(capitals):
        return True
    if last - first + 1 != len(capitals):
        return False
    stand = (text.text[start:end] for start, end in text.places[first : last + 1])
    return all(wanted is None or word[: len(wanted)].isupper() for wanted, word in zip(capitals, stand, strict=True))


def _close(text: Words, before: Sequence[int], places: list[tuple[int, int]], number: int, within: int) -> list[Place]:
    """Where all words of a term stand with at most `within` others between them, in any order; nearest ones first.

    `places` are numbers of words of the text with the number of the term's word that each is.
    """
    places.sort()
    last: dict[int, int] = {}
    found = []
    for at, word in places:
        last[word] = at
        if len(last) < number:
            continue
        first = min(last.values())
        between = before[at + 1] - before[first] - number
        if between <= within and len(set(last.values())) == number:
            found.append(Place(text.places[first][0], text.places[at][1], first, at))
    return found
