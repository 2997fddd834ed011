"""Sources and pages that fail are left alone for longer and longer, and are there again when they answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from onrecord.store.schema import setbacks as table
from tests import stores
from tests.scraper.loopback import configure, onrecord, running, status, story

if TYPE_CHECKING:
    from pathlib import Path

    from tests.scraper.loopback import Site


def pass_time(folder: Path, hours: int) -> None:
    """As if the failures so far had been so many hours ago."""
    columns = [table.c[name] for name in ("since", "last", "until")]
    for address, *moments in stores.rows(folder, select(table.c.address, *columns)):
        earlier = {one.name: at and at - timedelta(hours=hours) for one, at in zip(columns, moments, strict=True)}
        stores.rows(folder, update(table).where(table.c.address == address).values(earlier))


def test_a_source_that_fails_is_left_alone_from_the_second_time_on_until_it_answers(site: Site, tmp_path: Path) -> None:
    site.answers |= {"/feed": status(403), "/one": story("Story one"), "/two": status(404)}
    path = configure(tmp_path, Gazette=f"{site.address}/feed", Inquiry=("page", f"{site.address}/one"))
    for _ in range(2):
        assert onrecord(tmp_path, "crawl").returncode == 1
    assert site.asked["/feed"] == 2

    ended = onrecord(tmp_path, "crawl")
    assert ended.returncode == 0, ended.stderr  # what is left alone is no failure of this run
    assert ended.stderr == ""
    told = ended.stdout.splitlines()
    assert told[0] == "Inquiry: 0 new, 0 changed, 1 known, 0 failed."
    assert told[1].startswith("Gazette: left alone until 20")
    assert told[1].endswith(f"failed 2 times in a row: {site.address}/feed: does not let programs read it (HTTP 403)")
    assert told[2] == "  To ask all the same: onrecord crawl Gazette"
    assert site.asked["/feed"] == 2

    pass_time(tmp_path, 72)
    assert "Gazette: HTTP 403 from this site for 3 days (2 times in a row): it does not let programs" in (
        onrecord(tmp_path, "status").stdout
    )
    assert onrecord(tmp_path, "crawl").returncode == 1
    assert site.asked["/feed"] == 3
    assert onrecord(tmp_path, "crawl", "Gazette").returncode == 1  # it was asked for by its name
    assert site.asked["/feed"] == 4

    site.feed("/two")
    assert onrecord(tmp_path, "crawl", "Gazette").returncode == 0
    assert "HTTP 403" not in onrecord(tmp_path, "status").stdout
    site.answers["/feed"] = status(500)
    assert onrecord(tmp_path, "crawl").returncode == 1  # the first failure of a new row
    assert onrecord(tmp_path, "--config", str(path), "crawl").returncode == 1


def test_a_page_that_fails_is_left_alone_too_and_its_source_is_not(site: Site, tmp_path: Path) -> None:
    site.answers |= {"/one": story("Story one"), "/two": status(404)}
    site.feed("/one", "/two")
    configure(tmp_path, Gazette=f"{site.address}/feed")
    assert "1 new, 0 changed, 0 known, 1 failed" in onrecord(tmp_path, "crawl").stdout
    assert "0 new, 0 changed, 1 known, 1 failed" in onrecord(tmp_path, "crawl").stdout
    assert onrecord(tmp_path, "crawl").stdout.splitlines() == [
        "Gazette: 0 new, 0 changed, 1 known, 0 failed.",
        "Gazette: 1 page failed before and will be asked for again later.",
    ]
    assert site.asked["/two"] == 2
    assert "0 articles to be fetched, 1 known, 1 left for later" in onrecord(tmp_path, "crawl", "--dry-run").stdout

    site.answers["/two"] = story("Story two")
    pass_time(tmp_path, 24)
    assert "1 new, 0 changed, 1 known, 0 failed" in onrecord(tmp_path, "crawl").stdout
    assert stores.rows(tmp_path, "SELECT count(*) FROM setbacks") == [(0,)]


def test_a_site_that_asks_for_an_hour_is_left_alone_for_an_hour(site: Site, tmp_path: Path) -> None:
    site.answers["/feed"] = status(503, Retry_After="3600")
    configure(tmp_path, Gazette=f"{site.address}/feed")
    assert onrecord(tmp_path, "crawl").returncode == 1
    assert "Gazette: left alone until" in onrecord(tmp_path, "crawl").stdout
    assert site.asked["/feed"] == 1


def test_a_site_that_asks_for_an_hour_keeps_no_other_sites_pages_waiting(site: Site, tmp_path: Path) -> None:
    """Of a feed that lists articles of many sites, and of a list of pages."""
    with running("127.0.0.2") as other:
        busy = [f"{other.address}/{number}" for number in range(3)]
        site.answers |= {"/one": story("Story one"), "/two": story("Story two")}
        other.answers |= {f"/{number}": status(503, Retry_After="3600") for number in range(3)}
        site.feed(*busy[:2])
        configure(tmp_path, Digest=f"{site.address}/feed", Pages=("page", [f"{site.address}/one", busy[2]]))
        assert onrecord(tmp_path, "crawl").returncode == 1
        site.feed(*busy[:2], "/two")
        asked = other.asked.copy()
        ended = onrecord(tmp_path, "crawl")
        assert ended.returncode == 0
        assert ended.stdout.splitlines() == [
            "Digest: 1 new, 0 changed, 0 known, 0 failed.",
            "Pages: 0 new, 0 changed, 1 known, 0 failed.",
            "Digest: 2 pages failed before and will be asked for again later.",
            "Pages: 1 page failed before and will be asked for again later.",
        ]
        assert other.asked == asked
    assert stores.rows(tmp_path, "SELECT count(*) FROM setbacks") == [(3,)]
