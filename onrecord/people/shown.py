"""Under which of its names a speaker is shown."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from onrecord.model import SpeakerKind
from onrecord.people import bodies, names
from onrecord.people.folding import tidy

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from onrecord.people.resolve import Sighting


def best(sightings: Sequence[Sighting], chosen: Collection[str] = ()) -> Sighting:
    """The sighting with the name to show: one `chosen` by hand, else the fullest of those that most articles give."""
    often = Counter(one.name for one in sightings)
    last = {one.name: one.day for one in sorted(sightings, key=lambda one: one.day)}
    return max(
        sightings,
        key=lambda one: (one.name in chosen, *fullness(one.name, one.kind), often[one.name], last[one.name], one.name),
    )


def fullness(text: str, kind: SpeakerKind) -> tuple[bool, ...]:
    """How much of a name is given: whole, with no initials for given names, and nothing that is none of it."""
    if kind is SpeakerKind.ORGANISATION:
        body = bodies.parse(text)
        return body is not None and not body.letters, not text[:4].casefold().startswith("the ")
    name = names.parse(text)
    if name is None:
        return False, False
    spelt_out = max(map(len, name.words[0])) > 1
    as_it_is = not (name.title or name.gender or text.isupper() or "," in text) and tidy(text) == text
    return not name.bare, spelt_out, as_it_is
