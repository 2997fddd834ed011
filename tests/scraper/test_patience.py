"""Sites that ask for time get it, within limits."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest
from scrapy.core.downloader import Slot
from scrapy.settings import Settings

from scraper.patience import seconds
from tests.scraper.loopback import configure, onrecord, slow, status, story, titles

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    from tests.scraper.loopback import Site

PATHS = [f"/{number:02}" for number in range(8)]
DELAY = "{delay: 0.02}"  # without any, Scrapy sends all that it has at once


def test_a_site_that_asks_for_a_second_is_asked_for_nothing_until_it_is_over(site: Site, tmp_path: Path) -> None:
    came: list[float] = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        came.append(time.monotonic())
        busy, rest = status(429, Retry_After="1"), story(f"Story {request.path}")
        # The second page is on its way when the first is refused; it keeps the other connection busy.
        {1: busy, 2: slow(0.5, rest)}.get(len(came), rest)(request)

    site.answers |= dict.fromkeys(PATHS, answer)
    site.feed(*PATHS)
    configure(tmp_path, DELAY, Gazette=f"{site.address}/feed")
    ended = onrecord(tmp_path, "crawl")
    assert (ended.stdout, ended.stderr) == ("Gazette: 8 new, 0 changed, 0 known, 0 failed.\n", "")
    assert len(came) == 9
    assert min(came[2:]) - came[0] >= 1


@pytest.mark.parametrize(("code", "wait", "asked"), [(503, "7200", 1), (429, "0", 3)])
def test_a_site_that_asks_too_much_is_left_for_the_next_run(
    site: Site, tmp_path: Path, code: int, wait: str, asked: int
) -> None:
    site.answers |= dict.fromkeys(PATHS, status(code, Retry_After=wait))
    site.feed(*PATHS)
    configure(tmp_path, DELAY, Gazette=f"{site.address}/feed")
    ended = onrecord(tmp_path, "crawl")
    assert ended.returncode == 1
    assert ended.stdout == "Gazette: 0 new, 0 changed, 0 known, 0 failed.\n"
    [line] = [line for line in ended.stderr.splitlines() if "asks to wait" in line]
    assert f"asks to wait {wait} seconds (HTTP {code}); it is left for the next run" in line
    assert sum(site.asked[path] for path in PATHS) <= asked + 1  # two are asked at once
    site.answers |= {path: story(f"Story {path}") for path in PATHS}
    assert onrecord(tmp_path, "crawl", "Gazette").returncode == 0
    assert len(titles(tmp_path)) == len(PATHS)


def test_a_feed_that_asks_for_an_hour_is_told_so(site: Site, tmp_path: Path) -> None:
    site.answers["/feed"] = status(429, Retry_After="3600")
    configure(tmp_path, DELAY, Gazette=f"{site.address}/feed")
    ended = onrecord(tmp_path, "crawl")
    assert ended.returncode == 1
    assert "asks to wait 3600 seconds (HTTP 429); it is left for the next run" in ended.stderr
    assert site.asked["/feed"] == 1


@pytest.mark.parametrize(
    ("written", "wait"),
    [
        ("0", 0),
        (" 12 ", 12),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("9" * 30, None),
        ("١٢", None),
        ("Mon, 01 Jan 2027 99999999999999999999:00:00 GMT", None),
        ("Mon, 99999999999999999999 Jan 2027 00:00:00 GMT", None),
    ],
)
def test_a_time_to_wait_is_a_number_of_seconds(written: str, wait: float | None) -> None:
    assert seconds(written) == wait


def test_a_time_to_wait_may_be_a_date() -> None:
    soon = seconds(format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True))
    assert soon is not None
    assert 60 < soon <= 90
    assert seconds("Mon, 23 Nov 2020 16:05:00 GMT") == 0


def test_the_pause_between_two_pages_of_a_site_is_never_shorter_than_asked() -> None:
    chosen = Settings()
    chosen.setmodule("scraper.settings")
    slot = Slot(2, 0.2, jitter=chosen.getfloat("DOWNLOAD_DELAY_JITTER"))
    assert {slot.download_delay() for _ in range(20)} == {0.2}
