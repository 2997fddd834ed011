"""What an edition shows: candidates from the store, grouped by topic and speaker."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from digests import rank, related
from digests.wordings import gather
from onrecord.model import (
    Earlier,
    Edition,
    Entry,
    Factuality,
    RelatedHeadline,
    Section,
    Speaker,
    SpeakerKind,
    Topic,
    Voice,
)
from onrecord.people import key
from onrecord.sameness import closeness, fold, tells
from onrecord.sameness.names import Kinship, kinship
from onrecord.store import editions, repeats, trends

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from onrecord.model import Citation
    from onrecord.store.editions import Candidate
    from onrecord.store.trends import Trend

LEAST_CONFIDENCE = 0.5  # what is as likely wrong as right is no news
LOOKBACK = timedelta(days=7)  # the first edition reaches back so far back, a later one before the last edition


@dataclass(frozen=True, slots=True)
class Selection:
    """An edition, and the keys of all statements it dealt with: shown, left out, the same as one shown or told."""

    edition: Edition
    keys: tuple[str, ...]


def select(tx: Connection, edition: Edition, topics: Sequence[Topic], *, until: datetime) -> Selection:
    """Fill a blank edition with what came in up to `until` and no earlier one of its digest dealt with."""
    since = min(until, editions.last_composed(tx, edition.digest) or until) - LOOKBACK
    found = editions.candidates(tx, edition.digest, [topic.name for topic in topics], since=since, until=until)
    sure = [candidate for candidate in found if candidate.entry.statement.confidence >= LEAST_CONFIDENCE]
    told = editions.told(tx, edition.digest, {candidate.group for candidate in sure})
    new = [one for one in sure if not any(tells(old, one.entry.statement.content) for old in told[one.group])]
    by_topic = {topic.name: [one for one in new if one.topic == topic.name] for topic in topics}
    beside = _beside(tx, new, until)
    keys = tuple(candidate.entry.key for candidate in sure)
    before = trends.of(tx, [topic.name for topic in topics], until=until, new=keys, sure=LEAST_CONFIDENCE)
    sections = tuple(
        _section(topic, by_topic[topic.name], beside, before[topic.name]) for topic in topics if by_topic[topic.name]
    )
    return Selection(replace(edition, sections=sections), keys)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What the store has beside candidates: headlines by article, and by group its sources and those of like words."""

    headlines: Mapping[int, Sequence[RelatedHeadline]]
    cited: Mapping[int, tuple[Citation, ...]]
    earlier: Mapping[int, tuple[Citation, ...]]


def _beside(tx: Connection, candidates: Sequence[Candidate], until: datetime) -> _Beside:
    moments = [one.entry.published for one in candidates if one.entry.published]
    groups = {one.group for one in candidates}
    near = repeats.earlier(tx, groups, now=until)
    cited = editions.citations(tx, groups.union(other for other, _ in near.values()))
    return _Beside(
        headlines=related.offered(tx, {one.article_id for one in candidates}, moments),
        cited=cited,
        earlier={group: cited[other] for group, (other, _) in near.items()},
    )


def _section(topic: Topic, candidates: Sequence[Candidate], beside: _Beside, trend: Trend) -> Section:
    """One topic's voices, the most heard first, each with its entries in the order of their articles."""
    voices = _voices(gather(_once(candidates, beside)), candidates)
    shown = rank.choose([voice.entries for voice in voices], topic.limit)
    kept = [_told(_only(voice, shown), trend) for voice in voices]
    return Section(
        topic=topic.name,
        voices=tuple(sorted((voice for voice in kept if voice.entries), key=_prominence)),
        related=_related(candidates, shown, beside),
        left_out=sum(len(voice.entries) - len(its.entries) for voice, its in zip(voices, kept, strict=True)),
        week=trend.week if trend.speakers is not None else 0,
        month=trend.month if trend.speakers is not None else 0,
    )


def _once(candidates: Iterable[Candidate], beside: _Beside) -> list[Entry]:
    """An entry for each group of statements that give the same words: the fullest, of the earliest article.

    Sentences of one speech are of its group; where the speech itself is no candidate, each has an entry of its own.
    """
    groups: dict[int, list[Entry]] = {}
    for candidate in candidates:
        groups.setdefault(candidate.group, []).append(candidate.entry)
    return [
        replace(entry, sources=sources, before=_before((entry, *sources), beside.earlier.get(group, ())))
        for group, entries in groups.items()
        for entry in _apart(sorted(entries, key=_fullest_first))
        for sources in [tuple(one for one in beside.cited[group] if one.url == entry.url or _is_told_by(entry, one))]
    ]


