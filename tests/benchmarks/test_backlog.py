"""A Dask cluster with a great deal to do: memory of client and scheduler, and topics held against many statements.

`-m long` looks at backlogs of a hundred thousand and of a million; ONRECORD_READ says how many articles are read:

    ONRECORD_READ=1000000 pytest tests/benchmarks/test_backlog.py --benchmark-only -n 0 -m long
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copy
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

from onrecord.enrich.run import BATCH
from tests import cluster
from tests.benchmarks import backlog
from tests.benchmarks.client import Task, Told, done

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_benchmark.fixture import BenchmarkFixture

    Hold = Callable[[str, Mapping[str, float]], None]

pytest.importorskip("distributed")

WORKERS, TOPICS = 2, 1_000
DISTINCT = 20_000  # articles with words of their own, at most
READ = int(os.environ.get("ONRECORD_READ", "10000"))  # of a million


@pytest.mark.parametrize(
    ("name", "few", "many", "read"),
    [
        pytest.param("small", 1_000, 100_000, 1_000, marks=pytest.mark.long),
        pytest.param("million", 10_000, 1_000_000, READ, marks=pytest.mark.long),
    ],
)
def test_memory_is_flat_whatever_waits(  # noqa: PLR0913, PLR0917 - what is measured and with what
    name: str, few: int, many: int, read: int, tmp_path: Path, benchmark: BenchmarkFixture, hold: Hold
) -> None:
    if not Path("/proc/self/smaps_rollup").exists():
        pytest.skip("the memory of processes is read from /proc, which is not here")

    def both() -> list[Told]:
        return [watched(tmp_path / f"{number}", number, read) for number in (few, many)]

    beside_few, beside_many = (told.read for told in benchmark.pedantic(both, rounds=1))
    early, late = beside_many[len(beside_many) // 10 :], beside_many
    last = len(beside_few)
    figures = {}
    for who, column in (("client", 2), ("scheduler", 3)):
        figures[f"{who}, after the last / after a tenth"] = at_end(late, column) / at_start(early, column)
        figures[f"{who}, beside many / beside few"] = at_end(late[:last], column) / at_end(beside_few, column)
        figures[f"MB of the {who}"] = at_end(late, column)
    hold(f"backlog.{name}", figures)


def watched(folder: Path, number: int, read: int) -> Told:
    """What client and scheduler take while articles are read, of a number that wait."""
    folder.mkdir()
    url = backlog.waiting_to_be_read(folder / "onrecord.db", number, min(number, read, DISTINCT))
    port = cluster.free_port()
    with cluster.scheduler(folder, port) as scheduler, cluster.worker(folder, port), cluster.worker(folder, port):
        how = {"executor": "dask", "dask": f"tcp://127.0.0.1:{port}"}
        told = done(Task(url=url, how=how, watched=(scheduler.pid,), articles=read))
    assert told.read[-1][0] >= min(read, number) - BATCH
    return told


def at_start(batches: list[list[float]], column: int) -> float:
    return median(batch[column] for batch in batches[: max(len(batches) // 10, 1)])


def at_end(batches: list[list[float]], column: int) -> float:
    return median(batch[column] for batch in batches[-max(len(batches) // 10, 1) :])


@pytest.mark.parametrize(
    ("name", "number"),
    [
        pytest.param("small", 20_000, marks=pytest.mark.long),
        pytest.param("million", 1_000_000, marks=pytest.mark.long),
    ],
)
def test_topics_on_dask(name: str, number: int, tmp_path: Path, benchmark: BenchmarkFixture, hold: Hold) -> None:
    backlog.waiting_for_topics(tmp_path / "dask.db", number)
    copy(tmp_path / "dask.db", tmp_path / "local.db")
    rules = backlog.topics(TOPICS)

    def both() -> tuple[Told, Told]:
        with cluster.cluster(tmp_path, WORKERS) as address:
            how: dict[str, Any] = {"executor": "dask", "dask": address}
            dask = done(Task(url=f"sqlite:///{tmp_path}/dask.db", how=how, topics=rules))
        return dask, done(Task(url=f"sqlite:///{tmp_path}/local.db", topics=rules))

    dask, local = benchmark.pedantic(both, rounds=1)
    matches = [set(matched(tmp_path / f"{one}.db")) for one in ("dask", "local")]
    assert len(matches[0]) > number / 10
    first, some, last = dask.matched[1], dask.matched[1 + len(dask.matched) // 5], dask.matched[-1]
    hold(
        f"matching.{name}",
        {
            "matches that one of the two lacks": len(matches[0] ^ matches[1]),
            "time of each, of all / of a fifth": each(first, last) / each(first, some),
            "statements a second, Dask": 1 / each(first, last),
            "statements a second, local": 1 / each(local.matched[1], local.matched[-1]),
            "matches": len(matches[0]),
        },
    )


def each(first: list[float], last: list[float]) -> float:
    """Seconds for a statement between two batches."""
    return (last[1] - first[1]) / (last[0] - first[0]) / backlog.IN_AN_ARTICLE


def matched(path: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as store:
        return store.execute("SELECT * FROM matches").fetchall()
