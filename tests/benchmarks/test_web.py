"""How long readers of the web edition of a million statements wait, and what its pages weigh: see `load.py`."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pytest

from onrecord import places
from tests.benchmarks import load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

RATE, SECONDS = 20, 10
FILES = ("site.css", "reader.js")


@pytest.mark.timed
def test_readers_of_a_million_statements_do_not_wait(
    million: Path, benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]
) -> None:
    reader = load.Reader(million, seed=1)
    with load.served(million) as address:
        first = load.ask(address, reader.each(), rate=load.FIRST)
        files = load.ask(address, [load.Question("file", places.static(name)) for name in FILES], rate=load.FIRST)
        questions = list(islice(reader.questions(), RATE * SECONDS))
        answers = benchmark.pedantic(lambda: load.ask(address, questions, rate=RATE), rounds=1)
    print(load.table(answers))  # noqa: T201  # shown where a floor is missed
    pages, kinds = [*first, *answers], load.by_kind(answers)
    figures = {
        "ms of a search, p95": p95(kinds["all searches"]),
        "ms of a topic page, p95": p95(kinds["topic"]),
        "ms of any page, p95": p95(answers),
        "answers that were no page": sum(one.status != 200 for one in pages),
        "KB on the wire, with CSS and JavaScript": (max(one.wire for one in pages) + sum(one.wire for one in files))
        / 1e3,
        "the same, unpacked": (max(one.unpacked for one in pages) + sum(one.unpacked for one in files)) / 1e3,
    }
    hold("web", figures)


def p95(answers: Sequence[load.Answer]) -> float:
    return load.at(0.95, [one.seconds for one in answers])
