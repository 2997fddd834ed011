"""What pages show of a topic and of a speaker: the newest statements, how much on each day, by whom and where.

All of it is of statements that are sure enough to be told. Days are those of UTC.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import String, func, select

from onrecord.model import SpeakerKind
from onrecord.store.schema import articles, matches, people, statements
from onrecord.store.surely import said

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Select


@dataclass(frozen=True, slots=True)
class Heard:
    """A speaker across articles, and in how many statements; `last` is when last."""

    id: int
    name: str
    kind: SpeakerKind
    statements: int
    last: datetime


def topics(tx: Connection) -> list[str]:
    """The topics under which there is anything."""
    return list(tx.execute(select(matches.c.topic).distinct().order_by(matches.c.topic)).scalars())


def of_topic(tx: Connection, topic: str, *, limit: int, offset: int = 0) -> list[int]:
    """The ids of a topic's statements, the newest first."""
    query = (
        select(matches.c.statement_id)
        .join(statements, statements.c.id == matches.c.statement_id)
        .where(matches.c.topic == topic, said())
        .order_by(matches.c.moment.desc(), matches.c.statement_id.desc())
    )
    return list(tx.execute(query.limit(limit).offset(offset)).scalars())


def of_speaker(tx: Connection, person: int, *, limit: int, offset: int = 0) -> list[int]:
    """The ids of a speaker's statements, the newest first."""
    query = (
        select(statements.c.id)
        .where(statements.c.person_id == person, said())
        .order_by(statements.c.moment.desc(), statements.c.id.desc())
    )
    return list(tx.execute(query.limit(limit).offset(offset)).scalars())


def newest(tx: Connection, *, limit: int) -> list[int]:
    """The ids of the newest statements under any topic; of those of one speaker, the newest."""
    query = (
        select(statements.c.id, statements.c.person_id)
        .where(said(), select(matches.c.topic).where(matches.c.statement_id == statements.c.id).exists())
        .order_by(statements.c.moment.desc(), statements.c.id.desc())
        .limit(20 * limit)
    )
    first: dict[int, int] = {}
    for row in tx.execute(query):
        first.setdefault(row.person_id or -row.id, row.id)
    return list(first.values())[:limit]


def days_of_topic(tx: Connection, topic: str) -> Counter[date]:
    """How many statements of a topic appeared on each day."""
    query = _by_day(tx, matches.c.moment).join(statements, statements.c.id == matches.c.statement_id)
    return _days(tx, query.where(matches.c.topic == topic, said()))


def days_of_speaker(tx: Connection, person: int) -> Counter[date]:
    """How many statements of a speaker appeared on each day."""
    return _days(tx, _by_day(tx, statements.c.moment).where(statements.c.person_id == person, said()))


def speakers_of(tx: Connection, topic: str, *, since: datetime, limit: int) -> list[Heard]:
    """Who spoke most on a topic since then."""
    its = (matches.c.topic == topic, matches.c.moment >= since)
    joined = _HEARD.join(matches, matches.c.statement_id == statements.c.id).where(*its)
    return _heard(tx, joined.order_by(func.count().desc(), people.c.name).limit(limit))


def heard(tx: Connection, *, since: datetime | None = None) -> list[Heard]:
    """All speakers, or those heard since then, those who said most first."""
    query = _HEARD if since is None else _HEARD.where(statements.c.moment >= since)
    return _heard(tx, query.order_by(func.count().desc(), people.c.name))


def known(tx: Connection) -> list[tuple[int, str]]:
    """All speakers' ids and names, also of those of whom nothing is sure enough to be told."""
    return [(row.id, row.name) for row in tx.execute(select(people.c.id, people.c.name).order_by(people.c.id))]


def sources_of(
    tx: Connection, *, topic: str | None = None, person: int | None = None, since: datetime | None = None, limit: int
) -> list[tuple[str, int]]:
    """The sources that print most of a topic or a speaker, or did since then, and how many statements."""
    shown = func.coalesce(articles.c.site_name, articles.c.source)
    query = select(shown, func.count()).select_from(statements).join(articles, articles.c.id == statements.c.article_id)
    if topic is not None:
        query = query.join(matches, matches.c.statement_id == statements.c.id).where(matches.c.topic == topic)
    if person is not None:
        query = query.where(statements.c.person_id == person)
    if since is not None:
        query = query.where((matches if topic is not None else statements).c.moment >= since)
    query = query.where(said()).group_by(shown).order_by(func.count().desc(), shown).limit(limit)
    return [(name, number) for name, number in tx.execute(query)]


def topics_of(tx: Connection, person: int) -> list[tuple[str, int]]:
    """The topics that a speaker spoke on, and in how many statements."""
    query = (
        select(matches.c.topic, func.count())
        .join(statements, statements.c.id == matches.c.statement_id)
        .where(statements.c.person_id == person, said())
        .group_by(matches.c.topic)
        .order_by(func.count().desc(), matches.c.topic)
    )
    return [(name, number) for name, number in tx.execute(query)]


_HEARD: Final = (
    select(
        people.c.id,
        people.c.name,
        people.c.kind,
        func.count().label("statements"),
        func.max(statements.c.moment, type_=statements.c.moment.type).label("last"),
    )
    .join(statements, statements.c.person_id == people.c.id)
    .where(said())
    .group_by(people.c.id, people.c.name, people.c.kind)
)


def _heard(tx: Connection, query: Select[Any]) -> list[Heard]:
    return [Heard(row.id, row.name, SpeakerKind(row.kind), row.statements, row.last) for row in tx.execute(query)]


def _by_day(tx: Connection, moment: ColumnElement[Any]) -> Select[Any]:
    """A query of how many rows a day has; the day is text, as 2026-11-24."""
    if tx.dialect.name == "sqlite":
        day: ColumnElement[Any] = func.substr(moment, 1, 10, type_=String)
    else:
        day = func.to_char(func.timezone("UTC", moment), "YYYY-MM-DD", type_=String)
    return select(day.label("day"), func.count().label("number")).group_by(day)


def _days(tx: Connection, query: Select[Any]) -> Counter[date]:
    return Counter({date.fromisoformat(row.day): row.number for row in tx.execute(query) if row.day})
