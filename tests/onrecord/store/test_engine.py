"""Opening a store."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from threading import Timer
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, select, text

from onrecord.errors import StoreError
from onrecord.store import Store, articles, editions, people, speakers, upgrade
from onrecord.store.schema import articles as table
from onrecord.store.schema import matches, statements
from tests import stores
from tests.samples import article, unlike_the_schema, write_row

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


def test_the_migrations_make_what_the_schema_says(store: Store) -> None:
    with store.read() as tx:
        assert unlike_the_schema(tx) == []


def test_what_is_up_to_date_is_known_without_alembic_as_alembic_knows_it(tmp_path: Path) -> None:
    head = ScriptDirectory(str(files("onrecord.store") / "migrations")).get_current_head()
    with Store.open(stores.at(tmp_path)) as store, store.write() as tx:
        for number, newest in ((head, True), ("0001", False), ("", False)):
            tx.execute(text("UPDATE alembic_version SET version_num = :number"), {"number": number})
            assert upgrade.is_newest(tx) is newest
        tx.execute(text("DELETE FROM alembic_version"))
        assert not upgrade.is_newest(tx)


@pytest.mark.sqlite("its settings")
def test_a_store_keeps_a_write_ahead_log_and_checks_foreign_keys(store: Store) -> None:
    with store.read() as tx:
        assert tx.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert tx.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
        assert tx.execute(text("PRAGMA busy_timeout")).scalar_one() >= 10_000


@pytest.mark.sqlite("its file's bytes")
def test_the_schema_is_recorded_and_a_second_opening_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    Store.open(url).close()
    before = (tmp_path / "a.db").read_bytes()
    Store.open(url).close()
    assert (tmp_path / "a.db").read_bytes() == before


def made_by(path: Path, revision: str, *rows: tuple[str, dict[str, object]]) -> str:
    """The URL of a store as an earlier version left it, with these rows: a table's name and its columns."""
    url = stores.at(path, bare=True)
    config = AlembicConfig()
    config.set_main_option("script_location", str(files("onrecord.store") / "migrations"))
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for name, columns in rows:
            write_row(connection, name, columns)
    engine.dispose()
    return url


def row_of(number: int, url: str, title: str) -> tuple[str, dict[str, object]]:
    """An article's row in the first schemas."""
    columns = {"id": number, "url": url, "source": "Gazette", "title": title, "authors": "[]", "date_only": False}
    columns |= {"paywalled": False, "text": "Text.", "warnings": "[]", "fingerprint": "x"}
    return "articles", columns | {"collected": "2026-11-24 06:30:00", "changed": "2026-11-24 06:30:00"}


def test_a_store_of_the_first_schema_is_brought_up_to_date_with_what_it_holds(tmp_path: Path, now: datetime) -> None:
    url = made_by(
        tmp_path,
        "0001",
        row_of(1, "https://gazette.example/1", "Grid story"),
        (
            "statements",
            {"article_id": 1, "position": 0, "key": "k", "kind": "indirect", "spans": "[]", "content": "x"}
            | {"cue": "said", "factuality": "asserted", "confidence": 0.9},
        ),
        (
            "editions",
            {"digest": "morning", "date": "2026-11-24", "timezone": "UTC", "composed": "2026-11-24 06:30:00"}
            | {"statements": 0, "subject": "", "html": "", "text": ""},
        ),
    )
    with Store.open(url) as store, store.read() as tx:
        assert unlike_the_schema(tx) == []
        assert tx.execute(select(statements.c.cue, statements.c.act)).all() == [("said", None)]
    with Store.open(url) as store, store.write() as tx:
        assert editions.known_since(tx, "morning", now=now + timedelta(days=9)) == now


