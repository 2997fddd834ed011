"""How many processors and how large a database so many articles a day take: rates measured here, and the arithmetic.

    python -m tests.benchmarks.sizing --rates tests/benchmarks/rates.json --articles 500000 --sources 10000

prints it from the rates that docs/scaling.md has. Without `--rates` it measures: it enriches real articles into a
PostgreSQL store on this computer by one process; what was read is then stored anew, from two Dask workers that have it
ready: so fast does the one writer go when enough of them read. What it measures on is not part of the project (see
`conftest`).
"""

from __future__ import annotations

import argparse
import json
import math
import os
import pickle
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import create_engine, text

from onrecord.store import Store, people
from onrecord.store.marks import MONTH
from tests import cluster, postgres
from tests.benchmarks import backlog
from tests.benchmarks.client import Task, Told, done, rate
from tests.benchmarks.test_scaling import database, real

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.sameness import Marked

_DAY: Final = 86_400
_TOPICS: Final = 1_000
_WORKERS: Final = 2  # that have ready what was read
_EVERY: Final = 15  # minutes between two looks at a source
_OFTEN: Final = 10_000  # articles that quote one speaker
_FULL: Final = 0.7  # of what a machine can do at most: the rest is for what comes at once
_FILL: Final = (
    "INSERT INTO marks SELECT :month, mark, 0 FROM "
    "(SELECT ((random() * 2 - 1) * 9e18)::bigint AS mark FROM generate_series(1, :number)) AS made ORDER BY mark "
    "ON CONFLICT DO NOTHING"
)
_WRITTEN: Final = "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables"


@dataclass(frozen=True)
class Rates:
    """Of one article: characters, statements, milliseconds, rows written, bytes, and marks that are put and asked for.

    `storing` is by the clock, with what the server and the way from the workers take.
    `known` are the milliseconds in which a speaker of `_OFTEN` articles is looked at again. So many `marks` of earlier
    statements were in the store before.
    """

    characters: float
    statements: float
    reading: float
    topics: float
    storing: float
    settling: float
    matching: float
    rows: float
    bytes: float
    known: float
    put: float
    asked: float
    marks: int = 0


def measured(bench: Path, number: int, marks: int) -> Rates:
    """Enrich so many articles, and store them beside so many marks."""
    texts, rules = real(bench, number), backlog.topics(_TOPICS)
    with postgres.served(lasting=True) as server, tempfile.TemporaryDirectory() as name:
        folder, url = Path(name), database(server, "sizing")
        backlog.save(url, texts[:1])
        engine = create_engine(url)
        with engine.connect() as tx:
            empty = tx.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        backlog.save(url, texts)
        alone = done(Task(url=url, topics=rules, kept=f"{folder}/read"))
        known_texts: dict[str, list[Marked]] = pickle.loads((folder / "read").read_bytes())  # noqa: S301 - our own
        read = [known_texts[one] for one in texts]
        with engine.connect() as tx:
            size = tx.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
            rows = tx.execute(text(_WRITTEN)).scalar_one()
        engine.dispose()
        full = database(server, "writer")
        fill(full, marks)
        writer = written(full, texts, rules, folder)
        known = database(server, "known")
        backlog.of_one_name(known, _OFTEN)
        with Store.open(known) as store:
            begin = time.perf_counter()
            people.settle_all(store)
            again = time.perf_counter() - begin
    return Rates(
        characters=sum(map(len, texts)) / number,
        statements=alone.statements / number,
        reading=1000 * alone.spent["reading"] / number,
        topics=1000 * alone.spent["topics"] / number,
        storing=1000 / rate(writer.read),
        settling=1000 * writer.spent["settling"] / number,
        matching=1000 * (writer.spent["asking"] + writer.spent["keeping"]) / number,
        rows=int(rows) / number,
        bytes=(size - empty) / number,
        known=1000 * again,
        put=sum(len(one.kept) for its in read for one in its) / number,
        asked=sum(len(one.asked) for its in read for one in its) / number,
        marks=marks,
    )


