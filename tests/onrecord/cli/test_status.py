"""What `onrecord status` says of the sources, and what it advises."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from onrecord.cli.views import health as views
from onrecord.store.health import Health
from onrecord.store.setbacks import Setback
from tests.scraper.loopback import configure, on_a_terminal, onrecord, running, status, story

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
WELL: dict[str, Any] = {"read": NOW - HOUR, "success": NOW - HOUR, "offered": 40, "new": 12, "newest": NOW - HOUR}


FEED = "https://gazette.example/feed"


def advice(setback: Setback | None = None, *, fixed: bool = False, **state: Any) -> list[str]:  # noqa: ANN401  # any of its fields
    failing = {} if setback is None else {FEED: setback}
    return list(views.advice(Health("Gazette", **WELL | state), failing, NOW, fixed=fixed))


def failing(status: int | None, reason: str = "no such host", *, times: int = 5, hours: int = 72) -> Setback:
    return Setback("Gazette", times, NOW - hours * HOUR, NOW - HOUR, NOW - HOUR, status, reason)


def test_of_a_source_that_does_well_nothing_is_advised() -> None:
    assert advice(failed=6) == []


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "write yours into the address"),
        (403, "ask its owner to let yours in"),
        (404, "look for the new one"),
        (410, "gone for good"),
        (429, "raise crawl.delay"),
        (503, "nothing needs to be done but to wait"),
        (418, "look at the page with a browser"),
    ],
)
def test_a_site_that_refuses_is_told_with_how_long_and_what_to_do(status: int, words: str) -> None:
    [line] = advice(failing(status))
    assert line.startswith(f"Gazette: HTTP {status} from this site for 3 days (5 times in a row): ")
    assert words in line


def test_another_failure_is_told_in_its_own_words_and_when_it_is_tried_again() -> None:
    setback = Setback("Gazette", 1, NOW - HOUR, NOW, NOW + HOUR, None, "no such host; check the address")
    [line] = advice(setback)
    assert line.startswith("Gazette: failing for 1 hour: no such host; check the address; asked again after 2026-11-24")


def test_a_source_without_news_or_never_read_or_with_failing_pages_is_told() -> None:
    assert advice(newest=NOW - 20 * 24 * HOUR) == [
        "Gazette: nothing new for 20 days: does it still appear at this address?"
    ]
    assert advice(read=None, success=None) == ["Gazette: not read yet: 'onrecord run' or 'onrecord crawl' reads it"]
    [line] = advice(failed=30, refusals={403: 28, 404: 1})
    assert line.startswith("Gazette: 30 of its pages failed, 28 with HTTP 403: it does not let programs read it")
    assert advice(error="stopped before its end") == ["Gazette: stopped before its end"]


def test_of_pages_by_their_addresses_those_that_fail_are_named_and_no_news_are_expected() -> None:
    assert advice(newest=NOW - 20 * 24 * HOUR, fixed=True) == []
    [line] = advice(failing(404), fixed=True)
    assert line.startswith(f"Gazette: {FEED}: HTTP 404 from this site for 3 days")


@pytest.mark.parametrize(
    ("time", "words"),
    [(timedelta(), "a moment"), (HOUR / 60, "1 minute"), (47 * HOUR, "1 day"), (23 * HOUR, "23 hours")],
)
def test_a_time_is_told_in_its_largest_unit(time: timedelta, words: str) -> None:
    assert views.span(time) == words


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
    assert "  Gazette: last success a moment ago, 8 offered, 1 new, 7 failed, HTTP errors: 7 × 403" in told
    assert "  Post: last success never, 0 offered, 0 new, 0 failed, HTTP errors: 1 × 404" in told
    after = told[told.index("What to look at:") + 1 :]
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
