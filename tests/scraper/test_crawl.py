"""Crawls of a site on this machine on which everything goes wrong that can."""

from __future__ import annotations

import gzip
import signal
import subprocess
import time
from typing import TYPE_CHECKING

from tests import stores
from tests.command import PROGRAM
from tests.scraper.loopback import ARTICLE, configure, hang_up, onrecord, page, running, slow, status, story, titles

if TYPE_CHECKING:
    from pathlib import Path

    from tests.scraper.loopback import Site

FAULTS = {
    "/401": (status(401), "asks for a login"),
    "/403": (status(403), "does not let programs read it"),
    "/404": (status(404), "is not there; has the address changed?"),
    "/410": (status(410), "is gone for good"),
    "/429": (status(429), "is asked too often"),
    "/500": (status(500), "has trouble at its server; try again later"),
    "/slow": (slow(4, story("Too late")), "did not answer in time"),
    "/hangs-up": (hang_up, "broke off the connection; try again later"),
    "/breaks-off": (page("<html><body>Half a st", Content_Length="100000"), "broke off the connection"),
    "/round": (status(302, Location="/round"), "is redirected without end"),
    "/file": (status(302, Location="file:///etc/passwd"), "not http or https; it was not followed"),
    "/private/one": (story("Private"), "robots.txt does not let programs read it"),
    "/huge": (page(b" " * 11 * 1024 * 1024), "is larger than On Record reads"),
    "/swollen": (page(gzip.compress(b" " * 11 * 1024 * 1024), Content_Encoding="gzip"), "larger than On Record reads"),
    "/paper.pdf": (page(b"%PDF-1.7\n\0\1\2\xff", kind="application/pdf"), "is no web page (application/pdf)"),
    "/empty": (page("<html><body></body></html>"), "no article found"),
}


def test_what_goes_wrong_with_a_page_is_told_in_words_and_the_others_are_stored(site: Site, tmp_path: Path) -> None:
    site.answers |= {path: answer for path, (answer, _) in FAULTS.items()}
    site.answers |= {
        "/robots.txt": page("User-agent: *\nDisallow: /private/\n", kind="text/plain"),
        "/fine": story("A fine story"),
        "/moved": status(301, Location="/moved-here"),
        "/moved-here": story("A story that moved"),
        "/zipped": page(gzip.compress(ARTICLE.format(title="A zipped story").encode()), Content_Encoding="gzip"),
    }
    site.feed("/fine", *FAULTS, "/moved", "/zipped")
    configure(tmp_path, crawl="{delay: 0, timeout: 2}", Gazette=f"{site.address}/feed")
    ended = onrecord(tmp_path, "crawl")
    assert ended.returncode == 0, ended.stderr  # pages fail every day; the source did not
    assert "Traceback" not in ended.stderr
    assert ended.stdout == f"Gazette: 3 new, 0 changed, 0 known, {len(FAULTS)} failed.\n"
    assert titles(tmp_path) == ["A fine story", "A story that moved", "A zipped story"]
    told = ended.stderr.splitlines()
    for path, (_, words) in FAULTS.items():
        lines = [line for line in told if f"{site.address}{path}" in line]
        assert len(lines) == 1, (path, lines)
        assert words in lines[0]
    assert site.asked["/private/one"] == 0
    assert "root:" not in str(titles(tmp_path))


def test_a_page_behind_a_wall_that_shows_its_beginning_is_stored_as_such(site: Site, tmp_path: Path) -> None:
    linked = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A story to be paid"}</script>'
    shown = ARTICLE.format(title="A story to be paid").replace("</head>", f"{linked}</head>")
    site.answers |= {"/paid": page(shown, code=402), "/closed": page(ARTICLE.format(title="No"), code=403)}
    site.feed("/paid", "/closed")
    configure(tmp_path, Gazette=f"{site.address}/feed")
    ended = onrecord(tmp_path, "crawl")
    assert ended.stdout == "Gazette: 1 new, 0 changed, 0 known, 1 failed.\n"
    assert f"Gazette: {site.address}/closed: does not let programs read it (HTTP 403)" in ended.stderr
    assert stores.rows(tmp_path, "SELECT title, paywalled FROM articles") == [("A story to be paid", True)]
    assert stores.rows(tmp_path, "SELECT status FROM setbacks") == [(403,)]