def _before(places: tuple[Entry | Citation, ...], likely: Iterable[Citation]) -> Earlier | None:
    """The first article with words like those of an entry, which comes first of its own, as far as dates tell.

    A group's articles and sentences differ: one with like words need not have those of this entry.
    """
    entry, dates = places[0], [place.published for place in places if place.published]
    for one in likely:
        sure = one.statement.factuality is Factuality.ASSERTED and one.statement.confidence >= LEAST_CONFIDENCE
        if sure and entry.published and one.published and min(dates) - one.published >= repeats.BEFORE:
            close = closeness(entry.statement.content, one.statement.content)
            if close >= repeats.NEAR and tells(one.statement.content, entry.statement.content):
                return Earlier(one, close)
    return None


def _apart(entries: Iterable[Entry]) -> list[Entry]:
    """Entries without those that one before tells."""
    found: list[Entry] = []
    for entry in entries:
        if not any(_is_told_by(one, entry) for one in found):
            found.append(entry)
    return found


def _is_told_by(entry: Entry, other: Entry | Citation) -> bool:
    """Whether the one gives most of the other's words, or the other way round."""
    one, two = entry.statement.content, other.statement.content
    return tells(one, two) or tells(two, one)


def _fullest_first(entry: Entry) -> tuple[bool, int, float]:
    """Before it, whether somebody is named: the same words of nobody say less."""
    words = len(fold(entry.statement.content).words)
    return entry.statement.speaker is None, -words, entry.published.timestamp() if entry.published else math.inf


def _voices(entries: Iterable[Entry], candidates: Iterable[Candidate]) -> list[Voice]:
    """The entries by their speakers: one across articles where it is known as such, else by name and kind."""
    known = {_named(one.entry): (one.person, one.known_as) for one in candidates if one.person is not None}
    grouped: dict[object, list[Entry]] = {}
    names: dict[object, str | None] = {}
    for entry in entries:
        speaker = entry.statement.speaker
        person, name = known.get(_named(entry), (None, speaker.name if speaker else None))
        who = person or (speaker and (speaker.name, speaker.kind))
        names.setdefault(who, name)
        grouped.setdefault(who, []).append(entry)
    return [_voice(names[who], entries) for who, entries in grouped.items()]


def _named(entry: Entry) -> tuple[str, str | None]:
    """The entry's key with its speaker: two may say the same words in one article."""
    return entry.key, entry.statement.speaker.name if entry.statement.speaker else None


def _voice(name: str | None, entries: list[Entry]) -> Voice:
    speakers = [entry.statement.speaker for entry in entries if entry.statement.speaker]
    title = next(filter(None, (speaker.title for speaker in speakers)), None)
    kind = speakers[0].kind if speakers else SpeakerKind.ANONYMOUS
    return Voice(name=name, title=title, kind=kind, entries=tuple(entries))


def _told(voice: Voice, trend: Trend) -> Voice:
    """The voice, with whether it is new under the topic: a name that no speaker of the days before can have."""
    if not voice.entries or voice.name is None or trend.speakers is None or key(voice.name, voice.kind) is None:
        return voice
    who = Speaker(voice.name, voice.name, 0, 0, voice.kind)
    known = (replace(who, name=name) for name in trend.speakers)
    return replace(
        voice, new=voice.name not in trend.speakers and all(kinship(who, one) is not Kinship.ONE for one in known)
    )


def _only(voice: Voice, shown: set[str]) -> Voice:
    entries = tuple(entry for entry in voice.entries if entry.key in shown)
    return replace(voice, entries=entries)


def _prominence(voice: Voice) -> tuple[bool, bool, int, float]:
    """Named speakers before unnamed ones, then those who said more."""
    best = max(map(rank.weight, voice.entries))
    return voice.name is None, voice.kind is SpeakerKind.ANONYMOUS, -len(voice.entries), -best


def _related(candidates: Sequence[Candidate], shown: set[str], beside: _Beside) -> tuple[RelatedHeadline, ...]:
    """The headlines beside the articles shown, without those articles themselves, and others that give their words."""
    sources = dict.fromkeys(c.article_id for c in candidates if c.entry.key in shown)
    offers = [beside.headlines.get(source, ()) for source in sources]
    named: list[Entry | Citation] = [
        *(c.entry for c in candidates),
        *(one for c in candidates for one in beside.cited[c.group]),
    ]
    return related.chosen(offers, (one.title for one in named), {one.url for one in named})
