"""One article for a story's page, whatever its feed calls it, and its copies known, after real crawls."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from tests.scraper.loopback import ARTICLE, configure, onrecord, page, running, status, story, titles

if TYPE_CHECKING:
    from pathlib import Path

    from tests.scraper.loopback import Site

LONGER = (
    "".join(
        f"<p>On pier {number} the piles stand {number * 7 + 3} years, and the {what} in them are {number} winters "
        f"past what their builders in {1800 + number * 11} would have let a {what} of the port see.</p>"
        for number, what in enumerate(("ropes", "bolts", "plates", "chains", "beams", "stones", "planks", "nails"), 1)
    )
    + "</article>"
)


def offer(site: Site, link: str, guid: str, *, day: int, path: str = "/feed") -> None:
    """A feed with one entry, changed on a day of December 2026 at the latest."""
    body = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><entry><id>{guid}</id>
    <title>Quay</title><link href="{link}"/><published>2026-11-01T08:00:00Z</published>
    <updated>2026-11-{day:02}T08:00:00Z</updated></entry></feed>"""
    site.answers[path] = page(body, kind="application/atom+xml")


def rows(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "onrecord.db")) as store:
        return store.execute(query).fetchall()


def test_an_entry_whose_guid_changes_is_no_news(site: Site, tmp_path: Path) -> None:
    site.answers["/quay"] = story("Who pays for the quay")
    configure(tmp_path, Gazette=f"{site.address}/feed")
    for guid in ("17", "http://gazette.example/?p=18"):
        offer(site, "/quay", guid, day=1)
        assert onrecord(tmp_path, "crawl").returncode == 0
    assert site.asked["/quay"] == 1
    assert titles(tmp_path) == ["Who pays for the quay"]


def test_a_story_that_moves_is_the_same_article(site: Site, tmp_path: Path) -> None:
    site.answers |= {"/quay": story("Who pays for the quay"), "/2026/quay": story("Who pays for the quay")}
    configure(tmp_path, Gazette=f"{site.address}/feed")
    for link in ("/quay", "/2026/quay", "/2026/quay/?utm_source=feed"):
        offer(site, link, "17", day=1)
        assert onrecord(tmp_path, "crawl").returncode == 0
    assert rows(tmp_path, "SELECT count(*) FROM articles") == [(1,)]
    assert site.asked["/2026/quay"] == 1  # its other spellings are known


def test_a_page_behind_a_redirect_is_known_under_both_addresses(site: Site, tmp_path: Path) -> None:
    site.answers |= {"/short": status(301, Location="/quay"), "/quay": story("Who pays for the quay")}
    configure(tmp_path, Gazette=f"{site.address}/feed")
    offer(site, "/short", "17", day=1)
    assert onrecord(tmp_path, "crawl").returncode == 0
    offer(site, "/quay", "18", day=1)
    assert "0 new, 0 changed, 1 known" in onrecord(tmp_path, "crawl").stdout
    assert site.asked["/quay"] == 1


def test_a_story_that_is_updated_twice_keeps_its_titles(site: Site, tmp_path: Path) -> None:
    configure(tmp_path, Gazette=f"{site.address}/feed")
    for title in ("Who pays for the quay", "Nobody pays for the quay", "The port pays for the quay"):
        site.answers["/quay"] = story(title)
        offer(site, "/quay", "17", day=1)
        assert onrecord(tmp_path, "crawl").returncode == 0
        with closing(sqlite3.connect(tmp_path / "onrecord.db")) as store, store:
            store.execute("UPDATE article_urls SET checked = '2026-10-01 00:00:00'")  # looked at long before
    assert titles(tmp_path) == ["The port pays for the quay"]
    assert [title for (title,) in rows(tmp_path, "SELECT title FROM article_titles ORDER BY position")] == [
        "Who pays for the quay",
        "Nobody pays for the quay",
        "The port pays for the quay",
    ]


def test_a_story_on_three_sites_is_stored_three_times_and_known_as_one(site: Site, tmp_path: Path) -> None:
    with running() as second, running() as third:
        feeds: dict[str, Any] = {}
        for number, one in enumerate((site, second, third)):
            one.answers["/quay"] = page(ARTICLE.format(title="Who pays for the quay").replace("</article>", LONGER))
            offer(one, "/quay", "17", day=1)
            feeds[f"Paper{number}"] = f"{one.address}/feed"
        configure(tmp_path, **feeds)
        assert onrecord(tmp_path, "crawl").returncode == 0
    assert len(titles(tmp_path)) == 3
    assert rows(tmp_path, "SELECT count(*) FROM signatures WHERE duplicate_of IS NOT NULL") == [(2,)]
    assert "copies" in onrecord(tmp_path, "status").stdout
