"""An edition made to fit: what goes first when the mail grows too long."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from onrecord.model import Edition, Section, Voice

BUDGET: Final = 90_000
"""Bytes of HTML at most: Gmail shows no more than 102 KB of a message."""


def fitted(edition: Edition, make: Callable[[Edition], str], promised: Edition) -> tuple[Edition, str]:
    """As much of an edition as fits into the budget, and what `make` makes of it; too large if no statement fits.

    `promised` is the same edition, with the place of the full one: it is taken where anything is left out.
    """
    if any(section.left_out for section in edition.sections):
        edition = promised
    made = make(edition)
    if size(made) <= BUDGET:
        return edition, made
    number = bisect_right(range(edition.statements), BUDGET, key=lambda keep: size(make(trimmed(promised, keep))))
    if number == 0:
        return edition, made
    shown = trimmed(promised, number - 1)
    return shown, make(shown)


def trimmed(edition: Edition, keep: int) -> Edition:
    """The edition with so many statements: of each topic's, the last in rank go first, and are counted."""
    ranks = sorted(
        (entry.rank, place, order)
        for place, section in enumerate(edition.sections)
        for order, entry in enumerate(entry for voice in section.voices for entry in voice.entries)
    )
    kept = {(place, order) for _rank, place, order in ranks[:keep]}
    return replace(
        edition,
        sections=tuple(
            _cut(section, {order for of, order in kept if of == place})
            for place, section in enumerate(edition.sections)
        ),
    )


def size(html: str) -> int:
    """Its bytes as UTF-8."""
    return len(html.encode())


def _cut(section: Section, keep: set[int]) -> Section:
    """The section with the entries whose places in reading order are given."""
    voices: list[Voice] = []
    start = 0
    for voice in section.voices:
        entries = tuple(entry for order, entry in enumerate(voice.entries, start) if order in keep)
        start += len(voice.entries)
        if entries:
            voices.append(replace(voice, entries=entries))
    return replace(section, voices=tuple(voices), left_out=section.left_out + section.statements - len(keep))
