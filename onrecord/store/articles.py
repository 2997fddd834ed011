"""Articles in the store: saved once under their canonical URL, found again under any URL they had."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from onrecord.model import Article, RelatedHeadline
from onrecord.store.missing import insert_missing
from onrecord.store.schema import article_urls, articles, related_headlines

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

_BATCH = 500  # URLs asked for in one query; SQLite takes at most 999 parameters in old builds


class Saved(StrEnum):
    """What saving an article did."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Pending:
    """An article whose text waits for enrichment; `fingerprint` tells the version that was read."""

    id: int
    url: str
    text: str
    fingerprint: str


def save(tx: Connection, article: Article, *, now: datetime) -> Saved:
    """Store an article under its canonical URL, or bring the stored one up to date.

    An article that changed is marked for enrichment again; its old statements stay until then.
    """
    mark = fingerprint(article)
    stored = tx.execute(
        select(articles.c.id, articles.c.fingerprint).where(articles.c.url == article.url)
    ).one_or_none()
    if stored is None:
        try:
            with tx.begin_nested():
                article_id = tx.execute(
                    insert(articles).returning(articles.c.id),
                    _columns(article) | {"fingerprint": mark, "collected": now, "changed": now},
                ).scalar_one()
        except IntegrityError:  # another process was faster
            return save(tx, article, now=now)
        saved = Saved.NEW
    else:
        article_id = stored.id
        saved = Saved.SAME if stored.fingerprint == mark else Saved.CHANGED
    if saved is Saved.CHANGED:
        changes = _columns(article) | {"fingerprint": mark, "changed": now}
        changes |= {"enriched_with": None, "matched_with": None}
        tx.execute(update(articles).where(articles.c.id == article_id).values(changes))
        tx.execute(delete(related_headlines).where(related_headlines.c.article_id == article_id))
    if saved is not Saved.SAME and article.related:
        rows = [
            {"article_id": article_id, "position": position} | asdict(related)
            for position, related in enumerate(article.related)
        ]
        tx.execute(insert(related_headlines), rows)
    _remember(tx, article_id, {article.url, article.fetched_url or article.url}, now)
    return saved


def known(tx: Connection, urls: Iterable[str]) -> dict[str, datetime]:
    """Those of the URLs that an article is stored under, with the time of the last look at each."""
    wanted = list(urls)
    found: dict[str, datetime] = {}
    for start in range(0, len(wanted), _BATCH):
        part = select(article_urls.c.url, article_urls.c.checked).where(
            article_urls.c.url.in_(wanted[start : start + _BATCH])
        )
        found.update((row.url, row.checked) for row in tx.execute(part))
    return found


def pending(tx: Connection, version: str, *, after: int = 0, limit: int = 64) -> list[Pending]:
    """The next articles that this version of the enrichment has not done, by ascending id."""
    query = (
        select(articles.c.id, articles.c.url, articles.c.text, articles.c.fingerprint)
        .where(_not_done(version), articles.c.id > after)
        .order_by(articles.c.id)
        .limit(limit)
    )
    return [Pending(*row) for row in tx.execute(query)]


def count_pending(tx: Connection, version: str) -> int:
    """How many articles this version of the enrichment has still to do."""
    return tx.execute(select(func.count()).select_from(articles).where(_not_done(version))).scalar_one()


def get(tx: Connection, url: str) -> Article | None:
    """The article stored under a URL, or under one it was redirected to."""
    query = select(articles).join(article_urls).where(article_urls.c.url == url)
    row = tx.execute(query).one_or_none()
    return None if row is None else _article(row, related(tx, [row.id]).get(row.id, ()))


def related(tx: Connection, article_ids: Iterable[int]) -> dict[int, tuple[RelatedHeadline, ...]]:
    """The related headlines of articles, in the page's order."""
    wanted = list(article_ids)
    found: dict[int, list[RelatedHeadline]] = {}
    for start in range(0, len(wanted), _BATCH):
        query = (
            select(related_headlines)
            .where(related_headlines.c.article_id.in_(wanted[start : start + _BATCH]))
            .order_by(related_headlines.c.article_id, related_headlines.c.position)
        )
        for row in tx.execute(query):
            found.setdefault(row.article_id, []).append(RelatedHeadline(row.title, row.url, row.box))
    return {article_id: tuple(headlines) for article_id, headlines in found.items()}


def fingerprint(article: Article) -> str:
    """A hash of all that the article says, whatever URL it was fetched from or who asked for it."""
    said = asdict(article)
    for where in ("fetched_url", "source"):
        del said[where]
    return blake2b(json.dumps(said, default=str, sort_keys=True).encode(), digest_size=16).hexdigest()


def _not_done(version: str) -> ColumnElement[bool]:
    return articles.c.enriched_with.is_distinct_from(version)


def _columns(article: Article) -> dict[str, object]:
    row = asdict(article)
    del row["related"]
    return row | {"authors": list(article.authors), "warnings": list(article.warnings)}


def _article(row: Row[tuple[object, ...]], headlines: tuple[RelatedHeadline, ...]) -> Article:
    stored = row._mapping  # noqa: SLF001  # SQLAlchemy's public way to a row's names
    same = {name: stored[name] for name in Article.__slots__ if name not in {"authors", "related", "warnings"}}
    return Article(**same, authors=tuple(row.authors), warnings=tuple(row.warnings), related=headlines)


def _remember(tx: Connection, article_id: int, urls: set[str], now: datetime) -> None:
    for url in sorted(urls):
        seen = {"article_id": article_id, "checked": now}
        insert_missing(tx, article_urls, {"url": url} | seen)
        tx.execute(update(article_urls).where(article_urls.c.url == url).values(seen))
