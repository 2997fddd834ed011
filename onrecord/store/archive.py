"""Editions as they were made, to be listed and read again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from onrecord.model import CONFIRMATION, OPERATOR
from onrecord.store.schema import editions

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Kept:
    """An edition in the ledger: how many statements its mail shows, and the subject, which says what happened."""

    digest: str
    date: date
    composed: datetime
    statements: int
    subject: str


_KEPT = select(editions.c.digest, editions.c.date, editions.c.composed, editions.c.statements, editions.c.subject)
_OF_READERS = ~or_(*(editions.c.digest.startswith(start, autoescape=True) for start in (OPERATOR, CONFIRMATION)))


def digests(tx: Connection) -> dict[str, int]:
    """The digests of which there are editions, and how many of each."""
    query = select(editions.c.digest, func.count().label("number")).where(_OF_READERS).group_by(editions.c.digest)
    return {row.digest: row.number for row in tx.execute(query.order_by(editions.c.digest))}


def newest(tx: Connection) -> list[Kept]:
    """The newest edition of each digest, the newest first."""
    last = select(editions.c.digest, func.max(editions.c.date).label("date")).group_by(editions.c.digest).subquery()
    query = _KEPT.join(last, (last.c.digest == editions.c.digest) & (last.c.date == editions.c.date))
    rows = tx.execute(query.where(_OF_READERS).order_by(editions.c.composed.desc(), editions.c.digest))
    return [Kept(*row) for row in rows]


def of(tx: Connection, digest: str, *, limit: int, offset: int = 0) -> list[Kept]:
    """Editions of a digest, the newest first."""
    query = _KEPT.where(editions.c.digest == digest).order_by(editions.c.date.desc())
    return [Kept(*row) for row in tx.execute(query.limit(limit).offset(offset))]


def every(tx: Connection, *, limit: int, offset: int = 0) -> list[Kept]:
    """Editions of all digests, the newest first."""
    query = _KEPT.where(_OF_READERS).order_by(editions.c.date.desc(), editions.c.digest)
    return [Kept(*row) for row in tx.execute(query.limit(limit).offset(offset))]


def one(tx: Connection, digest: str, day: date) -> Kept | None:
    """An edition in the ledger."""
    row = tx.execute(_KEPT.where(editions.c.digest == digest, editions.c.date == day)).one_or_none()
    return row and Kept(*row)


def whole(tx: Connection, digest: str, day: date) -> str | None:
    """An edition with all that its mail left out, as HTML; None where there is none."""
    query = select(func.coalesce(editions.c.full, editions.c.html))
    html: str | None = tx.execute(query.where(editions.c.digest == digest, editions.c.date == day)).scalar()
    return html
