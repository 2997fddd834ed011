"""Searching what was said: a `Query` ─► statements on record, the newest first.

In SQLite the whole query is one expression of FTS5, which meets the hits of all its parts in the order of their row
ids, from the newest second on: what it takes goes by how many it has to look at for a page, not by how many there are.
Within a second the order is that of the ids. In PostgreSQL it is a condition on the index of words, sorted by moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text

from onrecord.store import recorded, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, tzinfo

    from sqlalchemy import Connection

    from onrecord.query import Query, Words
    from onrecord.store import Store
    from onrecord.store.recorded import Recorded

_SAID: Final = ("content", "speaker", "headline")
"""Where plain words are looked for."""

_AT_ONCE: Final = 500  # statements that `every` reads together
MOST_COUNTED: Final = 1_000
"""So many are counted; of more it is only said that there are more."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found; `more` says whether older ones follow."""

    statements: tuple[Recorded, ...]
    more: bool


def search(tx: Connection, query: Query, *, limit: int, offset: int = 0, zone: tzinfo = UTC) -> Found:
    """What a query finds, the newest first. A day of the query is one of the zone."""
    ids = _ids(tx, query, zone, limit + 1, offset)
    return Found(tuple(recorded.read(tx, ids[:limit])), len(ids) > limit)


def count(tx: Connection, query: Query, *, zone: tzinfo = UTC, most: int = MOST_COUNTED) -> int:
    """How many a query finds; `most` and one more where there are more than that."""
    return len(_ids(tx, query, zone, most + 1, 0))


def every(store: Store, query: Query, *, limit: int | None = None, zone: tzinfo = UTC) -> Iterator[Recorded]:
    """All that a query finds, or so many of it, the newest first, as it was when it was asked; a few in memory."""
    with store.read() as tx:
        ids = _ids(tx, query, zone, limit, 0)
    for start in range(0, len(ids), _AT_ONCE):
        with store.read() as tx:
            yield from recorded.read(tx, ids[start : start + _AT_ONCE])


def _ids(tx: Connection, query: Query, zone: tzinfo, limit: int | None, offset: int) -> list[int]:
    sqlite = tx.dialect.name == "sqlite"
    how = _of_sqlite if sqlite else _of_postgres
    asked, values = how(query, _begin(query.after, zone), _begin(query.before, zone))
    page = {"limit": -1 if limit is None and sqlite else limit, "offset": offset}
    return list(tx.execute(text(f"{asked} LIMIT :limit OFFSET :offset"), values | page).scalars())


@dataclass(frozen=True, slots=True)
class _Begin:
    """When a day begins: in the zone asked for, and in UTC, in which what has no time of day has its date."""

    there: datetime
    dated: datetime


def _begin(day: date | None, zone: tzinfo) -> _Begin | None:
    """Of a day before all time or after it, the nearest there is."""
    if day is None:
        return None
    dated = datetime.combine(day, time(), UTC)
    try:
        return _Begin(datetime.combine(day, time(), zone).astimezone(UTC), dated)
    except OverflowError:
        return _Begin(dated, dated)


def _since(begin: _Begin, name: str, values: dict[str, Any], *, sqlite: bool) -> str:
    """That a row of `statements s` is of that day or a later one. Articles are asked only where the two differ."""
    first, last = sorted((begin.there, begin.dated))
    for which, moment in ((name, first), (f"{name}_sure", last)):  # text as SQLAlchemy writes it
        values[which] = moment.replace(tzinfo=None).isoformat(" ", "microseconds") if sqlite else moment
    if first == last:
        return f"s.moment >= :{name}"
    dated = "" if begin.dated == first else "NOT "
    its = f"(SELECT {dated}a.date_only FROM articles a WHERE a.id = s.article_id)"  # noqa: S608  # our own
    return f"(s.moment >= :{name} AND (s.moment >= :{name}_sure OR {its}))"


