"""The index by which statements that may give the same words are found: marks, and the statements that each leads to.

Both queries take thousands of marks as one parameter. What a mark leads to is taken from the end of its place in the
index, and no more than is asked for: some lead to very many.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select, text, tuple_

from onrecord.store.among import array
from onrecord.store.schema import marks

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

MONTH: Final = 30  # days; marks of this one and the one before are kept
FORGOTTEN: Final = 5_000  # marks that go when some are put, twice as many as sixteen articles have: all would take long
OFTEN: Final = 200  # statements that one mark leads to: the newest

_PUT: Final = {
    "sqlite": (
        "INSERT OR IGNORE INTO marks (month, mark, statement_id) "
        "SELECT :month, json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:pairs)"
    ),
    "postgresql": (
        "INSERT INTO marks (month, mark, statement_id) "
        "SELECT :month, * FROM unnest(CAST(:marks AS BIGINT[]), CAST(:ids AS INTEGER[])) ON CONFLICT DO NOTHING"
    ),
}
_NEWEST: Final = {
    "sqlite": (
        "SELECT mark, statement_id FROM (SELECT mark, statement_id, row_number() OVER (PARTITION BY mark "  # noqa: S608  # of constants
        "ORDER BY statement_id DESC) AS place FROM marks WHERE month IN (:month, :before) "
        f"AND mark IN (SELECT value FROM json_each(:marks))) AS newest WHERE place <= {OFTEN}"
    ),
    "postgresql": (
        "SELECT asked.mark, newest.statement_id "  # noqa: S608  # of constants
        "FROM (VALUES (:month), (:before)) AS near (month), unnest(CAST(:marks AS BIGINT[])) AS asked (mark), LATERAL "
        "(SELECT statement_id FROM marks WHERE month = near.month AND mark = asked.mark "
        f"ORDER BY statement_id DESC LIMIT {OFTEN}) AS newest"
    ),
}


def put(tx: Connection, month: int, pairs: Collection[tuple[int, int]]) -> None:
    """Keep marks with statements that are found by them, read in this month; forget some of those of earlier ones."""
    whole = tuple_(marks.c.month, marks.c.mark, marks.c.statement_id)
    old = select(*whole.clauses).where(marks.c.month < month - 1).limit(FORGOTTEN)
    tx.execute(delete(marks).where(whole.in_(old)))
    ordered = sorted(pairs)
    if tx.dialect.name == "postgresql":
        values = {"marks": array(mark for mark, _ in ordered), "ids": array(number for _, number in ordered)}
    else:
        values = {"pairs": json.dumps(ordered)}
    if ordered:
        tx.execute(text(_PUT[tx.dialect.name]), values | {"month": month})


def newest(tx: Connection, month: int, asked: Collection[int]) -> defaultdict[int, list[int]]:
    """By mark, the statements read in this month or the one before, the newest first: `OFTEN` of them at most."""
    many = array(sorted(asked)) if tx.dialect.name == "postgresql" else json.dumps(sorted(asked))
    values = {"marks": many, "month": month, "before": month - 1}
    found: defaultdict[int, list[int]] = defaultdict(list)
    for mark, number in tx.execute(text(_NEWEST[tx.dialect.name]), values):
        found[mark].append(number)
    for numbers in found.values():
        numbers.sort(reverse=True)
        del numbers[OFTEN:]
    return found
