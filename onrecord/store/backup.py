"""A copy of a SQLite store in one file, made while others write to it; it is whole, or it is not there."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING, Final

from onrecord.errors import ConfigError, StoreError
from onrecord.store.engine import BUSY_TIMEOUT, remedy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_STEP: Final = 1_000  # pages
_FORGOTTEN: Final = 24 * 3600  # seconds after which a copy that nobody went on with is one that was killed


def back_up(store: Path, file: Path, *, progress: Callable[[int, int], None] = lambda _done, _total: None) -> int:
    """Copy the SQLite file of a store to another; gives the copy's bytes. `progress` is told its bytes so far, of all.

    The copy is the store as it was at one moment, at whichever schema it is. It is made beside `file`, checked,
    written to the disk, and only then takes the place of a file of that name.

    Raises `ConfigError` for a `file` that is the store or can be none, `StoreError` where no whole copy can be made.
    """
    target = _target(store, file)
    try:
        with _beside(target) as part:
            _copy(store, part, progress)
            part.chmod(store.stat().st_mode & 0o777)
            _write_through(part)
            size = part.stat().st_size
            part.replace(target)
            _write_through(target.parent)
    except sqlite3.Error as error:
        raise StoreError(f"no backup was made to {file}: {error}{remedy(str(error))}") from error
    except OSError as error:
        raise StoreError(f"no backup was made to {file}: {error.strerror or error}") from error
    return size


def _target(store: Path, file: Path) -> Path:
    """Where the copy goes, links followed."""
    if not store.is_file():
        raise StoreError(f"there is no store yet at {store}: nothing to back up")
    target = Path(os.path.realpath(file))  # which never fails, as `resolve` may at a link to itself
    if target in {store.resolve(), *(store.resolve().with_name(f"{store.name}{end}") for end in ("-wal", "-shm"))}:
        raise ConfigError(f"{file}: this is the store itself; name another file")
    if target.exists() and not target.is_file():
        raise ConfigError(f"{file}: not a file; name one, such as {file / 'onrecord-backup.db'}")
    if target.exists() and target.samefile(store):
        raise ConfigError(f"{file}: this is the store itself under another name; name another file")
    if not target.parent.is_dir():
        raise ConfigError(f"{file}: there is no folder {file.parent}; make it first")
    return target


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """An empty file beside another, which is gone at the end; those that killed runs left go, too."""
    for left in target.parent.glob(f".{target.name}.*.part"):
        if time.time() - left.stat().st_mtime > _FORGOTTEN:
            left.unlink(missing_ok=True)
    number, name = mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    os.close(number)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _copy(store: Path, part: Path, progress: Callable[[int, int], None]) -> None:
    with closing(_open(store)) as source, closing(_open(part)) as copy:
        copy.execute("PRAGMA journal_mode = OFF")  # it is thrown away at the first fault
        page: int = source.execute("PRAGMA page_size").fetchone()[0]
        # A reader's transaction sees one state: without it the copy would begin anew whenever somebody writes.
        source.execute("BEGIN")
        revision = _revision(source)

        def tell(_status: int, remaining: int, total: int) -> None:
            progress((total - remaining) * page, total * page)

        source.backup(copy, pages=_STEP, progress=tell)
        source.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode = DELETE")  # one file holds all
        [[found], *_] = copy.execute("PRAGMA integrity_check").fetchall()
        if found != "ok" or _revision(copy) != revision:
            raise sqlite3.DatabaseError(f"the copy is not whole ({found}); is the store? Try `onrecord status`")


def _open(path: Path) -> sqlite3.Connection:
    # mode=rw: a file that has gone meanwhile is not made.
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_TIMEOUT, isolation_level=None)


def _revision(connection: sqlite3.Connection) -> str:
    """The version of the schema. Raises `sqlite3.Error` in a database that is no store."""
    revision: str = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    return revision


def _write_through(path: Path) -> None:
    """Have a file, or a folder's names, on the disk and not only on the way there."""
    if path.is_dir() and os.name == "nt":
        return  # no folder can be opened there
    number = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(number)
    finally:
        os.close(number)
