"""Speakers: the fullest name, the title and the kind behind each mention that a statement has.

Mentions are resolved in the order of the text, so that a "he" who has spoken can be the next "he" as well.
What stays undecided keeps the words as printed: a wrong name is worse than none.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from onrecord.enrich.dialogue import ANSWERS
from onrecord.enrich.lexicon import GROUP_NOUNS, ORGANISATION_NOUNS
from onrecord.enrich.names import People, Person, key, name_tokens
from onrecord.enrich.roles import counterpart, note_titles, owner, role_bearer
from onrecord.enrich.subjects import NOMINAL, phrase
from onrecord.model import Speaker, SpeakerKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Span, Token

    from onrecord.enrich.reading import Draft, Reading

_HE: Final = frozenset({"he", "him", "his", "himself"})
_SHE: Final = frozenset({"she", "her", "hers", "herself"})
_IT: Final = frozenset({"it", "its", "itself"})
_PLURAL: Final = frozenset(
    {"they", "we", "their", "our", "both", "many", "some", "others", "all", "most", "few", "several"}
)
_SUBJECTS: Final = frozenset({"nsubj", "nsubjpass"})
_WINDOW: Final = 40  # mentions looked back for a pronoun
_NEAR: Final = 2  # sentences looked back for what "they" or "it" stands for
_FAR: Final = 100  # and tokens
_REACH: Final = 6  # sentences looked back for a pronoun
_ORGANISATIONS: Final = frozenset({"ORG", "GPE", "NORP", "FAC"})


class Speakers:
    """Names the speakers of one article."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._people = People(reading)
        note_titles(reading, self._people)
        self._focus: list[tuple[int, bool, Person]] = sorted(
            ((token.i, _leads(token), person) for token, person in self._people.mentions if not reading.quoted(token)),
            key=lambda entry: entry[0],
        )
        self._all_entities = reading.doc.ents
        self._entity_ends = [entity.end_char for entity in self._all_entities]
        self._organisations = [ent for ent in self._all_entities if ent.label_ == "ORG"]

    def resolve(self, drafts: list[Draft]) -> Iterator[Speaker | None]:
        """The speaker of each draft, in the order given."""
        spoken: list[tuple[int, bool, Person]] = []
        self._last: dict[str, tuple[int, Speaker]] = {}
        passed = 0
        behind: list[tuple[int, bool, Person]] = []
        for draft in drafts:
            if draft.mention is None or draft.subject is None:
                yield None
                continue
            while passed < len(self._focus) and self._focus[passed][0] < draft.subject:
                behind.append(self._focus[passed])
                passed += 1
            recent = sorted((*behind[-_WINDOW:], *spoken[-_WINDOW:]), key=lambda entry: entry[0])
            speaker, person = self._speaker(draft, draft.subject, [r for r in recent if r[0] < draft.subject])
            if person is not None:
                spoken.append((draft.subject, True, person))
            elif self._reading.doc[draft.subject].pos_ != "PRON":
                self._last["it" if speaker.kind is SpeakerKind.ORGANISATION else "they"] = draft.subject, speaker
            yield speaker

    def _speaker(
        self, draft: Draft, subject: int, recent: list[tuple[int, bool, Person]]
    ) -> tuple[Speaker, Person | None]:
        """The speaker of one draft, and the person, if it is one whom the article names."""
        start, end = draft.mention or (0, 0)
        head = self._reading.doc[subject]
        if draft.cue is None and head.text in ANSWERS and (person := self._interviewed()) is not None:
            mention = self._reading.text[start:end]
            return Speaker(person.name, mention, start, end, SpeakerKind.PERSON, person.title), person
        if (last := self._spoke_last(head)) is not None:
            return replace(last, mention=self._reading.text[start:end], start=start, end=end), None
        behind = _antecedent(head) or self._meant(head)
        place = phrase(self._reading, behind) if behind is not None else None
        if behind is None or place is None:
            return self._named(head, start, end, recent)
        speaker, person = self._named(behind, *place, recent)
        return replace(speaker, mention=self._reading.text[start:end], start=start, end=end), person

    def _interviewed(self) -> Person | None:
        """Who answers in an interview under "A:": the one person whose full name the article gives."""
        whole = [person for person in self._people.everyone if len(person.parts) > 1]
        return whole[0] if len(whole) == 1 else None

    def _named(
        self, head: Token, start: int, end: int, recent: list[tuple[int, bool, Person]]
    ) -> tuple[Speaker, Person | None]:
        """The speaker whom the words of a stretch name or describe."""
        mention = self._reading.text[start:end]
        if (several := self._several(head, start, end)) is not None:
            return Speaker(several, mention, start, end, SpeakerKind.GROUP), None
        person = self._person(head, start, end, recent)
        if person is not None:
            return Speaker(person.name, mention, start, end, SpeakerKind.PERSON, person.title), person
        name, kind = self._other(head, mention, start, end)
        return Speaker(name, mention, start, end, kind), None

    def _person(self, head: Token, start: int, end: int, recent: list[tuple[int, bool, Person]]) -> Person | None:
        """The person whom a mention means."""
        lower = head.lower_
        if lower in _HE or lower in _SHE:
            gender = "m" if lower in _HE else "f"
            person = self._pronoun(head, gender, recent)
            if person is not None:
                person.gender = gender
            return person
        if head.pos_ == "PRON":
            return None
        for entity in self._entities(start, end):
            if entity.label_ == "PERSON" and (entity.start <= head.i < entity.end or _names(entity.root, head)):
                tokens = name_tokens(entity)
                return self._people.find(tokens) or self._people.add(tokens) if tokens else None
        name = next((c for c in head.children if c.dep_ == "appos" and c.pos_ == "PROPN" and c.i > head.i), head)
        if tokens := self._proper(name if name.idx < end else head, start, end):
            return self._called(tokens, start, end)
        if head.text[0].isupper() and (bearer := self._people.find([head])) is not None:
            return bearer  # a surname that reads as a common noun
        return self._described(head, recent)

    def _described(self, head: Token, recent: list[tuple[int, bool, Person]]) -> Person | None:
        """The person whom a description means: "the energy minister", "his host"."""
        bearer = role_bearer(head, self._people, [person for _, _, person in recent])
        pronoun = owner(head) if bearer is None else None
        if pronoun is None or pronoun.lower_ not in _HE | _SHE:
            return bearer
        return counterpart(self._pronoun(pronoun, "m" if pronoun.lower_ in _HE else "f", recent), self._people)

    def _called(self, tokens: list[Token], start: int, end: int) -> Person | None:
        """The person of a name that the recogniser did not mark as one; None for an organisation."""
        if (known := self._people.find(tokens)) is not None:
            return known
        organisation = any(
            entity.start <= tokens[-1].i < entity.end and entity.label_ in _ORGANISATIONS
            for entity in self._entities(start, end)
        )
        if len(tokens) == 1 or organisation or tokens[-1].lower_ in ORGANISATION_NOUNS:
            return None
        return self._people.add(tokens)

    def _several(self, head: Token, start: int, end: int) -> str | None:
        """The names of two people or more who speak together: "Ms. Marsh and Mr. Bell"."""
        beside = [child for child in head.children if child.dep_ == "appos" and child.i > head.i]
        if not any(child.dep_ == "conj" for word in (head, *beside) for child in word.children):
            return None
        tokens = [
            name for entity in self._entities(start, end) if entity.label_ == "PERSON" and (name := name_tokens(entity))
        ]
        joined = [other for word in (head, *beside) for other in (word, *word.conjuncts)]
        names = [(self._people.find(t) or self._people.add(t)).name for t in tokens if any(h in t for h in joined)]
        if len(names) < 2:  # noqa: PLR2004 - two make a group
            return None
        return ", ".join(names[:-1]) + " and " + names[-1]

    def _entities(self, start: int, end: int) -> list[Span]:
        """The named entities in a stretch of text."""
        first = bisect_right(self._entity_ends, start)
        return list(takewhile(lambda entity: entity.start_char < end, self._all_entities[first:]))

    def _proper(self, head: Token, start: int, end: int) -> list[Token]:
        """The run of capitalised words that ends with the head, if it is a name."""
        doc, at = self._reading.doc, head.i
        tokens: list[Token] = []
        while at >= 0 and doc[at].idx >= start and doc[at].pos_ == "PROPN" and doc[at].text[0].isupper():
            tokens.insert(0, doc[at])
            at -= 1
        at = head.i + 1
        while tokens and at < len(doc) and doc[at].idx < end and doc[at].pos_ == "PROPN" and doc[at].text[0].isupper():
            tokens.append(doc[at])
            at += 1
        return name_tokens(tokens)

    def _pronoun(self, head: Token, gender: str, recent: list[tuple[int, bool, Person]]) -> Person | None:
        """The person whom "he" or "she" means: the nearest fitting one, subjects before others."""
        here = self._reading.sentence_number(head.i)
        best: Person | None = None
        best_score = -float(_REACH)
        for at, is_subject, person in recent:
            if person.gender not in {"", gender}:
                continue
            back = here - self._reading.sentence_number(at)
            score = (1.6 if is_subject else 0.0) + (0.5 if person.gender else 0.0) - back
            if score >= best_score:
                best, best_score = person, score
        return best

    def _spoke_last(self, pronoun: Token) -> Speaker | None:
        """The organisation or group that "it" or "they" stands for, if it has spoken just before."""
        at, speaker = self._last.get(pronoun.lower_, (pronoun.i, None))
        return speaker if at < pronoun.i and self._near(at, pronoun) else None

    def _meant(self, pronoun: Token) -> Token | None:
        """The noun that "they" or "it" stands for: the nearest subject that fits, not far back."""
        lower, doc = pronoun.lower_, pronoun.doc
        at = pronoun.i - 1
        while lower in {"they", "it"} and at >= max(0, pronoun.i - _FAR) and self._near(at, pronoun):
            token = doc[at]
            at -= 1
            if token.dep_ not in _SUBJECTS or token.pos_ not in {"NOUN", "PROPN"} or self._reading.quoted(token):
                continue
            if token.ent_type_ != "PERSON" and (_plural(token) if lower == "they" else _organised(token)):
                return token
        return None

    def _near(self, at: int, pronoun: Token) -> bool:
        """Whether a token stands at most two sentences before a pronoun."""
        return self._reading.sentence_number(pronoun.i) - self._reading.sentence_number(at) <= _NEAR

    def _other(self, head: Token, mention: str, start: int, end: int) -> tuple[str, SpeakerKind]:
        """Name and kind of a speaker who is no named person."""
        lower = head.lower_
        entity = next((e for e in self._entities(start, end) if e.start <= head.i < e.end), None)
        if entity is not None and entity.label_ in _ORGANISATIONS:
            group = entity.label_ == "NORP" or head.tag_ == "NNS"
            kind = SpeakerKind.GROUP if group else SpeakerKind.ORGANISATION
            return self._fullest(entity, mention), kind
        if lower in GROUP_NOUNS or head.tag_ == "NNS" or lower in _PLURAL:
            return mention, SpeakerKind.GROUP if not _unnamed(head) else SpeakerKind.ANONYMOUS
        if lower in ORGANISATION_NOUNS or lower in _IT:
            return mention, SpeakerKind.ORGANISATION
        if head.pos_ == "PROPN":
            return self._known_organisation(head) or mention, SpeakerKind.ORGANISATION
        if lower in _HE | _SHE or lower == "i":
            return mention, SpeakerKind.PERSON
        return mention, SpeakerKind.ANONYMOUS

    def _fullest(self, entity: Span, mention: str) -> str:
        """The longest name of an organisation that ends with the same word or is shortened to this one."""
        own = [word for word in key(token.text for token in entity if token.tag_ != "POS") if word != "the"]
        for other in self._organisations:
            words = [word for word in key(token.text for token in other if token.tag_ != "POS") if word != "the"]
            initials = "".join(word[0] for word in words if word not in {"of", "for", "and", "the"})
            same = bool(own) and len(words) > len(own) and (words[-len(own) :] == own or own == [initials])
            if same and "\n" not in other.text:
                return other.text.removesuffix("'s").removesuffix("\u2019s")
        short = entity[0].lower_ == "the" or not mention.lower().startswith("the ")
        return (entity.text if short else f"{mention[:3]} {entity.text}").removesuffix("'s").removesuffix("\u2019s")

    def _known_organisation(self, head: Token) -> str | None:
        """The first organisation of the article whose name ends with a word."""
        for entity in self._organisations:
            if entity[-1].lower_ == head.lower_ and len(entity) > 1:
                return entity.text
        return None


