"""One article for a story's page, whatever its feed calls it, and its copies known, after real crawls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests import stores
from tests.scraper.loopback import ARTICLE, configure, onrecord, page, running, status, story, titles

if TYPE_CHECKING:
    from collections import Counter
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


def offer(site: Site, *entries: tuple[str, str]) -> None:
    """A feed of these links and GUIDs."""
    body = "".join(
        f"""<entry><id>{guid}</id><title>Quay</title><link href="{link}"/><published>2026-11-01T08:00:00Z</published>
        <updated>2026-11-01T08:00:00Z</updated></entry>"""
        for link, guid in entries
    )
    feed = f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{body}</feed>'
    site.answers["/feed"] = page(feed, kind="application/atom+xml")


def rows(folder: Path, query: str) -> list[Any]:
    return stores.rows(folder, query)


@dataclass(frozen=True, slots=True)
class Crawled:
    """What three crawls of a feed left, asked for and told."""

    folder: Path
    asked: Counter[str]
    told: list[str]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """A GUID that changes, a story that moves, a short link that becomes the page's, and a story that is updated."""
    crawls = {
        "The dredgers wait": (("/quay", "17"), ("/ferry", "18"), ("/short", "19"), ("/dredgers", "20")),
        "The dredgers go": (
            ("/quay", "http://gazette.example/?p=18"),
            ("/2026/ferry", "18"),
            ("/mill", "21"),
            ("/dredgers", "20"),
        ),
        "The dredgers are back": (("/2026/ferry/?utm_source=feed", "18"), ("/dredgers", "20")),
    }
    folder = tmp_path_factory.mktemp("crawled")
    told = []
    with running() as site:
        site.answers |= {
            "/quay": story("Who pays for the quay"),
            "/ferry": story("The ferry is late"),
            "/2026/ferry": story("The ferry is late"),
            "/short": status(301, Location="/mill"),
            "/mill": story("The mill stands still"),
        }
        configure(folder, Gazette=f"{site.address}/feed")
        for title, entries in crawls.items():
            site.answers["/dredgers"] = story(title)
            offer(site, *entries)
            ended = onrecord(folder, "crawl")
            assert ended.returncode == 0, ended.stderr
            told.append(ended.stdout)
            long_before = "UPDATE article_urls SET checked = '2026-10-01 00:00:00' WHERE url LIKE '%/dredgers'"
            stores.rows(folder, long_before)
    return Crawled(folder, site.asked, told)


def test_an_entry_whose_guid_changes_is_no_news(crawled: Crawled) -> None:
    assert crawled.asked["/quay"] == 1
    assert titles(crawled.folder).count("Who pays for the quay") == 1


def test_a_story_that_moves_is_the_same_article(crawled: Crawled) -> None:
    assert titles(crawled.folder).count("The ferry is late") == 1
    assert crawled.asked["/2026/ferry"] == 1  # its other spellings are known


def test_a_page_behind_a_redirect_is_known_under_both_addresses(crawled: Crawled) -> None:
    assert crawled.asked["/mill"] == 1
    assert titles(crawled.folder).count("The mill stands still") == 1


def test_a_crawl_tells_what_is_known_by_another_name(crawled: Crawled) -> None:
    assert crawled.told == [
        "Gazette: 4 new, 0 changed, 0 known, 0 failed.\n",
        "Gazette: 0 new, 2 changed, 2 known, 0 failed.\n",
        "Gazette: 0 new, 1 changed, 1 known, 0 failed.\n",
    ]


def test_a_story_that_is_updated_twice_keeps_its_titles(crawled: Crawled) -> None:
    assert len(titles(crawled.folder)) == 4
    query = "SELECT title FROM article_titles WHERE title LIKE '%dredgers%' ORDER BY article_id, position"
    assert [title for (title,) in rows(crawled.folder, query)] == [
        "The dredgers wait",
        "The dredgers go",
        "The dredgers are back",
    ]
    assert "The dredgers are back" in titles(crawled.folder)


def test_a_story_on_three_sites_is_stored_three_times_and_known_as_one(site: Site, tmp_path: Path) -> None:
    with running() as second, running() as third:
        feeds: dict[str, Any] = {}
        for number, one in enumerate((site, second, third)):
            one.answers["/quay"] = page(ARTICLE.format(title="Who pays for the quay").replace("</article>", LONGER))
            offer(one, ("/quay", "17"))
            feeds[f"Paper{number}"] = f"{one.address}/feed"
        configure(tmp_path, **feeds)
        assert onrecord(tmp_path, "crawl").returncode == 0
    assert len(titles(tmp_path)) == 3
    assert rows(tmp_path, "SELECT count(*) FROM signatures WHERE duplicate_of IS NOT NULL") == [(2,)]
    assert "copies" in onrecord(tmp_path, "status").stdout
