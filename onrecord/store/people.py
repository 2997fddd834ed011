"""Speakers across articles: which record the names of stored statements lead to.

Work left undone is found by a query: statements whose speaker has a key but no person yet. Of these, all sightings
that share the key are looked at together, so it makes no difference when each came in.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, exists, func, insert, select, update

from onrecord import people as who
from onrecord.model import SpeakerKind
from onrecord.people import Decision, Form, Group, Sighting
from onrecord.store.batches import batches
from onrecord.store.engine import save_in_turn
from onrecord.store.schema import articles, people, speaker_decisions, speakers, statements

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select

    from onrecord.store.engine import Store

_BATCH = 50  # keys in one transaction: what a kill can undo


@dataclass(frozen=True, slots=True)
class _Place:
    """An article's statements under one name, by their ids, and the person that each led to so far."""

    article: int
    persons: dict[int, int | None]

    @property
    def person(self) -> int | None:
        """The person they led to."""
        return next((one for one in self.persons.values() if one is not None), None)


def settle_all(store: Store) -> None:
    """Find who all names mean that wait for it; it can be stopped at any moment and run again."""
    settled = False
    while True:
        with store.read() as tx:
            keys = waiting(tx)
        if not keys:
            break
        settled = True
        with store.write() as tx:
            settle(tx, keys)
    if settled:
        with store.write() as tx:
            forget_empty(tx)  # all people are looked at


def waiting(tx: Connection, *, limit: int = _BATCH) -> list[str]:
    """Keys of names whose statements have no person yet."""
    query = (
        select(speakers.c.key)
        .join(statements, statements.c.speaker_id == speakers.c.id)
        .where(statements.c.person_id.is_(None), speakers.c.key.is_not(None))
    )
    return list(tx.execute(query.distinct().order_by(speakers.c.key).limit(limit)).scalars())


def settle(tx: Connection, keys: Collection[str]) -> None:
    """Find who the names with these keys mean, and who those mean that a hand decision ties to them.

    Articles of which a statement is by somebody else now, or under another name, wait for their topics again.
    """
    save_in_turn(tx)
    made = decisions(tx)
    moved: list[dict[str, int]] = []
    renamed: set[int] = set()
    taken: set[int] = set()  # names that a decision tied before have one record still, and only some of them keep it
    for tied in _tied(keys, made):
        places, sightings = _sightings(tx, tied)
        its_moved, its_renamed = _lead(tx, places, sightings, who.resolve(sightings, made), taken)
        moved += its_moved
        renamed |= its_renamed
    # Articles first and by number, as enrichment does: on PostgreSQL, two who lock rows crosswise would fail.
    if renamed:
        one = articles.c.id == bindparam("article")
        rows = [{"article": number} for number in sorted(renamed)]
        tx.execute(update(articles).where(one).values(matched_with=None), rows)
    if moved:
        one = statements.c.id == bindparam("statement")
        rows = sorted(moved, key=itemgetter("statement"))
        tx.execute(update(statements).where(one).values(person_id=bindparam("person")), rows)


def forget_empty(tx: Connection) -> None:
    """Drop the records that no statement leads to any more."""
    tx.execute(delete(people).where(~exists().where(statements.c.person_id == people.c.id)))


def decisions(tx: Connection) -> list[Decision]:
    """What was decided by hand, the oldest first."""
    query = select(speaker_decisions).order_by(speaker_decisions.c.id)
    return [
        Decision(
            Form(row.name, SpeakerKind(row.kind), row.title),
            Form(row.other_name, SpeakerKind(row.other_kind), row.other_title),
            row.same,
        )
        for row in tx.execute(query)
    ]


def decide(tx: Connection, decision: Decision, *, now: datetime) -> None:
    """Keep a decision in place of an earlier one on the same two forms, and settle what it is about."""
    one, other = decision.form, decision.other
    _drop(tx, one, other)
    if decision.same and one == other and one.title is None:  # all of one name: also those told apart by titles
        table = speaker_decisions.c
        of_name = (table.name == one.name, table.other_name == one.name, table.kind == one.kind)
        tx.execute(delete(speaker_decisions).where(*of_name))
    row = {"name": one.name, "kind": one.kind, "title": one.title, "same": decision.same, "made": now}
    row |= {"other_name": other.name, "other_kind": other.kind, "other_title": other.title}
    tx.execute(insert(speaker_decisions), row)
    settle(tx, _keys(decision))
    forget_empty(tx)


def take_back(tx: Connection, decision: Decision) -> None:
    """Drop a decision, and settle anew what it was about."""
    touched = set().union(_keys(decision), *_tied(_keys(decision), decisions(tx)))
    _drop(tx, decision.form, decision.other)
    settle(tx, touched)
    forget_empty(tx)


