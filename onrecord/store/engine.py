"""Opening a store: its engine, its transactions, its migrations."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as NoneFreeError

from onrecord.errors import StoreError
from onrecord.store import upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection as SQLiteConnection

    from sqlalchemy import URL, Connection, Engine

BUSY_TIMEOUT = 30  # seconds that a writer waits for another one
_STEPS = 10_000  # of SQLite's machine, some milliseconds, between two looks at the clock
# Any numbers of our own: the keys of PostgreSQL's advisory locks.
_MIGRATION_LOCK = 7_303_014
_SAVING_LOCK = 7_303_015
_REPEATS_LOCK = 7_303_016
_TELLING_LOCK = 7_303_017
_CHOOSING_LOCK = 7_303_018


class Store:
    """A database at the newest schema.

    `read()` and `write()` give a transaction; what goes wrong with the database inside one
    comes out as `StoreError`, and nothing of it is kept.
    """

    def __init__(self, engine: Engine, longest: float | None = None) -> None:
        self.engine = engine
        self._longest = longest

    @classmethod
    def open(cls, url: URL | str) -> Self:
        """Open the store at a SQLAlchemy URL, making it or bringing its schema up to date first."""
        store = cls.unopened(url)
        try:
            store._migrate()  # noqa: SLF001  # its own
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def unopened(cls, url: URL | str) -> Self:
        """A database as it is, at whichever schema: nothing was asked of it yet."""
        try:
            parsed = make_url(url)
            if parsed.get_backend_name() == "sqlite" and parsed.database:
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            return cls(_engine(url))
        except (ArgumentError, NoSuchModuleError) as error:
            raise StoreError(f"store.url: not a database URL: {error}") from error
        except ModuleNotFoundError as error:
            raise StoreError(f"store: {error.name} is not installed: pip install 'on-record[postgres]'") from error
        except OSError as error:
            raise StoreError(f"store: its folder can't be made: {error}") from error

    def within(self, seconds: float) -> Store:
        """The same store, where what is read takes no longer: it is ended then, which is a `StoreError`."""
        return Store(self.engine, seconds)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the store."""
        with self._transaction(write=False) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may write; on SQLite it holds the only write lock from its start."""
        with self._transaction(write=True) as connection:
            yield connection

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        """Use the store in a `with` block that closes it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the store."""
        self.close()

    @property
    def name(self) -> str:
        """The store's URL without its password."""
        secret = [key for key in self.engine.url.query if "password" in key.lower()]
        return self.engine.url.difference_update_query(secret).render_as_string(hide_password=True)

    def file(self) -> tuple[int, int] | None:
        """Which file it is in now, if it is in one: another one may have been put in its place, as from a backup."""
        url = self.engine.url
        if url.get_backend_name() != "sqlite" or not url.database:
            return None
        try:
            found = Path(url.database).stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    @contextmanager
    def _transaction(self, *, write: bool) -> Iterator[Connection]:
        try:
            with self.engine.connect() as plain:
                connection = plain.execution_options(onrecord_write=write)
                if not write and connection.dialect.name == "postgresql":  # there, each query would see a newer state
                    connection = connection.execution_options(isolation_level="REPEATABLE READ")
                longest = None if write else self._longest
                with connection.begin(), _ended_after(connection, longest):
                    yield connection
        except DBAPIError as error:
            whole = str(error.orig)
            first = whole.partition("\n")[0]  # PostgreSQL's further lines may hold values of rows
            raise StoreError(f"store {self.name}: {first}{remedy(whole)}") from error
        except NoneFreeError as error:
            raise StoreError(f"store {self.name}: too much is asked of it at once") from error

    def _migrate(self) -> None:
        with self.read() as connection:
            if upgrade.is_newest(connection):
                return
        with self.write() as connection:
            _take_turns(connection, _MIGRATION_LOCK)
            upgrade.upgrade(connection, self.name)


def save_in_turn(tx: Connection) -> None:
    """Go on as the only transaction that saves articles or what came of a crawl: what it looks up stays true."""
    _take_turns(tx, _SAVING_LOCK)


def repeat_in_turn(tx: Connection) -> None:
    """Go on as the only transaction that says which statements repeat which, until its end."""
    _take_turns(tx, _REPEATS_LOCK)


def tell_in_turn(tx: Connection) -> None:
    """Go on as the only transaction that tells the operator anything, until its end."""
    _take_turns(tx, _TELLING_LOCK)


def choose_in_turn(tx: Connection) -> None:
    """Go on as the only transaction that notes what readers choose, until its end."""
    _take_turns(tx, _CHOOSING_LOCK)


def _take_turns(tx: Connection, key: int) -> None:
    if tx.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def _engine(url: URL | str) -> Engine:
    engine = create_engine(url, hide_parameters=True)  # readers' addresses among them
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    elif engine.dialect.driver == "psycopg":
        from onrecord.store import postgres  # noqa: PLC0415  # the driver is there for those who have a server

        event.listen(engine, "connect", postgres.prepare)
    return engine


def _prepare_sqlite(connection: SQLiteConnection, _record: Any) -> None:  # noqa: ANN401  # SQLAlchemy's own record
    # The driver must not open or end transactions by itself, or DDL would escape them.
    connection.isolation_level = None
    try:
        for pragma in (f"busy_timeout={BUSY_TIMEOUT * 1000}", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        _write_ahead(connection)
    except BaseException:
        connection.close()  # the pool does not know it yet
        raise


def _write_ahead(connection: SQLiteConnection) -> None:
    """Keep a write-ahead log. Of two that begin it on a new store at once, SQLite refuses one without waiting."""
    patience = time.monotonic() + BUSY_TIMEOUT
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > patience:
                raise
            time.sleep(0.05)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that begins as a reader and turns writer can fail at once, without waiting.
    write = connection.get_execution_options().get("onrecord_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def _ended_after(connection: Connection, seconds: float | None) -> Iterator[None]:
    """What the database does for a transaction is ended after so many seconds; in PostgreSQL, each statement of it."""
    if seconds is None:
        yield
        return
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {round(seconds * 1000)}")
        yield
        return
    driver: Any = connection.connection.driver_connection
    end = time.monotonic() + seconds
    driver.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)


def remedy(cause: str) -> str:
    """What a person can do about a database's complaint."""
    for words, remedy in {
        "disk is full": "; free some space and run the command again",
        "disk I/O": "; is the disk full or gone? Free some space and run the command again",
        "locked": "; another program holds it: wait for it, or end it",
        "readonly": "; give yourself the right to write there",
        "unable to open": "; does its folder exist, and may you write there?",
        "not a database": "; name another file under store.url, or move this one away",
        "malformed": "; restore it from a backup",
        "interrupted": "; it took too long",
        "statement timeout": "; it took too long",
        "permission denied": "; make the user of the address the owner of the database",
        "No space left": "; free some space on the server's disk and run the command again",
        "closed the connection": "; run the command again when the server answers",
        "terminating connection": "; run the command again when the server answers",
        "onnection refused": "; is the server running?",
        "authentication failed": "; put the right user and password into the address",
        "no password supplied": "; put the address with its password into an environment variable and name that",
        'FATAL:  database "': "; make it first, or name another in the address",
        "resolve host": "; is the server's name right?",
    }.items():
        if words in cause:
            return remedy
    return ""
