"""What an edition shows: candidates from the store, grouped by topic and speaker."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from digests import rank
from onrecord.model import Edition, Entry, RelatedHeadline, Section, SpeakerKind, Topic, Voice
from onrecord.store import articles, editions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from onrecord.store.editions import Candidate

LEAST_CONFIDENCE = 0.5  # what is as likely wrong as right is no news
LOOKBACK = timedelta(days=7)  # the first edition reaches back so far back, a later one before the last edition


@dataclass(frozen=True, slots=True)
class Selection:
    """An edition, and the keys of all statements it dealt with: shown, left out or the same as one shown."""

    edition: Edition
    keys: tuple[str, ...]


def select(tx: Connection, edition: Edition, topics: Sequence[Topic], *, until: datetime) -> Selection:
    """Fill a blank edition with what came in up to `until` and no earlier one of its digest dealt with."""
    since = min(until, editions.last_composed(tx, edition.digest) or until) - LOOKBACK
    found = editions.candidates(tx, edition.digest, [topic.name for topic in topics], since=since, until=until)
    sure = [candidate for candidate in found if candidate.entry.statement.confidence >= LEAST_CONFIDENCE]
    told = editions.dealt_with(tx, edition.digest, {candidate.story for candidate in sure})
    old = {(story, _plain(content)) for story, content in told}
    by_topic: dict[str, list[Candidate]] = {topic.name: [] for topic in topics}
    for candidate in sure:
        if (candidate.story, _plain(candidate.entry.statement.content)) not in old:
            by_topic[candidate.topic].append(candidate)
    headlines = articles.related(tx, {c.article_id for found in by_topic.values() for c in found})
    sections = tuple(_section(topic, by_topic[topic.name], headlines) for topic in topics if by_topic[topic.name])
    keys = tuple(candidate.entry.key for candidate in sure)
    return Selection(replace(edition, sections=sections), keys)


def _section(
    topic: Topic, candidates: Sequence[Candidate], headlines: Mapping[int, tuple[RelatedHeadline, ...]]
) -> Section:
    """One topic's voices, the most heard first, each with its entries in the order of their articles."""
    voices = _voices(_once(candidates))
    shown = rank.choose([voice.entries for voice in voices], topic.limit)
    kept = [_only(voice, shown) for voice in voices]
    return Section(
        topic=topic.name,
        voices=tuple(sorted((voice for voice in kept if voice.entries), key=_prominence)),
        related=_related(candidates, headlines, shown),
        left_out=sum(len(voice.entries) for voice in voices) - len(shown),
    )


def _once(candidates: Iterable[Candidate]) -> list[Entry]:
    """The entries without those that give the same words again, of the same speaker or in a copy of the article."""
    said: set[tuple[str | None, str]] = set()
    told: dict[tuple[int, str], int] = {}
    entries = []
    for candidate in candidates:
        speaker, words = candidate.entry.statement.speaker, _plain(candidate.entry.statement.content)
        same = (speaker.name if speaker else None, words)
        teller = told.setdefault((candidate.story, words), candidate.article_id)
        if same not in said and teller == candidate.article_id:
            entries.append(candidate.entry)
        said.add(same)
    return entries


def _voices(entries: Iterable[Entry]) -> list[Voice]:
    grouped: dict[tuple[str, SpeakerKind] | None, list[Entry]] = {}
    for entry in entries:
        speaker = entry.statement.speaker
        grouped.setdefault((speaker.name, speaker.kind) if speaker else None, []).append(entry)
    return [_voice(who, entries) for who, entries in grouped.items()]


def _voice(who: tuple[str, SpeakerKind] | None, entries: list[Entry]) -> Voice:
    titles = (entry.statement.speaker.title for entry in entries if entry.statement.speaker)
    name, kind = who or (None, SpeakerKind.ANONYMOUS)
    return Voice(name=name, title=next(filter(None, titles), None), kind=kind, entries=tuple(entries))


def _only(voice: Voice, shown: set[str]) -> Voice:
    entries = tuple(entry for entry in voice.entries if entry.key in shown)
    return replace(voice, entries=entries)


def _prominence(voice: Voice) -> tuple[bool, bool, int, float]:
    """Named speakers before unnamed ones, then those who said more."""
    best = max(map(rank.weight, voice.entries))
    return voice.name is None, voice.kind is SpeakerKind.ANONYMOUS, -len(voice.entries), -best


def _related(
    candidates: Sequence[Candidate], headlines: Mapping[int, tuple[RelatedHeadline, ...]], shown: set[str]
) -> tuple[RelatedHeadline, ...]:
    """The headlines beside the articles shown, each once, without those articles themselves."""
    sources = dict.fromkeys(c.article_id for c in candidates if c.entry.key in shown)
    own = {_plain(c.entry.title) for c in candidates} | {c.entry.url for c in candidates}
    found: dict[str, RelatedHeadline] = {}
    for headline in (headline for source in sources for headline in headlines.get(source, ())):
        if headline.url not in own and _plain(headline.title) not in own:
            found.setdefault(_plain(headline.title), headline)
    return tuple(found.values())


def _plain(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))
