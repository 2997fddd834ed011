"""Which statements a section shows when there are more than its limit."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from onrecord.model import Entry, Field, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_KIND = {Kind.DIRECT: 1.0, Kind.MIXED: 0.8, Kind.INDIRECT: 0.5}


def weight(entry: Entry) -> float:
    """How much an entry has to say under its topic: quoted words, and words of the topic in them."""
    terms = {hit.term for hit in entry.reason if hit.field is Field.CONTENT}
    return entry.statement.confidence * (_KIND[entry.statement.kind] + min(len(terms), 3))


def choose(voices: Iterable[Sequence[Entry]], limit: int) -> set[str]:
    """The keys of at most `limit` entries: each voice's best, then each one's second, and so on.

    So no speaker drowns the others; within a round, the weightiest go first.
    """
    ranked = [sorted(entries, key=weight, reverse=True) for entries in voices]
    rounds = (sorted(filter(None, taken), key=weight, reverse=True) for taken in zip_longest(*ranked))
    return {entry.key for entry in [entry for taken in rounds for entry in taken][:limit]}
