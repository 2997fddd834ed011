"""Topics compiled once ─► the matches of each statement, each with its reason."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

from onrecord.enrich.topics.scan import Scanner
from onrecord.enrich.topics.words import APART, words
from onrecord.model import Field, Hit, Match, Topic
from onrecord.rules import And, Expression, Not, Or, Term, parse, term
from onrecord.rules.expressions import terms as terms_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from onrecord.enrich.topics.scan import Place
    from onrecord.model import Act, SpeakerKind

VERSION = 3
"""Of the way in which rules are held against texts: another one holds all against the topics anew."""


@dataclass(frozen=True, slots=True)
class About:
    """What a topic may ask of a statement beside its words, and the article's texts.

    `speaker` is the name that the article gives, `person` the one under which the speaker is known across articles.
    """

    title: str = ""
    article: str = ""
    language: str | None = None
    source: str = ""
    act: Act | None = None
    speaker: str | None = None
    speaker_kind: SpeakerKind | None = None
    speaker_title: str | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Miss:
    """A topic of which something was found with a statement that does not fall under it, and why it does not.

    `elsewhere`: the words stand only in parts of the article in which the topic does not look.
    """

    topic: str
    found: tuple[Hit, ...]
    why: str
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a rule: its name, its terms as the scanner numbers them, in order, and what must be found of them."""

    name: str
    terms: tuple[int, ...]
    expression: Expression
    asserted: tuple[int, ...]

    def holds(self, found: AbstractSet[int], number: Mapping[Term, int]) -> bool:
        """Whether it is fulfilled when these terms are found."""
        if self.name == "all":
            return all(one in found for one in self.terms)
        if self.name == "match":
            return _holds(self.expression, found, number)
        return not found.isdisjoint(self.terms)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A topic with its parts; `none` is what keeps a statement out, `speakers` are the words of their names."""

    topic: Topic
    parts: tuple[_Part, ...]
    none: _Part
    speakers: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class _Finds:
    """What was found in the fields of a statement: the places of each term, and the texts themselves."""

    texts: Mapping[Field, str]
    places: Mapping[Field, Mapping[int, list[Place]]]
    found: dict[tuple[Field, ...], set[int]] = field(default_factory=dict)

    def within(self, where: tuple[Field, ...]) -> set[int]:
        """The terms found in any of these fields."""
        if where not in self.found:
            self.found[where] = set().union(*(self.places.get(one, ()) for one in where))
        return self.found[where]


class Matcher:
    """Holds statements against topics; made once for many statements.

    The text of a title or an article is read once for all statements that follow each other in it.
    """

    def __init__(self, topics: Sequence[Topic]) -> None:
        expressions = [tuple(_expressions(topic)) for topic in topics]
        self._scanner = Scanner(one for its in expressions for _, wanted in its for one in terms_of(wanted))
        self._number = {one: number for number, one in enumerate(self._scanner.terms)}
        self._rules = tuple(self._rule(topic, its) for topic, its in zip(topics, expressions, strict=True))
        self._under: dict[int, list[int]] = defaultdict(list)  # of a term, the rules that it may fulfil
        self._always: list[int] = []  # rules that no word is needed for
        for number, rule in enumerate(self._rules):
            for one in {one for part in rule.parts for one in part.terms}:
                self._under[one].append(number)
            if not rule.parts:
                self._always.append(number)
        self._fields = {one for topic in topics for one in topic.where}
        self._read: dict[Field, tuple[tuple[str, str | None], Mapping[int, list[Place]]]] = {}

    def match(self, content: str, about: About) -> tuple[Match, ...]:
        """The topics that a statement falls under, in their order."""
        finds = self._finds(content, about, self._fields)
        held = ((rule.topic.name, self._reason(rule, finds, about)) for rule in self._candidates(finds))
        return tuple(Match(name, reason) for name, reason in held if reason is not None)

    def misses(self, content: str, about: About) -> tuple[Miss, ...]:
        """The topics of which something was found, also in the rest of the article, and why they are no matches."""
        finds = self._finds(content, about, set(Field))
        found = []
        for rule in self._candidates(finds):
            if self._reason(rule, finds, about) is None:
                where = rule.topic.where
                seen = [hit for part in rule.parts for hit in self._hits(part, finds, tuple(Field))]
                inside = {(hit.rule, hit.term) for hit in seen if hit.field in where}
                hits = tuple(hit for hit in seen if hit.field in where or (hit.rule, hit.term) not in inside)
                elsewhere = not inside
                if hits:
                    found.append(Miss(rule.topic.name, hits, self._why_not(rule, finds, about), elsewhere))
        return tuple(found)

    def _rule(self, topic: Topic, expressions: Iterable[tuple[str, Expression]]) -> _Rule:
        parts = {
            name: _Part(name, self._numbers(terms_of(wanted)), wanted, self._numbers(_asserted(wanted)))
            for name, wanted in expressions
        }
        none = parts.pop("none", None) or _Part("none", (), Or(()), ())
        return _Rule(topic, tuple(parts.values()), none, tuple(map(_name_words, topic.speakers)))

    def _numbers(self, terms: Iterable[Term]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(self._number[one] for one in terms))

    def _finds(self, content: str, about: About, fields: AbstractSet[Field]) -> _Finds:
        texts = {Field.CONTENT: content, Field.TITLE: about.title, Field.ARTICLE: about.article}
        places: dict[Field, Mapping[int, list[Place]]] = {}
        for name, text in texts.items():
            if name not in fields:
                continue
            asked, (last, found) = (text, about.language), self._read.get(name, (None, {}))
            if asked != last:
                found = self._scanner.find(words(text, about.language), about.language)
                self._read[name] = (asked, found)
            places[name] = found
        return _Finds(texts, places)

    def _candidates(self, finds: _Finds) -> list[_Rule]:
        """The rules that may be fulfilled: those of which a word was found, or that need none."""
        numbers = {number for one in finds.within(tuple(Field)) for number in self._under.get(one, ())}
        return [self._rules[number] for number in sorted(numbers.union(self._always))]

    def _reason(self, rule: _Rule, finds: _Finds, about: About) -> tuple[Hit, ...] | None:
        """Why a statement falls under a rule; None where it does not."""
        where = rule.topic.where
        found = finds.within(where)
        if not found.isdisjoint(rule.none.terms) or not all(part.holds(found, self._number) for part in rule.parts):
            return None
        passed = _passed(rule, about)
        if passed is None:
            return None
        return (*(hit for part in rule.parts for hit in self._hits(part, finds, where)), *passed)

    def _hits(self, part: _Part, finds: _Finds, where: Sequence[Field]) -> Iterator[Hit]:
        """The first place of each of the part's terms in each field."""
        for number in part.asserted:
            for name in where:
                if places := finds.places.get(name, {}).get(number):
                    start, end = places[0].start, places[0].end
                    term = self._scanner.terms[number].written
                    yield Hit(term, finds.texts[name][start:end], name, part.name, start)

    def _why_not(self, rule: _Rule, finds: _Finds, about: About) -> str:
        where = rule.topic.where
        if hit := next(self._hits(rule.none, finds, where), None):
            return f"kept out by {hit.words!r} (none: {hit.term})"
        found = finds.within(where)
        for part in rule.parts:
            if part.holds(found, self._number):
                continue
            if part.holds(finds.within(tuple(Field)), self._number):
                return f"its words stand elsewhere in the article, not in: {', '.join(where)}"
            missing = [repr(self._scanner.terms[one].written) for one in part.terms if one not in found]
            return f"lacks {', '.join(missing)} (all)" if part.name == "all" else f"its '{part.name}' is not fulfilled"
        return _held_back(rule.topic, about)


