"""A text with its statements; how a statement is told in words, for every view alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from onrecord.model import Act, Cue, Factuality, Kind, Speaker, SpeakerKind, Statement

UNSURE: Final = 0.5
"""Statements of a lower confidence are shown as doubtful."""

STANDARD_INPUT: Final = "<stdin>"
"""The id of the text that standard input gives."""

_LOW: Final = 32
_REPLACEMENT: Final = 0xFFFD
_SIGNS: Final = {
    **{code: 0x2400 + code for code in range(_LOW) if chr(code) not in "\t\n\r"},
    127: 0x2421,
    **dict.fromkeys([*range(0x80, 0xA0), *range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0)], _REPLACEMENT),
    **dict.fromkeys((plane + last for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)), _REPLACEMENT),
}


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text and the statements in it; `id` is its file's name, or what its line of JSON says."""

    id: object
    text: str
    statements: tuple[Statement, ...]

    @property
    def name(self) -> str:
        """What people call the text."""
        return "standard input" if self.id == STANDARD_INPUT else str(self.id)


@dataclass(frozen=True, slots=True)
class Words:
    """A statement in words; None where there is nothing to tell.

    `title` is followed by what the speaker is, unless a person. `mention` stands only if it tells more than the
    name and title do, `act` only if it tells more than the cue.
    """

    name: str
    title: str | None
    mention: str | None
    cue: str | None
    act: str | None
    kind: str
    factuality: str | None
    confidence: str
    unsure: bool


def words(statement: Statement) -> Words:
    """How a statement is told."""
    speaker, cue = statement.speaker, statement.cue
    return Words(
        name=speaker.name if speaker else "Speaker not named",
        title=_title(speaker) if speaker else None,
        mention=_mention(speaker) if speaker else None,
        cue=cue.text if cue else None,
        act=_act(cue) if cue else None,
        kind=statement.kind.value,
        factuality=None if statement.factuality is Factuality.ASSERTED else statement.factuality.value,
        confidence=f"{math.floor(round(statement.confidence * 100, 6))}%",
        unsure=statement.confidence < UNSURE,
    )


def pieces(annotated: Annotated, statement: Statement) -> tuple[str, ...]:
    """The content as people read it: white space folded, a new piece wherever other words stand between."""
    found: list[str] = []
    before: int | None = None
    for start, end in statement.spans:
        folded = " ".join(annotated.text[start:end].split())
        if before is not None and not any(map(str.isalnum, annotated.text[before:start])):
            found[-1] += f" {folded}"
        else:
            found.append(folded)
        before = end
    return tuple(f"“{piece}”" if statement.kind is Kind.DIRECT else piece for piece in found)


def visible(text: str) -> str:
    """Text without what a terminal obeys or a page can not hold: a sign for each such character."""
    return text.translate(_SIGNS)


def _title(speaker: Speaker) -> str | None:
    kind = None if speaker.kind is SpeakerKind.PERSON else speaker.kind.value
    return ", ".join(filter(None, (speaker.title, kind))) or None


def _mention(speaker: Speaker) -> str | None:
    told = {speaker.name.casefold(), f"{speaker.title} {speaker.name}".casefold()}
    return None if speaker.mention.casefold() in told else speaker.mention


def _act(cue: Cue) -> str | None:
    """What the cue does, unless that is plain from its words: "vowed" promises, "promised" needs no saying."""
    if cue.act in {Act.SAY, Act.OTHER}:
        return None
    stem = cue.act.value[:3]
    return None if any(word.startswith(stem) for word in cue.text.casefold().split()) else cue.act.value
