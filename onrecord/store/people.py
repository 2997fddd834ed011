"""Speakers across articles: which record the names of stored statements lead to.

Keys of names that articles give anew wait in a table until they are settled. Sightings that share a key are looked at
together, so it makes no difference when each came in; of a name that is given very often, the newest (`NEWEST`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, exists, func, insert, select, update

from onrecord import people as who
from onrecord.model import SpeakerKind
from onrecord.people import Decision, Form, Group, Sighting
from onrecord.store.among import among
from onrecord.store.engine import repeat_in_turn, save_in_turn
from onrecord.store.missing import insert_missing
from onrecord.store.schema import articles, people, speaker_decisions, speakers, statements, unsettled

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row, Select

    from onrecord.store.engine import Store

_BATCH = 50  # keys in one transaction: what a kill can undo
NEWEST = 2_000  # statements under one name that are looked at when it comes in anew: of a minister, years are not
_ALL = 2**31 - 1  # above the id of any statement


@dataclass(frozen=True, slots=True)
class _Place:
    """What an article gives of a name, with its statements' ids and the person that each led to so far."""

    persons: dict[int, int | None]
    seen: Sighting

    @property
    def person(self) -> int | None:
        """The person they led to."""
        return next((one for one in self.persons.values() if one is not None), None)


@dataclass(frozen=True, slots=True)
class _Led:
    """Places that are of one speaker, with the name to show and the record to lead to."""

    places: list[_Place]
    name: str
    kind: SpeakerKind
    person: int | None


def settle_all(store: Store, write: Callable[[], AbstractContextManager[Connection]] | None = None) -> None:
    """Find who all names mean that wait for it, in transactions that `write` makes, or the store.

    It can be stopped at any moment and run again.
    """
    settled, write = False, write or store.write
    while True:
        with store.read() as tx:
            keys = waiting(tx)
        if not keys:
            break
        settled = True
        with write() as tx:
            settle(tx, keys, newest=NEWEST)
    if settled:
        with write() as tx:
            forget_empty(tx)  # all people are looked at


def wait(tx: Connection, keys: Iterable[str], *, since: int) -> None:
    """Note that articles give names with these keys anew, in the statements from this one on."""
    insert_missing(tx, unsettled, *({"key": key, "since": since} for key in sorted(set(keys))))


def waiting(tx: Connection, *, limit: int = _BATCH) -> list[str]:
    """Keys of names that wait to be settled."""
    return list(tx.execute(select(unsettled.c.key).order_by(unsettled.c.key).limit(limit)).scalars())


def settle(tx: Connection, keys: Collection[str], *, newest: int | None = None) -> None:
    """Find who the names with these keys mean, and who those mean that a hand decision ties to them.

    With `newest`, so many statements under each name are looked at and all that wait; the others stay with whom they
    were.
    Articles of which a statement is by somebody else now, or under another name, wait for their topics again.
    """
    save_in_turn(tx)
    repeat_in_turn(tx)  # what is being stored now would be missed, and no longer wait
    made = decisions(tx)
    tied = _tied(keys, made)
    every = _places(tx, tied, newest)
    had = {place.person for places in every for place in places if place.person is not None}
    names = dict(tx.execute(select(people.c.id, people.c.name).where(among(people.c.id, had))).all())
    led = _recorded(tx, _led(every, made, names), names)
    tx.execute(delete(unsettled).where(among(unsettled.c.key, set().union(*tied))))
    # Articles first and by number, as enrichment does: on PostgreSQL, two who lock rows crosswise would fail.
    others = {place.seen.article for one in led for place in one.places if names.get(place.person or 0) != one.name}
    renamed = select(articles.c.id, articles.c.matched_with).where(among(articles.c.id, others)).order_by(articles.c.id)
    rows = tx.execute(renamed.with_for_update(key_share=True))  # all: one of them may just be held against the topics
    if again := [row.id for row in rows if row.matched_with is not None]:
        tx.execute(update(articles).where(among(articles.c.id, again)).values(matched_with=None))
    moved = [
        {"statement": number, "person": one.person}
        for one in led
        for place in one.places
        for number, person in place.persons.items()
        if person != one.person
    ]
    if moved:
        one_of_them = statements.c.id == bindparam("statement")
        moved.sort(key=itemgetter("statement"))
        tx.execute(update(statements).where(one_of_them).values(person_id=bindparam("person")), moved)


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