def _drop(tx: Connection, one: Form, other: Form) -> None:
    """Delete what was decided of two forms, whichever stands first."""
    table = speaker_decisions.c
    for a, b in ((one, other), (other, one)):
        tx.execute(
            delete(speaker_decisions)
            .where(table.name == a.name, table.kind == a.kind, table.title.is_not_distinct_from(a.title))
            .where(table.other_name == b.name, table.other_kind == b.kind)
            .where(table.other_title.is_not_distinct_from(b.title))
        )


def _keys(decision: Decision) -> set[str]:
    found = (who.key(form.name, form.kind) for form in (decision.form, decision.other))
    return {one for one in found if one is not None}


def _tied(keys: Collection[str], made: Sequence[Decision]) -> list[set[str]]:
    """The keys in sets that are looked at together: with those that decisions tie to them."""
    ties: list[set[str]] = []
    for tie in map(_keys, made):
        touched = [one for one in ties if one & tie]
        ties = [one for one in ties if one not in touched] + [tie.union(*touched)]
    wanted = [one for one in ties if one.intersection(keys)]
    return [*wanted, *({one} for one in sorted(set(keys).difference(*wanted)))]


def _sightings(tx: Connection, keys: set[str]) -> tuple[list[_Place], list[Sighting]]:
    """Every article's names with these keys: where they are stored, and what the articles give."""
    query: Select[Any] = (
        select(
            statements.c.id,
            statements.c.article_id,
            statements.c.speaker_id,
            statements.c.person_id,
            statements.c.speaker_title,
            speakers.c.name,
            speakers.c.kind,
            speakers.c.short,
            func.coalesce(articles.c.published, articles.c.collected).label("day"),
        )
        .join(speakers, speakers.c.id == statements.c.speaker_id)
        .join(articles, articles.c.id == statements.c.article_id)
        .where(speakers.c.key.in_(sorted(keys)))
        .order_by(statements.c.id)
    )
    found: dict[tuple[int, int], list[Row[Any]]] = {}
    for row in tx.execute(query):
        found.setdefault((row.article_id, row.speaker_id), []).append(row)
    places = [_Place(its[0].article_id, {row.id: row.person_id for row in its}) for its in found.values()]
    return places, [_sighting(its) for its in found.values()]


def _sighting(rows: Sequence[Row[Any]]) -> Sighting:
    """What an article gives of a name, from its statements."""
    one = rows[0]
    said = frozenset(row.speaker_title.casefold() for row in rows if row.speaker_title)
    return Sighting(one.article_id, one.day.date(), one.name, SpeakerKind(one.kind), said, one.short)


def _lead(
    tx: Connection, places: Sequence[_Place], sightings: Sequence[Sighting], groups: Sequence[Group], taken: set[int]
) -> tuple[list[dict[str, int]], set[int]]:
    """Give each group a record, one not yet taken that most of it had, or a new one.

    Gives which statements are to be led to another person, and the articles where that is another name.
    """
    had = sorted({place.person for place in places if place.person is not None})
    names: dict[int, str] = {}
    for part in batches(had):
        some = select(people.c.id, people.c.name).where(people.c.id.in_(part))
        names.update((row.id, row.name) for row in tx.execute(some))
    moved: list[dict[str, int]] = []
    renamed: set[int] = set()
    for group in sorted(groups, key=lambda group: (-len(group.members), group.members)):
        its = [places[member] for member in group.members]
        votes = Counter(place.person for place in its if place.person in names and place.person not in taken)
        person = min(votes, key=lambda number: (-votes[number], number or 0), default=None)
        name = _name(group, {sightings[member].name for member in group.members}, names.get(person or 0))
        if person is None:
            person = tx.execute(insert(people).returning(people.c.id), {"name": name, "kind": group.kind}).scalar_one()
        elif name != names[person]:
            tx.execute(update(people).where(people.c.id == person).values(name=name, kind=group.kind))
        taken.add(person)
        moved += [
            {"statement": number, "person": person}
            for one in its
            for number, known in one.persons.items()
            if known != person
        ]
        renamed.update(one.article for one in its if names.get(one.person or 0) != name)
    return moved, renamed


def _name(group: Group, names: Collection[str], known: str | None) -> str:
    """The name to show: the one it had, unless another is fuller or was chosen by hand."""
    if known is None or group.by_hand or known not in names:
        return group.name
    return known if who.fullness(known, group.kind) >= who.fullness(group.name, group.kind) else group.name
