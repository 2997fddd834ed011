"""`onrecord crawl` with its options: how far it goes, and what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scraper.loopback import configure, on_a_terminal, onrecord, page, story, titles

if TYPE_CHECKING:
    from pathlib import Path

    from tests.scraper.loopback import Site


def entries(*pairs: tuple[str, str | None]) -> str:
    rows = ""
    for path, day in pairs:
        date = f"<published>{day}</published>" if day else ""
        rows += f'<entry><title>Story {path}</title><link href="{path}"/>{date}</entry>'
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{rows}</feed>'


@pytest.fixture
def dated(site: Site) -> Site:
    """A site with a feed of three articles; one has no date."""
    days = {"/old": "2020-01-05T08:00:00Z", "/new": "2026-11-20T08:00:00Z", "/undated": None}
    site.answers |= {path: story(f"Story {path}") for path in days}
    site.answers["/feed"] = page(entries(*days.items()), kind="application/atom+xml")
    return site


def test_since_leaves_out_what_its_source_dates_before(dated: Site, tmp_path: Path) -> None:
    configure(tmp_path, Gazette=f"{dated.address}/feed")
    ended = onrecord(tmp_path, "crawl", "--since", "2026-11-01")
    assert ended.stdout == "Gazette: 2 new, 0 changed, 0 known, 0 failed.\n"
    assert dated.asked["/old"] == 0


@pytest.mark.parametrize("when", ["3 days", "yesterday", "2026-13-01", "99999999d", "9999w"])
def test_a_since_that_is_no_time_is_wrong_usage(tmp_path: Path, when: str) -> None:
    configure(tmp_path, Gazette="http://127.0.0.1:9/feed")
    ended = onrecord(tmp_path, "crawl", "--since", when, "--dry-run")
    if when == "9999w":  # two centuries, but a time
        assert ended.returncode == 1
    else:
        assert ended.returncode == 2
        assert "write a time ago such as 3d, 12h or 2w, or a date such as 2026-11-20" in ended.stderr


def test_a_limit_holds_for_each_source_and_the_next_crawl_goes_on(dated: Site, tmp_path: Path) -> None:
    dated.answers |= {"/a/section": page("<h2><a href='/a/2026/11/quay'>Council puts off the quay</a></h2>")}
    dated.answers["/a/2026/11/quay"] = story("Council puts off the quay")
    configure(tmp_path, Gazette=f"{dated.address}/feed", Section=("section", f"{dated.address}/a/section"))
    ended = onrecord(tmp_path, "crawl", "--limit", "1")
    assert ended.stdout.splitlines() == [
        "Gazette: 1 new, 0 changed, 0 known, 0 failed.", "Section: 1 new, 0 changed, 0 known, 0 failed."
    ]  # fmt: skip
    assert onrecord(tmp_path, "crawl", "Gazette").stdout == "Gazette: 2 new, 0 changed, 1 known, 0 failed.\n"


def test_a_dry_run_shows_what_would_be_fetched_and_stores_nothing(dated: Site, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "speech.txt").write_text("A speech.\n")
    configure(tmp_path, Gazette=f"{dated.address}/feed", Papers=("folder", "papers"), Gone=f"{dated.address}/gone")
    before = sorted(path.name for path in tmp_path.iterdir())
    ended = onrecord(tmp_path, "crawl", "--dry-run")
    assert ended.returncode == 1
    assert ended.stdout.splitlines() == [
        "Gazette: 3 articles to be fetched, 0 known.",
        f"  2020-01-05  {dated.address}/old  Story /old",
        f"  2026-11-20  {dated.address}/new  Story /new",
        f"  no date     {dated.address}/undated  Story /undated",
        "Papers: 1 article to be fetched, 0 known.",
        f"  no date     {tmp_path}/papers/speech.txt",
        "Gone: 0 articles to be fetched, 0 known.",
    ]
    assert f"onrecord: Gone: {dated.address}/gone: is not there" in ended.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert set(dated.asked) == {"/robots.txt", "/feed", "/gone"}
    onrecord(tmp_path, "crawl", "Gazette", "--limit", "2")
    ended = onrecord(tmp_path, "crawl", "Gazette", "--dry-run")
    assert ended.stdout.startswith("Gazette: 1 article to be fetched, 2 known.\n")
    assert titles(tmp_path) == ["Story /new", "Story /old"]
    assert "Gazette: last success a moment ago" in onrecord(tmp_path, "status").stdout


@pytest.mark.parametrize("command", [("crawl",), ("crawl", "--dry-run"), ("crawl", "Far")])
def test_no_site_beyond_this_computer_is_read_without_a_contact(
    site: Site, tmp_path: Path, command: tuple[str, ...]
) -> None:
    configure(tmp_path, Far="http://gazette.example/feed", Near=f"{site.address}/feed")
    ended = onrecord(tmp_path, *command)
    assert ended.returncode == 2
    assert ended.stderr == (
        "onrecord: topics.yaml: crawl.contact is missing, and gazette.example must be able to reach you: write your "
        "mail address or a web page under 'crawl:', such as 'contact: desk@example.org'\n"
    )
    assert not site.asked


def test_with_a_contact_a_crawl_beyond_this_computer_starts(tmp_path: Path) -> None:
    configure(
        tmp_path, "{delay: 0, contact: 'https://desk.example/'}", private=False, Far="http://nowhere.invalid/feed"
    )
    ended = onrecord(tmp_path, "crawl")
    assert ended.returncode == 1
    assert ended.stderr.startswith("onrecord: Far: http://nowhere.invalid/feed: no such host (nowhere.invalid)")


def test_on_a_terminal_there_is_a_bar_for_each_source_and_a_table_at_the_end(dated: Site, tmp_path: Path) -> None:
    path = configure(tmp_path, Gazette=f"{dated.address}/feed", Odd=f"{dated.address}/gone")
    path.write_text(path.read_text().replace("Odd", "[Odd] name"))
    shown = on_a_terminal(tmp_path, "crawl")
    assert "Collecting" in shown
    rows = [line.split() for line in shown.splitlines()]
    assert ["Source", "New", "Changed", "Known", "Failed"] in rows
    assert ["Gazette", "3", "0", "0", "0"] in rows
    assert ["[Odd]", "name", "0", "0", "0", "0", "failed"] in rows
    assert any(row[:1] == ["Gazette"] and row[2].endswith("/3") for row in rows if len(row) > 3)
