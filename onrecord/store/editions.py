"""Editions in the store: the ledger that says which digest is done for which local date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, insert, or_, select
from sqlalchemy.exc import IntegrityError

from onrecord.model import Citation, DeliveryStatus, Entry, Message
from onrecord.store import statements as stored
from onrecord.store.among import among
from onrecord.store.matches import reason
from onrecord.store.missing import insert_missing
from onrecord.store.schema import (
    articles,
    deliveries,
    digests,
    edition_statements,
    editions,
    matches,
    people,
    speakers,
    statements,
)
from onrecord.store.surely import said

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from sqlalchemy import ColumnElement, Connection, Exists

    from onrecord.model import Edition


_GROUP = func.coalesce(statements.c.same_as, statements.c.id)
_CITED = (
    statements,
    _GROUP.label("group"),
    speakers.c.name,
    speakers.c.kind.label("speaker_kind"),
    articles.c.url,
    articles.c.title.label("headline"),
    articles.c.source,
    articles.c.site_name,
    articles.c.published,
    articles.c.date_only,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement that an edition could show under a topic; `known_as` is the name of the speaker's record."""

    id: int
    topic: str
    article_id: int
    group: int  # the same for all statements that give the same words
    entry: Entry
    ready: datetime  # when the article's statements were first there
    person: int | None = None  # the same for all names of one speaker; None: not known across articles
    known_as: str | None = None


def candidates(
    tx: Connection, digest: str, topics: Collection[str], *, since: datetime, until: datetime
) -> list[Candidate]:
    """Statements under the topics, sure enough to be told, that no edition of this digest has dealt with.

    They are those of articles that were first ready after `since` and up to `until`; newest articles first, each
    article's in its own order.
    """
    query = (
        select(*_CITED, matches.c.topic, matches.c.reason, articles.c.ready, people.c.name.label("known_as"))
        .join(matches, matches.c.statement_id == statements.c.id)
        .join(articles, articles.c.id == statements.c.article_id)
        .outerjoin(speakers, speakers.c.id == statements.c.speaker_id)
        .outerjoin(people, people.c.id == statements.c.person_id)
        .where(under(topics), said())
        .where(articles.c.ready > since, articles.c.ready <= until, ~_dealt_with(digest))
        .order_by(articles.c.published.desc().nulls_last(), articles.c.url, statements.c.position)
    )
    return [
        Candidate(
            id=row.id,
            topic=row.topic,
            article_id=row.article_id,
            group=row.group,
            entry=Entry(
                key=row.key,
                statement=stored.statement(row),
                url=row.url,
                title=row.headline,
                source=row.site_name or row.source,
                published=row.published,
                date_only=row.date_only,
                reason=reason(row.reason),
            ),
            ready=row.ready,
            person=row.person_id,
            known_as=row.known_as,
        )
        for row in tx.execute(query)
    ]


def under(topics: Collection[str]) -> ColumnElement[bool]:
    """That a match is of one of the topics, asked so that SQLite begins with the days and not with a topic's years."""
    return matches.c.topic.concat("").in_(topics)


def texts(tx: Connection, article_ids: Collection[int]) -> dict[int, str]:
    """The texts of articles by their ids."""
    query = select(articles.c.id, articles.c.text)
    return dict(tx.execute(query.where(among(articles.c.id, article_ids))).all())


def citations(
    tx: Connection, groups: Collection[int], known: Iterable[Candidate] = ()
) -> dict[int, tuple[Citation, ...]]:
    """For each group of statements that give the same words, the first article of each source, the earliest first.

    `known` are candidates, which are not read again.
    """
    cited = {one.id: _citation(one.entry) for one in known}
    order = (func.coalesce(articles.c.published, articles.c.collected), articles.c.id, statements.c.position)
    places = (
        select(statements.c.id, _GROUP.label("group"))
        .join(articles, articles.c.id == statements.c.article_id)
        .order_by(*order)
    )
    rows = tx.execute(places.where(_of(groups))).all()
    query = (
        select(*_CITED)
        .join(articles, articles.c.id == statements.c.article_id)
        .outerjoin(speakers, speakers.c.id == statements.c.speaker_id)
    )
    for row in tx.execute(query.where(among(statements.c.id, (row.id for row in rows if row.id not in cited)))):
        source = row.site_name or row.source
        cited[row.id] = Citation(stored.statement(row), row.url, row.headline, source, row.published, row.date_only)
    found: dict[int, dict[str, Citation]] = {group: {} for group in groups}
    for number, group in rows:
        found[group].setdefault(cited[number].source, cited[number])
    return {group: tuple(its.values()) for group, its in found.items()}


