"""What the daemon takes while nothing is due: of a core, and of memory, over 10,000 looks."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.command import onrecord

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

LOOKS, FIRST = 10_000, 1_000
HEAVY = {"spacy", "thinc", "numpy", "scrapy", "twisted", "trafilatura", "jinja2", "babel", "digests", "scraper"}
CONFIG = """
sources: [{name: Desk, folder: ./articles, every: 31d}]
topics: [{name: grid}]
digests: [{name: morning, recipients: [ana@example.org], at: "00:00"}]
"""
CODE = f"""
import asyncio, json, sys, time
from pathlib import Path
from onrecord.schedule.daemon import Daemon

def memory():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Anonymous:"))

class Counted(Daemon):
    looks, seen, wrong = 0, [], []

    async def tick(self):
        await super().tick()
        self.looks += 1
        if self.looks in ({FIRST}, {LOOKS}):
            self.seen.append([memory(), time.process_time()])
        if self.looks == {LOOKS}:
            self.stop()

    async def _start(self, step):
        self.wrong.append(step)

async def main():
    daemon = Counted(Path("topics.yaml"), lambda *words, **more: None, tick=0.001)
    daemon._rematch = False
    await daemon.serve()
    heavy = sorted(set(sys.modules) & set({sorted(HEAVY)!r}))
    print(json.dumps({{"seen": daemon.seen, "started": daemon.wrong, "heavy": heavy}}))

asyncio.run(main())
"""


@pytest.mark.memory
def test_an_idle_daemon_takes_next_to_nothing(
    tmp_path: Path, benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]
) -> None:
    if sys.platform != "linux":
        pytest.skip("the memory of a process is read from /proc, which is not here")
    (tmp_path / "topics.yaml").write_text(CONFIG)
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("Marit Halvorsen said that the grid is safe.\n")
    assert onrecord(tmp_path, "run").returncode == 0
    told = benchmark.pedantic(watched, args=(tmp_path,), rounds=1)
    (early, begun), (late, ended) = told["seen"]
    assert told["heavy"] == []
    assert told["started"] == []
    each = (ended - begun) / (LOOKS - FIRST)
    hold(
        "daemon",
        {
            "% of a core, a look in 5 s": 100 * each / 5,
            "memory after 10,000 looks / after 1,000": late / early,
            "MB after 10,000 looks": late / 1024,
        },
    )


def watched(folder: Path) -> dict[str, list[list[float]]]:
    """Memory in KB and CPU seconds of a daemon after the first looks and the last, and what it started."""
    ended = subprocess.run([sys.executable, "-c", CODE], cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    told: dict[str, list[list[float]]] = json.loads(ended.stdout)
    return told
