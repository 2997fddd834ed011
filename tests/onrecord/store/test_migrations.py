"""A store of each earlier schema, with what that version wrote, means the same to today's code."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib.resources import files
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any, Final

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, select, text

from onrecord.model import Act, DeliveryStatus
from onrecord.store import Store, articles, editions, health, outbox, overview, people, setbacks, speakers, statements
from onrecord.store.matches import reason
from onrecord.store.schema import matches
from onrecord.store.schema import speakers as names
from onrecord.store.schema import statements as said
from tests import stores
from tests.samples import unlike_the_schema, write_row

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

_SCRIPTS: Final = str(files("onrecord.store") / "migrations")
REVISIONS: Final = sorted(one.revision for one in ScriptDirectory(_SCRIPTS).walk_revisions())
AT: Final = "2026-11-24 06:30:00"


def rows(number: int) -> list[tuple[str, dict[str, Any]]]:
    """What the version of this revision wrote; columns that it did not know yet are left out."""
    url, day = f"https://gazette.example/{number}", f"2026-11-{number:02}"
    waiting = "pending" if number < 8 else "queued"
    of_article = {"article_id": number}
    return [
        (
            "articles",
            {"id": number, "url": url, "fetched_url": url, "source": "Gazette", "title": f"Grid story {number}"}
            | {"authors": '["Ada Moor"]', "published": AT, "date_only": False, "paywalled": False, "text": "Text."}
            | {"warnings": "[]", "fingerprint": "x", "collected": AT, "changed": AT, "enriched_with": "v"}
            | {"ready": AT, "matched_with": "m", "changes": 0, "section": "City"},
        ),
        ("article_urls", {"url": url, "checked": AT, "identity": f"gazette.example/{number}"} | of_article),
        ("article_titles", of_article | {"position": 0, "title": f"Grid story {number}", "first_seen": AT}),
        ("related_headlines", of_article | {"position": 0, "title": "Reserve plan", "url": url}),
        (
            "speakers",
            {"id": number, "name": f"Jonas Weller{ascii_lowercase[number]}", "kind": "person"}
            | {"key": f"weller{ascii_lowercase[number]}"},
        ),
        (
            "statements",
            {
                "id": number,
                "position": 0,
                "key": f"k{number}",
                "kind": "indirect",
                "spans": "[[0, 4]]",
                "content": "Text",
            }
            | {"cue": "said", "cue_start": 0, "cue_end": 1, "speaker_id": number, "mention": "Weller"}
            | {"mention_start": 0, "mention_end": 6, "factuality": "asserted", "confidence": 0.9, "act": "claim"}
            | of_article,
        ),
        (
            "matches",
            {"statement_id": number, "topic": "grid", "reason": '[{"term": "a", "words": "a", "field": "title"}]'},
        ),
        ("digests", {"name": f"digest {number}", "known": AT}),
        (
            "editions",
            {"id": number, "digest": "morning", "date": day, "timezone": "UTC", "composed": AT, "statements": 1}
            | {"subject": f"Edition {number}", "html": "<p>", "text": "t", "markdown": "m", "full": "f"},
        ),
        ("edition_statements", {"edition_id": number, "key": f"k{number}"}),
        *(
            (
                "deliveries",
                {"edition_id": number, "recipient": f"{status}@desk.example", "message_id": f"<{number}.{status}>"}
                | {"status": status, "attempts": 1, "due": AT, "lost": 0},
            )
            for status in (waiting, "sent", "failed")
        ),
        (
            "crawls",
            {"source": "Gazette", "started": AT, "finished": f"{day} 06:30:00", "fetched": 2, "stored": 1, "failed": 1}
            | {"offered": 5, "new": 1, "refusals": '{"404": 1}'},
        ),
        (
            "setbacks",
            {"address": f"gazette.example/{number}/feed", "source": "Gazette", "times": number, "since": AT, "last": AT}
            | {"until": AT, "status": 503, "reason": "HTTP 503"},
        ),
    ]


def written(tx: Connection, number: int) -> None:
    known = inspect(tx)
    there = set(known.get_table_names())
    for name, every in rows(number):
        if name in there:
            columns = {one["name"] for one in known.get_columns(name)}
            row = {key: value for key, value in every.items() if key in columns}
            write_row(tx, name, row)


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of each earlier schema, each made from the one before: they hold what all had written."""
    folder = tmp_path_factory.mktemp("earlier")
    config = AlembicConfig()
    config.set_main_option("script_location", _SCRIPTS)
    for number, revision in enumerate(REVISIONS[:-1], 1):
        engine = create_engine(stores.at(folder, bare=True))
        with engine.begin() as tx:
            config.attributes["connection"] = tx
            command.upgrade(config, revision)
            written(tx, number)
        engine.dispose()
        stores.copied(folder / stores.NAME, folder, f"{revision}.db")
    return folder


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_a_store_of_an_earlier_schema_means_the_same_today(
    earlier: Path, tmp_path: Path, now: datetime, revision: str
) -> None:
    numbers = range(1, int(revision) + 1)
    with Store.open(stores.copied(earlier / f"{revision}.db", tmp_path)) as store:
        people.settle_all(store)
        with store.write() as tx:
            assert unlike_the_schema(tx) == []
            if tx.dialect.name == "sqlite":
                assert tx.execute(text("PRAGMA foreign_key_check")).all() == []
            for number in numbers:
                _check(tx, number, now)
            assert editions.known_since(tx, "morning" if numbers[-1] < 3 else "digest 3", now=now + timedelta(9)) == now
            assert outbox.counts(tx) == {
                one: len(numbers) for one in (DeliveryStatus.QUEUED, DeliveryStatus.SENT, DeliveryStatus.FAILED)
            }
            assert overview.waiting(tx, "v").number == 0
            assert sum(one.statements for one in speakers.records(tx)) == len(numbers)
            [found] = health.of(tx, ["Gazette"], since=now - timedelta(days=90))
            assert (found.failed, found.new) == (len(numbers), sum(number >= 5 for number in numbers))
            failing = setbacks.of(tx, [f"gazette.example/{number}/feed" for number in numbers])
            assert {one.times for one in failing.values()} == {number for number in numbers if number >= 5}


