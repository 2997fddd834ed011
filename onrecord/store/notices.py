"""What the operator was told of: each trouble once, for as long as it lasts."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, func, select

from onrecord.model import OPERATOR
from onrecord.store.among import among
from onrecord.store.missing import insert_missing
from onrecord.store.schema import editions, notices

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from sqlalchemy import Connection

_LONGEST: Final = 500  # characters: PostgreSQL's index takes no longer keys than about five times of it


def mark(key: str) -> str:
    """The key of a trouble as it is kept: a long one, such as of a long address, is cut, and stays its own."""
    hashed = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return key if len(key) <= _LONGEST else f"{key[:_LONGEST]}:{hashed}"


def told(tx: Connection) -> set[str]:
    """The marks of all that the operator was told of and that was not over since."""
    return set(tx.execute(select(notices.c.key)).scalars())


def tell(tx: Connection, marks: Iterable[str], *, now: datetime) -> None:
    """Note that the operator is told of these."""
    insert_missing(tx, notices, *({"key": one, "told": now} for one in marks))


def forget(tx: Connection, marks: Collection[str]) -> None:
    """These are over: if they come again, the operator is told again."""
    tx.execute(delete(notices).where(among(notices.c.key, marks)))


def letters(tx: Connection, day: date) -> int:
    """How many mails the operator was written on a day (`Edition.date`)."""
    its = editions.c.digest.startswith(OPERATOR, autoescape=True), editions.c.date == day
    return tx.execute(select(func.count()).select_from(editions).where(*its)).scalar_one()
