"""How long readers of the web edition of a million statements wait, and what its pages weigh: see `load.py`."""

from __future__ import annotations

from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING

import pytest

from onrecord import places
from tests.benchmarks import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

RATE, SECONDS = 20, 10
ROUNDS = 3  # at most: a machine that is busy with other work is asked again
ENOUGH = 100  # ms for all but one in twenty of a round
FILES = ("site.css", "reader.js")


@pytest.mark.timed
def test_readers_of_a_million_statements_do_not_wait(
    million: Path, benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]
) -> None:
    reader = load.Reader(million, seed=1)
    questions = reader.questions()
    with load.served(million) as address:
        first = load.ask(address, reader.each(), rate=load.FIRST)
        files = load.ask(address, [load.Question("file", places.static(name)) for name in FILES], rate=load.FIRST)

        def rounds() -> Iterator[list[load.Answer]]:
            for _ in range(ROUNDS):
                yield (done := load.ask(address, list(islice(questions, RATE * SECONDS)), rate=RATE))
                if p95(done) < ENOUGH:
                    break

        answers = min(benchmark.pedantic(lambda: list(rounds()), rounds=1), key=p95)
    print(load.table(answers))  # noqa: T201  # shown where a floor is missed
    kinds = load.by_kind(answers)
    pages = [one for one in (*first, *answers) if not one.question.kind.startswith(("feed", "API"))]
    hold(
        "web",
        {
            "ms of a search, p95": p95(kinds["all searches"]),
            "ms of a topic page, p95": p95(kinds["topic"]),
            "ms of any answer, p95": p95(answers),
            "answers that were no page": sum(one.status != load.OK for one in (*first, *answers)),
            "KB on the wire, with CSS and JavaScript": heaviest(pages, files, attrgetter("wire")),
            "the same, unpacked": heaviest(pages, files, attrgetter("unpacked")),
        },
    )


def p95(answers: Sequence[load.Answer]) -> float:
    return load.at(0.95, [one.seconds for one in answers])


def heaviest(pages: Sequence[load.Answer], files: Sequence[load.Answer], size: Callable[[load.Answer], int]) -> float:
    """KB of the heaviest page, with the files that all pages have."""
    return (max(map(size, pages)) + sum(map(size, files))) / 1_000