def test_who_waits_for_it_is_told_and_nobody_else(
    earlier: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    there = stores.copied(earlier / f"{REVISIONS[-2]}.db", tmp_path)
    Store.open(there).close()
    assert [record.getMessage().partition(": ")[2] for record in caplog.records] == [
        "it is brought up to date for this On Record; of a large one that takes minutes"
    ]
    caplog.clear()
    Store.open(there).close()
    Store.open(stores.at(tmp_path, "new.db", bare=True)).close()
    assert caplog.records == []


def _check(tx: Connection, number: int, now: datetime) -> None:
    """That what one version wrote reads as it was meant."""
    found = articles.get(tx, f"http://www.gazette.example/{number}/")
    assert found
    assert (found.title, found.text, found.authors) == (f"Grid story {number}", "Text.", ("Ada Moor",))
    assert (found.published, found.section) == (now, "City" if number >= 5 else None)
    assert [one.title for one in found.related] == ["Reserve plan"]
    assert articles.titles(tx, found.url) == (articles.Title(found.title, now),)
    query = select(said, names.c.name, names.c.kind.label("speaker_kind"), matches.c.reason)
    query = query.join(names, names.c.id == said.c.speaker_id).join(matches, matches.c.statement_id == said.c.id)
    row = tx.execute(query.where(said.c.article_id == number)).one()
    statement = statements.statement(row)
    assert (statement.content, statement.spans) == ("Text", ((0, 4),))
    assert statement.cue
    assert statement.cue.act is (Act("claim") if number >= 2 else Act.OTHER)
    assert [hit.words for hit in reason(row.reason)] == ["a"]
    edition = editions.find(tx, "morning", date(2026, 11, number))
    assert edition
    assert (edition.subject, edition.full) == (f"Edition {number}", "f" if number >= 8 else None)
