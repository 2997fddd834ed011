"""What the store holds, in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from onrecord.store.schema import articles, editions, people, signatures, statements

if TYPE_CHECKING:
    from sqlalchemy import Connection


def counts(tx: Connection) -> dict[str, int]:
    """How many rows of each kind there are, by the kind's plural; of the articles, how many are copies, if any."""
    copies = tx.execute(select(func.count(signatures.c.duplicate_of))).scalar_one()
    found = {articles.name: tx.execute(select(func.count()).select_from(articles)).scalar_one()}
    if copies:
        found["of them copies"] = copies
    for name, table in (("statements", statements), ("speakers", people), ("editions", editions)):
        found[name] = tx.execute(select(func.count()).select_from(table)).scalar_one()
    return found