def _places(tx: Connection, tied: Sequence[set[str]], newest: int | None) -> list[list[_Place]]:
    """For each set of keys, what articles give of names with them, the earlier ones first."""
    query: Select[Any] = (
        select(
            statements.c.id,
            statements.c.article_id,
            statements.c.speaker_id,
            statements.c.person_id,
            statements.c.speaker_title,
            speakers.c.name,
            speakers.c.kind,
            speakers.c.key,
            speakers.c.short,
            func.coalesce(articles.c.published, articles.c.collected).label("day"),
        )
        .join(speakers, speakers.c.id == statements.c.speaker_id)
        .join(articles, articles.c.id == statements.c.article_id)
        .order_by(statements.c.id)
    )
    rows: list[Row[Any]] = []
    for part in _said_by(tx, set().union(*tied), newest):
        rows += tx.execute(query.where(*part))
    rows.sort(key=attrgetter("id"))
    of = {key: number for number, its in enumerate(tied) for key in its}
    found: list[dict[tuple[int, int], list[Row[Any]]]] = [{} for _ in tied]
    for row in rows:
        found[of[row.key]].setdefault((row.article_id, row.speaker_id), []).append(row)
    return [[_place(rows) for rows in its.values()] for its in found]


def _said_by(tx: Connection, keys: set[str], newest: int | None) -> Iterator[tuple[ColumnElement[bool], ...]]:
    """That a statement is by a name with one of these keys, and waits or is of the newest: of most names together."""
    if newest is None:
        yield (among(speakers.c.key, keys),)
        return
    its = statements.alias()
    known = its.c.speaker_id == speakers.c.id, its.c.id < func.coalesce(unsettled.c.since, _ALL)
    last = select(its.c.id).where(*known).order_by(its.c.id.desc()).limit(1).offset(newest).scalar_subquery()
    query = select(speakers.c.id, last.label("last")).where(among(speakers.c.key, keys))
    names = tx.execute(query.outerjoin(unsettled, unsettled.c.key == speakers.c.key)).all()
    yield (among(statements.c.speaker_id, (one.id for one in names if one.last is None)),)
    for one in names:
        if one.last is not None:
            yield statements.c.speaker_id == one.id, statements.c.id > one.last


def _place(rows: Sequence[Row[Any]]) -> _Place:
    """An article's statements under one name."""
    one = rows[0]
    said = frozenset(row.speaker_title.casefold() for row in rows if row.speaker_title)
    seen = Sighting(one.article_id, one.day.date(), one.name, SpeakerKind(one.kind), said, one.short)
    return _Place({row.id: row.person_id for row in rows}, seen)


def _led(every: Sequence[Sequence[_Place]], made: Sequence[Decision], names: Mapping[int, str]) -> list[_Led]:
    """The groups of places, each with a record that is not yet taken and that most of it had, or with none."""
    taken: set[int] = set()  # names that a decision tied before have one record still, and only some of them keep it
    led = []
    for places in every:
        groups = who.resolve([place.seen for place in places], made)
        for group in sorted(groups, key=lambda group: (-len(group.members), group.members)):
            its = [places[member] for member in group.members]
            votes = Counter(place.person for place in its if place.person in names and place.person not in taken)
            person = min(votes, key=lambda number: (-votes[number], number or 0), default=None)
            led.append(
                _Led(its, _name(group, {one.seen.name for one in its}, names.get(person or 0)), group.kind, person)
            )
            if person is not None:
                taken.add(person)
    return led


def _recorded(tx: Connection, led: Iterable[_Led], names: Mapping[int, str]) -> list[_Led]:
    """Keep the names of records, and make those that there are not yet."""
    kept, new = [], []
    other = []
    for one in led:
        if one.person is None:
            new.append(one)
            continue
        kept.append(one)
        if names[one.person] != one.name:
            other.append({"number": one.person, "shown": one.name, "as": one.kind})
    if other:
        renaming = update(people).where(people.c.id == bindparam("number"))
        tx.execute(renaming.values(name=bindparam("shown"), kind=bindparam("as")), other)
    if new:
        making = insert(people).returning(people.c.id, sort_by_parameter_order=True)
        ids = tx.execute(making, [{"name": one.name, "kind": one.kind} for one in new]).scalars()
        new = [replace(one, person=number) for one, number in zip(new, ids, strict=True)]
    return kept + new


def _name(group: Group, names: Collection[str], known: str | None) -> str:
    """The name to show: the one it had, unless another is fuller or was chosen by hand."""
    if known is None or group.by_hand or known not in names:
        return group.name
    return known if who.fullness(known, group.kind) >= who.fullness(group.name, group.kind) else group.name