def test_articles_of_an_earlier_schema_get_their_identities_and_titles(tmp_path: Path, now: datetime) -> None:
    url = made_by(
        tmp_path,
        "0003",
        row_of(1, "http://gazette.example/1", "Grid story"),
        row_of(2, "https://www.gazette.example/1?utm_source=feed", "Grid story again"),
        row_of(3, "https://gazette.example/3", "Harbour story"),
        *(
            ("article_urls", {"url": url, "article_id": owner, "checked": "2026-11-24 07:00:00"})
            for url, owner in {
                "http://gazette.example/1": 1,
                "https://www.gazette.example/1?utm_source=feed": 2,
                "https://gazette.example/3": 1,  # taken over by another that was sent there
                "https://gazette.example/r/3": 3,
            }.items()
        ),
    )
    seen = now + timedelta(minutes=30)
    with Store.open(url) as store, store.write() as tx:
        assert unlike_the_schema(tx) == []
        again = articles.known(tx, ["https://gazette.example/1", "http://m.gazette.example/3/", "https://x.example"])
        assert {name: met.checked for name, met in again.items()} == {
            "https://gazette.example/1": seen,
            "http://m.gazette.example/3/": seen,
        }
        assert articles.titles(tx, "https://gazette.example/1") == (articles.Title("Grid story", now),)
        for number, title in ((1, "Grid story"), (3, "Harbour story")):
            stored = articles.get(tx, f"https://gazette.example/{number}")
            assert stored
            assert stored.title == title
            updated = replace(stored, url=f"https://gazette.example/{number}", title="New title")
            assert articles.save(tx, updated, now=seen) is articles.Saved.CHANGED
        assert tx.execute(select(table.c.id, table.c.title).order_by(table.c.id)).all() == [
            (1, "New title"),
            (2, "Grid story again"),
            (3, "New title"),
        ]


def test_names_of_an_earlier_schema_lead_to_speakers_and_matches_stay(tmp_path: Path) -> None:
    said: dict[str, object] = {"kind": "indirect", "spans": "[]", "content": "x", "factuality": "asserted"}
    said |= {"position": 0, "key": "k", "confidence": 1}
    url = made_by(
        tmp_path,
        "0005",
        row_of(1, "https://gazette.example/1", "Grid story"),
        row_of(2, "https://gazette.example/2", "Grid story"),
        *(("speakers", {"id": n, "name": name, "kind": "person"}) for n, name in enumerate(["Jonas Weller", "he"], 1)),
        *(
            (
                "statements",
                said | {"id": n, "article_id": n, "position": 0, "key": "k", "speaker_id": n, "confidence": 1},
            )
            for n in (1, 2)
        ),
        ("matches", {"statement_id": 1, "topic": "grid", "reason": "[]"}),
    )
    with Store.open(url) as store:
        people.settle_all(store)
        with store.read() as tx:
            assert unlike_the_schema(tx) == []
            assert [(one.name, one.statements) for one in speakers.records(tx)] == [("Jonas Weller", 1)]
            assert tx.execute(select(matches.c.topic)).scalars().all() == ["grid"]


@pytest.mark.sqlite("its file")
def test_its_folder_is_made(tmp_path: Path) -> None:
    Store.open(f"sqlite:///{tmp_path / 'not' / 'there' / 'a.db'}").close()
    assert (tmp_path / "not" / "there" / "a.db").is_file()


def test_a_failed_transaction_leaves_nothing(store: Store, now: datetime) -> None:
    with pytest.raises(RuntimeError), store.write() as tx:
        articles.save(tx, article(), now=now)
        raise RuntimeError
    with store.read() as tx:
        assert articles.get(tx, article().url) is None


def test_a_migration_that_fails_leaves_no_half_made_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail_after_the_tables(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("alembic.runtime.migration.HeadMaintainer.update_to_step", fail_after_the_tables)
    with pytest.raises(KeyboardInterrupt):
        Store.open(stores.at(tmp_path, bare=True))
    left = create_engine(stores.at(tmp_path))
    assert inspect(left).get_table_names() == []
    left.dispose()


def test_many_processes_may_open_a_new_store_at_once(tmp_path: Path) -> None:
    code = f"from onrecord.store import Store; Store.open({stores.at(tmp_path, bare=True)!r}).close()"
    processes = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(4)]
    assert [process.wait() for process in processes] == [0, 0, 0, 0]


