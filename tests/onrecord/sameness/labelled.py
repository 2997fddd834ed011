"""The pairs of statements in `pairs/`, which were judged by people."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.model import Kind, Speaker, SpeakerKind, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

PAIRS = Path(__file__).parent / "pairs"


@dataclass(frozen=True)
class Pair:
    """Two statements, and what they are to each other: `=`, `~` or `-` (dev.txt tells)."""

    label: str
    one: Statement
    other: Statement

    def __str__(self) -> str:
        """The pair as a line to read."""
        return f"{self.label} {shown(self.one)}\n  {shown(self.other)}"


def pairs(name: str) -> Iterator[Pair]:
    """The pairs of a file."""
    above = None
    for line in (PAIRS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            label, said = (line[0], line[2:]) if line[:2] in {"= ", "~ ", "- "} else ("", line)
            who, _, words = said.partition(" | ")
            if not label:
                above = statement(who, words)
            elif above:
                yield Pair(label, above, statement(who, above.content if words == '"' else words))


def statement(who: str, words: str) -> Statement:
    """A statement of a person, an [organisation], (someone not named) or nobody (?)."""
    kind = {"[": SpeakerKind.ORGANISATION, "(": SpeakerKind.ANONYMOUS}.get(who[0], SpeakerKind.PERSON)
    name = who.strip("[]()")
    speaker = None if who == "?" else Speaker(name, name, 0, len(name), kind)
    return Statement(Kind.DIRECT, ((0, len(words)),), words, speaker=speaker)


def shown(said: Statement) -> str:
    """A statement as a line."""
    return f"{said.speaker.name if said.speaker else '?'} | {said.content}"
