"""Backing a store up and making it smaller, as a person does."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text, update

from onrecord.errors import StoreError
from onrecord.store import Store, articles, engine, overview, space
from onrecord.store.backup import back_up
from onrecord.store.schema import articles as table
from tests import stores
from tests.command import MAIN, onrecord
from tests.samples import article

if TYPE_CHECKING:
    from pathlib import Path

TOPICS = "keep: 400d\ntopics: [{name: Grid}]\n"
KILL = "import os, sqlite3, signal\nfrom onrecord.store import backup\nbackup._STEP = 1\n"
KILL += "backup._revision = lambda c: os.kill(os.getpid(), signal.SIGKILL) if c.execute('PRAGMA journal_mode')"
KILL += f".fetchone()[0] == 'delete' else 'x'\n{MAIN}"  # when all is copied but not checked
FULL = f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n{MAIN}"


OF_A_FILE = pytest.mark.sqlite("a backup is a copy of its file; of a server's store, pg_dump makes one")


@pytest.fixture
def folder(store: Store, tmp_path: Path) -> Path:
    """A folder with a topics.yaml and a store with ten long articles that were read 500 days ago."""
    (tmp_path / "topics.yaml").write_text(TOPICS)
    with store.write() as tx:
        for number in range(10):
            articles.save(tx, article(number, text="long " * 20_000), now=datetime.now(UTC) - timedelta(days=500))
        tx.execute(update(table).values(enriched_with="test"))
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def number_in(file: Path) -> int:
    with Store.open(f"sqlite:///{file}") as opened, opened.read() as tx:
        return int(tx.execute(text("SELECT count(*) FROM articles")).scalar_one())


@OF_A_FILE
def test_a_backup_is_one_checked_file_with_all_that_the_store_holds(folder: Path) -> None:
    (folder / "backups").mkdir()
    (folder / "backups" / "a.db").write_text("an earlier one")
    done = onrecord(folder, "backup", "backups/a.db")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("The store is copied to backups/a.db and checked: 1.")
    assert names(folder / "backups") == ["a.db"]
    assert (folder / "backups" / "a.db").stat().st_mode == (folder / "onrecord.db").stat().st_mode
    shutil.copy(folder / "backups" / "a.db", folder / "restored.db")
    assert number_in(folder / "restored.db") == 10


@OF_A_FILE
def test_what_others_write_meanwhile_is_not_in_it_and_does_not_hold_it_up(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.store.backup._STEP", 50)
    steps: list[int] = []

    def write(done: int, _total: int) -> None:
        steps.append(done)
        with store.write() as tx:
            articles.save(tx, article(100 + len(steps)), now=datetime.now(UTC))

    back_up(folder / "onrecord.db", folder / "a.db", progress=write)
    assert len(steps) > 3
    assert steps == sorted(set(steps))
    assert number_in(folder / "a.db") == 10
    assert number_in(folder / "onrecord.db") == 10 + len(steps)


@OF_A_FILE
@pytest.mark.parametrize(("code", "exit_code", "words"), [(KILL, -9, ""), (FULL, 1, "no backup was made to b/a.db: ")])
def test_one_that_does_not_end_leaves_the_backup_before_it(folder: Path, code: str, exit_code: int, words: str) -> None:
    (folder / "b").mkdir()
    (folder / "b" / "a.db").write_text("an earlier one")
    done = onrecord(folder, "backup", "b/a.db", code=code)
    assert done.returncode == exit_code
    assert words in done.stderr
    assert (folder / "b" / "a.db").read_text() == "an earlier one"
    assert number_in(folder / "onrecord.db") == 10
    assert len(names(folder / "b")) == (2 if exit_code == -9 else 1)


@OF_A_FILE
def test_one_may_take_the_place_of_a_link_that_leads_nowhere(folder: Path) -> None:
    (folder / "a.db").symlink_to("a.db")
    back_up(folder / "onrecord.db", folder / "a.db")
    assert (folder / "a.db").is_file()


@OF_A_FILE
def test_what_a_killed_one_left_is_gone_a_day_later(folder: Path) -> None:
    (folder / ".a.db.x1.part").write_text("half")
    (folder / ".a.db.x2.part").write_text("half")
    os.utime(folder / ".a.db.x1.part", (0, 0))
    back_up(folder / "onrecord.db", folder / "a.db")
    assert [one for one in names(folder) if one.endswith(".part")] == [".a.db.x2.part"]


@OF_A_FILE
@pytest.mark.parametrize(
    ("file", "code", "words"),
    [
        ("onrecord.db", 2, "onrecord.db: this is the store itself; name another file"),
        ("./b/../onrecord.db-wal", 2, "this is the store itself"),
        ("link.db", 2, "this is the store itself"),
        ("hard.db", 2, "under another name"),
        ("b", 2, "b: not a file; name one, such as b/onrecord-backup.db"),
        ("c/a.db", 2, "c/a.db: there is no folder c; make it first"),
    ],
)
def test_a_file_that_can_be_no_backup_is_told_with_what_to_do(folder: Path, file: str, code: int, words: str) -> None:
    (folder / "b").mkdir()
    (folder / "link.db").symlink_to("onrecord.db")
    (folder / "hard.db").hardlink_to(folder / "onrecord.db")
    done = onrecord(folder, "backup", file)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert number_in(folder / "onrecord.db") == 10


@OF_A_FILE
def test_where_there_is_no_store_or_a_damaged_one_no_backup_is_made(folder: Path) -> None:
    file = folder / "none.db"
    with pytest.raises(StoreError, match="there is no store yet"):
        back_up(file, folder / "a.db")
    file.write_text("notes of mine, not a database at all, and long enough to be looked at")
    with pytest.raises(StoreError, match=r"no backup was made to .*a\.db: file is not a database"):
        back_up(file, folder / "a.db")
    assert "a.db" not in names(folder)


@OF_A_FILE
def test_an_earlier_versions_store_is_copied_as_it_is(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "onrecord.db")) as plain, plain:
        plain.execute("UPDATE alembic_version SET version_num = '0001'")
    back_up(folder / "onrecord.db", folder / "a.db")
    with closing(sqlite3.connect(folder / "a.db")) as plain:
        assert plain.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]


def test_of_a_postgresql_store_it_tells_the_command_to_type(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text("store: {url_env: STORE}\n")
    done = onrecord(tmp_path, "backup", "my file", STORE="postgresql://anna:geheim@db.example/onrecord")
    assert done.returncode == 2
    assert "pg_dump --format=custom --file='my file' postgresql://anna@db.example/onrecord\n" in done.stderr


def size(store: Store) -> int:
    with store.read() as tx:
        return overview.size(tx).all


def test_vacuum_lets_go_of_old_texts_and_gives_their_room_back(folder: Path, store: Store) -> None:
    before = size(store)
    done = onrecord(folder, "vacuum")
    assert (done.returncode, done.stderr) == (0, "")
    assert "10 texts let go of, of articles that came in more than 400 days ago." in done.stdout
    if not stores.on_postgres():  # there, the room is kept for what comes
        assert size(store) < before - 900_000
    assert stores.rows(folder, "SELECT count(*) FROM articles") == [(10,)]
    (folder / "topics.yaml").write_text("topics: [{name: Grid}]\n")
    assert "All texts are kept: topics.yaml has no `keep`." in onrecord(folder, "vacuum").stdout


@pytest.mark.sqlite("room beside its file")
def test_a_disk_with_too_little_room_is_told_before_anything_is_compacted(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=1))
    with pytest.raises(StoreError, match=r"too little room to compact the store: it needs .* free some"):
        space.compact(store)


@pytest.mark.sqlite("its locks")
def test_one_that_writes_for_too_long_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT", 0.01)
    with Store.open(store.name) as other, store.write(), pytest.raises(StoreError, match="another program holds it"):
        space.compact(other)


@pytest.mark.sqlite("its log")
def test_one_that_reads_meanwhile_is_not_disturbed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT", 0.01)
    with Store.open(store.name) as other, store.read() as tx:
        tx.execute(text("SELECT count(*) FROM articles")).scalar_one()
        assert not space.compact(other)
        assert tx.execute(text("SELECT count(*) FROM articles")).scalar_one() == 0
    with Store.open(store.name) as other:
        assert space.compact(other)
