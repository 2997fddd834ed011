"""The whole of it beyond one machine: PostgreSQL, a Dask scheduler and workers, all killed and started again."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final

import pytest

from onrecord.config import Config
from onrecord.enrich.run import enrich
from onrecord.store import Store, articles
from tests import cluster, stores
from tests.command import PROGRAM
from tests.samples import article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

ARTICLES: Final = 2_000
PATIENCE: Final = 120  # seconds
TOPICS: Final = (("harbour", "harbour"), ("prices", "price*"))
NAMES: Final = ("Marit Halvorsen", "Jonas Weller", "Ana Reed", "Tom Okafor", "The Harbour Board")
THINGS: Final = ("harbour", "gas price", "ferry", "power grid", "school", "bread price", "tunnel")
SYLLABLES: Final = [first + then for first in "bdfgklmnprstv" for then in "aeiou"]

# By their places, not by their ids: PostgreSQL leaves out those that a killed transaction had taken.
ALL: Final = (
    "SELECT s.article_id, s.position, s.key, s.content, s.spans::text, s.cue, s.confidence, w.name, p.name, "
    "h.article_id, h.position FROM statements s LEFT JOIN speakers w ON w.id = s.speaker_id "
    "LEFT JOIN people p ON p.id = s.person_id JOIN statements h ON h.id = coalesce(s.same_as, s.id)"
)
MATCHES: Final = (
    "SELECT s.article_id, s.position, m.topic, m.reason::text FROM matches m JOIN statements s ON s.id = m.statement_id"
)


def written(chance: random.Random) -> Iterator[str]:
    """Short articles, some of which say what an earlier one says."""
    said: list[str] = []
    for _ in range(ARTICLES):
        one, two, three = ("".join(chance.choices(SYLLABLES, k=3)) for _ in range(3))
        said.append(f"the {chance.choice(THINGS)} of {one.title()} would {two} every {three}")
        yield f"{chance.choice(NAMES)} said {chance.choice(said) if chance.random() < 0.1 else said[-1]}."


def laid_out(folder: Path, docs: list[str], now: datetime) -> None:
    """A store with these articles, and a topics.yaml."""
    folder.mkdir()
    with Store.open(stores.at(folder)) as store, store.write() as tx:
        for number, words in enumerate(docs):
            articles.save(tx, article(number, title=f"News {number}", text=words), now=now)


def config(address: str, url: str) -> str:
    return json.dumps(
        {
            "topics": [{"name": name, "any": [words]} for name, words in TOPICS],
            "store": {"url": url},
            "enrich": {"executor": "dask", "dask": address},
        }
    )


def held(folder: Path) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """All statements and all matches that a store has."""
    return sorted(stores.rows(folder, ALL)), sorted(stores.rows(folder, MATCHES))


def wait_for(what: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.mark.skipif(not stores.on_postgres(), reason="on PostgreSQL: pytest --store postgresql")
def test_all_are_killed_and_started_again_and_the_statements_are_those_of_one_process(
    tmp_path: Path, now: datetime
) -> None:
    docs = list(written(random.Random(4)))  # noqa: S311
    alone, together = tmp_path / "alone", tmp_path / "together"
    for folder in (alone, together):
        laid_out(folder, docs, now)
    port = cluster.free_port()
    told = config(f"tcp://127.0.0.1:{port}", stores.at(together))
    (together / "topics.yaml").write_text(told)
    log = together / "client.log"

    def read() -> int:
        [[number]] = stores.rows(together, "SELECT count(*) FROM articles WHERE enriched_with IS NOT NULL")
        return int(number)

    def client() -> subprocess.Popen[bytes]:
        with log.open("ab") as out:
            return subprocess.Popen([*PROGRAM, "enrich"], cwd=together, stdout=out, stderr=out)

    def kill(process: subprocess.Popen[bytes]) -> int:
        """Kill it in the middle of work; gives how many articles were read by then."""
        assert process.poll() is None, log.read_text()
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        return read()

    with ExitStack() as started:
        scheduler = started.enter_context(cluster.scheduler(together, port))
        first, second = (started.enter_context(cluster.worker(together, port)) for _ in range(2))
        run = client()
        started.callback(run.kill)
        wait_for(lambda: read() > 200)

        done = kill(first)
        wait_for(lambda: read() > done + 100)  # the other one goes on
        started.enter_context(cluster.worker(together, port))

        done = kill(scheduler)
        time.sleep(1)
        scheduler = started.enter_context(cluster.scheduler(together, port))
        if second.poll() is not None:
            started.enter_context(cluster.worker(together, port))
        started.enter_context(cluster.worker(together, port))
        wait_for(lambda: read() > done + 100)

        done = kill(run)
        assert done < ARTICLES
        run = client()
        started.callback(run.kill)
        assert run.wait(PATIENCE) == 0, log.read_text()

    with Store.open(stores.at(alone)) as store:
        assert enrich(store, Config.model_validate(json.loads(told)).rules).articles == ARTICLES
    assert read() == ARTICLES
    statements, matches = held(together)
    assert [one for one in zip(statements, held(alone)[0], strict=True) if one[0] != one[1]] == []
    assert [one for one in zip(matches, held(alone)[1], strict=True) if one[0] != one[1]] == []
    assert len(statements) > ARTICLES * 0.9
    assert len(matches) > ARTICLES / 4
    assert sum(one[:2] != one[-2:] for one in statements) > ARTICLES / 100  # they say what others say
    assert "Traceback" not in log.read_text()
