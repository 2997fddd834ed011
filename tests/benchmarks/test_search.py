"""How much a search takes of a processor, kind by kind, on a million statements.

A page of thirty and, where that is not the last, the count, as on the web edition's search page. In the months before
the last, the archive's words are the same each day, so a rare word is less rare than in a true one.
"""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest

from onrecord.query import parse
from onrecord.store import Store, search
from tests.benchmarks.archive import NOW, TOPICS
from tests.benchmarks.stories import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

OF_A_KIND: Final = 10
ON_A_PAGE: Final = 30
LAST: Final = 99 * ON_A_PAGE  # where the last page begins that the web edition shows


def asked(archive: Path) -> dict[str, Callable[[], str]]:
    """The kinds of searches, each drawn by chance from the archive's own words and names."""
    chance = random.Random(5)  # noqa: S311
    written = Writer(3).words  # the most frequent first
    with closing(sqlite3.connect(archive)) as store:
        names = [name for (name,) in store.execute("SELECT name FROM people")]

    def often() -> str:
        return chance.choice(written[5:60])

    def seldom() -> str:
        return chance.choice(written[3_000:])

    def topic() -> str:
        return f'topic:"{chance.choice(TOPICS)}"'

    return {
        "everything": lambda: "",
        "a frequent word": often,
        "a rare word": seldom,
        "frequent and rare": lambda: f"{often()} {seldom()}",
        "five frequent words": lambda: " ".join(often() for _ in range(5)),
        "a phrase seldom said": lambda: f'"{often()} {often()} {often()}"',
        "two letters and *": lambda: f"{often()[:2]}*",
        "one word without another": lambda: f"{often()} -{often()}",
        "speaker and word": lambda: f'speaker:"{chance.choice(names)}" {often()}',
        "filters alone": lambda: (
            f'{topic()} source:"Paper {chance.randrange(40)}" kind:direct cue:say after:2026-06-01'
        ),
        "a day of months ago": lambda: f"after:2026-06-01 before:2026-06-02 {often()}",
        "nothing is left": lambda: "-kind:direct -kind:indirect -kind:mixed",
    }


@pytest.mark.timed
def test_searching(
    million: Path, benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]
) -> None:
    kinds = asked(million)
    with Store.open(f"sqlite:///{million}") as store:

        def once(what: str, offset: int = 0) -> float:
            """Milliseconds of the processor."""
            query = parse(what, today=NOW.date() + timedelta(days=1))
            begin = time.process_time()
            with store.read() as tx:
                if search.search(tx, query, limit=ON_A_PAGE, offset=offset).more:
                    search.count(tx, query)
            return 1_000 * (time.process_time() - begin)

        def measured() -> Iterator[tuple[str, list[float]]]:
            once("")
            for kind, made in kinds.items():
                yield kind, sorted(once(made()) for _ in range(OF_A_KIND))
            yield "the hundredth page", sorted(once(kinds["a frequent word"](), LAST) for _ in range(OF_A_KIND))

        times = benchmark.pedantic(lambda: dict(measured()), rounds=1)
    medians = {f"ms, {kind}": its[len(its) // 2] for kind, its in times.items()}
    slowest = max(one for its in times.values() for one in its)
    hold("search", medians | {"ms of the slowest kind": max(medians.values()), "ms of the slowest search": slowest})