def fingerprint(topics: Sequence[Topic]) -> str:
    """A hash of the rules: it changes when any of them does, or the way they are held, whatever their order."""
    rules = sorted(json.dumps(asdict(topic) | {"limit": None}) for topic in topics)
    return blake2b("\n".join([str(VERSION), *rules]).encode(), digest_size=16).hexdigest()


def _expressions(topic: Topic) -> Iterator[tuple[str, Expression]]:
    """The parts of a topic's rule by their names; `none` lists what keeps a statement out."""
    if topic.all:
        yield "all", And(tuple(map(term, topic.all)))
    if topic.any:
        yield "any", Or(tuple(map(term, topic.any)))
    if topic.match is not None:
        yield "match", parse(topic.match)
    filters = topic.speakers or topic.speaker_kinds or topic.acts or topic.sources or topic.languages
    if not (topic.all or topic.any or topic.match or filters):
        yield "name", Term(topic.name, topic.name)
    if topic.none:
        yield "none", Or(tuple(map(term, topic.none)))


def _holds(wanted: Expression, found: AbstractSet[int], number: Mapping[Term, int]) -> bool:
    if isinstance(wanted, Term):
        return number[wanted] in found
    if isinstance(wanted, Not):
        return not _holds(wanted.part, found, number)
    judge = all if isinstance(wanted, And) else any
    return judge(_holds(part, found, number) for part in wanted.parts)


def _asserted(wanted: Expression, *, speaks: bool = True) -> Iterator[Term]:
    """The terms of which a find speaks for the match."""
    if isinstance(wanted, Term):
        if speaks:
            yield wanted
    elif isinstance(wanted, Not):
        yield from _asserted(wanted.part, speaks=not speaks)
    else:
        for part in wanted.parts:
            yield from _asserted(part, speaks=speaks)


def _name_words(name: str) -> frozenset[str]:
    """The words of a name, without what stands between them: Smith, J. is J Smith."""
    return frozenset(words(name).plain) - {APART}


def _passed(rule: _Rule, about: About) -> tuple[Hit, ...] | None:
    """What the filters let pass, as reasons; None where one does not."""
    found = []
    for name, allowed, given in _filters(rule.topic, about):
        if allowed and given not in allowed:
            return None
        if allowed:
            found.append(Hit(str(given), str(given), None, name))
    if rule.speakers:
        own = _name_words(f"{about.speaker_title or ''} {about.speaker or ''} {about.person or ''}")
        speakers = zip(rule.topic.speakers, rule.speakers, strict=True)
        written = next((written for written, wanted in speakers if about.speaker and wanted and wanted <= own), None)
        if written is None:
            return None
        found.append(Hit(written, about.speaker or "", None, "speakers"))
    return tuple(found)


def _filters(topic: Topic, about: About) -> tuple[tuple[str, Collection[str], str | None], ...]:
    """The filters by their names in topics.yaml, what each lets pass, and what the statement has."""
    norwegian = ("nb", "nn") if "no" in topic.languages else ()  # pages tell which of the two
    return (
        ("speaker_kind", topic.speaker_kinds, about.speaker_kind),
        ("cue", topic.acts, about.act),
        ("sources", topic.sources, about.source),
        ("languages", (*topic.languages, *norwegian), (about.language or "").split("-")[0]),
    )


def _held_back(topic: Topic, about: About) -> str:
    """Which filters did not let a statement pass, with what it has."""
    found = [
        f"{name} of it: {own or 'unknown'}"
        for name, allowed, own in _filters(topic, about)
        if allowed and own not in allowed
    ]
    return ", ".join(found or [f"speaker of it: {about.speaker or 'unknown'}"])
