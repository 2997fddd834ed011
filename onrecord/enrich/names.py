"""People of an article: every mention of a person gathered under the fullest name, with titles and gender.

A surname alone belongs to the person who bears it; two who share it are told apart by "Mr." and "Ms." and by
given names. Gender is only used to read "he" and "she", and stays empty where the article gives no sign.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from onrecord.enrich.dialogue import labels
from onrecord.enrich.lexicon import FEMALE_NAMES, GENDERED, HONORIFICS, MALE_NAMES, ORGANISATION_NOUNS, RANKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Token

    from onrecord.enrich.reading import Reading

_SUFFIXES: Final = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_KINS: Final = frozenset({"brothers", "sisters", "twins", "cousins", "siblings"})
_PLAIN: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "ß": "ss", "ı": "i"})
PAIR: Final = 2
_LONGEST: Final = 5
_NO_PERSON: Final = frozenset({"ORG", "GPE", "LOC", "FAC", "NORP"})
_NAMED: Final = frozenset({"nsubj", "nsubjpass", "appos", "dobj", "pobj", "poss", "conj"})


@dataclass(slots=True)
class Person:
    """Someone whom the article names; `words` are all the words of the titles printed with the name."""

    name: str
    gender: str = ""
    title: str | None = None
    words: set[str] = field(default_factory=set)
    shouted: bool = False  # the name was printed in capitals only
    parts: list[str] = field(init=False)  # its words in lower case

    def __post_init__(self) -> None:
        """Take the name apart."""
        self.parts = key(self.name.split())


def key(words: Iterable[str]) -> list[str]:
    """A name's words for comparing: lower case, no honorific, possessive or suffix."""
    clean = [word.lower().replace("\u2019", "'").removesuffix("'s").strip(",;:'\u2019\"“”") for word in words]
    return [word for word in clean if word and word not in _SUFFIXES and word not in HONORIFICS]


def gender_of(words: Iterable[str]) -> str:
    """The gender that an honorific or a role word tells: m, f or nothing."""
    for word in words:
        if sign := HONORIFICS.get(word.lower(), "") or GENDERED.get(word.lower(), ""):
            return sign
    return ""


def _given(word: str) -> str:
    """The gender of a given name; its marks and foreign letters don't matter: "Bjørn", "Łukasz"."""
    if not word.isascii():
        word = "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))
        word = word.translate(_PLAIN)
    return "m" if word in MALE_NAMES else "f" if word in FEMALE_NAMES else ""


class People:
    """The people of an article, found by name."""

    def __init__(self, reading: Reading) -> None:
        self._by_last: dict[str, list[Person]] = {}
        self._by_first: dict[str, list[Person]] = {}
        self.everyone: list[Person] = []
        self.mentions: list[tuple[Token, Person]] = []
        candidates = [*_candidates(reading), *_labelled(reading)]
        named = [name for name in map(name_tokens, candidates) if name]
        for tokens in sorted(named, key=lambda tokens: (-len(tokens), tokens[0].i)):
            if len(tokens) > 1:
                self.mentions.append((tokens[-1], self.add(tokens)))
                self.mentions[-1][1].words.update(_ranks(tokens[0]))
        self.mentions = [(tokens[-1], self.find(tokens) or self.add(tokens)) for tokens in named]

    def add(self, tokens: list[Token]) -> Person:
        """The person of this full name, new if nobody bears it yet."""
        parts = key(token.text for token in tokens)
        name = " ".join(token.text for token in tokens).replace(" -", "-").replace("- ", "-")
        shouted = len(tokens) > 1 and name.isupper()
        if (known := self.find(tokens)) is not None and len(parts) > 1:
            if known.shouted and not shouted and len(parts) == len(known.parts):
                known.name, known.shouted = name, False
            return known
        person = Person(name.title() if shouted else name, shouted=shouted)
        if len(parts) > 1:
            person.gender = _given(parts[0])
            self._by_first.setdefault(parts[0], []).append(person)
        if parts:
            self._by_last.setdefault(parts[-1], []).append(person)
        self.everyone.append(person)
        return person

    def find(self, tokens: list[Token]) -> Person | None:
        """The person whom these words name; the one named most often where several could be meant."""
        parts = key(token.text for token in tokens)
        if not parts:
            return None
        found = self._by_last.get(parts[-1], [])
        if len(parts) > 1:
            return next((person for person in found if _same(person.parts, parts)), None)
        sign = gender_of(_before(tokens[0]))
        if sign:
            found = [person for person in found if person.gender in {"", sign}] or found
        if ranks := _ranks(tokens[0]):
            found = [person for person in found if ranks & person.words] or found
        found = found or self._by_first.get(parts[0], [])
        if len(found) <= 1:
            return found[0] if found else None
        often = [self._often(person) for person in found]
        return found[often.index(max(often))]

    def _often(self, person: Person) -> int:
        """How often a person is mentioned under the surname; whoever goes by the given name alone, less."""
        return sum(1 if token.lower_ == person.parts[-1] else -1 for token, other in self.mentions if other is person)


