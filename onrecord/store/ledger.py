"""What the ledger says of digests, for whoever only looks: nothing is entered here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from onrecord.store.schema import digests, editions

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection


def known(tx: Connection) -> dict[str, datetime]:
    """Since when a run knows each digest, by name."""
    return {row.name: row.known for row in tx.execute(select(digests.c.name, digests.c.known))}


def newest(tx: Connection, digest: str) -> tuple[date, datetime] | None:
    """The date of a digest's newest edition, and when that was composed."""
    query = select(editions.c.date, editions.c.composed).where(editions.c.digest == digest)
    row = tx.execute(query.order_by(editions.c.date.desc()).limit(1)).one_or_none()
    return None if row is None else (row.date, row.composed)


def composed(tx: Connection, digest: str, *, since: date) -> set[date]:
    """The dates from `since` on that have their edition."""
    query = select(editions.c.date).where(editions.c.digest == digest, editions.c.date >= since)
    return set(tx.execute(query).scalars())
