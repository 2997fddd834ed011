"""Articles in the store: one for a story's page, found again under any name it had, with what it was before."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, or_, select, update

from onrecord import addresses
from onrecord.model import Article, RelatedHeadline
from onrecord.store import copies, identity, waiting
from onrecord.store.among import among
from onrecord.store.engine import save_in_turn
from onrecord.store.identity import Met, known
from onrecord.store.schema import article_titles, articles, related_headlines, signatures

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from onrecord.store.waiting import Place

__all__ = [
    "Lead",
    "Met",
    "Pending",
    "Saved",
    "Title",
    "get",
    "known",
    "leads",
    "pending",
    "pending_after",
    "related",
    "remember",
    "save",
    "titles",
]

_TIMES = 100  # times asked for in one query


class Saved(StrEnum):
    """What saving an article did."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Pending:
    """An article whose text waits for enrichment; `fingerprint` tells the version that was read.

    `url` is the one that it had first, whichever it has by now: its statements' keys are made of it.
    """

    id: int
    url: str
    text: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Title:
    """A title that an article has or had."""

    title: str
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class Lead:
    """The beginning of an article, `moment` when it came out, or without a date in; `group` is one for its copies."""

    id: int
    url: str
    title: str
    text: str
    source: str
    moment: datetime
    language: str | None = None
    group: int | None = None


def save(tx: Connection, article: Article, *, now: datetime, also: Iterable[str] = (), part: bool = False) -> Saved:
    """Store an article, or bring the stored one up to date that this is by now.

    `also` are other names under which it was met: addresses that were asked for or led on, and its GUID
    (`addresses.entry_name`). One whose text changed is marked for enrichment again, and its old statements stay until
    then; one whose title changed is only held against the topics again. `part` says that the page showed its
    beginning at most: a longer text that is stored stays. One whose text was let go of gets it again where its page
    says anything else by now, to be read anew; a beginning tells nothing new of it.
    """
    save_in_turn(tx)
    also = tuple(also)
    article = identity.placed(tx, article, also)
    names = {article.url, article.fetched_url or article.url, *also}
    stored = identity.find(tx, article, names)
    if stored is None:
        columns = _columns(article) | {"fingerprint": fingerprint(article), "collected": now, "changed": now}
        article_id = tx.execute(insert(articles).returning(articles.c.id), columns).scalar_one()
        saved, collected = Saved.NEW, now
    else:
        if addresses.identity(article.url) == addresses.identity(stored.url):
            article = replace(article, url=stored.url)
        if part and len(article.text) < len(stored.text):
            article = replace(article, text=stored.text)
        article_id, collected = stored.id, stored.collected
        less = stored.emptied is not None and (part or not article.text)
        saved = Saved.SAME if less or stored.fingerprint == fingerprint(article) else Saved.CHANGED
        if saved is Saved.CHANGED:
            tx.execute(update(articles).where(articles.c.id == article_id).values(_changes(stored, article, now)))
            tx.execute(delete(related_headlines).where(related_headlines.c.article_id == article_id))
    if saved is not Saved.SAME:
        _save_related(tx, article_id, article)
        _save_title(tx, article_id, article.title, now)
        copies.place(tx, article_id, article, collected=collected)
    identity.remember(tx, article_id, names, now, own=article.url)
    return saved


def remember(tx: Connection, url: str, names: Iterable[str], *, now: datetime) -> None:
    """Note further names under which the article stored under a URL was met; nothing where there is none."""
    save_in_turn(tx)
    found = identity.found_under(tx, url)
    if found is not None:
        identity.remember(tx, found.id, names, now)


def titles(tx: Connection, url: str) -> tuple[Title, ...]:
    """The titles of the article stored under a URL, the first one first; the one it has now may be any of them."""
    found = identity.found_under(tx, url)
    if found is None:
        return ()
    query = select(article_titles.c.title, article_titles.c.first_seen).where(article_titles.c.article_id == found.id)
    return tuple(Title(*row) for row in tx.execute(query.order_by(article_titles.c.position)))


def pending(tx: Connection, version: str, *, limit: int = 64) -> list[Pending]:
    """The first articles that this version of the enrichment has not done."""
    return pending_after(tx, version, waiting.START, limit=limit)[0]


