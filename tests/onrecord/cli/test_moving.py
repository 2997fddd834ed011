"""Moving a store to another database, as a person does: `onrecord store copy`.

From a file to another, or to PostgreSQL and back where tests keep their stores there.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from shutil import copy
from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy import inspect, text

from onrecord.enrich.run import match_topics
from onrecord.errors import StoreError
from onrecord.model import Topic
from onrecord.store import Store, articles, people, tasks, transfer
from onrecord.store.holding import here
from onrecord.store.schema import metadata
from tests import stores
from tests.command import MAIN, onrecord
from tests.samples import add, article, statement, unlike_the_schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW: Final = datetime(2026, 11, 24, 6, 30, 0, 123456, tzinfo=UTC)
TOPIC: Final = Topic("grid", any=("grid",))
SMALL: Final = "from onrecord.store import transfer\ntransfer._ROWS = 3\n"
DYING: Final = (
    "import os, signal\n"
    f"from onrecord.store import transfer\ntransfer._ROWS = 3\nbefore = transfer.{{step}}\nleft = [{{times}}]\n"
    "def dying(*a, **k):\n"
    "    left[0] -= 1\n"
    "    if left[0] < 0: os.kill(os.getpid(), signal.SIGKILL)\n"
    "    return before(*a, **k)\n"
    f"transfer.{{step}} = dying\n{MAIN}"
)
TOPICS: Final = "topics: [{name: grid, any: [grid]}]\nstore: {url: 'sqlite:///source.db'}\n"
BETWEEN_FILES: Final = pytest.mark.sqlite("from a file to a file")
TO_EITHER: Final = pytest.mark.parametrize("kind", [pytest.param("sqlite", marks=BETWEEN_FILES), "postgresql"])
FULL: Final = f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))\n{MAIN}"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of twelve articles, each with a statement, of which one has gone again."""
    path = tmp_path_factory.mktemp("filled") / "source.db"
    with Store.open(f"sqlite:///{path}") as store:
        for number in range(12):
            page = article(number, title=f"Ålesund's story “{number}”", published=NOW - timedelta(hours=number))
            said = replace(statement(f"the grid {number} is safe"), confidence=0.6 + 0.3)
            add(store, page, said, now=NOW, topics=(TOPIC,))
        people.settle_all(store)
        match_topics(store, (TOPIC,))
        with store.write() as tx:
            tx.execute(text("DELETE FROM articles WHERE id = 5"))
            tx.execute(text("INSERT INTO signing_keys VALUES ('links', :key)"), {"key": bytes(range(256))})
    return path


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    """A folder with a topics.yaml and a store."""
    (tmp_path / "topics.yaml").write_text(TOPICS)
    copy(filled, tmp_path)
    return tmp_path


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    """The folder's store."""
    with Store.open(f"sqlite:///{folder / 'source.db'}") as opened:
        yield opened


def unused(kind: str, folder: Path) -> tuple[str, dict[str, str]]:
    """An empty database's address, and the environment in which it has a meaning."""
    if kind == "sqlite":
        return "sqlite:///copy.db", {"COPY": f"sqlite:///{folder / 'copy.db'}"}
    if not stores.on_postgres():
        pytest.skip("is about PostgreSQL")
    return "env:COPY", {"COPY": stores.at(folder, "copy.db", bare=True)}


def lines_of(table: str) -> list[str]:
    """The lines that tell of tables, words alone: name, rows, checksum."""
    return [line for line in table.splitlines() if line.endswith("the same")]


@TO_EITHER
def test_a_store_moved_there_and_back_is_the_same_and_is_found_the_same_in(kind: str, folder: Path) -> None:
    address, env = unused(kind, folder)
    there = onrecord(folder, "store", "copy", address, code=SMALL + MAIN, **env)
    assert (there.returncode, there.stderr) == (0, "")
    assert len(lines_of(there.stdout)) == len(metadata.sorted_tables) + 1
    (folder / "moved.yaml").write_text("topics: [{name: grid, any: [grid]}]\nstore: {url_env: COPY}\n")
    asked = [onrecord(folder, "statements", "grid", "-c", name, **env).stdout for name in ("topics.yaml", "moved.yaml")]
    assert asked[0] == asked[1]
    assert "the grid 3 is safe" in asked[0]
    with Store.open(env["COPY"]) as moved, moved.read() as tx:
        assert "store_copy" not in inspect(tx).get_table_names()
        assert unlike_the_schema(tx) == []
    back = onrecord(folder, "store", "copy", address, "sqlite:///back.db", **env)
    assert (back.returncode, back.stderr) == (0, "")
    assert lines_of(back.stdout) == lines_of(there.stdout)
    with Store.open(env["COPY"]) as moved, moved.write() as tx:  # ids go on after the highest
        articles.save(tx, article(99), now=NOW)
        assert tx.execute(text("SELECT max(id) FROM articles")).scalar_one() == 13


