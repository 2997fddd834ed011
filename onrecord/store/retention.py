"""Letting go of the texts of articles that came in long ago; what was said in them stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, func, select, update

from onrecord.store.schema import articles, signature_bands

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from sqlalchemy import ColumnElement

    from onrecord.store import Store

_BATCH = 300  # articles in one transaction: nobody waits long for it


def let_go(
    store: Store,
    keep: timedelta,
    *,
    now: datetime,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> int:
    """Let go of the texts of articles that came in longer than `keep` ago; gives how many.

    With a text goes what finds copies of it. Its statements, headline, titles, related headlines and whose copy it is
    stay. An article that nobody has read yet keeps its text until then: nothing that was said in it is lost. It can be
    stopped at any moment and run again. `progress` is told how many are done, of how many.
    """
    old = _is_old(now - keep)
    with store.read() as tx:
        total = tx.execute(select(func.count()).select_from(articles).where(old)).scalar_one()
    done = 0
    while done < total:
        progress(done, total)
        with store.write() as tx:
            query = select(articles.c.id).where(old).order_by(articles.c.emptied, articles.c.collected).limit(_BATCH)
            query = query.with_for_update(skip_locked=True)  # another process may be at it
            ids = tx.execute(query).scalars().all()
            if not ids:
                break
            tx.execute(delete(signature_bands).where(signature_bands.c.article_id.in_(ids)))
            emptied = update(articles).where(articles.c.id.in_(ids), old).values(text="", emptied=now)
            done += tx.execute(emptied).rowcount
    progress(done, max(done, total))
    return done


def _is_old(before: datetime) -> ColumnElement[bool]:
    return and_(articles.c.emptied.is_(None), articles.c.collected < before, articles.c.enriched_with.is_not(None))
