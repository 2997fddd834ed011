"""Editions in the store: the ledger that says which digest is done for which local date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, insert, or_, select
from sqlalchemy.exc import IntegrityError

from onrecord.model import DeliveryStatus, Entry, Factuality, Message
from onrecord.store import statements as stored
from onrecord.store.missing import insert_missing
from onrecord.store.schema import (
    articles,
    deliveries,
    digests,
    edition_statements,
    editions,
    matches,
    signatures,
    speakers,
    statements,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection

    from onrecord.model import Edition


_BATCH = 400  # stories asked for in one query, twice each; SQLite takes at most 999 parameters in old builds
_STORY = func.coalesce(signatures.c.duplicate_of, statements.c.article_id)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement that an edition could show under a topic."""

    topic: str
    article_id: int
    story: int  # the same for an article and its copies
    entry: Entry


def candidates(
    tx: Connection, digest: str, topics: Collection[str], *, since: datetime, until: datetime
) -> list[Candidate]:
    """Asserted statements under the topics that no edition of this digest has dealt with.

    They are those of articles that were first ready after `since` and up to `until`; originals before copies, newest
    articles first, each article's in its own order.
    """
    earlier = (
        exists()
        .where(edition_statements.c.key == statements.c.key)
        .where(edition_statements.c.edition_id == editions.c.id, editions.c.digest == digest)
    )
    query = (
        select(
            statements,
            speakers.c.name,
            speakers.c.kind.label("speaker_kind"),
            matches.c.topic,
            matches.c.reason,
            _STORY.label("story"),
            articles.c.url,
            articles.c.title.label("headline"),
            articles.c.source,
            articles.c.site_name,
            articles.c.published,
            articles.c.date_only,
        )
        .join(matches, matches.c.statement_id == statements.c.id)
        .join(articles, articles.c.id == statements.c.article_id)
        .outerjoin(speakers, speakers.c.id == statements.c.speaker_id)
        .outerjoin(signatures, signatures.c.article_id == statements.c.article_id)
        .where(matches.c.topic.in_(topics), statements.c.factuality == Factuality.ASSERTED)
        .where(articles.c.ready > since, articles.c.ready <= until, ~earlier)
        .order_by(
            signatures.c.duplicate_of.is_not(None),
            articles.c.published.desc().nulls_last(),
            articles.c.url,
            statements.c.position,
        )
    )
    return [
        Candidate(
            topic=row.topic,
            article_id=row.article_id,
            story=row.story,
            entry=Entry(
                key=row.key,
                statement=stored.statement(row),
                url=row.url,
                title=row.headline,
                source=row.site_name or row.source,
                published=row.published,
                date_only=row.date_only,
                reason=stored.reason(row.reason),
            ),
        )
        for row in tx.execute(query)
    ]


def dealt_with(tx: Connection, digest: str, stories: Collection[int]) -> list[tuple[int, str]]:
    """What editions of this digest dealt with in these stories, in any copy: each statement's story and content."""
    told: list[tuple[int, str]] = []
    wanted = sorted(stories)
    query = (
        select(_STORY.label("story"), statements.c.content)
        .join(signatures, signatures.c.article_id == statements.c.article_id)
        .join(edition_statements, edition_statements.c.key == statements.c.key)
        .join(editions, editions.c.id == edition_statements.c.edition_id)
        .where(editions.c.digest == digest)
    )
    for start in range(0, len(wanted), _BATCH):
        part = wanted[start : start + _BATCH]
        in_part = or_(signatures.c.duplicate_of.in_(part), signatures.c.article_id.in_(part))
        told += [(row.story, row.content) for row in tx.execute(query.where(in_part))]
    return told


def find(tx: Connection, digest: str, day: date) -> Message | None:
    """The edition of a digest for a date, as it was rendered; None when it is not composed yet."""
    query = select(editions.c.subject, editions.c.html, editions.c.text).where(
        editions.c.digest == digest, editions.c.date == day
    )
    row = tx.execute(query).one_or_none()
    return None if row is None else Message(*row)


def last_composed(tx: Connection, digest: str) -> datetime | None:
    """When the newest edition of a digest was composed."""
    query = select(editions.c.composed).where(editions.c.digest == digest)
    moment: datetime | None = tx.execute(query.order_by(editions.c.composed.desc()).limit(1)).scalar_one_or_none()
    return moment


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
            "status": DeliveryStatus.PENDING,
            "attempts": 0,
            "due": edition.composed,
        }
        for recipient, message_id in outbox.items()
    ]
    if waiting:
        tx.execute(insert(deliveries), waiting)
    return True
