"""How fast pages are collected, beside a plain Scrapy spider that calls trafilatura in its callback.

Both fetch the same pages from nginx on this machine, with the same settings, in turn. A page counts when it is stored
(ours) or extracted (theirs), and the clock runs from the end of the first tenth of the pages to the last page: without
the start of either.
"""

from __future__ import annotations

import gzip
import json
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.nginx import sent, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pytest_benchmark.fixture import BenchmarkFixture

COPIES = 2  # of each page, under different addresses and with a paragraph of its own
ROUNDS = 4  # at most: a machine that is busy with other work is asked again
ENOUGH = 1.6
HERE = Path(__file__).parent


@pytest.mark.timed
def test_throughput(
    bench: Path, tmp_path: Path, benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]
) -> None:
    root = tmp_path / "pages"
    names = lay_out(bench / "pages" / "dev" / "html", root)
    with serving(root, tmp_path / "nginx") as site:
        addresses = [f"{site}/{name}" for name in names]
        (root / "sitemap.xml").write_text(sitemap(addresses))
        (tmp_path / "addresses.txt").write_text("\n".join(addresses))

        def best() -> dict[str, float]:
            theirs, ours = [], []
            for number in range(ROUNDS):
                theirs.append(inline(tmp_path / "addresses.txt"))
                ours.append(onrecord(tmp_path / f"ours-{number}", f"{site}/sitemap.xml", len(names)))
                (plain, plain_cpu), (fast, cpu) = map(fastest, (theirs, ours))
                if fast / plain >= ENOUGH:
                    break
            before = sent(tmp_path / "nginx")
            timed([sys.executable, "-m", "onrecord", "crawl"], tmp_path / "ours-0")
            again = [path for path in sent(tmp_path / "nginx")[len(before) :] if path.endswith(".html")]
            return {
                "pages fetched again by a second run": len(again),
                "pages a second / Scrapy with trafilatura inline": fast / plain,
                "CPU a page, with the start / the same": cpu / plain_cpu,
                "pages a second": fast,
                "of Scrapy with trafilatura inline": plain,
                "ms of CPU a page, with the start": 1000 * cpu,
            }

        hold("crawl.speed", benchmark.pedantic(best, rounds=1))


def lay_out(pages: Path, root: Path) -> list[str]:
    """Put the pages, each several times, where they are served; gives their names."""
    root.mkdir()
    names = []
    for copy in range(COPIES):
        for page in sorted(pages.glob("*.html.gz")):
            names.append(f"{page.name.removesuffix('.html.gz')}-{copy}.html")
            own = f"<p>Copy {copy} of this page.</p></body>".encode()
            (root / names[-1]).write_bytes(gzip.decompress(page.read_bytes()).replace(b"</body>", own, 1))
    return names


def sitemap(addresses: Sequence[str]) -> str:
    listed = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'


def inline(addresses: Path) -> tuple[float, float]:
    """Pages a second, and seconds of CPU a page."""
    told, cpu = timed([sys.executable, HERE / "inline.py", addresses], HERE)
    done = json.loads(told)
    return rate(done), cpu / len(done)


def onrecord(folder: Path, listing: str, pages: int) -> tuple[float, float]:
    """Pages a second, and seconds of CPU a page."""
    configure(folder, listing, pages)
    _, cpu = timed([sys.executable, "-m", "onrecord", "crawl"], folder)
    with closing(sqlite3.connect(folder / "onrecord.db")) as store:
        stored = [
            datetime.fromisoformat(when).timestamp() for (when,) in store.execute("SELECT collected FROM articles")
        ]
    assert len(stored) > 0.95 * pages
    return rate(sorted(stored)), cpu / len(stored)


def configure(folder: Path, listing: str, pages: int) -> Path:
    folder.mkdir()
    source = json.dumps({"name": "Pages", "sitemap": listing, "allow_private": True})
    (folder / "topics.yaml").write_text(f"sources: [{source}]\ncrawl: {{delay: 0, max_articles: {pages}}}\n")
    return folder


def timed(command: Sequence[str | Path], folder: Path) -> tuple[str, float]:
    """What a command prints, and the seconds of CPU that it and its processes took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def rate(done: Sequence[float]) -> float:
    """Pages a second, but for the first tenth."""
    start = len(done) // 10
    return (len(done) - 1 - start) / (done[-1] - done[start])


def fastest(runs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The highest rate, and the least CPU a page."""
    return max(pages for pages, _ in runs), min(cpu for _, cpu in runs)
