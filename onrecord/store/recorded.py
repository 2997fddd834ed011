"""Statements on record, each with its article, its speaker and its topics: what pages, feeds and exports show."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from onrecord.store import statements as stored
from onrecord.store.among import among
from onrecord.store.schema import articles, matches, people, speakers, statements

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from onrecord.model import Statement


@dataclass(frozen=True, slots=True)
class Recorded:
    """A statement on record. `key` identifies it for good, `id` only until its article is read again.

    `article` is the id of its article, `source` the name to show of where that appeared, `feed` the source's own in
    topics.yaml. `moment` is when it appeared, or where nobody says when, came in; `published` is None then. `person`
    is the speaker across articles, shown as `known_as`; None where not known. `group` is the same for all statements
    that give the same words. `emptied` says that the article's text was let go of.
    """

    id: int
    key: str
    statement: Statement
    group: int
    topics: tuple[str, ...]
    article: int
    url: str
    title: str
    source: str
    feed: str
    language: str | None
    moment: datetime
    published: datetime | None
    date_only: bool
    person: int | None = None
    known_as: str | None = None
    emptied: bool = False

    @property
    def name(self) -> str | None:
        """The speaker's name to show; None where the article names no one."""
        return self.known_as or (self.statement.speaker.name if self.statement.speaker else None)


_GROUP = func.coalesce(statements.c.same_as, statements.c.id).label("group")
_RECORDED = (
    select(
        statements,
        _GROUP,
        speakers.c.name,
        speakers.c.kind.label("speaker_kind"),
        people.c.name.label("known_as"),
        articles.c.url,
        articles.c.title.label("headline"),
        articles.c.source,
        articles.c.site_name,
        articles.c.language,
        articles.c.published,
        articles.c.collected,
        articles.c.date_only,
        articles.c.emptied,
    )
    .join(articles, articles.c.id == statements.c.article_id)
    .outerjoin(speakers, speakers.c.id == statements.c.speaker_id)
    .outerjoin(people, people.c.id == statements.c.person_id)
)


def read(tx: Connection, ids: Sequence[int]) -> list[Recorded]:
    """The statements with these ids, in this order; those that are gone are left out."""
    topics = _topics(tx, ids)
    found = {
        row.id: Recorded(
            id=row.id,
            key=row.key,
            statement=stored.statement(row),
            group=row.group,
            topics=tuple(topics[row.id]),
            article=row.article_id,
            url=row.url,
            title=row.headline,
            source=row.site_name or row.source,
            feed=row.source,
            language=row.language,
            moment=row.published or row.collected,
            published=row.published,
            date_only=row.date_only,
            person=row.person_id,
            known_as=row.known_as,
            emptied=row.emptied is not None,
        )
        for row in tx.execute(_RECORDED.where(among(statements.c.id, ids)))
    }
    return [found[number] for number in ids if number in found]


def _topics(tx: Connection, ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    query = select(matches.c.statement_id, matches.c.topic).order_by(matches.c.statement_id, matches.c.topic)
    for number, topic in tx.execute(query.where(among(matches.c.statement_id, ids))):
        found[number].append(topic)
    return found
