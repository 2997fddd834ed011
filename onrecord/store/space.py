"""The room that a store takes on its disk, and giving back what it needs no more."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from onrecord.errors import StoreError
from onrecord.store.engine import remedy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.store import Store

_FOR_A_WHILE: Final = ("/var/tmp", "/usr/tmp", "/tmp")  # noqa: S108  # where SQLite puts what it is about


def compact(store: Store) -> bool:
    """Write a store anew without what was deleted in it; False where others who read it keep the file large for now.

    Raises `StoreError` where the disk has too little room, and when another goes on writing for too long.
    """
    if store.engine.dialect.name == "postgresql":
        try:
            with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
        except DBAPIError as error:
            raise StoreError(f"store {store.name}: {error.orig}") from error
        return True
    with _plain(store) as connection:
        _look_for_room(store, connection)
        connection.execute("VACUUM")
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy


@contextmanager
def _plain(store: Store) -> Iterator[sqlite3.Connection]:
    """SQLite's own connection, outside a transaction."""
    pooled = store.engine.raw_connection()
    try:
        yield cast("sqlite3.Connection", pooled.driver_connection)
    except sqlite3.Error as error:
        raise StoreError(f"store {store.name}: {error}{remedy(str(error))}") from error
    finally:
        pooled.close()


def _look_for_room(store: Store, connection: sqlite3.Connection) -> None:
    """See that there is room for what stays: once where SQLite keeps what is temporary, once in the store's log."""
    pages, free, page = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
    )
    needed = (pages - free) * page
    wanted: dict[int, list[Path]] = defaultdict(list)
    for folder in (Path(store.engine.url.database or "").absolute().parent, _temporary()):
        wanted[folder.stat().st_dev].append(folder)
    for folders in wanted.values():
        there = shutil.disk_usage(folders[0]).free
        if there < needed * len(folders):
            raise StoreError(
                f"too little room to compact the store: it needs {needed * len(folders) / 1e6:,.1f} MB free beside "
                f"{folders[0]}, and there are {there / 1e6:,.1f}; free some and run the command again"
            )


def _temporary() -> Path:
    """The folder in which SQLite puts temporary files (https://www.sqlite.org/tempfiles.html, section 5)."""
    named = filter(None, (os.environ.get("SQLITE_TMPDIR"), os.environ.get("TMPDIR"), *_FOR_A_WHILE))
    return next((Path(one) for one in named if Path(one).is_dir() and os.access(one, os.W_OK)), Path())
