"""Articles found in real pages, and feeds read."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import feedparser
from trafilatura import bare_extraction
from trafilatura.settings import Document

from onrecord.errors import CrawlError
from scraper import feeds
from scraper.extract import addresses

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_benchmark.fixture import BenchmarkFixture

HERE = "https://paper.example/feed"


def python(*arguments: str | Path) -> str:
    ended = subprocess.run([sys.executable, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def scored(folder: Path, predicted: str, tmp_path: Path, *, english: bool = False) -> dict[str, dict[str, float]]:
    """The scorer's figures for predictions (a line a page), of all pages or of the English ones."""
    lines = (folder / "dev" / "truth.jsonl").read_text().splitlines()
    truth = tmp_path / "truth.jsonl"
    truth.write_text("".join(f"{line}\n" for line in lines if not english or json.loads(line)["english"]))
    predictions = tmp_path / "predicted.jsonl"
    predictions.write_text(predicted)
    related: list[str | Path] = [] if english else ["--related", folder / "related_dev.jsonl"]
    figures: dict[str, dict[str, float]] = json.loads(
        python(folder / "score_pages.py", truth, predictions, *related, "--json")
    )
    return figures


def plain(pages: list[dict[str, str]]) -> str:
    """What trafilatura alone makes of the same pages, in its precision mode."""
    lines = []
    for page in pages:
        body = gzip.decompress(Path(page["file"]).read_bytes())
        found = bare_extraction(body, url=page["url"], favor_precision=True, include_comments=False, with_metadata=True)
        if isinstance(found, Document):
            lines.append(json.dumps({"id": page["id"], "title": found.title, "text": found.text}) + "\n")
    return "".join(lines)


def test_pages(
    bench: Path,
    tmp_path: Path,
    benchmark: BenchmarkFixture,
    hold: Callable[[str, Mapping[str, float]], None],
) -> None:
    folder = bench / "pages"
    rows = map(json.loads, (folder / "dev" / "truth.jsonl").read_text().splitlines())
    pages = [{"id": row["id"], "file": str(folder / "dev" / row["file"]), "url": row["url"]} for row in rows]
    manifest = tmp_path / "pages.jsonl"
    manifest.write_text("".join(json.dumps(page) + "\n" for page in pages))
    ours = benchmark.pedantic(python, args=("-m", "onrecord", "parse", "--manifest", manifest), rounds=1)
    theirs = plain(pages)
    found, bare = scored(folder, ours, tmp_path), scored(folder, theirs, tmp_path)
    english, bare_english = (scored(folder, one, tmp_path, english=True) for one in (ours, theirs))
    figures = {
        "body f1": found["body"]["f1"],
        "body f1 / trafilatura's, same run": found["body"]["f1"] / bare["body"]["f1"],
        "title": found["title"]["exact"],
        "title, English pages": english["title"]["exact"],
        "English titles / trafilatura's": english["title"]["exact"] / bare_english["title"]["exact"],
        "day": found["published"]["same_day"],
        "authors f1": found["authors"]["f1"],
        "related f1": found["related"]["f1"],
        "pages without related kept empty": found["related"]["none_kept_empty"],
    }
    hold("pages", figures)


def test_feeds(bench: Path, benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]) -> None:
    files = [path for path in (bench / "feeds").iterdir() if path.suffix in {".xml", ".json"}]
    now = datetime.now(UTC)

    def read() -> tuple[int, int, int]:
        answered = links = kept = 0
        for path in files:
            body, found = path.read_bytes(), set()
            with suppress(CrawlError):
                found = {entry.url for entry in feeds.read(body, HERE, None, most=10_000, now=now).entries}
            answered += 1
            offered = linked(body)
            links += len(offered)
            kept += len(offered & found)
        return answered, links, kept

    answered, links, kept = benchmark.pedantic(read, rounds=1)
    hold("feeds", {"read or refused in words": answered / len(files), "entries with a link kept": kept / links})


def linked(body: bytes) -> set[str]:
    """The addresses that a feed's entries link to, as its own format gives them."""
    if body.lstrip().startswith(b"{"):
        given = [item.get("url") or item.get("external_url") for item in json.loads(body)["items"]]
    else:
        parsed = feedparser.parse(BytesIO(body), response_headers={"content-location": HERE})
        given = [entry.get("link") for entry in parsed.entries]
    return {addresses.clean(address) for one in given if one and (address := addresses.absolute(HERE, one))}