@TO_EITHER
def test_one_that_is_killed_goes_on_where_it_was_and_is_no_store_until_then(kind: str, folder: Path) -> None:
    address, env = unused(kind, folder)
    (folder / "moved.yaml").write_text("store: {url_env: COPY}\n")
    for step, times in (("_put", 4), ("_note", 6), ("_index", 1), ("compare", 0), ("finish", 0)):
        killed = onrecord(folder, "store", "copy", address, code=DYING.format(step=step, times=times), **env)
        assert killed.returncode == -9, (step, killed.stderr)
        opened = onrecord(folder, "status", "-c", "moved.yaml", **env)
        assert opened.returncode == 1
        assert "a copy to it is not finished; run the same `onrecord store copy` again" in opened.stderr
    done = onrecord(folder, "store", "copy", address, code=SMALL + MAIN, **env)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("An earlier copy was not finished; this one goes on where it was.\n0 rows copied")
    assert len(lines_of(done.stdout)) == len(metadata.sorted_tables) + 1


@BETWEEN_FILES
@pytest.mark.parametrize("whose", ["source.db", "copy.db"])
def test_what_is_not_the_same_at_the_end_is_named_and_the_copy_is_no_store(whose: str, folder: Path) -> None:
    killed = onrecord(folder, "store", "copy", "sqlite:///copy.db", code=DYING.format(step="compare", times=0))
    assert killed.returncode == -9
    with closing(sqlite3.connect(folder / whose)) as changed:
        changed.execute("UPDATE articles SET title = 'Another' WHERE id = 3")
        changed.commit()
    for _ in range(2):
        done = onrecord(folder, "store", "copy", "sqlite:///copy.db")
        assert done.returncode == 1
        [line] = [line for line in done.stdout.splitlines() if "differs" in line]
        assert line.startswith("articles ")
        assert "not the same as the source in articles; was the source written to meanwhile?" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    (folder / "moved.yaml").write_text("store: {url: 'sqlite:///copy.db'}\n")
    assert onrecord(folder, "status", "-c", "moved.yaml").returncode == 1


@BETWEEN_FILES
def test_a_row_too_many_or_an_index_without_its_words_is_found(folder: Path) -> None:
    assert onrecord(folder, "store", "copy", "sqlite:///copy.db", code=DYING.format(step="finish", times=0)).returncode
    with closing(sqlite3.connect(folder / "copy.db")) as changed:
        changed.execute("DELETE FROM statement_words WHERE rowid = (SELECT min(rowid) FROM statement_words)")
        changed.execute("INSERT INTO digests VALUES ('morning', '2026-11-24 06:30:00.000000')")
        changed.commit()
    done = onrecord(folder, "store", "copy", "sqlite:///copy.db")
    assert "not the same as the source in digests, statement_words;" in done.stderr


@BETWEEN_FILES
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["sqlite:///source.db"], 2, "the source and the destination are the same store; name another destination"),
        (["sqlite:///b/../source.db"], 2, "the same store"),
        (["sqlite://"], 2, "the destination is no file on the disk"),
        (["copy.db"], 2, "copy.db:…: expected the address of a database"),
        (["mysql://db.example/x"], 2, "expected the address of a database"),
        (["postgresql://me:sesame@db.example/x"], 2, "others see a password on the command line"),
        (["postgresql://me@db.example/x?password=sesame"], 2, "others see a password on the command line"),
        (["env:NOWHERE"], 2, "env:NOWHERE: the environment variable NOWHERE is not set"),
        (["env:BAD"], 2, "env:BAD: in the environment variable BAD: expected the address"),
        ([], 2, "Missing argument"),
        (["sqlite:///a.db", "sqlite:///b.db", "sqlite:///c.db"], 2, "name a source and a destination"),
        (["sqlite:///none.db", "sqlite:///copy.db"], 1, "there is no store at"),
        (["sqlite:///other.db", "sqlite:///copy.db"], 1, "there is no store in this database: nothing to copy"),
        (["sqlite:///other.db"], 1, "it is not empty (there is a table 'mine'); name an empty database or a new file"),
        (["sqlite:///topics.yaml"], 1, "file is not a database; name another file"),
        (["env:DEAD"], 1, "is the server running?"),
    ],
)
def test_what_can_not_be_copied_is_told_in_a_line_with_what_to_do(
    arguments: list[str], code: int, words: str, folder: Path
) -> None:
    (folder / "b").mkdir()
    with closing(sqlite3.connect(folder / "other.db")) as other:
        other.execute("CREATE TABLE mine (a)")
    env = {"BAD": "nothing:sesame", "DEAD": "postgresql://me:sesame@127.0.0.1:1/x"}
    done = onrecord(folder, "store", "copy", *arguments, **env)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert "sesame" not in done.stderr + done.stdout
    assert not (folder / "copy.db").exists()


