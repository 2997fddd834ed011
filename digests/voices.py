"""Entries by their speakers: who is one, who is new under a topic, and how many there are of what."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from digests.wordings import sources
from onrecord.model import Speaker, SpeakerKind, Tally, Voice
from onrecord.people import key
from onrecord.sameness.names import Kinship, kinship, name_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from onrecord.model import Entry
    from onrecord.store.editions import Candidate

Named: TypeAlias = tuple[str, str | None]
"""What tells an entry from the others of an edition: its key and its speaker."""


def by_speaker(entries: Iterable[Entry], candidates: Iterable[Candidate], known: Collection[str] | None) -> list[Voice]:
    """The entries by their speakers: one across articles where it is known as such, else by name and kind.

    New is a name that none of those `known` from the days before can have; without any such days nobody is.
    """
    records = {named(one.entry): (one.person, one.known_as) for one in candidates if one.person is not None}
    grouped: dict[object, list[Entry]] = defaultdict(list)
    names: dict[object, str | None] = {}
    for entry in entries:
        speaker = entry.statement.speaker
        person, name = records.get(named(entry), (None, speaker.name if speaker else None))
        who = person or (speaker and (speaker.name, speaker.kind))
        names.setdefault(who, name)
        grouped[who].append(entry)
    voices = [_voice(names[who], its) for who, its in grouped.items()]
    unheard = {voice.name for voice in _unheard(voices, known)} if known is not None else frozenset()
    return [replace(voice, new=True) if voice.name in unheard else voice for voice in voices]


def named(entry: Entry) -> Named:
    """The entry's key with its speaker: two may say the same words in one article."""
    return entry.key, entry.statement.speaker.name if entry.statement.speaker else None


def tally(voices: Iterable[Voice]) -> Tally:
    """How much the voices say, of whom and where; what stands there twice, under two topics, counts once."""
    statements: set[Named] = set()
    papers: set[str] = set()
    names: set[str] = set()
    new: set[str] = set()
    for voice in voices:
        for entry in voice.entries:
            statements.add(named(entry))
            papers |= sources(entry).union(*map(sources, entry.also))
        if voice.name is not None:
            names.add(voice.name.casefold())
        if voice.name is not None and voice.new:
            new.add(voice.name.casefold())
    return Tally(len(statements), len(names), len(papers), len(new))


def _voice(name: str | None, entries: list[Entry]) -> Voice:
    speakers = [entry.statement.speaker for entry in entries if entry.statement.speaker]
    title = next(filter(None, (speaker.title for speaker in speakers)), None)
    kind = speakers[0].kind if speakers else SpeakerKind.ANONYMOUS
    return Voice(name=name, title=title, kind=kind, entries=tuple(entries))


def _unheard(voices: Iterable[Voice], known: Collection[str]) -> list[Voice]:
    """The voices whose name tells who it is, and is none that a known speaker can have."""
    likely = [
        voice
        for voice in voices
        if voice.name is not None and voice.name not in known and key(voice.name, voice.kind) is not None
    ]
    asked = {part for voice in likely for word in _words(voice.name or "") for part in (word, word[:1])}
    sharing: dict[str, list[str]] = defaultdict(list)
    for name in known:
        for word in asked.intersection(_words(name)):
            sharing[word].append(name)

    def is_new(voice: Voice) -> bool:
        who, words = _speaker(voice.name or "", voice.kind), _words(voice.name or "")
        short = any(len(word) == 1 for word in words)  # an initial stands for any word
        near = known if short else (name for word in words for part in (word, word[:1]) for name in sharing[part])
        return all(kinship(who, _speaker(name, voice.kind)) is not Kinship.ONE for name in near)

    return [voice for voice in likely if is_new(voice)]


@lru_cache(maxsize=4096)
def _speaker(name: str, kind: SpeakerKind) -> Speaker:
    return Speaker(name, name, 0, 0, kind)


@lru_cache(maxsize=32_768)
def _words(name: str) -> tuple[str, ...]:
    return name_words(_speaker(name, SpeakerKind.PERSON))
