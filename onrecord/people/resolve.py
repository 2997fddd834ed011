"""Which of the names that articles give mean one speaker.

A pure function of all sightings that could have to do with each other (they share a `key`) and of what was decided by
hand, so that neither the order of articles nor a run that was stopped makes a difference. What is not sure stays
apart: a speaker who stands there twice can be merged by hand, two who became one can hardly be told apart again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.model import SpeakerKind
from onrecord.people import bodies, gathering, names
from onrecord.people.evidence import Cluster, banned
from onrecord.people.shown import best

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from onrecord.people.evidence import Ban


@dataclass(frozen=True, slots=True)
class Sighting:
    """A speaker in one article, with the titles printed there; `short` is an abbreviation given in brackets."""

    article: int
    day: date
    name: str
    kind: SpeakerKind
    titles: frozenset[str] = frozenset()
    short: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A name as articles give it, wherever they do; with a title, only where they give that too."""

    name: str
    kind: SpeakerKind
    title: str | None = None

    def fits(self, sighting: Sighting) -> bool:
        """Whether a sighting has this form."""
        return (self.name, self.kind) == (sighting.name, sighting.kind) and (
            self.title is None or self.title in {title.casefold() for title in sighting.titles}
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided: that two forms mean the same speaker (then shown under the `other` name), or do not."""

    form: Form
    other: Form
    same: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Sightings, by their numbers, of one speaker, and the name to show; `by_hand` where a decision chose it."""

    name: str
    kind: SpeakerKind
    members: tuple[int, ...]
    by_hand: bool = False


def key(name: str, kind: SpeakerKind) -> str | None:
    """What the names of a speaker have in common (the family name, an organisation's initials).

    None for what is never the same across articles: groups, anonymous sources, pronouns and descriptions.
    """
    if kind is SpeakerKind.PERSON:
        person = names.parse(name)
        return f"p:{names.family(person)}" if person else None
    if kind is SpeakerKind.ORGANISATION:
        body = bodies.parse(name)
        return f"o:{bodies.gist(body)}" if body else None
    return None


def resolve(sightings: Sequence[Sighting], decisions: Sequence[Decision] = ()) -> list[Group]:
    """The speakers whom the sightings mean: each sighting is in one group, of its own if it has no `key`.

    The oldest decision comes first. Those that keep apart hold however merges chain: of these, the later one yields.
    """
    bans = [ban for one in decisions if not one.same for ban in [_ban(one, sightings)] if all(ban)]
    by_hand = [_fitting((one.form, one.other), sightings) for one in decisions if one.same]
    pinned = {n for fitting in by_hand for n in fitting if _bare(sightings[n])}
    people, organisations = [], []
    for number, one in enumerate(sightings):
        if number not in pinned and one.kind is SpeakerKind.PERSON and (person := names.parse(one.name)):
            said = one.titles | ({person.title} - {""})
            people.append(Cluster(frozenset({number}), frozenset({person}), dict.fromkeys(said, (one.day, one.day))))
        elif one.kind is SpeakerKind.ORGANISATION and (body := bodies.parse(one.name)):
            organisations.append((number, body, frozenset({one.short} if one.short else ())))
    found = [cluster.members for cluster in gathering.people(people, bans)]
    found += gathering.organisations(organisations, bans)
    found += [frozenset({number}) for number in set(range(len(sightings))).difference(*found)]
    for fitting in by_hand:
        found = _merged(found, fitting, bans)
    return [_group(sorted(members), sightings, decisions) for members in found]


def _ban(decision: Decision, sightings: Sequence[Sighting]) -> Ban:
    one = frozenset(_fitting([decision.form], sightings))
    return one, frozenset(_fitting([decision.other], sightings)) - one


def _fitting(forms: Iterable[Form], sightings: Sequence[Sighting]) -> set[int]:
    return {number for number, one in enumerate(sightings) if any(form.fits(one) for form in forms)}


def _bare(sighting: Sighting) -> bool:
    """Whether a surname alone is given: whom it means by hand is not guessed as well."""
    person = names.parse(sighting.name) if sighting.kind is SpeakerKind.PERSON else None
    return person is not None and person.bare


def _merged(groups: list[frozenset[int]], wanted: set[int], bans: Sequence[Ban]) -> list[frozenset[int]]:
    """The groups with those made one that hold a wanted member, but for those that are kept apart."""
    kept: list[frozenset[int]] = []
    one: frozenset[int] = frozenset()
    for group in groups:
        if group & wanted and not banned(one, group, bans):
            one |= group
        else:
            kept.append(group)
    return [*kept, one] if one else kept


def _group(members: Sequence[int], sightings: Sequence[Sighting], decisions: Sequence[Decision]) -> Group:
    its = [sightings[number] for number in members]
    targets = {one.other.name for one in decisions if one.same} - {one.form.name for one in decisions if one.same}
    chosen = best(its, targets)
    return Group(chosen.name, chosen.kind, tuple(members), chosen.name in targets)