def pending_after(tx: Connection, version: str, place: Place, *, limit: int) -> tuple[list[Pending], Place]:
    """The next articles that this version of the enrichment has not done, and the place they lead to."""
    full = articles.c.emptied.is_(None)
    ids, place = waiting.after(tx, articles.c.enriched_with, version, place, full, limit=limit)
    first_url = func.coalesce(articles.c.first_url, articles.c.url)
    columns = select(articles.c.id, first_url, articles.c.text, articles.c.fingerprint)
    rows = tx.execute(columns.where(among(articles.c.id, ids)).order_by(articles.c.id))
    return [Pending(*row) for row in rows], place


def get(tx: Connection, url: str) -> Article | None:
    """The article stored under a URL or GUID, in any spelling, or under one it was redirected to."""
    row = identity.found_under(tx, url)
    return None if row is None else _article(row, related(tx, [row.id]).get(row.id, ()))


def related(tx: Connection, article_ids: Iterable[int]) -> dict[int, tuple[RelatedHeadline, ...]]:
    """The related headlines of articles, in the page's order."""
    found: dict[int, list[RelatedHeadline]] = {}
    query = (
        select(related_headlines)
        .where(among(related_headlines.c.article_id, article_ids))
        .order_by(related_headlines.c.article_id, related_headlines.c.position)
    )
    for row in tx.execute(query):
        found.setdefault(row.article_id, []).append(RelatedHeadline(row.title, row.url, row.box))
    return {article_id: tuple(headlines) for article_id, headlines in found.items()}


def leads(tx: Connection, times: Sequence[tuple[datetime, datetime]], *, length: int) -> list[Lead]:
    """The first so many characters of all articles that came out, or without a date came in, in one of the times.

    No two of the times overlap.
    """
    moment = func.coalesce(articles.c.published, articles.c.collected)
    columns = (articles.c.id, articles.c.url, articles.c.title, func.substr(articles.c.text, 1, length))
    source = func.coalesce(articles.c.site_name, articles.c.source)
    group = func.coalesce(signatures.c.duplicate_of, articles.c.id)
    query = select(*columns, source, moment, articles.c.language, group)
    query = query.outerjoin(signatures, signatures.c.article_id == articles.c.id)
    found: list[Lead] = []
    for start in range(0, len(times), _TIMES):
        within = or_(*(moment.between(since, until) for since, until in times[start : start + _TIMES]))
        found += [Lead(*row) for row in tx.execute(query.where(within))]
    return sorted(found, key=lambda lead: lead.id)


def fingerprint(article: Article) -> str:
    """A hash of all that the article says, wherever in the paper it stands, and whoever asked for it at which URL."""
    said = asdict(article)
    for where in ("fetched_url", "source", "section"):
        del said[where]
    return blake2b(json.dumps(said, default=str, sort_keys=True).encode(), digest_size=16).hexdigest()


def _columns(article: Article) -> dict[str, object]:
    row = asdict(article)
    del row["related"]
    return row | {"authors": list(article.authors), "warnings": list(article.warnings)}


def _changes(stored: Row[tuple[object, ...]], article: Article, now: datetime) -> dict[str, object]:
    """What to set in the row of an article that changed; work that the change undoes is marked as still to be done."""
    row = _columns(article) | {"fingerprint": fingerprint(article), "changed": now, "changes": stored.changes + 1}
    if article.url != stored.url:
        row["first_url"] = stored.first_url or stored.url
    if article.text != stored.text:
        row |= {"enriched_with": None, "emptied": None}
    shown = ("text", "title", "published", "site_name", "source")
    if any(row[name] != getattr(stored, name) for name in shown):
        row["matched_with"] = None
    return row


def _article(row: Row[tuple[object, ...]], headlines: tuple[RelatedHeadline, ...]) -> Article:
    stored = row._mapping  # noqa: SLF001  # SQLAlchemy's public way to a row's names
    same = {name: stored[name] for name in Article.__slots__ if name not in {"authors", "related", "warnings"}}
    return Article(**same, authors=tuple(row.authors), warnings=tuple(row.warnings), related=headlines)


def _save_related(tx: Connection, article_id: int, article: Article) -> None:
    rows = [
        {"article_id": article_id, "position": position} | asdict(headline)
        for position, headline in enumerate(article.related)
    ]
    if rows:
        tx.execute(insert(related_headlines), rows)


def _save_title(tx: Connection, article_id: int, title: str, now: datetime) -> None:
    of_article = select(article_titles.c.title).where(article_titles.c.article_id == article_id)
    had = tx.execute(of_article).scalars().all()
    if title not in had:
        row = {"article_id": article_id, "position": len(had), "title": title, "first_seen": now}
        tx.execute(insert(article_titles), row)
