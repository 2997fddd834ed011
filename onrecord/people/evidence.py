"""Clusters of sightings that mean one speaker, what speaks for making two one, and what against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations, product
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from onrecord.people import names, titles
from onrecord.people.titles import Agreement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from onrecord.people.names import Name

    Ban = tuple[frozenset[int], frozenset[int]]

NEAR: Final = timedelta(days=180)
"""A title speaks for a person so long before and after it was seen with the name: offices change hands."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Sightings, by number, of one person; `said` holds the first and last day of each title."""

    members: frozenset[int]
    names: frozenset[Name]
    said: dict[str, tuple[date, date]] = field(default_factory=dict, hash=False)

    def __or__(self, other: Cluster) -> Cluster:
        """Both as one."""
        return whole([self, other])

    @property
    def walks(self) -> bool:
        """Whether a title tells a walk of life."""
        return any(titles.parse(title).walks for title in self.said)


def agreement(one: Cluster, other: Cluster) -> Agreement:
    """How far the titles of two clusters, seen at about the same time, speak for one person."""
    return max((titles.agreement(a, b) for a, b in _near(one, other)), default=Agreement.NONE)


def against(one: Cluster, other: Cluster, bans: Iterable[Ban] = ()) -> bool:
    """Whether something says that two clusters are not one person: a hand decision, forms of address, or titles."""
    if banned(one.members, other.members, bans) or any(names.clash(a, b) for a, b in product(one.names, other.names)):
        return True
    walks = [titles.apart(a, b) for a, b in product(one.said, other.said) if _walks(a) and _walks(b)]
    if walks and all(walks):
        return True
    pairs = list(_near(one, other))
    rivals = any(titles.rivals(a, b) for a, b in pairs)
    return rivals and not any(titles.agreement(a, b) > Agreement.HINT for a, b in pairs)


def banned(one: frozenset[int], other: frozenset[int], bans: Iterable[Ban]) -> bool:
    """Whether a hand keeps two apart."""
    return any((one & a and other & b) or (one & b and other & a) for a, b in bans)


def joined(
    clusters: Sequence[Cluster],
    link: Callable[[Cluster, Cluster], bool],
    clash: Callable[[Cluster, Cluster], bool],
) -> list[Cluster]:
    """Clusters with those made one that links connect; where two of these clash, all of them stay as they are."""
    linked = _Sets(range(len(clusters)))
    for a, b in combinations(range(len(clusters)), 2):
        if link(clusters[a], clusters[b]) and not clash(clusters[a], clusters[b]):
            linked.unite(a, b)
    found: list[Cluster] = []
    for numbers in linked.all():
        its = [clusters[number] for number in numbers]
        if any(clash(a, b) for a, b in combinations(its, 2)):
            found += its
        else:
            found.append(whole(its))
    return found


def whole(clusters: Sequence[Cluster]) -> Cluster:
    """Several as one."""
    if len(clusters) == 1:
        return clusters[0]
    said: dict[str, tuple[date, date]] = {}
    for one in clusters:
        for title, (first, last) in one.said.items():
            known = said.get(title, (first, last))
            said[title] = min(first, known[0]), max(last, known[1])
    return Cluster(
        frozenset().union(*(one.members for one in clusters)),
        frozenset().union(*(one.names for one in clusters)),
        said,
    )


def _walks(title: str) -> bool:
    return bool(titles.parse(title).walks)


def _near(one: Cluster, other: Cluster) -> Iterable[tuple[str, str]]:
    """The pairs of titles that were seen at about the same time."""
    for (a, (first, last)), (b, (its_first, its_last)) in product(one.said.items(), other.said.items()):
        if first - NEAR <= its_last and its_first - NEAR <= last:
            yield a, b


class _Sets(Generic[T]):
    """Disjoint sets (union-find)."""

    def __init__(self, items: Iterable[T]) -> None:
        self._parent = {item: item for item in items}

    def find(self, item: T) -> T:
        while (parent := self._parent[item]) != item:
            self._parent[item] = self._parent[parent]
            item = parent
        return item

    def unite(self, one: T, other: T) -> None:
        self._parent[self.find(other)] = self.find(one)

    def all(self) -> list[list[T]]:
        found: dict[T, list[T]] = {}
        for item in self._parent:
            found.setdefault(self.find(item), []).append(item)
        return list(found.values())
