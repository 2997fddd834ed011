"""Articles found in real pages, and feeds read."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from onrecord.errors import CrawlError
from scraper import feeds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture


def python(*arguments: str | Path) -> str:
    ended = subprocess.run([sys.executable, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_pages(
    bench: Path,
    tmp_path: Path,
    benchmark: BenchmarkFixture,
    hold: Callable[[str, Mapping[str, float]], None],
) -> None:
    folder = bench / "pages"
    truth = folder / "dev" / "truth.jsonl"
    manifest = tmp_path / "pages.jsonl"
    with manifest.open("w") as file:
        for row in map(json.loads, truth.read_text().splitlines()):
            page = {"id": row["id"], "file": str(truth.parent / row["file"]), "url": row["url"]}
            file.write(json.dumps(page) + "\n")
    predicted = tmp_path / "predicted.jsonl"
    parsed = benchmark.pedantic(python, args=("-m", "onrecord", "parse", "--manifest", manifest), rounds=1)
    predicted.write_text(parsed)
    related = ("--related", folder / "related_dev.jsonl")
    found = json.loads(python(folder / "score_pages.py", truth, predicted, *related, "--json"))
    figures = {
        "body f1": found["body"]["f1"],
        "title": found["title"]["exact"],
        "day": found["published"]["same_day"],
        "authors f1": found["authors"]["f1"],
        "related f1": found["related"]["f1"],
        "pages without related kept empty": found["related"]["none_kept_empty"],
    }
    hold("pages", figures)


def test_feeds(bench: Path, benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]) -> None:
    files = [path for path in (bench / "feeds").iterdir() if path.suffix in {".xml", ".json"}]
    now = datetime.now(UTC)

    def read() -> tuple[int, int]:
        fine = refused = 0
        for path in files:
            try:
                feeds.read(path.read_bytes(), "https://paper.example/feed", None, most=100, now=now)
                fine += 1
            except CrawlError:
                refused += 1
        return fine, refused

    fine, refused = benchmark.pedantic(read, rounds=1)
    hold("feeds", {"read or refused in words": (fine + refused) / len(files), "with entries": fine / len(files)})
