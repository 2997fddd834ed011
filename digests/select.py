"""What an edition shows, and what it leaves out: candidates from the store, by topic and speaker, the best first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from digests import context, rank, related
from digests.entries import once, said_before
from digests.limits import dealt
from digests.summary import summary
from digests.voices import by_speaker, named, tally
from digests.wordings import gather
from onrecord.model import Edition, Highlight, RelatedHeadline, Section, Topic, Voice
from onrecord.sameness import tells
from onrecord.store import editions, repeats, trends

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from digests.voices import Named
    from onrecord.model import Citation, Entry
    from onrecord.store.editions import Candidate
    from onrecord.store.trends import Trend

DAY = timedelta(days=1)
LOOKBACK = timedelta(days=7)  # the first edition reaches back so far back, a later one before what the last reached
MOST = 60  # statements that a digest shows
_LIKELY = 2  # times what a topic shows: so many of its best are looked for in what was said before, first


@dataclass(frozen=True, slots=True)
class Selection:
    """An edition as the mail shows it, and the same `whole`, with nothing left out.

    `keys` are those of all statements it dealt with: shown, left out, the same as one shown or told.
    """

    edition: Edition
    whole: Edition
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Heard:
    """All that was heard under a topic: `scores` has those of the voices' entries, by rank."""

    topic: Topic
    candidates: Sequence[Candidate]
    voices: tuple[Voice, ...]
    trend: Trend
    scores: tuple[float, ...] = ()


def select(
    tx: Connection, edition: Edition, topics: Sequence[Topic], *, until: datetime, most: int = MOST
) -> Selection:
    """Fill a blank edition with what came in up to `until` and no earlier one of its digest dealt with.

    It shows `most` statements at most; every topic has a section.
    """
    names = [topic.name for topic in topics]
    reached = editions.reached(tx, edition.digest)
    since = min(until, reached or until) - LOOKBACK
    found = editions.candidates(tx, edition.digest, names, since=since, until=until)
    # What was there for the last edition, but not under the topic, belongs to other days than these.
    late = {candidate.topic for candidate in found if reached is not None and candidate.ready <= reached}
    covered = {name: (until - (reached or since)) / DAY for name in names if name not in late}
    told = editions.told(tx, edition.digest, {candidate.group for candidate in found})
    new = [one for one in found if not any(tells(old, one.entry.statement.content) for old in told[one.group])]
    asked = {candidate.id for candidate in found}
    trend = trends.of(tx, names, until=until, zone=ZoneInfo(edition.timezone), new=asked)
    heard, shares = _ranked(tx, _heard(tx, topics, new, trend), until, most)
    whole = _with_contexts(tx, heard, shares)
    beside = _related(tx, whole, shares)
    full = [
        _section(one, headlines, covered.get(one.topic.name, 0)) for one, headlines in zip(whole, beside, strict=True)
    ]
    sections = [_cut(section, share) for section, share in zip(full, shares, strict=True)]
    edition = replace(
        edition,
        found=tally(voice for one in whole for voice in one.voices),
        summary=_summary(whole, sections),
    )
    return Selection(
        replace(edition, sections=tuple(sections)),
        replace(edition, sections=tuple(full)),
        tuple(candidate.entry.key for candidate in found),
    )


def _heard(
    tx: Connection, topics: Sequence[Topic], candidates: Sequence[Candidate], trend: Mapping[str, Trend]
) -> list[_Heard]:
    """Each topic's voices, with their entries in the order of the articles."""
    by_topic: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_topic[candidate.topic].append(candidate)
    cited = editions.citations(tx, {one.group for one in candidates}, candidates)
    return [
        _Heard(
            topic, its, tuple(by_speaker(gather(once(its, cited)), its, trend[topic.name].speakers)), trend[topic.name]
        )
        for topic in topics
        for its in [by_topic[topic.name]]
    ]


def _ranked(tx: Connection, heard: Sequence[_Heard], until: datetime, most: int) -> tuple[list[_Heard], list[int]]:
    """The same in the order in which they are shown, and how many of each are.

    What is shown, or nearly, is looked for in what was said before. What was said before says less, so others may take
    its place: these are looked for in turn, each time twice as many, where all of a topic was said before.
    """
    groups = {named(candidate.entry): candidate.group for one in heard for candidate in one.candidates}
    scored = [rank.scored(one.voices) for one in heard]
    known: set[Named] = set()
    likely = _LIKELY
    while True:
        ranked = [rank.ranked(its, one.topic.limit) for one, its in zip(heard, scored, strict=True)]
        scores = [tuple(every.score for every in its) for its in ranked]
        shares = dealt([its[: one.topic.limit] for one, its in zip(heard, scores, strict=True)], most)
        if known.issuperset(_names(ranked, shares)):
            break
        asked = {*_names(ranked, [likely * (share + 1) for share in shares])} - known
        earlier = _earlier(tx, {name: groups[name] for name in asked}, until)
        for one, its in zip(heard, scored, strict=True):
            its[:] = [
                rank.again(every, said_before(every.entry, earlier[name]), one.voices)
                if (name := named(every.entry)) in earlier
                else every
                for every in its
            ]
        known |= asked
        likely *= 2
    arranged = [
        replace(one, voices=rank.arranged(one.voices, its), scores=score)
        for one, its, score in zip(heard, ranked, scores, strict=True)
    ]
    return arranged, shares


