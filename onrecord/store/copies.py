"""Near-duplicates: which articles are copies of which, as far as their signatures tell.

Copies are grouped however they came in: an article belongs to a group when it is a copy of any article in it, and the
one published first is the original of all, or of those as early the one stored first.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, or_, select, update

from onrecord.addresses import site
from onrecord.store import likeness
from onrecord.store.likeness import Signature
from onrecord.store.schema import signature_bands, signatures

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from onrecord.model import Article

DAYS = 14  # a copy comes so long after, or before
_MOST = 100  # articles that one is compared with: those with the most bands in common


def place(tx: Connection, article_id: int, article: Article, *, collected: datetime) -> None:
    """Group an article, new or changed, with its copies. To be done in turn (`save_in_turn`)."""
    mark = likeness.signature(article.text)
    moment = _moment(article, collected)
    stored = tx.execute(select(signatures).where(signatures.c.article_id == article_id)).one_or_none()
    if stored is not None:
        if mark == _signature(stored) and (moment, site(article.url)) == (stored.moment, stored.site):
            return
        _leave(tx, stored)
    if mark is None:
        return
    row = {"article_id": article_id, "site": site(article.url), "moment": moment, "duplicate_of": None}
    row |= {"runs": mark.runs, "digest": mark.digest}
    added = tx.execute(insert(signatures).returning(*signatures.c), row).one()
    day = moment.toordinal()
    bands = sorted(set(likeness.bands(mark)))
    _join(tx, added, _candidates(tx, bands, day))
    tx.execute(insert(signature_bands), [{"band": band, "day": day, "article_id": article_id} for band in bands])


def originals(tx: Connection, article_ids: Iterable[int]) -> dict[int, int]:
    """Those of the articles that are copies, each with its original."""
    query = select(signatures.c.article_id, signatures.c.duplicate_of).where(
        signatures.c.article_id.in_(list(article_ids)), signatures.c.duplicate_of.is_not(None)
    )
    return {row.article_id: row.duplicate_of for row in tx.execute(query)}


def _moment(article: Article, collected: datetime) -> datetime:
    """When an article was published, as far as known, in UTC: a day without a time counts as its end."""
    published = article.published or collected
    return published.astimezone(UTC) + timedelta(days=1 if article.published and article.date_only else 0)


def _join(tx: Connection, article: Row[tuple[object, ...]], others: Iterable[Row[tuple[object, ...]]]) -> None:
    """Make one group of an article and the groups of all others that it is a copy of."""
    heads = {row.duplicate_of or row.article_id for row in others if _are_copies(row, article)}
    if heads:
        _group(tx, {article.article_id, *heads})


def _leave(tx: Connection, article: Row[tuple[object, ...]]) -> None:
    """Take an article out of its group, and join the others anew: they may have been copies of it alone."""
    head = article.duplicate_of or article.article_id
    of_group = or_(signatures.c.duplicate_of == head, signatures.c.article_id == head)
    rest = tx.execute(select(signatures).where(of_group, signatures.c.article_id != article.article_id)).all()
    tx.execute(update(signatures).where(of_group).values(duplicate_of=None))
    tx.execute(delete(signature_bands).where(signature_bands.c.article_id == article.article_id))
    tx.execute(delete(signatures).where(signatures.c.article_id == article.article_id))
    waiting = {row.article_id: row for row in rest}
    while waiting:
        _id, first = waiting.popitem()
        group, at = [first], 0
        while at < len(group):
            near = [row for row in waiting.values() if _are_copies(row, group[at])]
            group += near
            for row in near:
                del waiting[row.article_id]
            at += 1
        _group(tx, {row.article_id for row in group})


def _group(tx: Connection, heads: set[int]) -> None:
    """Make one group of several, named by their originals."""
    order = select(signatures.c.article_id).where(signatures.c.article_id.in_(heads))
    first, *others = tx.execute(order.order_by(signatures.c.moment, signatures.c.article_id)).scalars()
    for head in others:
        of_group = or_(signatures.c.duplicate_of == head, signatures.c.article_id == head)
        tx.execute(update(signatures).where(of_group).values(duplicate_of=first))


def _candidates(tx: Connection, bands: Iterable[int], day: int) -> Sequence[Row[tuple[object, ...]]]:
    """The articles of some days before and after that have most of these bands."""
    near = (
        select(signature_bands.c.article_id)
        .where(signature_bands.c.band.in_(bands))
        .where(signature_bands.c.day.between(day - DAYS, day + DAYS))
        .group_by(signature_bands.c.article_id)
        .order_by(func.count().desc(), signature_bands.c.article_id)
        .limit(_MOST)
    )
    return tx.execute(select(signatures).where(signatures.c.article_id.in_(near))).all()


def _are_copies(one: Row[tuple[object, ...]], other: Row[tuple[object, ...]]) -> bool:
    same_site = bool(one.site) and one.site == other.site
    near = abs(one.moment.toordinal() - other.moment.toordinal()) <= DAYS
    return near and likeness.is_copy(_signature(one), _signature(other), same_site=same_site)


def _signature(row: Row[tuple[object, ...]]) -> Signature:
    return Signature(row.runs, row.digest)
