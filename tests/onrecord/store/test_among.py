"""Columns that have one of many values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, event, func, select, text

from onrecord.store import notices
from onrecord.store.among import among
from onrecord.store.schema import articles
from onrecord.store.schema import notices as table
from tests import stores
from tests.samples import add, article

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from onrecord.store import Store

MANY = 40_000  # more than any database takes parameters


def test_however_many_values_there_are_one_query_takes_them(store: Store, now: datetime) -> None:
    for number in range(3):
        add(store, article(number), now=now, topics=())
    with store.read() as tx:
        ids = list(tx.execute(select(articles.c.id)).scalars())
        found = tx.execute(select(articles.c.id).where(among(articles.c.id, [*range(10**6, 10**6 + MANY), *ids[1:]])))
        assert sorted(found.scalars()) == ids[1:]


def test_texts_are_compared_as_they_are_and_no_value_is_no_row(store: Store, now: datetime) -> None:
    odd = ['quo"te', "it's", "a,b", "{c}", "ü\u2028", "12", "null", "\\n", ""]
    odd += ["a\0b"] if not stores.on_postgres() else []  # which keeps none of these
    with store.write() as tx:
        notices.tell(tx, [*odd, "other"], now=now)
        for one in odd:
            assert tx.execute(select(table.c.key).where(among(table.c.key, [one]))).scalars().all() == [one]
        assert tx.execute(select(func.count()).where(among(table.c.key, []))).scalar_one() == 0
        tx.execute(delete(table).where(~among(table.c.key, odd)))
        assert notices.told(tx) == set(odd)


def test_an_index_serves_it(store: Store) -> None:
    query = select(articles.c.title).where(among(articles.c.id, [1, 2, 3]))
    plans: list[str] = []

    def explain(tx: Connection, sql: str, values: object) -> None:
        if plans or not sql.startswith("SELECT"):
            return
        plans.append("")
        how = "EXPLAIN " if tx.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
        plans[0] = str(tx.exec_driver_sql(f"{how}{sql}", values).all())  # type: ignore[arg-type]  # as it was given

    with store.read() as tx:
        if tx.dialect.name == "postgresql":
            tx.execute(text("SET LOCAL enable_seqscan = off"))  # an empty table is read whole otherwise
        event.listen(tx, "before_cursor_execute", lambda tx, _cursor, sql, values, *_: explain(tx, sql, values))
        tx.execute(query)
    assert "USING INTEGER PRIMARY KEY" in plans[0] or "Index Cond" in plans[0], plans
