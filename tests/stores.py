"""Where the stores of tests are: SQLite files, or databases on the PostgreSQL server that ONRECORD_POSTGRES names.

`pytest --store postgresql` starts one and names it. What tests call a store by is the same on both: its folder and its
file's name, which on PostgreSQL are the comment on a database.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from shutil import copy
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool

from onrecord.config.storage import StoreSettings
from onrecord.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import URL, Connection, Engine, Executable

NAME: Final = "onrecord.db"
SERVER: Final = "ONRECORD_POSTGRES"
_PREFIX: Final = "onrecord_test_"  # of databases that are dropped
_EMPTY: Final = f"{_PREFIX}empty"
_LOCK: Final = 1_911_302  # any number of our own
_OURS: Final = (
    "FROM pg_database d JOIN pg_shdescription s ON s.objoid = d.oid AND s.classoid = 'pg_database'::regclass "
    f"WHERE starts_with(d.datname, '{_PREFIX}') AND starts_with(s.description, :path)"
)


def on_postgres() -> bool:
    """Whether the stores of tests are on PostgreSQL."""
    return bool(os.environ.get(SERVER))


def at(folder: Path, name: str = NAME, *, bare: bool = False) -> str:
    """The address of a folder's store. On PostgreSQL its database is made: empty, or `bare` of tables too.

    On SQLite opening it makes it.
    """
    path = folder.absolute() / name
    return _made(path, "template1" if bare else _EMPTY) if on_postgres() else f"sqlite:///{path}"


def copied(of: Path, folder: Path, name: str = NAME) -> str:
    """The address of a folder's store, made as a copy of another one, which nobody has open."""
    if on_postgres():
        return _made(folder.absolute() / name, _database(of))
    copy(of, folder / name)
    return at(folder, name)


def rows(folder: Path, asked: str | Executable) -> list[tuple[Any, ...]]:
    """What a query gives, or nothing when it changes something, as another program would ask it."""
    engine = create_engine(at(folder), poolclass=NullPool)
    with engine.begin() as tx:
        found = tx.execute(text(asked) if isinstance(asked, str) else asked)
        return [tuple(row) for row in found] if found.returns_rows else []


@contextmanager
def holding(folder: Path) -> Iterator[Callable[[], object]]:
    """What makes all who would write wait, when it is called in any thread, until the end of the block."""
    options = {} if on_postgres() else {"check_same_thread": False}
    engine = create_engine(at(folder), poolclass=NullPool, connect_args=options)
    with engine.connect() as tx:
        how = "BEGIN IMMEDIATE"
        if on_postgres():
            how = f"LOCK TABLE {', '.join(inspect(tx).get_table_names())} IN EXCLUSIVE MODE"
        yield lambda: tx.exec_driver_sql(how)


def drop(folder: Path | None = None) -> None:
    """Do away with the databases of a folder and those in it, or with all."""
    if not on_postgres():
        return
    with _server().connect() as tx:
        path = f"{folder.absolute()}/" if folder else "/"
        for name in tx.execute(text(f"SELECT d.datname {_OURS}"), {"path": path}).scalars().all():  # ours
            tx.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def redirect() -> None:
    """Let a topics.yaml that says nothing of a store mean the one of its folder, on PostgreSQL too."""
    told = StoreSettings.engine_url

    def engine_url(self: StoreSettings) -> URL:
        url = told(self)
        here = on_postgres() and url.get_backend_name() == "sqlite" and Path(url.database or "").name == NAME
        return make_url(at(Path(url.database or "").parent)) if here else url

    StoreSettings.engine_url = engine_url  # type: ignore[method-assign]


@cache
def _server() -> Engine:
    return create_engine(os.environ[SERVER], isolation_level="AUTOCOMMIT", poolclass=NullPool)


def _address(database: str) -> str:
    return make_url(os.environ[SERVER]).set(database=database).render_as_string(hide_password=False)


def _database(path: Path) -> str:
    return f"{_PREFIX}{sha256(str(path).encode()).hexdigest()[:20]}"


def _made(path: Path, of: str) -> str:
    """The address of a path's database, made now, if need be, as a copy of another one."""
    database = _database(path)
    with _server().connect() as tx:
        tx.execute(text(f"SELECT pg_advisory_lock({_LOCK})"))  # until it is closed
        if not _is_there(tx, database):
            if of == _EMPTY and not _is_there(tx, _EMPTY):
                _make(tx, _EMPTY, "/", of="template1")
                Store.open(_address(_EMPTY)).close()
            _make(tx, database, path, of=of)
    return _address(database)


def _is_there(tx: Connection, database: str) -> bool:
    return tx.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": database}) is not None


def _make(tx: Connection, database: str, path: Path | str, *, of: str) -> None:
    tx.execute(text(f"CREATE DATABASE {database} TEMPLATE {of} STRATEGY file_copy"))
    told = str(path).replace("'", "''").replace(":", "\\:")
    tx.execute(text(f"COMMENT ON DATABASE {database} IS '{told}'"))