@BETWEEN_FILES
def test_a_store_that_somebody_is_at_work_on_has_to_rest_first(folder: Path, store: Store) -> None:
    with store.write() as tx:
        tasks.claim(tx, "crawl:Gazette", holder=f"{here()}:x", now=datetime.now(UTC))
    with store.write() as tx:
        tx.execute(text("UPDATE tasks SET holder = 'desk:4711:x'"))
    done = onrecord(folder, "store", "copy", "sqlite:///copy.db")
    assert done.returncode == 1
    assert "process 4711 on desk is at 'crawl:Gazette'; stop all that uses the store, then copy it" in done.stderr


@BETWEEN_FILES
def test_a_disk_that_fills_up_is_told_and_the_copy_goes_on_when_there_is_room(folder: Path, store: Store) -> None:
    with store.write() as tx:
        for number in range(100, 120):
            articles.save(tx, article(number, text=os.urandom(30_000).hex()), now=NOW)
    full = onrecord(folder, "store", "copy", "sqlite:///copy.db", code=FULL)
    assert full.returncode == 1
    assert "ree some space and run the command again" in full.stderr
    assert onrecord(folder, "store", "copy", "sqlite:///copy.db").returncode == 0


@BETWEEN_FILES
def test_an_unfinished_copy_is_gone_on_with_from_its_own_source_alone(folder: Path) -> None:
    assert onrecord(folder, "store", "copy", "sqlite:///copy.db", code=DYING.format(step="_put", times=2)).returncode
    assert onrecord(folder, "store", "copy", "sqlite:///second.db").returncode == 0
    again = onrecord(folder, "store", "copy", "sqlite:///second.db")
    assert "it is a store already; name an empty database or a new file" in again.stderr
    other = onrecord(folder, "store", "copy", "sqlite:///second.db", "sqlite:///copy.db")
    assert "it holds an unfinished copy of sqlite:///" in other.stderr
    unfinished = onrecord(folder, "store", "copy", "sqlite:///copy.db", "sqlite:///third.db")
    assert "a copy to it is not finished" in unfinished.stderr
    with closing(sqlite3.connect(folder / "copy.db")) as changed:
        changed.execute("UPDATE alembic_version SET version_num = 'copying-0001'")
        changed.commit()
    assert (
        "another version of On Record began to copy to it"
        in onrecord(folder, "store", "copy", "sqlite:///copy.db").stderr
    )


@BETWEEN_FILES
def test_rows_that_the_other_database_refuses_are_named_without_what_they_hold(folder: Path) -> None:
    """As where the source was written to between two runs: an address has gone to another article."""
    killed = onrecord(folder, "store", "copy", "sqlite:///copy.db", code=DYING.format(step="_put", times=1))
    assert killed.returncode == -9
    with closing(sqlite3.connect(folder / "source.db")) as changed:
        changed.execute("UPDATE articles SET url = 'https://gazette.example/none' WHERE id = 1")
        changed.execute("UPDATE articles SET url = 'https://gazette.example/0' WHERE id = 10")
        changed.commit()
    done = onrecord(folder, "store", "copy", "sqlite:///copy.db", code=SMALL + MAIN)
    assert done.returncode == 1
    assert "refuses rows 8 to 10 of articles: UNIQUE constraint failed: articles.url; if the source was" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_character_that_postgresql_has_not_is_no_difference(folder: Path) -> None:
    address, env = unused("postgresql", folder)
    with closing(sqlite3.connect(folder / "source.db")) as changed:
        changed.execute("UPDATE articles SET title = 'a' || char(0), authors = ? WHERE id = 3", (r'["a\u0000"]',))
        changed.commit()
    done = onrecord(folder, "store", "copy", address, **env)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(lines_of(done.stdout)) == len(metadata.sorted_tables) + 1
    with Store.open(env["COPY"]) as moved, moved.read() as tx:
        kept = articles.get(tx, article(2).url)
    assert kept
    assert (kept.title, kept.authors) == ("a\ufffd", ("a\0",))


@BETWEEN_FILES
def test_without_the_driver_it_says_how_to_install_it(folder: Path) -> None:
    code = f"import sys\nsys.modules['psycopg'] = None\n{MAIN}"
    done = onrecord(folder, "store", "copy", "postgresql://me@db.example/x", code=code)
    assert done.returncode == 1
    assert "psycopg is not installed: pip install 'on-record[postgres]'" in done.stderr


@BETWEEN_FILES
def test_of_two_that_copy_to_one_place_one_stops(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "_ROWS", 3)
    at = f"sqlite:///{folder / 'copy.db'}"
    with Store.open(f"sqlite:///{folder / 'source.db'}") as source, Store.unopened(at) as target:
        transfer.begin(source, target)

        def other(done: int, _total: int) -> None:
            if done == 3:
                transfer.fill(source, target, progress=lambda _done, _total: None)

        with pytest.raises(StoreError, match="another run is copying to the same destination"):
            transfer.fill(source, target, progress=other)
        assert all(one.is_same for one in transfer.compare(source, target, progress=lambda _done, _total: None))
