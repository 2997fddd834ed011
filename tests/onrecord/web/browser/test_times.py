"""When something was said, on the clock of who reads it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.onrecord.web.browser.conftest import Readers

_TIMES = "all => all.map(one => [one.dateTime, one.innerText])"
TOPIC = "/topics/energy-security/"


def times(page: Page) -> list[tuple[str, str]]:
    """The moments of a page, and how each is shown."""
    found: list[tuple[str, str]] = page.locator("time.clock").evaluate_all(_TIMES)
    assert len(found) > 10
    return found


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata"])
def test_times_of_day_are_in_the_zone_of_the_reader(readers: Readers, zone: str) -> None:
    page = readers.page(timezone_id=zone)
    page.goto(TOPIC)
    for moment, shown in times(page):
        there = datetime.fromisoformat(moment).astimezone(ZoneInfo(zone))
        assert shown.startswith(f"{there.day} {there:%b %Y, %H:%M} "), moment


def test_without_javascript_they_are_in_the_zone_of_the_digest_and_say_so(readers: Readers) -> None:
    page = readers.page(timezone_id="Asia/Tokyo", java_script_enabled=False)
    page.goto(TOPIC)
    for moment, shown in times(page):
        there = datetime.fromisoformat(moment).astimezone(ZoneInfo("Europe/Berlin"))
        assert shown == f"{there.day} {there:%b %Y, %H:%M %Z}"
