"""The labelled name sets as data, and how well they are resolved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.model import SpeakerKind
from onrecord.people import Sighting, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SETS = Path(__file__).parent / "sets"


@dataclass(frozen=True, slots=True)
class NameSet:
    """Names as articles give them, and the letter of who is meant by each."""

    heading: str
    sightings: tuple[Sighting, ...]
    meant: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs of sightings that mean one person, those of them found, and pairs merged that do not."""

    pairs: int
    found: int
    wrong: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def recall(self) -> float:
        return self.found / self.pairs


def read(name: str) -> Iterator[NameSet]:
    for part in (SETS / name).read_text().split("# ")[1:]:
        heading, *lines = part.strip().splitlines()
        rows = [[cell.strip() for cell in line.split("|")] for line in lines if line.strip()]
        yield NameSet(heading, tuple(map(_sighting, rows)), tuple(row[0] for row in rows))


def score(sets: Iterable[NameSet], *, backwards: bool = False) -> Score:
    pairs = found = 0
    wrong, missed = [], []
    for one in sets:
        order = range(len(one.sightings))
        numbers = list(reversed(order)) if backwards else list(order)
        group = {
            numbers[member]: place
            for place, its in enumerate(resolve([one.sightings[number] for number in numbers]))
            for member in its.members
        }
        for a, b in combinations(order, 2):
            together = a in group and group[a] == group.get(b)
            told = f"{one.heading}: {one.sightings[a].name} ({a + 1}) and {one.sightings[b].name} ({b + 1})"
            if one.meant[a] == one.meant[b]:
                pairs += 1
                found += together
                missed += [] if together else [told]
            elif together:
                wrong.append(told)
    return Score(pairs, found, tuple(wrong), tuple(missed))


def _sighting(row: list[str]) -> Sighting:
    _, article, day, name, title, *kind = row
    titles = frozenset({title} if title else ())
    return Sighting(int(article), date.fromisoformat(day), name, SpeakerKind(*kind or ["person"]), titles)
