"""Moving a store to another database, of the same kind or another, and holding both against each other.

How far it is lies in the destination, in a table of its own, and is written together with the rows. Until all is there
and found to be the same, the destination's version of the schema is one that no On Record knows, so that nobody takes
it for a store. The source is read in one transaction, and at the end anew in another: what others wrote meanwhile, or
between two runs, is found.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    MetaData,
    Table,
    Text,
    func,
    insert,
    inspect,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy import text as sql
from sqlalchemy.exc import DataError, IntegrityError

from onrecord.errors import ConfigError, StoreError
from onrecord.store import holding, upgrade, words
from onrecord.store.checksums import READ_AT_ONCE, Content, content
from onrecord.store.engine import Store
from onrecord.store.loading import load
from onrecord.store.schema import metadata, statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import URL, Connection, Row

    Progress = Callable[[int, int], None]

WORDS: Final = "statement_words"
"""The index of words, which is made anew: each kind of database has its own."""

_ROWS: Final = 2_000  # written together, and lost together when it is killed
_CHARACTERS: Final = 4_000_000  # as well
_BEGIN_ANEW: Final = "empty the destination (delete its file, or drop and create its database) and copy again"

_progress = Table(
    "store_copy",
    MetaData(),
    Column("name", Text, primary_key=True),  # of a table
    Column("source", Text, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("last", JSON),  # its primary key
)


class Held(NamedTuple):
    """What a table holds in the source and in the destination."""

    name: str
    source: Content
    target: Content

    @property
    def is_same(self) -> bool:
        """Whether it is the same in both."""
        return self.source == self.target


class _Reached(NamedTuple):
    rows: int
    last: list[Any] | None


def source_at(url: URL) -> Store:
    """Open the store that is to be copied, at the newest schema.

    Raises `StoreError` where there is none, and when somebody is at work on it.
    """
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise StoreError(f"there is no store at {url.database}: nothing to copy")
    with Store.unopened(url) as found, found.read() as tx:
        if upgrade.version(tx) is None:
            raise StoreError(f"store {found.name}: there is no store in this database: nothing to copy")
    store = Store.open(url)
    at_work = holding.busy(store, "")
    if at_work:
        store.close()
        who = f"{holding.where(at_work[0].holder or '')} is at {at_work[0].name!r}"
        raise StoreError(f"store {store.name}: {who}; stop all that uses the store, then copy it")
    return store


def refuse(source: URL, target: URL) -> None:
    """Raise `ConfigError` for a destination that can't be one: the source itself, or a database in memory."""
    if target.get_backend_name() == "sqlite" and (target.database or ":memory:").startswith((":memory:", "file:")):
        raise ConfigError("the destination is no file on the disk; name one, as sqlite:///copy.db")
    if _place(source) == _place(target):
        raise ConfigError("the source and the destination are the same store; name another destination")


def begin(source: Store, target: Store) -> bool:
    """Make the destination ready, or find that an earlier run did: True then, and the next step goes on after it.

    Raises `StoreError` for one that holds anything but an unfinished copy of this source.
    """
    with target.write() as tx:
        found = upgrade.version(tx)
        if found == upgrade.unfinished():
            begun_of = tx.scalar(select(_progress.c.source).limit(1))
            if begun_of != source.name:
                raise StoreError(
                    f"store {target.name}: it holds an unfinished copy of {begun_of}; copy that one, or {_BEGIN_ANEW}"
                )
            return True
        if found is not None and upgrade.is_unfinished(found):
            raise StoreError(f"store {target.name}: another version of On Record began to copy to it; {_BEGIN_ANEW}")
        if found is not None:
            raise StoreError(f"store {target.name}: it is a store already; name an empty database or a new file")
        tables = inspect(tx).get_table_names()
        if tables:
            raise StoreError(
                f"store {target.name}: it is not empty (there is a table {tables[0]!r}); name an empty database or a "
                "new file"
            )
        upgrade.upgrade(tx, target.name)
        upgrade.set_version(tx, upgrade.unfinished())
        _progress.create(tx)
        names = [*(table.name for table in metadata.sorted_tables), WORDS]
        tx.execute(
            insert(_progress), [{"name": name, "source": source.name, "rows": 0, "last": None} for name in names]
        )
    return False


def fill(source: Store, target: Store, *, progress: Progress) -> int:
    """Copy what is not there yet, then make the index of words; gives the rows that were written.

    `progress` is told the rows so far, of all; the index counts as a row for each statement.
    """
    with target.read() as tx:
        reached = {row.name: _Reached(row.rows, row.last) for row in tx.execute(select(_progress))}
    first = done = sum(one.rows for one in reached.values())
    with source.read() as reading:
        number = {table.name: _count(reading, table) for table in metadata.sorted_tables}
        total = sum(number.values()) + number[statements.name]
        progress(done, total)
        for table in metadata.sorted_tables:
            at = reached[table.name]
            for batch in _batches(reading, table, at.last):
                at = _put(target, table, at, batch)
                done += len(batch)
                progress(done, total)
    at = reached[WORDS]
    while at_next := _index(target, at):
        done += at_next.rows - at.rows
        at = at_next
        progress(done, total)
    return done - first


