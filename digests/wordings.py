"""One quotation in the words of several sources: shown as one entry, every wording kept visible."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from onrecord.sameness import Likeness, compare
from onrecord.sameness.names import name_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.model import Entry

APART = timedelta(days=2)  # other words on one occasion; later, it is said again


def gather(entries: Iterable[Entry]) -> list[Entry]:
    """The entries, in their order, without those that are another source's wording of a longer one: it has them."""
    found = list(entries)
    of_name: dict[str, list[int]] = {}
    also: dict[int, list[Entry]] = {}
    for place in sorted(range(len(found)), key=lambda place: -len(found[place].statement.content)):
        entry, names = found[place], name_words(found[place].statement.speaker)
        longer = dict.fromkeys(other for name in names for other in of_name.get(name, ()))
        main = next((other for other in longer if _is_other_wording(entry, found[other])), None)
        if main is not None:
            also[main].append(entry)
            continue
        also[place] = []
        for name in names:
            of_name.setdefault(name, []).append(place)
    return [replace(found[place], also=tuple(also[place])) for place in sorted(also)]


def _is_other_wording(one: Entry, other: Entry) -> bool:
    """Whether these are other sources' words for one quotation; a source that has both tells two."""
    if one.published and other.published and abs(one.published - other.published) > APART:
        return False
    if not _sources(one).isdisjoint(_sources(other)):
        return False
    return compare(one.statement, other.statement) is not Likeness.NONE


def _sources(entry: Entry) -> set[str]:
    return {entry.source, *(cited.source for cited in entry.sources)}
