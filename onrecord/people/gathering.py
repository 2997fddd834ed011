"""From sightings to speakers, the surest signs first: a full name, names that can be one, a surname and its office."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from onrecord.people import bodies, names
from onrecord.people.evidence import NEAR, Cluster, against, agreement, banned, joined, whole
from onrecord.people.titles import Agreement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from onrecord.people.bodies import Body
    from onrecord.people.evidence import Ban

    Clash = Callable[[Cluster, Cluster], bool]

_FAR_MORE = 20  # times as many articles


def people(sightings: Sequence[Cluster], bans: Sequence[Ban]) -> list[Cluster]:
    """Clusters of persons from clusters of one sighting each."""
    clash = partial(against, bans=bans)
    full, loose = _namesakes([one for one in sightings if not _bare(one)], bans)
    full = joined(full, lambda a, b: _can_be_one(a, b) and agreement(a, b) > Agreement.NONE, partial(_differ, clash))
    full = joined(full, lambda a, b: _can_be_one(a, b) and _telling(a, b), partial(_differ, clash))
    return [*_with_surnames(full, [one for one in sightings if _bare(one)], bans), *loose]


def organisations(sightings: Iterable[tuple[int, Body, frozenset[str]]], bans: Sequence[Ban]) -> list[frozenset[int]]:
    """The members of each organisation, from sightings: a number, the name, abbreviations that stand beside it."""
    alike: dict[object, list[tuple[int, Body, frozenset[str]]]] = {}
    for number, body, short in sorted(sightings, key=lambda one: one[0]):
        alike.setdefault((body, _marks(frozenset({number}), bans)), []).append((number, body, short))
    known: list[tuple[Body, frozenset[int], frozenset[str]]] = []
    for same in alike.values():
        body, short = same[0][1], frozenset[str]().union(*(its_short for _, _, its_short in same))
        members = frozenset(number for number, _, _ in same)
        for place, (its, its_members, given) in enumerate(known):
            if bodies.same(body, its) and not banned(members, its_members, bans):
                known[place] = its, its_members | members, given | short
                break
        else:
            known.append((body, members, short))
    whole_names = {body: members for body, members, _ in known if not body.letters}
    found: list[frozenset[int]] = []
    for short_name, members, _ in (one for one in known if one[0].letters):
        possible = [
            (long, given) for long, _, given in known if not long.letters and long.initials == short_name.letters
        ]
        named = [long for long, given in possible if given and bodies.shortened(short_name, long, given)]
        able = named or [long for long, given in possible if bodies.shortened(short_name, long, given)]
        alone = len(named) == 1 or (len(possible) == 1 and len(able) == 1)
        if alone and not banned(members, whole_names[able[0]], bans):
            whole_names[able[0]] |= members
        else:
            found.append(members)
    return [*whole_names.values(), *found]


def _namesakes(sightings: Sequence[Cluster], bans: Sequence[Ban]) -> tuple[list[Cluster], list[Cluster]]:
    """Those of one full name: one person, or as many as the walks of life in their titles tell apart.

    Then a namesake whose title tells none could be any of them; the second list has those without any title.
    """
    clash = partial(against, bans=bans)
    found: list[Cluster] = []
    loose: list[Cluster] = []
    for namesakes in _by_name(_alike(sightings, bans)):
        titled = joined([one for one in namesakes if one.said], lambda a, b: agreement(a, b) > Agreement.NONE, clash)
        told = joined([one for one in titled if one.walks], lambda _a, _b: True, clash)
        foremost = max(range(len(told)), key=lambda place: len(told[place].members), default=-1)
        meant: dict[int, list[Cluster]] = {}
        left: list[Cluster] = []
        for one in [*(one for one in titled if not one.walks), *(one for one in namesakes if not one.said)]:
            able = [place for place, other in enumerate(told) if not clash(one, other)]
            if len(able) == 1 or (foremost in able and _outnumbers(told[foremost], told)):
                meant.setdefault(foremost if foremost in able else able[0], []).append(one)
            elif able and not one.said:
                loose += [Cluster(frozenset({number}), one.names) for number in sorted(one.members)]
            elif able:
                found.append(one)
            else:
                left.append(one)
        found += [whole([one, *meant.get(place, ())]) for place, one in enumerate(told)]
        found += joined(left, lambda _a, _b: True, clash)
    return found, loose


def _outnumbers(one: Cluster, all_told: Iterable[Cluster]) -> bool:
    """Whether a person is met so often that a stray title, read wrongly or of a namesake, raises no doubt."""
    others = sum(len(other.members) for other in all_told if other is not one)
    return len(one.members) >= _FAR_MORE * others > 0


def _alike(sightings: Iterable[Cluster], bans: Sequence[Ban]) -> list[Cluster]:
    """Sightings that nothing tells apart, the same name with the same titles, as one."""
    found: dict[object, list[Cluster]] = {}
    for one in sightings:
        sort = one.names, frozenset(one.said), _marks(one.members, bans)
        found.setdefault(sort, []).append(one)
    return list(map(whole, found.values()))


def _marks(members: frozenset[int], bans: Sequence[Ban]) -> tuple[tuple[bool, bool], ...]:
    """Of each ban, whether it means them by its one side, and by its other."""
    return tuple((bool(members & a), bool(members & b)) for a, b in bans)


def _by_name(units: Sequence[Cluster]) -> list[list[Cluster]]:
    """Units in groups of one full name, however it is spelt."""
    by_names: dict[frozenset[names.Name], list[Cluster]] = {}
    for one in units:
        by_names.setdefault(one.names, []).append(one)
    of = {next(iter(its)): its for its in by_names}
    groups: list[list[names.Name]] = []
    for name in of:
        near = [group for group in groups if any(names.same(name, other) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([name, *(other for group in near for other in group)])
    return [[one for name in group for one in by_names[of[name]]] for group in groups]


def _bare(one: Cluster) -> bool:
    return all(name.bare for name in one.names)


def _can_be_one(one: Cluster, other: Cluster) -> bool:
    return all(names.compatible(a, b) for a in one.names for b in other.names)


def _telling(one: Cluster, other: Cluster) -> bool:
    return any(names.telling(a, b) for a in one.names for b in other.names)


def _differ(clash: Clash, one: Cluster, other: Cluster) -> bool:
    """Whether two clusters can't be one person, by their names or by what speaks against it."""
    return not _can_be_one(one, other) or clash(one, other)


