"""A store of a million invented statements, written past SQLAlchemy so that it takes seconds.

Two hundred days of a thousand articles; those of months ago have the same words each day, since nobody asks for them.
Three of five fall under a topic, one in ten of these under two, and an edition dealt with all but those of the last
day. One in ten gives another's words of its day, one in twenty is like another one's of the day before.
"""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from onrecord.model import Kind, Statement
from onrecord.sameness import marked
from onrecord.store import Store
from onrecord.store.marks import MONTH
from onrecord.store.words import SQLITE_ROWS
from tests.benchmarks.stories import Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

NOW: Final = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
DIGEST: Final = "morning"
TOPICS: Final = tuple(f"topic {number}" for number in range(20))
_DAYS, _A_DAY, _IN_AN_ARTICLE = 200, 1_000, 5
_SOURCES, _SPEAKERS, _PEOPLE = 40, 3_000, 2_000
_WITH_MARKS, _WITH_TEXT = 31, 10  # of the last days; what is earlier is only there to be passed over
_COPIED, _SAID_BEFORE = 0.1, 0.05
_UNDER_A_TOPIC = 0.6  # of the articles
_WORDS, _MARKS = 22, 12  # of a statement
_KINDS = ("direct", "indirect", "mixed")


def made(path: Path) -> Path:
    """Make the archive as a store of its own; gives the path again."""
    Store.open(f"sqlite:///{path}").close()
    fill(path)
    return path


def fill(path: Path) -> None:
    """Write the archive into an empty store's file."""
    with closing(sqlite3.connect(path)) as store:
        store.execute("PRAGMA synchronous = OFF")
        store.execute("PRAGMA journal_mode = MEMORY")
        made = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        indexes = store.execute(made).fetchall()
        for name, _ in indexes:
            store.execute(f"DROP INDEX {name}")
        for table, rows in Archive().tables():
            names = ", ".join(rows[0])
            places = ", ".join("?" for _ in rows[0])
            store.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", map(tuple, map(dict.values, rows)))  # noqa: S608
        for table, (rows_of_day, changed) in _OLD.items():
            _repeat(store, table, rows_of_day, changed)
        told = f"INSERT INTO edition_statements SELECT (article_id - 1) / {_A_DAY} + 1, key FROM statements"  # noqa: S608
        store.execute(f"{told} WHERE article_id <= {(_DAYS - 1) * _A_DAY} ORDER BY 1, 2")
        for _, sql in indexes:
            store.execute(sql)
        store.execute(f"{SQLITE_ROWS} ORDER BY 1")
        store.commit()
        store.execute("PRAGMA journal_mode = WAL")


def _repeat(store: sqlite3.Connection, table: str, rows_of_day: str, changed: Mapping[str, str]) -> None:
    """Copy the first day's rows to the days after it of which nobody asks for the words."""
    columns = [row[1] for row in store.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(changed.get(column, column) for column in columns)
    store.execute(
        "WITH RECURSIVE days(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM days WHERE k < ?)"  # noqa: S608
        f" INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM days, {table} WHERE {rows_of_day}",
        [_DAYS - _WITH_MARKS - 1],
    )


def _later(column: str) -> str:
    return f"strftime('%Y-%m-%d %H:%M:%f000', {column}, k || ' days')"


_OLD: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "articles": (
        f"id <= {_A_DAY}",
        {"id": f"id + k * {_A_DAY}", "url": "url || '/' || k"}
        | {column: _later(column) for column in ("published", "collected", "changed", "ready")},
    ),
    "statements": (
        f"id <= {_A_DAY * _IN_AN_ARTICLE}",
        {
            "id": f"id + k * {_A_DAY * _IN_AN_ARTICLE}",
            "article_id": f"article_id + k * {_A_DAY}",
            "key": "lower(hex(randomblob(16)))",
            "same_as": f"same_as + k * {_A_DAY * _IN_AN_ARTICLE}",
            "moment": _later("moment"),
        },
    ),
    "matches": (
        f"statement_id <= {_A_DAY * _IN_AN_ARTICLE}",
        {"statement_id": f"statement_id + k * {_A_DAY * _IN_AN_ARTICLE}", "moment": _later("moment")},
    ),
    "editions": (
        "id = 1",
        {"id": "id + k", "date": "date(date, k || ' days')", "composed": _later("composed")},
    ),
}


