"""A second run over a site that did not change, and what a 304 must not hide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from onrecord.store.schema import article_urls, articles
from tests import stores
from tests.scraper.loopback import ARTICLE, configure, onrecord, page, running, status, story, titles, validated

if TYPE_CHECKING:
    from collections import Counter
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    from tests.scraper.loopback import Reply, Site

MODIFIED = "Mon, 23 Nov 2026 08:00:00 GMT"

_SAYS_SO = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The quay"}</script></head>'
WHOLE = ARTICLE.format(title="The quay").replace("</head>", _SAYS_SO)
BEGINNING = WHOLE.partition("<p>The council meets")[0] + "</article></body></html>"


def validated_story(title: str, **validators: str) -> Reply:
    return validated(ARTICLE.format(title=title), **validators)


def long_ago(folder: Path) -> None:
    """As if all was looked at last three hours after it was collected, a day ago."""
    now = datetime.now(UTC)
    stores.rows(folder, update(articles).values(collected=now - timedelta(hours=27)))
    stores.rows(folder, update(article_urls).values(checked=now - timedelta(hours=24)))


@dataclass(frozen=True, slots=True)
class Runs:
    """What each of two crawls asked for, was spared by 304, and told."""

    asked: tuple[Counter[str], ...]
    spared: tuple[Counter[str], ...]
    told: tuple[str, ...]
    folder: Path


SITEMAP = (
    "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
    "<url><loc>/a</loc></url><url><loc>/b</loc></url></urlset>"
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Two crawls of a site of which nothing changes but the time."""
    folder = tmp_path_factory.mktemp("runs")
    asked, spared, told = [], [], []
    with running() as site:
        site.feed("/by-etag", "/plain", "/moved", ETag='"feed-1"')
        site.answers |= {
            "/robots.txt": validated("User-agent: *\nDisallow: /no\n", kind="text/plain", ETag='"robots-1"'),
            "/by-etag": validated_story("A story with an ETag", ETag='W/"é1"'),
            "/plain": story("A story without"),
            "/moved": status(302, Location="/there"),
            "/there": validated_story("A story that moved", Last_Modified=MODIFIED),
            "/news.xml": validated(SITEMAP, kind="application/xml", Last_Modified=MODIFIED),
            "/a": story("Story a"),
            "/b": status(404),
            "/politics": validated(
                "<h2><a href='/2026/11/quay'>Council puts off the new quay</a></h2>", ETag='"section-1"'
            ),
            "/2026/11/quay": validated_story("Council puts off the new quay", ETag='"quay-1"'),
            "/inquiry": validated_story("The inquiry", ETag='"inquiry-1"'),
        }
        configure(
            folder,
            Feed=f"{site.address}/feed",
            Sitemap=("sitemap", f"{site.address}/news.xml"),
            Section=("section", f"{site.address}/politics"),
            Page=("page", f"{site.address}/inquiry"),
        )
        for _ in range(2):
            site.asked.clear()
            site.spared.clear()
            ended = onrecord(folder, "crawl")
            assert ended.returncode == 0, ended.stderr
            asked.append(site.asked.copy())
            spared.append(site.spared.copy())
            told.append(ended.stdout)
            long_ago(folder)
    return Runs(tuple(asked), tuple(spared), tuple(told), folder)


def test_of_an_unchanged_site_nothing_is_fetched_again(runs: Runs) -> None:
    again = runs.asked[1] - runs.spared[1]
    assert again == {"/b": 1}  # which failed, and is no page yet
    assert not runs.spared[0]


def test_listings_and_robots_txt_are_asked_for_only_if_they_changed(runs: Runs) -> None:
    assert {path for path in runs.spared[1] if path in {"/feed", "/news.xml", "/politics", "/robots.txt"}} == {
        "/feed", "/news.xml", "/politics", "/robots.txt"
    }  # fmt: skip


def test_pages_of_which_nobody_says_when_they_changed_are_asked_for_only_if_they_changed(runs: Runs) -> None:
    assert {path: runs.spared[1][path] for path in ("/inquiry", "/2026/11/quay")} == {
        "/inquiry": 1,
        "/2026/11/quay": 1,
    }


def test_what_is_unchanged_is_told_as_known(runs: Runs) -> None:
    assert runs.told[0].splitlines() == [
        "Feed: 3 new, 0 changed, 0 known, 0 failed.",
        "Sitemap: 1 new, 0 changed, 0 known, 1 failed.",
        "Section: 1 new, 0 changed, 0 known, 0 failed.",
        "Page: 1 new, 0 changed, 0 known, 0 failed.",
    ]
    assert runs.told[1].splitlines() == [
        "Feed: 0 new, 0 changed, 3 known, 0 failed.",
        "Sitemap: 0 new, 0 changed, 1 known, 1 failed.",
        "Section: 0 new, 0 changed, 1 known, 0 failed.",
        "Page: 0 new, 0 changed, 1 known, 0 failed.",
    ]


def test_a_listing_that_is_unchanged_still_gives_what_an_earlier_run_left(site: Site, tmp_path: Path) -> None:
    site.answers |= {path: story(f"Story {path}") for path in ("/1", "/2", "/4")} | {"/3": status(500)}
    site.feed("/1", "/2", "/3", "/4", ETag='"feed-1"')
    configure(tmp_path, Gazette=f"{site.address}/feed")
    assert "2 new" in onrecord(tmp_path, "crawl", "--limit", "2").stdout
    assert "1 new, 0 changed, 2 known, 1 failed" in onrecord(tmp_path, "crawl").stdout
    site.answers["/3"] = story("Story /3")
    assert "1 new, 0 changed, 3 known, 0 failed" in onrecord(tmp_path, "crawl").stdout
    assert site.spared["/feed"] == 2