def test_a_second_crawl_fetches_only_what_is_new_or_newer(site: Site, tmp_path: Path) -> None:
    site.answers |= {"/one": story("The first story"), "/two": story("The second story")}
    site.feed("/one", "/two")
    configure(tmp_path, Gazette=f"{site.address}/feed")
    assert "2 new, 0 changed, 0 known" in onrecord(tmp_path, "crawl").stdout
    site.answers |= {"/one": story("The first story, corrected"), "/three": story("The third story")}
    site.feed("/one", "/two", "/three")
    assert "1 new, 0 changed, 2 known" in onrecord(tmp_path, "crawl").stdout
    assert (site.asked["/one"], site.asked["/two"], site.asked["/three"]) == (1, 1, 1)
    site.feed("/one", "/two", "/three", updated="2126-11-23T08:00:00Z")  # a date that can't be true is none
    assert "0 new, 0 changed, 3 known" in onrecord(tmp_path, "crawl").stdout
    assert titles(tmp_path) == ["The first story", "The second story", "The third story"]


def test_a_dead_source_does_not_keep_the_others_from_being_read(site: Site, tmp_path: Path) -> None:
    site.answers |= {"/one": story("The first story"), "/page": story("No feed")}
    site.feed("/one")
    with running() as gone:
        dead = gone.address
    configure(
        tmp_path,
        Dead=f"{dead}/feed",
        Gone=f"{site.address}/gone",
        Page=f"{site.address}/page",
        Gazette=f"{site.address}/feed",
    )
    ended = onrecord(tmp_path, "crawl")
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert titles(tmp_path) == ["The first story"]
    for words in (
        f"onrecord: Dead: {dead}/feed: 127.0.0.1:{dead.rpartition(':')[2]} refuses the connection",
        f"onrecord: Gone: {site.address}/gone: is not there; has the address changed? (HTTP 404)",
        f"onrecord: Page: {site.address}/page: this is no feed; look for the link to its RSS or Atom feed",
    ):
        assert words in ended.stderr
    assert onrecord(tmp_path, "crawl", "Gazette").returncode == 0


def test_stopped_by_hand_it_keeps_what_came_in_and_goes_on_the_next_time(site: Site, tmp_path: Path) -> None:
    paths = [f"/{number:02}" for number in range(12)]
    site.answers |= {path: story(f"Story {path}") for path in paths[:4]}
    site.answers |= {path: slow(20, story(f"Story {path}")) for path in paths[4:]}
    site.feed(*paths)
    configure(tmp_path, Gazette=f"{site.address}/feed")
    with subprocess.Popen([*PROGRAM, "crawl"], cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        patience = time.monotonic() + 60
        while len(titles(tmp_path)) < 4 and time.monotonic() < patience:
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)  # as an impatient person does
        err = process.communicate(timeout=25)[1]
    assert process.returncode == 1
    assert "Traceback" not in err
    assert titles(tmp_path) == [f"Story {path}" for path in paths[:4]]
    site.answers |= {path: story(f"Story {path}") for path in paths}
    assert onrecord(tmp_path, "crawl").returncode == 0
    assert titles(tmp_path) == [f"Story {path}" for path in paths]
    assert max(site.asked[path] for path in paths[:4]) == 1


def test_a_crawl_opens_no_port(site: Site, tmp_path: Path) -> None:
    site.answers["/one"] = story("The first story")
    site.feed("/one")
    configure(tmp_path, Gazette=f"{site.address}/feed")
    ended = onrecord(tmp_path, "--verbose", "crawl")
    assert "INFO scrapy" in ended.stderr
    assert "listening" not in ended.stderr
