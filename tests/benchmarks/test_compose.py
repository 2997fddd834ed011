"""How long an edition of twenty topics takes from a store of a million statements, five thousand of them of the day."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete

from digests.compose import compose
from onrecord.config import Config
from onrecord.store import Store
from onrecord.store.schema import editions
from tests.benchmarks.archive import DIGEST, NOW, TOPICS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

    from onrecord.model import Message

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Composed:
    """An edition's message, and the seconds from the store to the ledger."""

    message: Message
    seconds: float


@pytest.mark.timed
def test_composing(
    million: Path, tmp_path: Path, benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]
) -> None:
    raw = {
        "topics": [{"name": name} for name in TOPICS],
        "digests": [{"name": DIGEST, "recipients": ["ana@example.org"]}],
    }
    config = Config.model_validate(raw, context=tmp_path / "topics.yaml")
    with Store.open(f"sqlite:///{million}") as store:

        def once() -> Composed:
            begin = time.perf_counter()
            message, new = compose(store, config, config.digests[0], NOW.date(), now=NOW)
            taken = time.perf_counter() - begin
            assert new
            with store.write() as tx:
                tx.execute(delete(editions).where(editions.c.date == NOW.date()))
            return Composed(message, taken)

        rounds = benchmark.pedantic(lambda: [once() for _ in range(ROUNDS)], rounds=1)
    best = min(rounds, key=lambda one: one.seconds)
    assert best.message.full is not None
    figures = {"seconds": best.seconds, "KB of HTML": len(best.message.html.encode()) / 1000}
    figures["MB of the full page"] = len(best.message.full.encode()) / 1e6
    hold("compose", figures)
