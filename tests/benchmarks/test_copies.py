"""Copies told from other texts, and the time of storing one more article."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from onrecord.addresses import identity
from onrecord.model import Article
from onrecord.store import Store, articles, likeness
from onrecord.store.likeness import Signature
from onrecord.store.schema import article_titles, article_urls, signatures
from onrecord.store.schema import articles as table
from tests.benchmarks.stories import Writer, copies, others, write

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pytest_benchmark.fixture import BenchmarkFixture

    from tests.benchmarks.stories import Story

PAIRS = 200  # of each kind
STORED, MORE = 20_000, 300
FIRST = 1_000_000  # id of the first of them
NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


def share(pair: Callable[[], tuple[Story, Story]], *, same_site: bool) -> float:
    """The share of pairs that the store would group: found by a band, and alike."""
    grouped = 0
    for _ in range(PAIRS):
        one, other = (likeness.signature(write(story)) for story in pair())
        assert one
        assert other
        met = not set(likeness.bands(one)).isdisjoint(likeness.bands(other))
        grouped += met and likeness.is_copy(one, other, same_site=same_site)
    return grouped / PAIRS


def test_copies(benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]) -> None:
    writer = Writer()

    def told() -> dict[str, float]:
        found = {kind: share(pair, same_site=False) for kind, pair in copies(writer).items()}
        found |= {f"no copy: {kind}": share(pair, same_site=False) for kind, pair in others(writer).items()}
        return found | {
            f"no copy: {kind}, one site": share(pair, same_site=True) for kind, pair in others(writer).items()
        }

    hold("copies", benchmark.pedantic(told, rounds=1))


def fill(store: Store) -> None:
    """Store 20,000 articles of two months without looking for copies; what stands for their texts is chance."""
    chance = random.Random(1)  # noqa: S311
    bands = []
    with store.write() as tx:
        for start in range(0, STORED, 1_000):
            ids = range(FIRST + start, FIRST + start + 1_000)
            urls = {number: f"https://paper{number % 50}.example/story/{number}" for number in ids}
            when = {number: NOW - timedelta(minutes=(number - FIRST) * 60 * 24 * 60 // STORED) for number in ids}
            marks = {number: Signature(400, chance.randbytes(512)) for number in ids}
            rows = [
                {"id": number, "url": urls[number], "source": "Paper", "title": f"Story {number}", "text": "Text."}
                | {"authors": [], "warnings": [], "date_only": False, "paywalled": False, "fingerprint": "none"}
                | {"published": when[number], "collected": when[number], "changed": when[number]}
                for number in ids
            ]
            tx.execute(insert(table), rows)
            met = [{"url": url, "identity": identity(url), "checked": NOW} for url in urls.values()]
            tx.execute(insert(article_urls), [row | {"article_id": one} for row, one in zip(met, ids, strict=True)])
            titles = [{"article_id": one, "position": 0, "title": "Story", "first_seen": NOW} for one in ids]
            tx.execute(insert(article_titles), titles)
            tx.execute(
                insert(signatures),
                [
                    {"article_id": one, "site": f"paper{one % 50}.example", "moment": when[one], "duplicate_of": None}
                    | {"runs": mark.runs, "digest": mark.digest}
                    for one, mark in marks.items()
                ],
            )
            bands += [(chance.getrandbits(63), when[one].toordinal(), one) for one in ids for _ in range(40)]
        tx.exec_driver_sql("INSERT INTO signature_bands (band, day, article_id) VALUES (?, ?, ?)", sorted(bands))


@pytest.mark.timed
def test_storing_one_more(
    store: Store, benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]
) -> None:
    writer = Writer()
    few, many = ([_new(writer, name, n) for n in range(MORE)] for name in ("few", "many"))
    beside_few = median(_saved(store, few))
    fill(store)
    beside_many = median(benchmark.pedantic(_saved, args=(store, many), rounds=1))
    hold("store", {"ms for one more": 1000 * beside_many, "time beside many / beside few": beside_many / beside_few})


def _new(writer: Writer, name: str, number: int) -> Article:
    """An article that nothing stored is a copy of."""
    published = NOW - timedelta(hours=number)
    url = f"https://paper{number % 7}.example/{name}/{number}"
    return Article(url, f"{name} {number}", write(writer.story(300, 700)), "Paper", published=published)


def _saved(store: Store, new: Sequence[Article]) -> list[float]:
    """How long each took to be saved, in seconds, without the disk's part in its keeping."""
    taken = []
    for article in new:
        with store.write() as tx:
            begin = time.perf_counter()
            articles.save(tx, article, now=NOW)
            taken.append(time.perf_counter() - begin)
    return taken