def compare(source: Store, target: Store, *, progress: Progress) -> list[Held]:
    """What each table holds in both, all read anew. `progress` is told the rows read so far, of all."""
    with source.read() as here, target.read() as there:
        total = sum(_count(tx, table) for tx in (here, there) for table in metadata.sorted_tables)
        done = 0

        def advance(rows: int) -> None:
            nonlocal done
            done += rows
            progress(done, total)

        held = [
            Held(table.name, content(here, table, progress=advance), content(there, table, progress=advance))
            for table in metadata.sorted_tables
        ]
        indexed = there.scalar(sql(f"SELECT count(*) FROM {WORDS}"))  # noqa: S608  # a constant
        spoken = next(one.source.rows for one in held if one.name == statements.name)
        return [*held, Held(WORDS, Content(spoken, ""), Content(indexed or 0, ""))]


def finish(target: Store, held: Sequence[Held]) -> None:
    """Make the destination a store that can be used.

    Raises `StoreError` that names the tables which are not the same.
    """
    differing = [one.name for one in held if not one.is_same]
    if differing:
        raise StoreError(
            f"store {target.name}: not the same as the source in {', '.join(differing)}; was the source written to "
            f"meanwhile? Stop all that uses it, {_BEGIN_ANEW}"
        )
    with target.write() as tx:
        if tx.dialect.name == "postgresql":
            for table in metadata.sorted_tables:
                _go_on_counting(tx, table)
            tx.execute(sql("ANALYZE"))  # or its first queries would be planned as for empty tables
        _progress.drop(tx)
        upgrade.set_version(tx, upgrade.newest())


def _place(url: URL) -> object:
    if url.get_backend_name() == "sqlite":
        return Path(url.database or "").resolve()
    return url.host, url.port or 5432, url.database, url.query


def _count(tx: Connection, table: Table) -> int:
    return tx.scalar(select(func.count()).select_from(table)) or 0


def _batches(tx: Connection, table: Table, last: list[Any] | None) -> Iterator[list[Row[Any]]]:
    """The rows after one, by their primary key, so many together as memory can hold however long they are."""
    keys = list(table.primary_key.columns)
    query = select(table).order_by(*keys).execution_options(yield_per=READ_AT_ONCE)
    if last is not None:
        query = query.where(
            tuple_(*keys) > tuple_(*(literal(one, key.type) for key, one in zip(keys, last, strict=True)))
        )
    batch: list[Row[Any]] = []
    characters = 0
    for row in tx.execute(query):
        batch.append(row)
        characters += sum(len(value) for value in row if isinstance(value, str | bytes))
        if len(batch) >= _ROWS or characters >= _CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _put(target: Store, table: Table, at: _Reached, batch: list[Row[Any]]) -> _Reached:
    """Write rows and that they are written, both or neither."""
    keys = [key.name for key in table.primary_key.columns]
    first, last = ([row._mapping[key] for key in keys] for row in (batch[0], batch[-1]))  # noqa: SLF001  # its public name
    reached = _Reached(at.rows + len(batch), last)
    with target.write() as tx:
        _note(tx, table.name, at, reached)
        try:
            load(tx, table, batch)
        except (DataError, IntegrityError) as error:  # its later lines may hold readers' addresses
            cause = str(error.orig).splitlines()[0]
            raise StoreError(
                f"store {target.name}: refuses rows {_shown(first)} to {_shown(last)} of {table.name}: {cause}; "
                f"if the source was written to since the copy was begun, {_BEGIN_ANEW}"
            ) from error
    return reached


def _index(target: Store, at: _Reached) -> _Reached | None:
    """Put the next statements into the index of words; None when all are there."""
    [after] = at.last or [0]
    with target.write() as tx:
        some = select(statements.c.id).where(statements.c.id > after).order_by(statements.c.id).limit(_ROWS).subquery()
        number, until = tx.execute(select(func.count(), func.max(some.c.id))).one()
        if not number:
            return None
        reached = _Reached(at.rows + number, [until])
        _note(tx, WORDS, at, reached)
        words.put_between(tx, after, until)
    return reached


def _note(tx: Connection, name: str, at: _Reached, reached: _Reached) -> None:
    here = (_progress.c.name == name, _progress.c.rows == at.rows)
    if tx.execute(update(_progress).where(*here).values(rows=reached.rows, last=reached.last)).rowcount != 1:
        raise StoreError(
            "another run is copying to the same destination; wait for it, or end it and run the command again"
        )


def _go_on_counting(tx: Connection, table: Table) -> None:
    """Have PostgreSQL give new rows ids that no row has."""
    column = table.autoincrement_column
    if column is not None:
        following = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
        tx.execute(
            select(func.setval(func.pg_get_serial_sequence(table.name, column.name), following, literal(value=False)))
        )


def _shown(key: list[Any]) -> str:
    return "/".join(str(one)[:40] for one in key)