def _antecedent(head: Token) -> Token | None:
    """The noun that a relative pronoun stands for: "the study, which notes that ..."."""
    if head.tag_ not in {"WDT", "WP"} or head.dep_ not in _SUBJECTS:
        return None
    clause = head.head
    return clause.head if clause.dep_ == "relcl" and clause.head.pos_ in {"NOUN", "PROPN"} else None


def _plural(token: Token) -> bool:
    """Whether a noun can be "they"."""
    return token.tag_ in {"NNS", "NNPS"} or token.lower_ in GROUP_NOUNS or any(token.conjuncts)


def _organised(token: Token) -> bool:
    """Whether a noun is an "it" that can speak."""
    single = token.tag_ not in {"NNS", "NNPS"}
    return single and (token.ent_type_ == "ORG" or token.lower_ in ORGANISATION_NOUNS)


def _leads(token: Token) -> bool:
    """Whether a name is a sentence's subject, or stands beside it: "His lawyer, Dale Marsh, said"."""
    return token.dep_ in _SUBJECTS or (token.dep_ == "appos" and token.head.dep_ in _SUBJECTS)


def _names(root: Token, head: Token) -> bool:
    """Whether an entity stands beside a noun as its name: "his cousin, Dale Marsh"."""
    return root.dep_ == "appos" and root.head == head and head.pos_ in NOMINAL


def _unnamed(head: Token) -> bool:
    """Whether a plural is of sources who hide: "sources", "people familiar with the matter"."""
    return head.lower_ in {"sources", "officials", "people", "aides", "insiders", "advisers", "advisors"}