def test_an_updated_article_is_asked_for_with_what_is_known_of_the_page_that_it_leads_to(
    site: Site, tmp_path: Path
) -> None:
    site.answers |= {
        "/same": validated_story("A story that stays", ETag='"same-1"'),
        "/short": status(302, Location="/long"),
        "/long": validated_story("A story at first", ETag='"long-1"'),
        "/far": status(302, Location="/other"),
        "/other": validated_story("Another story", ETag='"same-2"'),
    }
    site.feed("/same", "/short", "/far", updated="2026-11-23T08:00:00Z")
    configure(tmp_path, Gazette=f"{site.address}/feed")
    assert "3 new" in onrecord(tmp_path, "crawl").stdout
    long_ago(tmp_path)
    site.answers |= {
        "/long": validated_story("A story at last", ETag='"long-2"'),
        "/far": status(302, Location="/same-etag"),
        "/same-etag": validated_story("A third story", ETag='"same-2"'),  # of another page, by chance the same
    }
    site.feed("/same", "/short", "/far", updated=datetime.now(UTC).isoformat())
    ended = onrecord(tmp_path, "crawl")
    assert ended.stdout == "Gazette: 0 new, 2 changed, 1 known, 0 failed.\n"
    assert site.spared == {"/same": 1}
    assert "A story at last" in titles(tmp_path)
    assert "A third story" in titles(tmp_path)


def test_a_page_whose_article_could_not_be_read_is_fetched_whole_again(site: Site, tmp_path: Path) -> None:
    site.answers["/one"] = validated("<html><body></body></html>", ETag='"one-1"')
    site.feed("/one")
    configure(tmp_path, Gazette=f"{site.address}/feed")
    assert "1 failed" in onrecord(tmp_path, "crawl").stdout
    assert "1 failed" in onrecord(tmp_path, "crawl").stdout
    assert (site.asked["/one"], site.spared["/one"]) == (2, 0)


def test_a_listing_that_could_not_be_read_is_fetched_whole_again(site: Site, tmp_path: Path) -> None:
    """An error page may be younger than the feed that comes back after it: of which the site then says: unchanged."""
    site.answers |= {"/feed": validated("<html>Back soon</html>", Last_Modified=MODIFIED), "/1": story("Story 1")}
    configure(tmp_path, Gazette=f"{site.address}/feed")
    assert onrecord(tmp_path, "crawl").returncode == 1
    site.feed("/1", Last_Modified=MODIFIED)
    assert "1 new" in onrecord(tmp_path, "crawl").stdout
    assert site.spared["/feed"] == 0


def test_half_a_listing_is_not_kept(site: Site, tmp_path: Path) -> None:
    """Where a site does not say how long a page is, nobody knows whether all of it came."""

    def half(request: BaseHTTPRequestHandler) -> None:
        site.feed("/1", "/2", ETag='"feed-1"')  # from now on
        request.send_response(200)
        request.send_header("ETag", '"feed-1"')
        request.end_headers()
        request.wfile.write(b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/1"/></entry><entry><li')

    site.answers |= {"/feed": half, "/1": story("Story 1"), "/2": story("Story 2")}
    configure(tmp_path, Gazette=f"{site.address}/feed")
    assert "1 new" in onrecord(tmp_path, "crawl").stdout
    assert "1 new, 0 changed, 1 known" in onrecord(tmp_path, "crawl").stdout


def test_a_wall_takes_nothing_away_that_was_read_before(site: Site, tmp_path: Path) -> None:
    site.answers["/quay"] = page(WHOLE)
    configure(tmp_path, Quay=("page", f"{site.address}/quay"))
    assert "1 new" in onrecord(tmp_path, "crawl").stdout
    for told in ("1 changed", "1 known"):  # it is marked as paywalled, once
        long_ago(tmp_path)
        site.answers["/quay"] = page(BEGINNING, code=403)
        assert told in onrecord(tmp_path, "crawl").stdout
        [(text, paywalled)] = stores.rows(tmp_path, "SELECT text, paywalled FROM articles")
        assert "The council meets again" in text
        assert paywalled


def test_a_page_behind_a_wall_is_fetched_whole_again(site: Site, tmp_path: Path) -> None:
    """The file behind it may be as old as it was when the wall comes down."""
    site.answers["/quay"] = page(BEGINNING, code=403, Last_Modified=MODIFIED)
    configure(tmp_path, Quay=("page", f"{site.address}/quay"))
    assert "1 new" in onrecord(tmp_path, "crawl").stdout
    long_ago(tmp_path)
    site.answers["/quay"] = validated(WHOLE, Last_Modified=MODIFIED)
    assert "1 changed" in onrecord(tmp_path, "crawl").stdout


def test_a_304_that_nobody_asked_for_is_a_failure_like_another(site: Site, tmp_path: Path) -> None:
    site.answers["/feed"] = status(304)
    configure(tmp_path, Gazette=f"{site.address}/feed")
    ended = onrecord(tmp_path, "crawl")
    assert ended.returncode == 1
    assert f"Gazette: {site.address}/feed: can't be read (HTTP 304)" in ended.stderr


def test_a_dry_run_keeps_nothing_of_what_it_reads(site: Site, tmp_path: Path) -> None:
    site.answers |= {"/1": story("Story 1"), "/one": page("")}
    site.feed("/1", ETag='"feed-1"')
    configure(tmp_path, Gazette=f"{site.address}/feed", Page=("page", f"{site.address}/1"))
    assert "1 new" in onrecord(tmp_path, "crawl", "Page").stdout  # now there is a store
    for _ in range(2):
        assert onrecord(tmp_path, "crawl", "--dry-run").returncode == 0
    assert site.spared["/feed"] == 0
