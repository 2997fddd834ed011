"""The web edition as files: each page as it is served, with links that work wherever the folder is put.

A file that would be the same is left alone, so an export that was stopped goes on where it was, and who copies the
folder to a server copies what is new. The folder has a list of what was written; what is no page any more is removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import unquote

from onrecord.errors import ConfigError
from onrecord.web import feed_files
from onrecord.web.app import PAGES, static_folder
from onrecord.web.shown import MissingError, MovedError
from onrecord.web.site import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from onrecord.config import Config
    from onrecord.store import Store
    from onrecord.web.shown import Page

    _Wanted: TypeAlias = tuple[Page | None, Any]
    """A kind of page and the parameters of one, or what has feeds."""

LIST: Final = ".onrecord-export"
"""The file that says that a folder is an export, with the files of the last one."""

_AT_ONCE: Final = 100  # pages of one transaction: a reader that stays long keeps the store's log from being folded


@dataclass(frozen=True, slots=True)
class Exported:
    """How many files the export has, and how many of them were written or removed just now."""

    files: int
    written: int
    removed: int


def export(
    config: Config, store: Store, folder: Path, *, progress: Callable[[int, int], None] = lambda _done, _all: None
) -> Exported:
    """Write the site into a folder, which is empty or an earlier export; `progress` is told how many of how many.

    Raises `ConfigError` for a folder that holds anything else, `OSError` where it can't be written to.
    """
    before = _begun(folder)
    site = Site(config, store, static=True)
    now: dict[str, None] = {}
    written = 0
    for file in sorted(static_folder().rglob("*")):
        if file.is_file():
            name = f"static/{file.relative_to(static_folder()).as_posix()}"
            written += _write(folder, name, file.read_bytes())
            now[name] = None
    with store.read() as tx:
        wanted: list[_Wanted] = [(page, params) for page in PAGES if page.every for params in page.every(site, tx)]
        wanted += ((None, one) for one in feed_files.wanted(site, tx))
    for start in range(0, len(wanted), _AT_ONCE):
        with store.read() as tx:
            made = list(_files(site, tx, wanted[start : start + _AT_ONCE]))
        for name, data in made:
            if name not in now:
                written += _write(folder, name, data)
            now[name] = None
        progress(min(start + _AT_ONCE, len(wanted)), len(wanted))
    removed = _clear(folder, before - now.keys())
    _write(folder, LIST, "".join(f"{name}\n" for name in now).encode())
    return Exported(len(now), written, removed)


def _files(site: Site, tx: Connection, wanted: Iterable[_Wanted]) -> Iterator[tuple[str, bytes]]:
    """Pages and feeds by their names in the folder."""
    for page, which in wanted:
        if page is None:
            yield from feed_files.files(site, tx, which)
            continue
        try:
            shown = page.make(site, tx, **which)
        except (MissingError, MovedError):  # since the list was made
            continue
        yield f"{unquote(shown.path)}index.html".lstrip("/"), site.html(shown).encode(errors="replace")


def _begun(folder: Path) -> set[str]:
    """The files of the last export; the folder is marked as one."""
    folder.mkdir(parents=True, exist_ok=True)
    marked = folder / LIST
    if marked.exists():
        return set(marked.read_text(encoding="utf-8").splitlines())
    if any(folder.iterdir()):
        raise ConfigError(f"{folder}: holds files that are no export of On Record; name an empty folder, or a new one")
    marked.touch()
    return set()


def _write(folder: Path, name: str, data: bytes) -> int:
    """Put a file in its place at once, whole; 0 if it is there already. No link leads it out of the folder."""
    file = folder / name
    if not file.parent.resolve().is_relative_to(folder.resolve()):
        raise ConfigError(f"{file.parent}: is a link out of the export; remove it")
    try:
        if file.read_bytes() == data:
            return 0
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}.new")
    new.unlink(missing_ok=True)  # of an export that was killed
    try:
        with new.open("xb") as fresh:
            fresh.write(data)
        new.replace(file)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    return 1


def _clear(folder: Path, names: Iterable[str]) -> int:
    """Remove files of an earlier export, and folders that are empty then; a wrong list harms no file outside."""
    top, removed = folder.resolve(), 0
    for name in sorted(names):
        file = (top / name).resolve()
        if not file.is_relative_to(top) or not file.is_file():
            continue
        file.unlink()
        removed += 1
        for parent in file.parents:
            if parent == top or any(parent.iterdir()):
                break
            parent.rmdir()
    return removed
