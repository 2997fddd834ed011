"""Which articles wait for a step: those that it never did, then those that another version of it did.

Each has the version beside it; all are found by an index, a few at a time, in one order: what is new comes before what
is to be done again, so that a day's articles do not wait for those of years.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from onrecord.store.schema import articles

if TYPE_CHECKING:
    from sqlalchemy import Column, ColumnElement, Connection


@dataclass(frozen=True, slots=True)
class Place:
    """How far a run is: the last `new` article's id; of those to be done again, the version and id of the last one."""

    new: int = 0
    version: str | None = None
    again: int = 0


START = Place()


def after(
    tx: Connection, done: Column[str], version: str, place: Place, *among: ColumnElement[bool], limit: int
) -> tuple[list[int], Place]:
    """The ids of the next articles after a place, and the place they lead to; none when that was the last."""
    found = _ids(tx, done.is_(None), *among, after=place.new, limit=limit)
    if found:
        return found, replace(place, new=found[-1])
    while True:
        if place.version is not None:
            found = _ids(tx, done == place.version, *among, after=place.again, limit=limit)
            if found:
                return found, replace(place, again=found[-1])
        following = _following(tx, done, version, place, *among)
        if following is None:
            return [], place
        place = Place(place.new, following)


def _ids(tx: Connection, *which: ColumnElement[bool], after: int, limit: int) -> list[int]:
    query = select(articles.c.id).where(*which, articles.c.id > after).order_by(articles.c.id).limit(limit)
    return list(tx.execute(query).scalars())


def _following(
    tx: Connection, done: Column[str], version: str, place: Place, *among: ColumnElement[bool]
) -> str | None:
    """The next version that is not this one."""
    query = select(done).where(*among).order_by(done).limit(1)
    if place.version is not None:
        query = query.where(done > place.version)
    for part in (done < version, done > version):  # two spans of the index: all articles of this version lie between
        found: str | None = tx.execute(query.where(part)).scalar()
        if found is not None:
            return found
    return None
