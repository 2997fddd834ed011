"""A statement and an article as they stand: what their own pages show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from onrecord.store.matches import reason
from onrecord.store.recorded import read
from onrecord.store.schema import (
    article_titles,
    articles,
    matches,
    related_headlines,
    signatures,
    statements,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from onrecord.model import Hit
    from onrecord.store.recorded import Recorded

_MOST = 50  # sources, copies


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a statement falls under a topic."""

    topic: str
    reason: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """An article without its text, and who else printed it; `titles` are those it had before, the first one first."""

    id: int
    url: str
    title: str
    titles: tuple[str, ...]
    authors: tuple[str, ...]
    source: str
    language: str | None
    section: str | None
    paywalled: bool
    published: datetime | None
    date_only: bool
    modified: datetime | None
    collected: datetime
    emptied: bool
    related: tuple[tuple[str, str | None], ...]
    copies: tuple[tuple[int, str, str], ...]


def find(tx: Connection, key: str) -> Recorded | None:
    """The statement of a key; of several with the same words in an article, the first."""
    query = select(statements.c.id).where(statements.c.key == key).order_by(statements.c.position).limit(1)
    return next(iter(read(tx, tx.execute(query).scalars().all())), None)


def text(tx: Connection, article: int) -> str:
    """The text of an article; '' where it was let go of."""
    return tx.execute(select(articles.c.text).where(articles.c.id == article)).scalar() or ""


def reasons(tx: Connection, statement: int) -> list[Reason]:
    """Why a statement falls under each of its topics."""
    query = select(matches.c.topic, matches.c.reason).where(matches.c.statement_id == statement)
    return [Reason(row.topic, reason(row.reason)) for row in tx.execute(query.order_by(matches.c.topic))]


def same_words(tx: Connection, group: int) -> list[Recorded]:
    """The statements that give the same words, the earliest first."""
    query = (
        select(statements.c.id)
        .where(or_(statements.c.id == group, statements.c.same_as == group))
        .order_by(statements.c.moment, statements.c.id)
    )
    return read(tx, tx.execute(query.limit(_MOST)).scalars().all())


def paper(tx: Connection, number: int) -> Paper | None:
    """An article by its id; None where there is none."""
    row = tx.execute(select(articles).where(articles.c.id == number)).one_or_none()
    if row is None:
        return None
    titles = select(article_titles.c.title).where(article_titles.c.article_id == number)
    related = select(related_headlines.c.title, related_headlines.c.url).where(related_headlines.c.article_id == number)
    return Paper(
        id=row.id,
        url=row.url,
        title=row.title,
        titles=tuple(
            title for title in tx.execute(titles.order_by(article_titles.c.position)).scalars() if title != row.title
        ),
        authors=tuple(row.authors),
        source=row.site_name or row.source,
        language=row.language,
        section=row.section,
        paywalled=row.paywalled,
        published=row.published,
        date_only=row.date_only,
        modified=row.modified,
        collected=row.collected,
        emptied=row.emptied is not None,
        related=tuple((one.title, one.url) for one in tx.execute(related.order_by(related_headlines.c.position))),
        copies=tuple(_copies(tx, row)),
    )


def statements_of(tx: Connection, article: int) -> list[Recorded]:
    """An article's statements, in its order."""
    query = select(statements.c.id).where(statements.c.article_id == article).order_by(statements.c.position)
    return read(tx, tx.execute(query).scalars().all())


def articles_with_statements(tx: Connection) -> Iterator[int]:
    """The ids of all articles in which something is said."""
    yield from tx.execute(select(statements.c.article_id).distinct().order_by(statements.c.article_id)).scalars()


def keys(tx: Connection) -> Iterator[str]:
    """The keys of all statements."""
    yield from tx.execute(select(statements.c.key).distinct().order_by(statements.c.key)).scalars()


def _copies(tx: Connection, row: Row[Any]) -> Iterator[tuple[int, str, str]]:
    """The other articles that tell the same story: id, source and headline."""
    own = select(signatures.c.duplicate_of).where(signatures.c.article_id == row.id)
    first = tx.execute(own).scalar() or row.id
    shown = func.coalesce(articles.c.site_name, articles.c.source)
    copies = select(signatures.c.article_id).where(signatures.c.duplicate_of == first)
    query = (
        select(articles.c.id, shown.label("source"), articles.c.title)
        .where(or_(articles.c.id == first, articles.c.id.in_(copies)), articles.c.id != row.id)
        .order_by(articles.c.id)
        .limit(_MOST)
    )
    yield from ((one.id, one.source, one.title) for one in tx.execute(query))
