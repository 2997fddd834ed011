"""The same words told from others, and the time of adding an article's statements beside many."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select

from onrecord.model import Article, Kind, Speaker, SpeakerKind, Statement
from onrecord.sameness import Likeness, compare, marked
from onrecord.store import Store, articles
from onrecord.store.marks import MONTH
from onrecord.store.missing import insert_missing
from onrecord.store.schema import articles as articles_table
from onrecord.store.schema import speakers
from onrecord.store.schema import statements as table
from tests.benchmarks.stories import Writer
from tests.onrecord.sameness.labelled import pairs
from tests.samples import replaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pytest_benchmark.fixture import BenchmarkFixture

    from tests.onrecord.sameness.labelled import Pair

STORED, EACH, MORE = 100_000, 10, 60  # statements stored, of one article, articles to add
FIRST = 1_000_000  # id of the first of them
PEOPLE = 2_000
NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


def test_pairs(benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]) -> None:
    def told() -> dict[str, float]:
        dev, unseen = list(pairs("dev")), list(pairs("unseen"))
        reworded = [compare(pair.one, pair.other) for pair in dev + unseen if pair.label == "~"]
        return {
            "f1 of 400 pairs": f1(dev + unseen),
            "f1 of the 200 unseen": f1(unseen),
            "other wordings known as such": reworded.count(Likeness.REWORDED) / len(reworded),
        }

    hold("sameness", benchmark.pedantic(told, rounds=1))


def f1(labelled: Sequence[Pair]) -> float:
    """Of the pairs that are one statement, and that the store would group: the one found by a mark, and the same."""
    found = [
        not marked(pair.one).kept.isdisjoint(marked(pair.other).asked)
        and compare(pair.one, pair.other) is Likeness.SAME
        for pair in labelled
    ]
    right = sum(same and pair.label == "=" for same, pair in zip(found, labelled, strict=True))
    return 2 * right / (sum(found) + sum(pair.label == "=" for pair in labelled))


@pytest.mark.timed
def test_adding_statements(
    store: Store, benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]
) -> None:
    writer = Writer()
    few, many = ([_new(writer, name, n) for n in range(MORE)] for name in ("few", "many"))
    beside_few = median(_added(store, few))
    rows = fill(store, writer)
    beside_many = median(benchmark.pedantic(_added, args=(store, many), rounds=1))
    hold(
        "repeats",
        {
            "ms for an article's statements": 1000 * beside_many,
            "time beside many / beside few": beside_many / beside_few,
            "marks for a statement": rows / STORED,
        },
    )


def fill(store: Store, writer: Writer) -> int:
    """Store 100,000 statements of this month without comparing them; gives how many marks they have."""
    found = []
    with store.write() as tx:
        people = [{"name": f"First Last{n}", "kind": SpeakerKind.PERSON} for n in range(PEOPLE)]
        insert_missing(tx, speakers, *people)
        ids = list(tx.execute(select(speakers.c.id)).scalars())
        for start in range(FIRST, FIRST + STORED, EACH):
            row = {"id": start, "url": f"https://paper.example/{start}", "source": "Paper", "title": "Story"}
            row |= {"text": "Text.", "authors": [], "warnings": [], "date_only": False, "paywalled": False}
            row |= {"fingerprint": "none", "published": NOW, "collected": NOW, "changed": NOW}
            tx.execute(insert(articles_table), row | {"enriched_with": "bench"})
            said = dict(enumerate(_said(writer, EACH), start))
            tx.execute(
                insert(table),
                [
                    {"id": number, "article_id": start, "position": number - start, "key": str(number), "spans": []}
                    | {"kind": Kind.DIRECT, "content": one.content, "factuality": one.factuality, "confidence": 1.0}
                    | {"speaker_id": ids[number % len(ids)]}
                    for number, one in said.items()
                ],
            )
            found += [
                (NOW.toordinal() // MONTH, mark, number) for number, one in said.items() for mark in marked(one).kept
            ]
        tx.exec_driver_sql("INSERT INTO marks (month, mark, statement_id) VALUES (?, ?, ?)", sorted(found))
    return len(found)


def _said(writer: Writer, number: int) -> Iterator[Statement]:
    """So many statements of a usual length: 25 words on average."""
    lengths = [writer.chance.randint(8, 42) for _ in range(number)]
    words = iter(writer.sentence(sum(lengths)))
    for length in lengths:
        content = " ".join(islice(words, length))
        speaker = Speaker(f"First Last{writer.chance.randrange(PEOPLE)}", "he", 0, 2, SpeakerKind.PERSON)
        yield Statement(Kind.DIRECT, ((0, len(content)),), content, speaker=speaker)


def _new(writer: Writer, name: str, number: int) -> tuple[Article, list[Statement]]:
    """An article and its statements."""
    text = " ".join(writer.sentence(100))
    article = Article(f"https://{name}.example/{number}", f"{name} {number}", text, "Paper", published=NOW)
    return article, list(_said(writer, EACH))


def _added(store: Store, new: Sequence[tuple[Article, list[Statement]]]) -> list[float]:
    """How long each article's statements took to be stored, in seconds, without the disk's part in its keeping."""
    taken = []
    for article, found in new:
        with store.write() as tx:
            articles.save(tx, article, now=NOW)
            [waiting] = articles.pending(tx, "bench")
            begin = time.perf_counter()
            replaced(tx, waiting, *found, version="bench", now=NOW)
            taken.append(time.perf_counter() - begin)
    return taken