def fill(url: str, marks: int) -> None:
    """Put marks into a store that lead to nothing that is looked for."""
    Store.open(url).close()
    values = {"month": datetime.now(UTC).toordinal() // MONTH, "number": marks}
    engine = create_engine(url)
    with engine.begin() as tx:
        tx.execute(text(_FILL), values)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as tx:
        tx.execute(text("VACUUM (ANALYZE) marks"))
    engine.dispose()


def written(url: str, texts: Sequence[str], rules: Mapping[str, list[str]], folder: Path) -> Told:
    """Store what was read in the texts, from workers that have it ready."""
    backlog.save(url, texts)
    code = f"from tests.benchmarks import client\nclient.answer_from('{folder}/read')"
    with cluster.cluster(folder, _WORKERS, code=code) as address:
        return done(Task(url=url, how={"executor": "dask", "dask": address}, topics=dict(rules)))


def plan(one: Rates, articles: int, sources: int, peak: float) -> str:
    """What so many articles a day take, with the arithmetic."""
    mean = articles / _DAY
    most = mean * peak
    writer = one.storing + one.settling + one.matching
    ceiling = 1000 / writer
    work = one.reading + one.topics
    cores = most * work / 1000 / _FULL
    most_a_day = ceiling * _FULL * _DAY
    late = "- | no time"
    if most > ceiling:
        behind = f"({most:.0f} - {ceiling:.0f}) / ({ceiling:.0f} - {mean:.0f})"
        late = f"{behind} | {(most - ceiling) / (ceiling - mean):.1f} hours" if mean < ceiling else "- | never"
    beside = f" beside {one.marks:,} marks" if one.marks else ""
    lines = [
        f"Measured, of one article of {one.characters:,.0f} characters with {one.statements:.1f} statements:",
        "",
        "| what | figure |",
        "|---|---|",
        f"| reading, one processor | {one.reading:.0f} ms |",
        f"| holding against {_TOPICS:,} topics, one processor | {one.topics:.1f} ms |",
        f"| taking from a worker and storing in PostgreSQL{beside}, by the clock | {one.storing:.1f} ms |",
        f"| finding who speakers are | {one.settling:.1f} ms |",
        f"| storing matches and the words to search by | {one.matching:.1f} ms |",
        f"| the last three, which one process does | {writer:.1f} ms |",
        f"| rows written | {one.rows:,.0f} |",
        f"| marks among them; marks that are asked for | {one.put:,.0f}; {one.asked:,.0f} |",
        f"| the database grows by | {one.bytes / 1024:.1f} KB |",
        f"| for each speaker of {_OFTEN:,} articles who is heard in the last minute, once | {one.known:.0f} ms |",
        "",
        f"For {articles:,} articles a day from {sources:,} sources, at peaks {peak:g} times the mean:",
        "",
        "| what | arithmetic | figure |",
        "|---|---|---|",
        f"| articles a second, mean | {articles:,} / {_DAY:,} | {mean:.0f} |",
        f"| articles a second, peak | {mean:.0f} × {peak:g} | {most:.0f} |",
        f"| workers of one processor | {most:.0f} × {work:.0f} ms / {_FULL:.0%} full | {math.ceil(cores)} |",
        f"| what the one writer can do, articles a second | 1000 / {writer:.1f} ms | {ceiling:.0f} |",
        f"| the writer's time that the mean takes | {mean:.0f} / {ceiling:.0f} | {mean / ceiling:.0%} |",
        f"| articles a day, at {_FULL:.0%} of its time | {ceiling:.0f} × {_FULL:.0%} × {_DAY:,} | {most_a_day:,.0f} |",
        f"| after an hour at the peak, all is written in | {late} |",
        f"| rows written a second, mean | {mean:.0f} × {one.rows:,.0f} | {mean * one.rows:,.0f} |",
        f"| the database, a day | {articles:,} × {one.bytes / 1024:.1f} KB | {articles * one.bytes / 2**30:,.0f} GB |",
        f"| the database, a year | 365 × that | {365 * articles * one.bytes / 2**40:,.1f} TB |",
        f"| sources looked at a second | {sources:,} / ({_EVERY} × 60) | {sources / _EVERY / 60:.0f} |",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=5_000_000, help="a day")
    parser.add_argument("--sources", type=int, default=100_000)
    parser.add_argument("--peak", type=float, default=3, help="the busiest minutes, as a multiple of the mean")
    parser.add_argument("--measured", type=int, default=160, help="articles to measure on, a multiple of 16")
    parser.add_argument("--marks", type=int, default=0, help="that are in the store before, of earlier statements")
    parser.add_argument("--rates", type=Path, help="a file of rates as this prints them to standard error")
    asked = parser.parse_args()
    bench = Path(os.environ.get("ONRECORD_BENCH", Path(__file__).parents[3] / "shared" / "bench"))
    one = Rates(**json.loads(asked.rates.read_text())) if asked.rates else measured(bench, asked.measured, asked.marks)
    sys.stderr.write(f"{json.dumps(vars(one))}\n")
    sys.stdout.write(f"{plan(one, asked.articles, asked.sources, asked.peak)}\n")


if __name__ == "__main__":
    main()