def _citation(entry: Entry) -> Citation:
    return Citation(entry.statement, entry.url, entry.title, entry.source, entry.published, entry.date_only)


def told(tx: Connection, digest: str, groups: Collection[int]) -> dict[int, set[str]]:
    """For each group of statements that give the same words, the words that an edition of a digest dealt with."""
    found: dict[int, set[str]] = {group: set() for group in groups}
    query = select(_GROUP.label("group"), statements.c.content).where(_dealt_with(digest))
    for row in tx.execute(query.where(_of(groups))):
        found[row.group].add(row.content)
    return found


def _dealt_with(digest: str) -> Exists:
    """That an edition of a digest dealt with a statement.

    The sum makes SQLite look for the statement's few editions, and not for it in each of the digest's many.
    """
    its = select(editions.c.id).where(editions.c.digest == digest)
    return (
        exists()
        .where(edition_statements.c.key == statements.c.key, (edition_statements.c.edition_id + 0).in_(its))
        .correlate(statements)
    )


def _of(groups: Collection[int]) -> ColumnElement[bool]:
    """That a statement is of one of the groups."""
    return or_(among(statements.c.id, groups), among(statements.c.same_as, groups))


def find(tx: Connection, digest: str, day: date) -> Message | None:
    """The edition of a digest for a date, as it was rendered; None when it is not composed yet."""
    columns = (editions.c.subject, editions.c.html, editions.c.text, editions.c.markdown, editions.c.full)
    query = select(*columns).where(editions.c.digest == digest, editions.c.date == day)
    row = tx.execute(query).one_or_none()
    return None if row is None else Message(*row)


def reached(tx: Connection, digest: str) -> datetime | None:
    """Up to when the newest edition of a digest took what came in: when it was composed, or the end of its day."""
    query = select(editions.c.date, editions.c.timezone, editions.c.composed).where(editions.c.digest == digest)
    row = tx.execute(query.order_by(editions.c.date.desc()).limit(1)).one_or_none()
    return None if row is None else min(row.composed, end_of(row.date, ZoneInfo(row.timezone)))


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """When a day ends in a zone, as UTC."""
    return datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)


def is_done(tx: Connection, digest: str, day: date) -> bool:
    """Whether the ledger has the edition of a digest for a date."""
    query = select(editions.c.id).where(editions.c.digest == digest, editions.c.date == day)
    return tx.execute(query).first() is not None


def known_since(tx: Connection, digest: str, *, now: datetime) -> datetime:
    """When a run first asked for this digest: now, if none has before."""
    insert_missing(tx, digests, {"name": digest, "known": now})
    moment: datetime = tx.execute(select(digests.c.known).where(digests.c.name == digest)).scalar_one()
    return moment


def add(tx: Connection, edition: Edition, message: Message, *, keys: Iterable[str], outbox: Mapping[str, str]) -> bool:
    """Enter an edition in the ledger, with the keys of all statements that it dealt with.

    `outbox` gives the Message-ID for each recipient; every one becomes a delivery.
    Gives False, and does nothing, when the ledger has this digest and date already.
    """
    row = {
        "digest": edition.digest,
        "date": edition.date,
        "timezone": edition.timezone,
        "composed": edition.composed,
        "statements": edition.statements,
        "subject": message.subject,
        "html": message.html,
        "text": message.text,
        "markdown": message.markdown,
        "full": message.full,
    }
    try:
        with tx.begin_nested():
            edition_id = tx.execute(insert(editions).returning(editions.c.id), row).scalar_one()
    except IntegrityError:
        return False
    dealt_with = [{"edition_id": edition_id, "key": key} for key in dict.fromkeys(keys)]
    if dealt_with:
        tx.execute(insert(edition_statements), dealt_with)
    waiting = [
        {
            "edition_id": edition_id,
            "recipient": recipient,
            "message_id": message_id,
            "status": DeliveryStatus.QUEUED,
            "attempts": 0,
            "due": edition.composed,
        }
        for recipient, message_id in outbox.items()
    ]
    if waiting:
        tx.execute(insert(deliveries), waiting)
    return True
