"""Enrichment by several processes, by a Dask cluster and into PostgreSQL, beside one process and SQLite.

The clock runs from the first stored batches to the last one: without the start of anything, and without loading the
model. What is measured grows with ONRECORD_SCALE:

    ONRECORD_SCALE=10 pytest tests/benchmarks/test_scaling.py --benchmark-only -n 0 -m "timed or long"
"""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, make_url, text

from onrecord.enrich.run import BATCH
from tests import cluster, postgres
from tests.benchmarks import backlog
from tests.benchmarks.client import Task, Told, done, rate
from tests.benchmarks.test_statements import rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

    Hold = Callable[[str, Mapping[str, float]], None]

pytest.importorskip("distributed")

SCALE = int(os.environ.get("ONRECORD_SCALE", "1"))
ARTICLES = 160 * SCALE
ROUNDS = 3  # at most: a machine that is busy with other work is asked again
WORKERS = 2
ENOUGH = {
    "articles a second, 2 processes / 1": 1.72,
    "articles a second, Dask, 2 workers over TCP / 2 processes": 0.87,
    "articles a second, 1 process, storing included / bare model": 0.87,
    "articles a second, PostgreSQL / SQLite": 0.92,
}


@pytest.mark.timed
def test_rates(bench: Path, tmp_path: Path, benchmark: BenchmarkFixture, hold: Hold) -> None:
    texts = real(bench, ARTICLES)
    lines = tmp_path / "texts.jsonl"
    lines.write_text("\n".join(map(json.dumps, texts)))
    number = count()

    def on_sqlite(how: Mapping[str, Any]) -> Told:
        url = f"sqlite:///{tmp_path}/{next(number)}.db"
        return enriched(url, texts, how)

    with ExitStack() as held:
        dask = {"executor": "dask", "dask": held.enter_context(cluster.cluster(tmp_path, WORKERS))}
        ways: dict[str, Callable[[], Told]] = {
            "1 process": lambda: on_sqlite({}),
            "2 processes": lambda: on_sqlite({"executor": "processes", "processes": 2}),
            "Dask, 2 workers": lambda: on_sqlite(dask),
            "bare model": lambda: done(Task(bare=str(lines))),
        }
        try:
            server = held.enter_context(postgres.served(lasting=True))
            ways["PostgreSQL"] = lambda: enriched(database(server, f"rates_{next(number)}"), texts, {})
        except postgres.NoServerError:
            server = ""

        def best() -> tuple[dict[str, float], Told]:
            runs: dict[str, list[Told]] = {name: [] for name in ways}
            for _ in range(ROUNDS):
                for name, way in ways.items():
                    runs[name].append(way())
                rates = {name: max(rate(told.read) for told in its) for name, its in runs.items()}
                if all(value >= ENOUGH[name] for name, value in ratios(rates).items()):
                    break
            alone = max(runs["1 process"], key=lambda told: rate(told.read))
            return ratios(rates) | {f"articles a second, {name}": value for name, value in rates.items()}, alone

        figures, alone = benchmark.pedantic(best, rounds=1)
    figures["statements a second, 1 process"] = figures["articles a second, 1 process"] * alone.statements / ARTICLES
    figures |= {f"ms an article, {part}": 1000 * spent / ARTICLES for part, spent in alone.spent.items()}
    stored = {name: figures.pop(name) for name in list(figures) if "PostgreSQL" in name}
    hold("scaling.rates", figures)
    if not server:
        pytest.skip("PostgreSQL's server is not installed")
    hold("scaling.postgresql", stored)


def ratios(rates: Mapping[str, float]) -> dict[str, float]:
    """What is held to a floor."""
    found = {
        "articles a second, 2 processes / 1": rates["2 processes"] / rates["1 process"],
        "articles a second, Dask, 2 workers over TCP / 2 processes": rates["Dask, 2 workers"] / rates["2 processes"],
        "articles a second, 1 process, storing included / bare model": rates["1 process"] / rates["bare model"],
    }
    if "PostgreSQL" in rates:
        found["articles a second, PostgreSQL / SQLite"] = rates["PostgreSQL"] / rates["1 process"]
    return found


def real(bench: Path, number: int) -> list[str]:
    """Texts of real articles, each different, in an order in which all batches take about as long."""
    texts = [row["text"] for row in rows(bench / "statements" / "train.jsonl")][:number]
    made = [f"{texts[n % len(texts)]}\n\nEdition {n // len(texts) + 1}." for n in range(number)]
    ordered, batches = sorted(made, key=len), number // BATCH
    return [text for first in range(batches) for text in ordered[first::batches]]


def enriched(url: str, texts: Sequence[str], how: Mapping[str, Any]) -> Told:
    """What comes of enriching a new store with these texts, which must be stored whole."""
    backlog.save(url, texts)
    told = done(Task(url=url, how=dict(how), topics=backlog.topics(100)))
    assert told.read[-1][0] == len(texts)
    assert told.statements > len(texts)
    return told


def database(server: str, name: str) -> str:
    """The address of a new database of a server."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as tx:
        tx.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)
