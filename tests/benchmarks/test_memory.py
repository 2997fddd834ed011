"""How the memory of a crawl grows: that of the command and of its worker processes, over 10,000 pages."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.nginx import serving
from tests.benchmarks.stories import Writer
from tests.benchmarks.test_throughput import configure, sitemap

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_benchmark.fixture import BenchmarkFixture

PAGES, FIRST = 10_000, 1_000
WINDOW = 500  # pages over which memory is looked at, after the first 1,000 and at the end
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<link rel="stylesheet" href="/style.css"><script>var page = {number};</script></head><body class="{mark}-page">
<nav class="{mark}-menu"><ul>{links}</ul></nav><article class="{mark}-story"><h1>{title}</h1>{paragraphs}</article>
<footer class="{mark}-foot">The Gazette of Varn</footer></body></html>"""


@pytest.mark.memory
def test_memory_does_not_grow_with_the_number_of_pages(
    tmp_path: Path, benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]
) -> None:
    if not Path("/proc/self/smaps_rollup").exists():
        pytest.skip("the memory of processes is read from /proc, which is not here")
    root = tmp_path / "pages"
    names = write_pages(root)
    with serving(root, tmp_path / "nginx") as site:
        (root / "sitemap.xml").write_text(sitemap([f"{site}/{name}" for name in names]))
        folder = configure(tmp_path / "ours", f"{site}/sitemap.xml", PAGES)
        seen = benchmark.pedantic(watched, args=(folder,), rounds=1)
    early = median(memory for stored, memory in seen if FIRST <= stored < FIRST + WINDOW)
    late = median(memory for stored, memory in seen if PAGES - WINDOW <= stored < PAGES)
    hold("crawl.memory", {"after 10,000 pages / after 1,000": late / early, "MB after 10,000 pages": late / 1024})


def write_pages(root: Path) -> list[str]:
    """Short pages, each with words and class names of its own; gives their names."""
    root.mkdir()
    writer, chance = Writer(), random.Random(1)  # noqa: S311
    names = [f"story-{number}.html" for number in range(PAGES)]
    links = "".join(f'<li><a href="/{name}">{" ".join(writer.sentence(5))}</a></li>' for name in names[:20])
    for number, name in enumerate(names):
        length = 4 if number % 10 == 0 else 2  # every tenth is long enough to be compared with others
        paragraphs = "".join(f"<p>{' '.join(writer.sentence(20))}.</p>" for _ in range(length))
        title = f"{' '.join(writer.sentence(6)).capitalize()} {number}"
        mark = f"m{chance.randrange(10**6)}"
        page = PAGE.format(title=title, number=number, mark=mark, links=links, paragraphs=paragraphs)
        (root / name).write_text(page)
    return names


def watched(folder: Path) -> list[tuple[int, float]]:
    """Crawl; gives, several times a second, how many articles are stored and the processes' memory in KB."""
    seen: list[tuple[int, float]] = []
    with subprocess.Popen([sys.executable, "-m", "onrecord", "crawl"], cwd=folder, stdout=subprocess.DEVNULL) as crawl:
        while crawl.poll() is None:
            with suppress(OSError, sqlite3.OperationalError):  # the process ends; there is no table yet
                seen.append((stored(folder), float(sum(map(memory, [crawl.pid, *inside(crawl.pid)])))))
            time.sleep(0.2)
    assert crawl.returncode == 0
    assert stored(folder) == PAGES
    return seen


def stored(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "onrecord.db")) as store:
        return int(store.execute("SELECT count(*) FROM articles").fetchone()[0])


def inside(process: int) -> list[int]:
    """The processes that one has started, and theirs."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    started = [int(one) for task in tasks for one in (task / "children").read_text().split()]
    return [*started, *(one for child in started for one in inside(child))]


def memory(process: int) -> int:
    """KB in memory that are the process's own, and no file's (proc_pid_smaps(5))."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Anonymous:"))
