"""What holds for each kind of page in a real browser, light and dark, wide and narrow, with and without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

from tests.onrecord.web.browser.desk import ALL, PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.onrecord.web.browser.conftest import Readers

SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
MOST = 100_000
"""Bytes that come over the wire for a page: HTML, CSS and JavaScript, without fonts and images."""

_WEIGHT = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .filter(one => one.initiatorType != "img" && !/[.](svg|png|ico)$/.test(one.name))
    .reduce((sum, one) => [sum[0] + one.encodedBodySize, sum[1] + one.decodedBodySize], [0, 0])"""


def test_links_from_the_front_page_lead_to_each_kind_of_page(paths: dict[str, str]) -> None:
    assert set(ALL) == set(paths)


@pytest.fixture(scope="module")
def phone(readers: Readers) -> Page:
    """The page of who reads on a phone."""
    return readers.page(viewport=PHONE)


@pytest.fixture(scope="module")
def plain(readers: Readers) -> Page:
    """The page of who has no JavaScript."""
    return readers.page(java_script_enabled=False)


@pytest.fixture(scope="module")
def scripted(readers: Readers) -> Page:
    """The page of who has it, in the zone of the digests."""
    return readers.page(timezone_id="Europe/Berlin", locale="en-GB")


@pytest.mark.parametrize("kind", ALL)
def test_it_fits_on_a_phone_and_is_dark_for_who_reads_in_the_dark(
    phone: Page, paths: dict[str, str], kind: str, lightness: Callable[[bytes], float]
) -> None:
    phone.goto(paths[kind])
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    shown = {}
    for scheme in SCHEMES:
        phone.emulate_media(color_scheme=scheme)
        shown[scheme] = lightness(phone.screenshot())
    assert shown["dark"] < 0.25
    assert shown["light"] > 0.75


@pytest.mark.parametrize("kind", ALL)
def test_it_reads_the_same_without_javascript_and_is_light_on_the_wire(
    plain: Page, scripted: Page, paths: dict[str, str], kind: str
) -> None:
    plain.goto(paths[kind])
    scripted.goto(paths[kind])
    assert plain.inner_text("body").split() == scripted.inner_text("body").split()
    wire, unpacked = scripted.evaluate(_WEIGHT)
    assert 2_000 < wire < MOST
    assert wire < unpacked