@dataclass
class Archive:
    """Makes the rows of the tables, by day."""

    _chance: random.Random = field(default_factory=lambda: random.Random(2))  # noqa: S311
    _words: list[str] = field(default_factory=lambda: Writer(3).words)
    _statements: int = 0
    _said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._often = list(accumulate(1 / (n + 2) for n in range(len(self._words))))
        words = self._words[:50]
        fields = ("content", "content", "title", "article")
        self._reasons = [
            json.dumps([{"term": word, "words": word, "field": one, "rule": "any", "start": 0}])
            for word in words
            for one in fields
        ]

    def tables(self) -> Iterator[tuple[str, Sequence[dict[str, Any]]]]:
        """Some rows of a table, again and again."""
        names = [" ".join(self._chance.sample(self._words[400:], 2)).title() for _ in range(_SPEAKERS)]
        kinds = ["person", "person", "person", "organisation", "group", "anonymous"]
        yield "people", [{"id": n + 1, "name": names[n], "kind": kinds[n % 6]} for n in range(_PEOPLE)]
        yield (
            "speakers",
            [{"id": n + 1, "name": name, "kind": kinds[n % 6], "key": name.split()[1]} for n, name in enumerate(names)],
        )
        for ago in (_DAYS - 1, *reversed(range(_WITH_MARKS))):
            yield from self._day(ago)

    def _day(self, ago: int) -> Iterator[tuple[str, Sequence[dict[str, Any]]]]:
        said: list[dict[str, Any]] = []
        articles: list[dict[str, Any]] = []
        matches: list[dict[str, Any]] = []
        marks: list[tuple[int, int, int]] = []
        self._statements = (_DAYS - 1 - ago) * _A_DAY * _IN_AN_ARTICLE
        for number in range(_A_DAY):
            ready = NOW - timedelta(days=ago, minutes=1 + number // 16 * 16)
            article = self._article((_DAYS - 1 - ago) * _A_DAY + number + 1, ready)
            its = [self._statement(article["id"], position, ago, said) for position in range(_IN_AN_ARTICLE)]
            for statement in its:
                statement["moment"] = article["published"]
            article["text"] = self._told(its) if ago < _WITH_TEXT else its[0]["content"]
            articles.append(article)
            said += its
            topic = self._chance.randrange(len(TOPICS))
            if self._chance.random() >= _UNDER_A_TOPIC:
                continue
            for statement in its:
                more = {self._chance.randrange(len(TOPICS))} if self._chance.random() < _COPIED else set()
                matches += [
                    {
                        "statement_id": statement["id"],
                        "topic": TOPICS[one],
                        "reason": self._chance.choice(self._reasons),
                        "moment": article["published"],
                    }
                    for one in {topic, *more}
                ]
        yield "articles", articles
        yield "statements", said
        yield "matches", matches
        if ago < _WITH_MARKS:
            month = (NOW - timedelta(days=ago)).toordinal() // MONTH
            for statement in said:
                if statement["same_as"] is None:
                    marks += [(month, mark, statement["id"]) for mark in self._marks(statement["content"], ago)]
            yield "marks", [dict(zip(("month", "mark", "statement_id"), row, strict=True)) for row in sorted(marks)]
        if ago:
            self._said = [statement["content"] for statement in said]
            yield "editions", [self._edition(_DAYS - ago, ago)]

    def _article(self, number: int, ready: datetime) -> dict[str, Any]:
        source = self._chance.randrange(_SOURCES)
        return {
            "id": number,
            "url": f"https://paper{source}.example/{number}",
            "source": f"Paper {source}",
            "title": self._sentence(8),
            "authors": "[]",
            "published": _moment(ready - timedelta(minutes=self._chance.randrange(300))),
            "date_only": False,
            "language": "en",
            "paywalled": False,
            "text": "",
            "warnings": "[]",
            "fingerprint": "",
            "collected": _moment(ready),
            "changed": _moment(ready),
            "enriched_with": "1",
            "ready": _moment(ready),
            "matched_with": "1",
        }

    def _statement(self, article: int, position: int, ago: int, today: Sequence[dict[str, Any]]) -> dict[str, Any]:
        self._statements += 1
        speaker = self._chance.randrange(_SPEAKERS)
        same = self._chance.choice(today) if today and self._chance.random() < _COPIED else None
        if same is not None:
            content, speaker = same["content"], same["speaker_id"] - 1
        elif self._said and not ago and self._chance.random() < _SAID_BEFORE:
            content = f"{self._chance.choice(self._said)} {self._sentence(3)}"
        else:
            content = self._sentence(self._chance.randint(6, 2 * _WORDS - 6))
        return {
            "id": self._statements,
            "article_id": article,
            "position": position,
            "key": f"{self._statements * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128:032x}",
            "kind": self._chance.choice(_KINDS),
            "spans": "[]",
            "content": content,
            "cue": "said",
            "cue_start": 0,
            "cue_end": 4,
            "act": "say",
            "speaker_id": speaker + 1,
            "person_id": speaker + 1 if speaker < _PEOPLE else None,
            "mention": "he",
            "mention_start": 0,
            "mention_end": 2,
            "speaker_title": self._words[speaker] if speaker % 2 else None,
            "factuality": "asserted",
            "confidence": self._chance.uniform(0.45, 1),
            "same_as": same and (same["same_as"] or same["id"]),
        }

    def _told(self, its: Iterable[dict[str, Any]]) -> str:
        """A text that tells the statements, and notes in them where they stand."""
        text = ""
        for statement in its:
            text += f"{self._sentence(12).capitalize()}. It was said: “"
            statement["spans"] = json.dumps([[len(text), len(text) + len(statement["content"])]])
            text += f"{statement['content']}.”\n\n"
        return text.strip()

    def _marks(self, content: str, ago: int) -> Iterable[int]:
        """True ones of the last days only: to find those of all takes too long, and they would lead nowhere else."""
        if ago <= 1:
            return marked(Statement(Kind.DIRECT, (), content)).kept
        return {self._chance.getrandbits(63) for _ in range(_MARKS)}

    def _edition(self, number: int, ago: int) -> dict[str, Any]:
        moment = NOW - timedelta(days=ago)
        told = {"statements": _A_DAY, "subject": "", "html": "", "text": ""}
        day = {"digest": DIGEST, "date": moment.date().isoformat(), "timezone": "UTC", "composed": _moment(moment)}
        return {"id": number} | day | told

    def _sentence(self, length: int) -> str:
        return " ".join(self._chance.choices(self._words, cum_weights=self._often, k=length))


def _moment(value: datetime) -> str:
    """As SQLAlchemy writes it into SQLite."""
    return value.strftime("%Y-%m-%d %H:%M:%S.%f")