def _candidates(reading: Reading) -> list[list[Token]]:
    """The words that may name a person: the recogniser's, and capitalised pairs that it has overlooked."""
    found: list[list[Token]] = []
    run: list[Token] = []
    for token in reading.doc:
        if token.ent_type_ == "PERSON":
            if token.ent_iob_ == "B" or not run or run[-1].ent_type_ != "PERSON":
                run = []
                found.append(run)
            run.append(token)
        elif (
            (token.pos_ == "PROPN" or _given(token.lower_))
            and token.text[0].isupper()
            and token.dep_ in {"compound", *_NAMED}
        ):
            if not run or run[-1].ent_type_ == "PERSON":
                run = []
            run.append(token)
            if token.dep_ in _NAMED:
                if _human(run):
                    found.append(run)
                run = []
        else:
            run = []
    return found


def _labelled(reading: Reading) -> Iterator[list[Token]]:
    """The full names under which turns of a transcript stand."""
    found = [match for match, _ in labels(reading)]
    alone = {match.group(1) for match in found}
    for match in found:
        tokens = reading.tokens(*match.span(1))
        if len(tokens) < PAIR or any(t.lower_ in ORGANISATION_NOUNS or t.ent_type_ in _NO_PERSON for t in tokens):
            continue
        named = tokens[-1].ent_type_ == "PERSON" or _given(tokens[0].lower_)
        if named or tokens[-1].text in alone:
            yield tokens


def _human(run: list[Token]) -> bool:
    """Whether a capitalised run reads as a person's name: by its given name, or as two words unclaimed."""
    words = [token for token in run if token.lower_ not in RANKS and token.lower_ not in HONORIFICS]
    if len(words) not in {2, 3} or words[-1].tag_ == "NNPS" or words[-1].lower_ in ORGANISATION_NOUNS:
        return False
    if words[0].ent_type_ in _NO_PERSON and words[0].i > 0 and words[0].nbor(-1).lower_ == "the":
        return False
    free = words[0].ent_type_ == "" and words[-1].dep_ in {"nsubj", "nsubjpass"}
    return bool(_given(words[0].lower_)) or (free and len(words) == PAIR)


def _same(known: list[str], parts: list[str]) -> bool:
    """Whether two full names with one surname are one person's: "J. Marsh", "Jane Ann Marsh"."""
    first, other = known[0], parts[0]
    return first == other or (len(other.rstrip(".")) == 1 and first[0] == other[0]) or set(parts) <= set(known)


def _before(token: Token) -> list[str]:
    """The words right before a token that may be honorifics."""
    return [token.nbor(-1).text] if token.i > 0 else []


def _ranks(token: Token) -> set[str]:
    """The offices right before a name: "Governor" of "Governor Hale"."""
    found: set[str] = set()
    while token.i > 0 and (token := token.nbor(-1)).lower_ in RANKS:
        found.add(token.lower_)
    return found


def _overlooked(token: Token, name: list[Token]) -> bool:
    """Whether a given name stands before a name that the recogniser took for the whole."""
    return token.ent_type_ == "" and token.text[0].isupper() and token.head in name and bool(_given(token.lower_))


def name_tokens(tokens: Iterable[Token]) -> list[Token]:
    """The tokens of a name alone: without titles, possessives, ages and what is no word, with its given name."""
    found = [token for token in tokens if token.tag_ != "POS" and not token.is_space]
    while found and (found[0].lower_ in HONORIFICS or found[0].lower_ in RANKS | _KINS or found[0].pos_ == "DET"):
        found.pop(0)
    while found and not found[-1].text[0].isalpha():
        found.pop()
    if found and found[0].i > 0 and _overlooked(given := found[0].nbor(-1), found):
        found.insert(0, given)
    good = 0 < len(found) <= _LONGEST and found[0].text[0].isupper() and found[-1].text[0].isupper()
    return found if good and all(token.text[0].isalpha() or token.text == "-" for token in found) else []
