"""Stores with work that waits: real articles, or invented ones by the million, which are written past SQLAlchemy."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select

from onrecord.config import Language
from onrecord.enrich import version
from onrecord.model import Article
from onrecord.store import Store, articles, people, schema
from tests.benchmarks import articles as short
from tests.benchmarks.test_topics import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

NOW: Final = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
IN_AN_ARTICLE: Final = 5  # statements that wait for topics
_ARTICLE: Final[Mapping[str, Any]] = {
    "source": "Paper",
    "title": "Short news",
    "authors": "[]",
    "date_only": False,
    "language": "en",
    "paywalled": False,
    "text": "",
    "warnings": "[]",
    "fingerprint": "",
    "collected": "2026-11-24 06:30:00.000000",
    "changed": "2026-11-24 06:30:00.000000",
}
_STATEMENT: Final[Mapping[str, Any]] = {
    "kind": "indirect",
    "spans": "[]",
    "act": "say",
    "factuality": "asserted",
    "confidence": 0.9,
    "moment": "2026-11-24 06:30:00.000000",
}


def save(url: str, texts: Sequence[str]) -> None:
    """Put articles with these texts into the store at an address."""
    with Store.open(url) as store:
        for number, text in enumerate(texts):
            address = f"https://paper.example/{number}"
            article = Article(url=address, source="Paper", title=f"News {number}", text=text, language="en")
            with store.write() as tx:
                articles.save(tx, article, now=NOW)


def waiting_to_be_read(path: Path, number: int, distinct: int) -> str:
    """A store of short articles; the first ones have words of their own, the rest only their number. Its address."""
    url = f"sqlite:///{path}"
    Store.open(url).close()
    texts = short.articles(distinct, random.Random(2))  # noqa: S311
    with closing(sqlite3.connect(path)) as store:
        store.execute("PRAGMA synchronous = OFF")
        _write(store, "articles", (_article(n) | {"text": text} for n, text in enumerate(texts, start=1)))
        columns = ", ".join(("id", "url", *_ARTICLE))
        values = columns.replace("id,", "?1 + k,", 1).replace("url", "'https://paper.example/' || (?1 + k)", 1)
        values = values.replace(" text", " text || ' ' || k", 1)
        store.execute(
            "WITH RECURSIVE more(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM more WHERE k < ?2)"  # noqa: S608
            f" INSERT INTO articles ({columns}) SELECT {values} FROM more JOIN articles ON id = k % ?1 + 1",
            [distinct, number - distinct],
        ) if number > distinct else None
        store.commit()
    return url


def waiting_for_topics(path: Path, number: int) -> str:
    """A store of articles that were read, with this many invented statements. Its address."""
    url = f"sqlite:///{path}"
    Store.open(url).close()
    written, read = number // IN_AN_ARTICLE, version(Language().engine, Language().model)
    with closing(sqlite3.connect(path)) as store:
        store.execute("PRAGMA synchronous = OFF")
        _write(store, "articles", (_article(n) | {"enriched_with": read} for n in range(1, written + 1)))
        said = islice(Writer().statements(), written * IN_AN_ARTICLE)
        _write(store, "statements", (_statement(n, content) for n, (content, _) in enumerate(said)))
        store.commit()
    return url


def of_one_name(url: str, number: int) -> None:
    """A store in which so many articles quote one speaker, who is known and waits to be looked at again."""
    one = Article("", "Grid news", "", "Paper")
    columns = {"source", "title", "authors", "date_only", "paywalled", "text", "warnings"}
    common = {name: getattr(one, name) for name in columns} | {"fingerprint": "", "collected": NOW, "changed": NOW}
    said = {"position": 0, "kind": "direct", "spans": [], "content": "", "factuality": "asserted", "confidence": 0.9}
    with Store.open(url) as store:
        with store.write() as tx:
            who = {"name": "Marit Halvorsen", "kind": "person", "key": "p:halvorsen"}
            speaker = tx.execute(insert(schema.speakers).values(who).returning(schema.speakers.c.id)).scalar_one()
            tx.execute(insert(schema.articles), [common | {"url": str(n)} for n in range(number)])
            ids = tx.execute(select(schema.articles.c.id)).scalars().all()
            rows = [said | {"article_id": n, "key": str(n), "speaker_id": speaker} for n in ids]
            tx.execute(insert(schema.statements), rows)
            people.wait(tx, ["p:halvorsen"], since=1)
        people.settle_all(store)
        with store.write() as tx:
            people.wait(tx, ["p:halvorsen"], since=ids[-1])


def topics(number: int) -> dict[str, list[str]]:
    """Rules of three terms each: words, phrases and beginnings of words."""
    writer, chance = Writer(), random.Random(4)  # noqa: S311
    return {
        f"topic {n}": [
            writer.phrase(writer.used),
            " ".join(chance.choices(writer.common[:300], k=2)),
            f"{chance.choice(writer.used)[:6]}*",
        ]
        for n in range(number)
    }


def _article(number: int) -> dict[str, Any]:
    return {"id": number, "url": f"https://paper.example/{number}", **_ARTICLE}


def _statement(number: int, content: str) -> dict[str, Any]:
    article, position = divmod(number, IN_AN_ARTICLE)
    own = {"id": number + 1, "article_id": article + 1, "position": position, "key": f"{number:032x}"}
    return own | {"content": content, **_STATEMENT}


def _write(store: sqlite3.Connection, table: str, rows: Iterator[dict[str, Any]]) -> None:
    first = next(rows)
    into = f"INSERT INTO {table} ({', '.join(first)}) VALUES ({', '.join('?' for _ in first)})"  # noqa: S608
    store.execute(into, tuple(first.values()))
    store.executemany(into, (tuple(row.values()) for row in rows))