def _names(ranked: Sequence[Sequence[rank.Scored]], shares: Sequence[int]) -> list[Named]:
    """The first so many of each topic."""
    return [named(one.entry) for its, share in zip(ranked, shares, strict=True) for one in its[:share]]


def _earlier(tx: Connection, groups: Mapping[Named, int], until: datetime) -> dict[Named, tuple[Citation, ...]]:
    """For those of the entries' groups that have any, the articles that gave like words on a day before."""
    near = repeats.earlier(tx, set(groups.values()), now=until)
    cited = editions.citations(tx, {other for other, _ in near.values()})
    return {name: cited[near[group][0]] for name, group in groups.items() if group in near}


def _with_contexts(tx: Connection, heard: Sequence[_Heard], shares: Sequence[int]) -> list[_Heard]:
    """The same, and with those entries that are shown the sentence before, where they lean on it."""
    shown = [entry for one, share in zip(heard, shares, strict=True) for entry in _shown(one.voices, share)]
    articles = {named(candidate.entry): candidate.article_id for one in heard for candidate in one.candidates}
    leaning = {named(entry): entry for entry in shown if context.leans(entry.statement)}
    texts = editions.texts(tx, {articles[name] for name in leaning})
    read: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for entry in shown:
        read[entry.url] += entry.statement.spans
    found = {
        name: context.before(texts[articles[name]], entry.statement, read[entry.url]) for name, entry in leaning.items()
    }

    def explained(voice: Voice) -> Voice:
        if not any(named(entry) in found for entry in voice.entries):
            return voice
        return replace(voice, entries=tuple(replace(entry, context=found.get(named(entry))) for entry in voice.entries))

    return [replace(one, voices=tuple(map(explained, one.voices))) for one in heard]


def _section(one: _Heard, headlines: tuple[RelatedHeadline, ...], covered: float) -> Section:
    """A topic's section with all of its statements, beside what so many days usually bring."""
    usual = None if one.trend.usual is None or covered <= 0 else one.trend.usual * covered
    return Section(
        topic=one.topic.name,
        voices=one.voices,
        related=headlines,
        week=sum(one.trend.days),
        month=one.trend.month,
        days=one.trend.days,
        usual=usual,
        found=tally(one.voices),
    )


def _cut(section: Section, share: int) -> Section:
    """A section with the first so many of its statements."""
    voices = (replace(voice, entries=its) for voice in section.voices if (its := tuple(_shown([voice], share))))
    return replace(section, voices=tuple(voices), left_out=section.statements - share)


def _related(tx: Connection, heard: Sequence[_Heard], shares: Sequence[int]) -> list[tuple[RelatedHeadline, ...]]:
    """For each topic the headlines beside the articles that it shows.

    Without those articles themselves, and others that give their words.
    """
    shown: list[dict[int, Entry]] = []
    for one, share in zip(heard, shares, strict=True):
        articles = {named(candidate.entry): candidate.article_id for candidate in one.candidates}
        shown.append({articles[named(entry)]: entry for entry in sorted(_shown(one.voices, share), key=_rank)})
    every = {article: entry for its in shown for article, entry in its.items()}
    moments = [entry.published for entry in every.values() if entry.published]
    offers = related.offered(tx, every.keys(), moments)
    found = []
    for one, its in zip(heard, shown, strict=True):
        places: list[Entry | Citation] = [candidate.entry for candidate in one.candidates]
        places += [cited for voice in one.voices for entry in voice.entries for cited in entry.sources]
        beside = (offers.get(article, ()) for article in its)
        found.append(related.chosen(beside, (place.title for place in places), {place.url for place in places}))
    return found


def _summary(heard: Sequence[_Heard], sections: Sequence[Section]) -> tuple[Highlight, ...]:
    likely = (
        (one.scores[entry.rank], Highlight(section.topic, voice.name, voice.title, entry))
        for one, section in zip(heard, sections, strict=True)
        for voice in section.voices
        for entry in voice.entries
    )
    return summary(likely, sum(section.statements for section in sections))


def _shown(voices: Iterable[Voice], share: int) -> list[Entry]:
    return [entry for voice in voices for entry in voice.entries if entry.rank < share]


def _rank(entry: Entry) -> int:
    return entry.rank
