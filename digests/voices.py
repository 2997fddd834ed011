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
    from collections.abc import Collection, Iterable, Mapping

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
    if known is None:
        return voices
    by_word = _by_word(known)
    return [replace(voice, new=_is_new(voice, known, by_word)) for voice in voices]


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


def _is_new(voice: Voice, known: Collection[str], by_word: Mapping[str, Collection[str]]) -> bool:
    """Whether it is a name that tells who it is, and that no known speaker can have."""
    if voice.name is None or voice.name in known or key(voice.name, voice.kind) is None:
        return False
    who = _speaker(voice.name, voice.kind)
    words = name_words(who)
    if any(len(word) == 1 for word in words):
        likely: Iterable[str] = known
    else:
        likely = {name for word in words for part in (word, word[:1]) for name in by_word.get(part, ())}
    return all(kinship(who, _speaker(name, voice.kind)) is not Kinship.ONE for name in likely)


def _by_word(names: Iterable[str]) -> Mapping[str, Collection[str]]:
    """The names that have a word, or an initial: those that share none with a name can't be one with it."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        for word in name_words(_speaker(name, SpeakerKind.PERSON)):
            found[word].append(name)
    return found


@lru_cache(maxsize=4096)
def _speaker(name: str, kind: SpeakerKind) -> Speaker:
    return Speaker(name, name, 0, 0, kind)