def _of_sqlite(query: Query, after: _Begin | None, before: _Begin | None) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {"words": match(query)}
    where = ["statement_words MATCH :words"]
    for begin, name in ((after, "after"), (before, "before")):
        if begin is None:
            continue
        since = _since(begin, name, values, sqlite=True)
        if name == "after":
            where += [f"w.rowid >= {_second(min(begin.there, begin.dated)) << words.ID_BITS}", since]
        else:
            end = _second(max(begin.there, begin.dated)) + 1
            where += [f"w.rowid < {end << words.ID_BITS}", f"NOT {since}"]
    # CROSS JOIN keeps SQLite to this order (https://www.sqlite.org/optoverview.html, section 6.3).
    both = f"statement_words w CROSS JOIN statements s ON s.id = (w.rowid & {words.ID_MASK})"
    return f"SELECT s.id FROM {both} WHERE {' AND '.join(where)} ORDER BY w.rowid DESC", values  # noqa: S608  # our own


def _second(moment: datetime) -> int:
    return max(0, int(moment.timestamp()))


def match(query: Query) -> str:
    """The query as an expression of FTS5, in which nothing that was typed is syntax."""
    parts = ["tags : on" if query.doubtful else "tags : sure"]
    parts += [_phrase(one, _SAID) for one in query.words if _is_said(one)]
    wanted = _either(query)
    parts += wanted
    asked = " AND ".join(parts)
    without = [
        *(_phrase(one, _SAID) for one in query.without.words if _is_said(one)),
        *_either(query.without),
    ]
    return f"({asked}) NOT ({' OR '.join(without)})" if without else asked


def _either(query: Any) -> list[str]:  # noqa: ANN401  # a query, or what it leaves out
    """For each key that a query names: that a statement is of one of its values."""
    found = []
    for column, names in (("speaker", query.speakers), ("topic", query.topics), ("source", query.sources)):
        phrases = [_phrase(one, (column,)) for one in names if _is_said(one)]
        if phrases:
            found.append(f"({' OR '.join(phrases)})")
    for mark, values in (("k", query.kinds), ("a", query.acts)):
        if values:
            found.append(f"(tags : ({' OR '.join(f'{mark}{value}' for value in values)}))")
    return found


def _is_said(one: Words) -> bool:
    """Whether there is a word in it: FTS5 takes letters and figures for words, and all else for space."""
    return any(character.isalnum() for character in one.text)


def _phrase(one: Words, columns: Sequence[str]) -> str:
    quoted = one.text.replace('"', '""').replace("\0", " ")
    return f'{{{" ".join(columns)}}} : "{quoted}"{" *" if one.prefix else ""}'


def _of_postgres(query: Query, after: _Begin | None, before: _Begin | None) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {}
    where = [] if query.doubtful else [words.SURE]
    where += [_vector_match("words", one, values) for one in query.words if _is_said(one)]
    where += _each(query, values)
    without = [_vector_match("words", one, values) for one in query.without.words if _is_said(one)]
    without += _each(query.without, values)
    where += [f"({one}) IS NOT TRUE" for one in without]
    if after is not None:
        where.append(_since(after, "after", values, sqlite=False))
    if before is not None:
        where.append(f"NOT {_since(before, 'before', values, sqlite=False)}")
    asked = "SELECT s.id FROM statements s JOIN statement_words i ON i.id = s.id"
    every = f" WHERE {' AND '.join(where)}" if where else ""
    return f"{asked}{every} ORDER BY s.moment DESC, s.id DESC", values


def _each(query: Any, values: dict[str, Any]) -> list[str]:  # noqa: ANN401  # as above
    """As `_either`."""
    found = []
    for column, names in (("speaker", query.speakers), ("topic", query.topics), ("source", query.sources)):
        phrases = [_vector_match(column, one, values) for one in names if _is_said(one)]
        if phrases:
            found.append(f"({' OR '.join(phrases)})")
    for column, its in (("kind", query.kinds), ("act", query.acts)):
        if its:
            found.append(f"s.{column} IN ({', '.join(repr(str(one)) for one in its)})")  # of a closed list
    return found


def _vector_match(column: str, one: Words, values: dict[str, Any]) -> str:
    """That a column holds the words next to each other; the text goes into `values`."""
    name = f"w{len(values)}"
    values[name] = one.text.replace("\0", " ")
    asked = f"phraseto_tsquery('simple', {words.folded(f'CAST(:{name} AS TEXT)')})"
    if one.prefix:  # its last word is the last of the query's own spelling
        asked = f"CAST(nullif(CAST({asked} AS TEXT), '') || '\\:*' AS TSQUERY)"
    return f"i.{column} @@ {asked}"
