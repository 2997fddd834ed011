"""What `onrecord status` shows a person, and how it ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.scraper.loopback import configure, on_a_terminal, onrecord, running, status, story

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_status_shows_each_source_as_its_crawls_went(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("status")
    with running() as site:
        paths = [f"/{number}" for number in range(8)]
        site.answers |= dict.fromkeys(paths, status(403)) | {"/0": story("Story"), "/post": status(404)}
        site.feed(*paths)
        configure(folder, Gazette=f"{site.address}/feed", Post=f"{site.address}/post", Later=f"{site.address}/later")
        onrecord(folder, "crawl", "Gazette", "Post")
    told = onrecord(folder, "status").stdout.splitlines()
    assert "Sources, over the last 7 days:" in told
    gazette, post = (line for line in told if line.startswith(("  Gazette: last", "  Post: last")))
    figures = "last success a moment ago, 8 offered, 1 new, 7 failed, HTTP errors: 7 × 403"
    assert gazette == f"  Gazette: {figures}, to be read in 14 minutes"
    assert post.startswith("  Post: last success never, 0 offered, 0 new, 0 failed, HTTP errors: 1 × 404")
    after = told[told.index("What to look at:") + 1 :][:3]
    assert [line.split(": ")[0].strip() for line in after] == ["Gazette", "Post", "Later"]
    assert "7 of its pages failed, 7 with HTTP 403" in after[0]
    assert "HTTP 404 from this site for a moment: the address has changed" in after[1]
    assert "not read yet" in after[2]
    shown = on_a_terminal(folder, "status")
    assert "Last success" in shown
    assert "7 × 403" in shown


def test_status_tells_the_whole_offer_and_which_of_a_list_of_pages_fail(tmp_path: Path) -> None:
    with running() as site:
        site.answers |= {f"/{number}": story(f"Story {number}") for number in range(4)}
        site.feed("/1", "/2", "/3")
        pages = [f"{site.address}/{path}" for path in ("0", "gone", "lost")]
        configure(tmp_path, Gazette=f"{site.address}/feed", Pages=("page", pages))
        onrecord(tmp_path, "crawl", "--limit", "1", "Gazette")
        onrecord(tmp_path, "crawl", "Pages")
    told = onrecord(tmp_path, "status").stdout
    assert "  Gazette: last success a moment ago, 3 offered, 1 new, 0 failed" in told
    assert [line for line in told.splitlines() if "404 from this site" in line] == [
        f"  Pages: {page}: HTTP 404 from this site for a moment: the address has changed: "
        "look for the new one on the site's front page"
        for page in pages[1:]
    ]


def test_status_ends_with_one_when_something_needs_a_person_and_tells_it_first(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text(
        "digests: [{name: morning für alle, recipients: [ana@example.org]}]", encoding="utf-8"
    )
    ended = onrecord(tmp_path, "status")
    assert (ended.returncode, ended.stderr) == (1, "")
    first, need, running_, *rest = ended.stdout.splitlines()
    assert first == "What needs you:"
    assert need.startswith("  nothing has run yet: start 'onrecord schedule'")
    assert running_.startswith("No onrecord schedule is at work")
    assert "  reading: not done yet" in rest
    assert next(line for line in rest if "morning" in line).startswith(
        "  morning für alle: last edition none, composed never, next"
    )
    assert "Articles that wait to be read: 0" in rest
    data = onrecord(tmp_path, "status", "--json")
    assert data.returncode == 1
    assert data.stdout.isascii()  # so that it is JSON in whatever encoding it is written
    assert [need["kind"] for need in json.loads(data.stdout)["needs"]] == ["idle"]
    assert [digest["name"] for digest in json.loads(data.stdout)["digests"]] == ["morning für alle"]
    metrics = onrecord(tmp_path, "status", "--prometheus")
    assert metrics.returncode == 1
    assert 'onrecord_needs{kind="idle"} 1.0\n' in metrics.stdout


def test_status_ends_with_zero_when_all_is_well(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text("topics: [{name: grid}]")
    ended = onrecord(tmp_path, "status")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("All is well.\n")
    assert json.loads(onrecord(tmp_path, "status", "--json").stdout)["well"] is True
