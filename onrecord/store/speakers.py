"""Speakers across articles, to be listed, shown and found by any of their names."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from onrecord import people as who
from onrecord.model import SpeakerKind
from onrecord.store.among import among
from onrecord.store.schema import articles, people, speakers, statements

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Seen:
    """A name or a title of a speaker: in how many statements it was given, and when last."""

    text: str
    kind: SpeakerKind  # that articles give the name
    statements: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """A speaker with the names and titles that articles give, those most given first; `last` is when last heard."""

    id: int
    name: str
    kind: SpeakerKind
    names: tuple[Seen, ...]
    titles: tuple[Seen, ...] = ()

    @property
    def statements(self) -> int:
        """In how many statements the speaker is heard."""
        return sum(one.statements for one in self.names)

    @property
    def last(self) -> datetime:
        """When the speaker was last heard."""
        return max(one.last for one in self.names)


@dataclass(frozen=True, slots=True)
class Quote:
    """A statement of a speaker, with the article that it stands in."""

    content: str
    source: str
    url: str
    moment: datetime


@dataclass(slots=True)
class _Counts:
    name: str
    kind: str
    names: dict[tuple[str, str], Seen] = field(default_factory=dict)
    titles: dict[tuple[str, str], Seen] = field(default_factory=dict)


_MOMENT = statements.c.moment


def records(tx: Connection, *, since: datetime | None = None, ids: Sequence[int] | None = None) -> list[Record]:
    """The speakers of statements in articles since then, or those with these ids: those who said most come first."""
    query = (
        select(
            statements.c.person_id,
            people.c.name.label("shown"),
            people.c.kind,
            speakers.c.name,
            speakers.c.kind.label("given_kind"),
            statements.c.speaker_title,
            func.count().label("often"),
            func.max(_MOMENT, type_=statements.c.moment.type).label("last"),
        )
        .join(people, people.c.id == statements.c.person_id)
        .join(speakers, speakers.c.id == statements.c.speaker_id)
        .group_by(statements.c.person_id, people.c.name, people.c.kind)
        .group_by(speakers.c.name, speakers.c.kind, statements.c.speaker_title)
    )
    if since is not None:
        query = query.where(since <= _MOMENT)
    if ids is not None:
        query = query.where(among(statements.c.person_id, ids))
    found: dict[int, _Counts] = {}
    for row in sorted(tx.execute(query), key=lambda row: (row.often, row.speaker_title or ""), reverse=True):
        counts = found.setdefault(row.person_id, _Counts(row.shown, row.kind))
        kind = SpeakerKind(row.given_kind)
        _count(counts.names, row.name, Seen(row.name, kind, row.often, row.last))
        if row.speaker_title:
            _count(counts.titles, row.speaker_title.casefold(), Seen(row.speaker_title, kind, row.often, row.last))
    made = [
        Record(number, one.name, SpeakerKind(one.kind), _ordered(one.names), _ordered(one.titles))
        for number, one in found.items()
    ]
    return sorted(made, key=lambda one: (-one.statements, one.name, one.id))


def named(tx: Connection, name: str) -> list[Record]:
    """The speakers whom articles give this name, spelt like this or nearly: case and accents don't matter."""
    capitals = " ".join(word[:1].upper() + word[1:] for word in name.split())
    keys = {key for kind in SpeakerKind for text in (name, capitals) if (key := who.key(text, kind)) is not None}
    query = (
        select(statements.c.person_id, speakers.c.name)
        .join(speakers, speakers.c.id == statements.c.speaker_id)
        .where(among(speakers.c.key, keys), statements.c.person_id.is_not(None))
        .distinct()
    )
    ids = {row.person_id for row in tx.execute(query) if who.spelt_alike(row.name, name)}
    return records(tx, ids=sorted(ids))


def latest(tx: Connection, person: int, *, limit: int = 5) -> list[Quote]:
    """A speaker's newest statements."""
    query = (
        select(
            statements.c.content,
            articles.c.source,
            articles.c.site_name,
            articles.c.url,
            _MOMENT.label("moment"),
        )
        .join(articles, articles.c.id == statements.c.article_id)
        .where(statements.c.person_id == person)
        .order_by(_MOMENT.desc(), statements.c.article_id, statements.c.position)
        .limit(limit)
    )
    return [Quote(row.content, row.site_name or row.source, row.url, row.moment) for row in tx.execute(query)]


def every_name(tx: Connection) -> list[str]:
    """All names that may lead to a record."""
    return list(tx.execute(select(speakers.c.name).where(speakers.c.key.is_not(None)).distinct()).scalars())


def _count(counts: dict[tuple[str, str], Seen], text: str, new: Seen) -> None:
    known = counts.get((text, new.kind))
    if known is not None:
        new = replace(known, statements=known.statements + new.statements, last=max(known.last, new.last))
    counts[text, new.kind] = new


def _ordered(counts: dict[tuple[str, str], Seen]) -> tuple[Seen, ...]:
    return tuple(sorted(counts.values(), key=lambda one: (-one.statements, one.text)))