def _with_surnames(full: list[Cluster], bare: Sequence[Cluster], bans: Sequence[Ban]) -> list[Cluster]:
    """The persons with those sightings of their surname alone whose title is theirs; the others apart."""
    joining: dict[int, list[Cluster]] = {}
    left: list[Cluster] = []
    for one in bare:
        bearers = [place for place, other in enumerate(full) if _bears(other, one)]
        agreed = {place: agreement(one, full[place]) for place in bearers if not against(one, full[place], bans)}
        able = [place for place, how in agreed.items() if how >= Agreement.OFFICE]
        if not able:
            left.append(one)
        elif len(able) == 1 and _sure(agreed[able[0]], full[able[0]], [full[place] for place in bearers]):
            joining.setdefault(able[0], []).append(one)
        else:
            joining[len(full) + len(joining)] = [one]
    alone = [its[0] for place, its in joining.items() if place >= len(full)]
    return [*(whole([one, *joining.get(place, ())]) for place, one in enumerate(full)), *alone, *_surnames(left, bans)]


def _bears(other: Cluster, bare: Cluster) -> bool:
    return all(any(names.borne(surname, name) for name in other.names) for surname in bare.names)


def _sure(how: Agreement, one: Cluster, bearers: Sequence[Cluster]) -> bool:
    """Whether a title decides between bearers of a surname: it does where the others' titles are known to be others.

    Another who may be the same, by the name, is no rival: "V. Orlenko" beside Vadim Orlenko.
    """
    return how is Agreement.WHOLE or all(other.said or _can_be_one(one, other) for other in bearers)


def _surnames(bare: Sequence[Cluster], bans: Sequence[Ban]) -> list[Cluster]:
    """Surnames alone that have one office of one thing in common, at about the same time."""

    def speaks(one: Cluster, other: Cluster) -> bool:
        alike = any(names.same(a, b) for a in one.names for b in other.names)
        return alike and agreement(one, other) is Agreement.WHOLE

    def sort(one: Cluster) -> tuple[str, ...]:
        return (*sorted("".join(map(min, name.words)) for name in one.names), *sorted(one.said))

    runs: list[Cluster] = []
    for _, its in groupby(sorted(bare, key=sort), key=sort):
        days = sorted(its, key=lambda one: min((first for first, _ in one.said.values()), default=NEAR.min))
        for one in days:
            if runs and runs[-1].names == one.names and speaks(runs[-1], one) and not against(runs[-1], one, bans):
                runs[-1] |= one
            else:
                runs.append(one)
    return joined(runs, speaks, partial(against, bans=bans))
