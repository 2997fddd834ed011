"""Titles as printed beside names, and the person whom a description such as "the energy minister" means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from onrecord.enrich.lexicon import GROUP_NOUNS, HONORIFICS, KIN, ORGANISATION_NOUNS, RANKS, word_set
from onrecord.enrich.names import PAIR, gender_of, name_tokens

if TYPE_CHECKING:
    from spacy.tokens import Token

    from onrecord.enrich.names import People, Person
    from onrecord.enrich.reading import Reading

_BEFORE: Final = frozenset({"NOUN", "PROPN", "ADJ"})
_VAGUE: Final = word_set("""
    late current same other first only own young old veteran
""")
_LESSER: Final = word_set("vice deputy assistant acting")
"""Words that make another office of one: "the nominee" is not the vice-presidential nominee."""
_TIMES: Final = word_set("former ex new then interim incoming outgoing designate elect")
"""Words that make somebody else of who bears an office: "the former mayor" is not the mayor."""
_COUNTERPARTS: Final = word_set("counterpart host hostess guest opponent rival challenger")
"""Nouns for the other of two."""
_LONGEST: Final = 8


def note_titles(reading: Reading, people: People) -> None:
    """Give each person of the article the title and the gender that the words around the name tell."""
    by_end = {token.i: person for token, person in people.mentions}
    for entity in reading.doc.ents:
        tokens = name_tokens(entity) if entity.label_ == "PERSON" else []
        person = by_end.get(tokens[-1].i) if tokens else None
        if person is None or reading.quoted(tokens[0]):
            continue
        before, after = _title_before(tokens[0]), _title_after(tokens[-1]) or _title_beside(tokens[-1])
        if after and reading.quoted(after[0]):
            after = []
        words = [token.text for token in (*before, *after)]
        honorific = tokens[0].nbor(-1).text if tokens[0].i > 0 else ""
        person.gender = gender_of([honorific]) or person.gender or gender_of(words)
        person.words.update(word.lower() for word in words)
        person.words.update(child.lower_ for child in tokens[-1].children if child.dep_ == "poss" and child.ent_type_)
        for title in (before, after):
            if person.title is None and title and title[-1].lower_ not in KIN and not _kin(title):
                person.title = reading.text[title[0].idx : title[-1].idx + len(title[-1])]


def _kin(title: list[Token]) -> bool:
    """Whether the words tell of a relation and not of an office."""
    return any(token.lower_ in KIN for token in title)


def _title_before(first: Token) -> list[Token]:
    """The words of "Russian President" in "Russian President Vladimir Putin"."""
    found: list[Token] = []
    at = first.i - 1
    doc = first.doc
    while at >= 0 and len(found) < _LONGEST:
        token = doc[at]
        joins = token.text == "-" and found
        if token.lower_ in HONORIFICS:
            at -= 1
            continue
        if not joins and (token.pos_ not in _BEFORE or token.ent_type_ in {"PERSON", "DATE", "TIME"} or token.is_punct):
            break
        if not joins and token.dep_ not in {"compound", "amod", "nmod", "nsubj", "dobj", "pobj", "appos"}:
            break
        found.insert(0, token)
        at -= 1
    noun = bool(found) and found[-1].pos_ in {"NOUN", "PROPN"} and found[-1].ent_type_ not in {"GPE", "NORP"}
    return found if noun and found[-1].is_alpha else []


def _title_after(last: Token) -> list[Token]:
    """The words of "energy minister" in "Marit Halvorsen, the energy minister, said"."""
    appositive = next(
        (child for child in last.children if child.dep_ == "appos" and child.i > last.i and child.pos_ == "NOUN"),
        None,
    )
    if appositive is None:
        return []
    found = [
        token
        for token in last.doc[appositive.left_edge.i : min(appositive.right_edge.i + 1, appositive.i + _LONGEST)]
        if not token.is_space
    ]
    while found and (found[0].pos_ in {"DET", "NUM"} or found[0].is_punct):
        found.pop(0)
    stop = next(
        (i for i, token in enumerate(found) if (token.is_punct and token.text != "-") or token.dep_ == "relcl"),
        None,
    )
    found = found[:stop]
    while found and found[-1].pos_ not in {"NOUN", "PROPN"}:
        found.pop()
    return found if appositive in found else []


def _title_beside(last: Token) -> list[Token]:
    """The words of "judge" in "The judge, Helen Osborne, said"."""
    noun = last.head
    if last.dep_ != "appos" or noun.pos_ != "NOUN" or noun.i > last.i:
        return []
    return [child for child in noun.lefts if child.dep_ in {"compound", "amod", "nmod"}] + [noun]


def role_bearer(head: Token, people: People, recent: list[Person]) -> Person | None:
    """The person whose title holds a description's noun: the only one, or the one with its other words.

    A description with "a" or in the plural means nobody whom the article has named.
    """
    determiners = {child.lower_ for child in head.children if child.dep_ in {"det", "poss"}}
    if (
        head.pos_ not in {"NOUN", "PROPN"}
        or head.tag_ in {"NNS", "NNPS"}
        or head.lower_ in ORGANISATION_NOUNS | GROUP_NOUNS
        or determiners & {"a", "an", "another", "one"}
    ):
        return None
    role = head.lower_
    said = {word.lower_ for word in head.subtree}
    others = {
        child.lower_ for child in head.children if child.dep_ in {"amod", "compound"} and child.lower_ not in _VAGUE
    }
    able = [person for person in people.everyone if role in person.words]
    if not able and role == "leader" and others:
        able = [person for person in people.everyone if others <= person.words and person.words & RANKS]
    able = [person for person in able if person.words & _LESSER <= said and said & (_LESSER | _TIMES) <= person.words]
    if others:
        fitting = [person for person in able if others <= person.words]
        able = fitting or (able if len(able) == 1 and not _rival(able[0], head) else [])
    if len(able) <= 1 or not determiners:
        return able[0] if len(able) == 1 and (determiners or head.pos_ == "PROPN") else None
    known = [person for person in recent if person in able]
    return known[-1] if known else None


def owner(head: Token) -> Token | None:
    """The pronoun in "his host", "her opponent": nouns for the other of two."""
    if head.lower_ not in _COUNTERPARTS:
        return None
    return next((child for child in head.children if child.dep_ == "poss" and child.pos_ == "PRON"), None)


def counterpart(one: Person | None, people: People) -> Person | None:
    """The other of the only two people that an article names."""
    whole = [person for person in people.everyone if len(person.parts) > 1]
    if len(whole) != PAIR or one not in whole:
        return None
    return next(person for person in whole if person is not one)


def _rival(person: Person, head: Token) -> bool:
    """Whether a description contradicts a title: "the French president", "Russian President"."""
    nation = {child.lower_ for child in head.children if child.dep_ == "amod" and child.text[:1].isupper()}
    return bool(nation - person.words)