@pytest.mark.sqlite("its locks")
def test_one_that_another_is_just_making_is_waited_for(tmp_path: Path) -> None:
    maker = sqlite3.connect(tmp_path / "a.db", isolation_level=None, check_same_thread=False)
    maker.execute("CREATE TABLE one (id INTEGER)")
    maker.execute("BEGIN IMMEDIATE")
    Timer(0.3, maker.execute, ["COMMIT"]).start()
    Store.open(f"sqlite:///{tmp_path / 'a.db'}").close()
    maker.close()


def test_a_store_made_by_a_newer_version_is_refused_in_plain_words(tmp_path: Path) -> None:
    url = stores.at(tmp_path)
    with Store.open(url) as store, store.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"onrecord.*: made by a newer On Record .*; upgrade On Record"):
        Store.open(url)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "not a database URL"),
        ("oracle2://x", "not a database URL"),
        ("sqlite:////proc/onrecord/a.db", "folder can't be made"),
    ],
)
def test_a_url_that_leads_nowhere_is_named(url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words):
        Store.open(url)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("notes of mine, not a database at all, and long enough to be looked at")
    with pytest.raises(StoreError, match=r"not a database; name another file under store\.url"):
        Store.open(f"sqlite:///{tmp_path / 'a.db'}")


@pytest.mark.sqlite("a limit of pages")
def test_a_full_disk_is_an_error_that_tells_what_to_do(store: Store, now: datetime) -> None:
    with store.read() as tx:
        pages = tx.execute(text("PRAGMA page_count")).scalar_one()
    with store.read() as tx:  # the limit holds for this connection, which the pool gives out again
        tx.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(StoreError, match=r"disk is full; free some space"), store.write() as tx:
        articles.save(tx, article(text="long " * 100_000), now=now)
    with store.read() as tx:
        assert tx.execute(select(table.c.id)).all() == []


def test_a_store_of_which_too_much_is_asked_at_once_says_so(tmp_path: Path) -> None:
    url = stores.at(tmp_path)
    with (
        Store(create_engine(url, pool_size=1, max_overflow=0, pool_timeout=0.01)) as busy,
        busy.read(),
        pytest.raises(StoreError, match="too much is asked of it at once"),
        busy.read(),
    ):
        pass


def test_what_is_read_is_ended_when_it_takes_too_long(store: Store) -> None:
    counted = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT count(*) FROM n"
    with pytest.raises(StoreError, match="it took too long"), store.within(0.05).read() as tx:
        tx.execute(text(counted % 1_000_000_000))
    with store.read() as tx:  # on the connection that the pool gives out again
        assert tx.execute(text(counted % 300_000)).scalar_one() == 300_000


def test_any_character_can_be_kept(store: Store, now: datetime) -> None:
    odd = "Grid\0 story, \x01\ufffe\U0010ffff 100% :now \\ {} ' \" ;--"
    with store.write() as tx:
        articles.save(tx, article(title=odd, authors=(odd,)), now=now)
    with store.read() as tx:
        kept = articles.get(tx, article().url)
    assert kept
    # PostgreSQL has no NUL; in a list of names it is spelt out.
    assert (kept.title, kept.authors) == (odd.replace("\0", "\ufffd") if stores.on_postgres() else odd, (odd,))


def test_a_database_that_is_not_there_is_told_with_what_to_do(store: Store) -> None:
    if not stores.on_postgres():
        pytest.skip("is about PostgreSQL")
    with pytest.raises(StoreError, match=r'database "nowhere" does not exist\n*; make it first, or name another'):
        Store.open(store.engine.url.set(database="nowhere"))


def test_passwords_never_show_in_the_stores_name() -> None:
    name = Store(create_engine("postgresql+psycopg://anna:geheim@localhost/onrecord")).name
    assert "geheim" not in name
