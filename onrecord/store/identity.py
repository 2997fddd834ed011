"""Which stored article a page is, whatever its address, GUID, title or text is by now.

The canonical address decides where the page was asked for or answered under it. Any other name (a canonical address
that only the page gives, the address that was asked for, one that answered, a GUID) decides only where title, time or
text bear it out: a site sends many addresses to one page, some pages all name one canonical address, and some feeds
give all entries one GUID. An article taken for another would be lost, one taken for new is only there twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from onrecord.addresses import identity
from onrecord.store.among import among
from onrecord.store.likeness import in_common, is_revision, plain
from onrecord.store.missing import insert_missing
from onrecord.store.schema import article_urls, articles

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Row

    from onrecord.model import Article

_LONGEST = 2_000  # bytes; PostgreSQL indexes no more than 2,700
_OF_TITLES, _OF_TEXTS = 0.5, 0.2  # of the shorter one's words, and of its runs of words


def placed(tx: Connection, article: Article, also: Iterable[str]) -> Article:
    """The article under the URL that it is stored by: its canonical one, or the fetched one if another has that."""
    fetched = article.fetched_url or article.url
    if identity(article.url) in {identity(name) for name in (fetched, *also)}:
        return article
    holder = _holder(_met_as(tx, [article.url]), article.url)
    if holder is None or identity(holder.fetched_url or holder.url) == identity(fetched) or _bears_out(holder, article):
        return article
    return replace(article, url=fetched)


def find(tx: Connection, article: Article, names: Iterable[str]) -> Row[tuple[object, ...]] | None:
    """The row of `articles` that a placed article belongs to, which was met under these names; None for a new one."""
    met = _met_as(tx, [article.url, *names])
    return _holder(met, article.url) or next((row for row in met if _bears_out(row, article)), None)


def found_under(tx: Connection, url: str) -> Row[tuple[object, ...]] | None:
    """The row of `articles` that was met under a URL: the one whose own URL it is, before others."""
    met = _met_as(tx, [url])
    return _holder(met, url) or next(iter(met), None)


@dataclass(frozen=True, slots=True)
class Met:
    """When an article was first collected, and when a page was last looked at under a name of it."""

    collected: datetime
    checked: datetime


def known(tx: Connection, names: Iterable[str]) -> dict[str, Met]:
    """Those of the URLs and GUIDs under which an article was met in any spelling, with the times."""
    wanted = {name: identity(name) for name in names}
    found: dict[str, Met] = {}
    columns = (article_urls.c.identity, articles.c.collected, article_urls.c.checked)
    query = select(*columns).join(articles, articles.c.id == article_urls.c.article_id)
    for row in tx.execute(query.where(among(article_urls.c.identity, wanted.values()))):
        last = found.get(row.identity)
        if last is None or row.checked > last.checked:
            found[row.identity] = Met(row.collected, row.checked)
    return {name: found[its] for name, its in wanted.items() if its in found}


def remember(tx: Connection, article_id: int, names: Iterable[str], now: datetime, *, own: str | None = None) -> None:
    """Note that an article was met under these names, and under its own URL.

    A name that leads to another article goes on doing so; the URL leads to its article from now on.
    """
    for name in sorted({*names, *filter(None, [own])}):
        its = identity(name)
        url = name if len(name.encode()) <= _LONGEST else its
        insert_missing(tx, article_urls, {"url": url, "identity": its, "article_id": article_id, "checked": now})
        changes = {"checked": now} | ({"article_id": article_id} if name == own else {})
        tx.execute(update(article_urls).where(article_urls.c.url == url).values(changes))


def _met_as(tx: Connection, names: Sequence[str]) -> Sequence[Row[tuple[object, ...]]]:
    ids = select(article_urls.c.article_id).where(article_urls.c.identity.in_({identity(name) for name in names}))
    met = articles.c.id.in_(ids) | articles.c.url.in_(set(names))
    return tx.execute(select(articles).where(met).order_by(articles.c.id)).all()


def _holder(met: Sequence[Row[tuple[object, ...]]], url: str) -> Row[tuple[object, ...]] | None:
    """The row whose own URL this is, else the one that had it first."""
    own = identity(url)
    now = (row for row in met if identity(row.url) == own)
    return next(now, None) or next((row for row in met if row.first_url and identity(row.first_url) == own), None)


def _bears_out(row: Row[tuple[object, ...]], article: Article) -> bool:
    """Whether a page that shares a name with a stored article has its title of these days, its text, or its time."""
    apart = abs(article.published - row.published) if article.published and row.published else None
    same_title = plain(row.title) == plain(article.title) and (apart is None or apart < timedelta(days=1))
    same_time = apart == timedelta() and not article.date_only and not _at_midnight(row.published, article.published)
    return same_title or is_revision(article.text, row.text) or (same_time and _have_much_in_common(row, article))


def _at_midnight(*moments: datetime | None) -> bool:
    """Whether a moment may be a day whose time was not known, by one of its clocks."""
    return any(moment is not None and moment.time() == time() for moment in moments)


def _have_much_in_common(row: Row[tuple[object, ...]], article: Article) -> bool:
    """What an equal time needs beside it: some feeds give all entries the time at which they were made."""
    return in_common(article.title, row.title, run=1) > _OF_TITLES or in_common(article.text, row.text) >= _OF_TEXTS
