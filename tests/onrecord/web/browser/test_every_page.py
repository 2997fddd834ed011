"""What holds for each kind of page in a real browser, light and dark, wide and narrow, with and without JavaScript."""

from __future__ import annotations

import gzip
import re
from contextlib import closing
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import pytest

from tests.onrecord.web.browser.desk import ALL, PHONE, links

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.onrecord.web.browser.conftest import Readers
    from tests.onrecord.web.browser.desk import Desk

SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
_UNSEEN = """() => {
    const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
    const stops = [...document.querySelectorAll(all)];
    const seen = one => {
        one.focus();
        const style = getComputedStyle(one);
        return document.activeElement == one && style.outlineStyle != "none" && parseFloat(style.outlineWidth) > 0;
    };
    return [stops.length, stops.filter(one => !seen(one)).map(one => one.outerHTML.slice(0, 200))];
}"""
MOST = 100_000
"""Bytes that come over the wire for a page: HTML, CSS and JavaScript, without fonts and images."""


def test_links_from_the_front_page_lead_to_each_kind_of_page(paths: dict[str, str]) -> None:
    assert set(ALL) == set(paths)


def test_no_link_is_dead(desk: Desk, paths: dict[str, str]) -> None:
    """Of links of one form, such as those to speakers, on a page of each kind, one is followed."""
    forms: dict[str, tuple[str, str]] = {}
    for kind, path in paths.items():
        for link in set(links(desk, path)) - {path}:
            forms.setdefault(re.sub(r"[\w%.~+-]*[\d%+-][\w%.~+-]*", "x", link), (link, kind))
    dead = {link: kind for link, kind in forms.values() if status(desk, link) >= 400}
    assert not dead


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
def test_it_reads_the_same_without_javascript(plain: Page, scripted: Page, paths: dict[str, str], kind: str) -> None:
    plain.goto(paths[kind])
    scripted.goto(paths[kind])
    assert plain.inner_text("body").split() == scripted.inner_text("body").split()


@pytest.mark.parametrize("kind", ALL)
def test_who_has_only_a_keyboard_sees_where_the_focus_is(scripted: Page, paths: dict[str, str], kind: str) -> None:
    scripted.goto(paths[kind])
    scripted.keyboard.press("Tab")
    stops, unseen = scripted.evaluate(_UNSEEN)
    assert stops > 3
    assert not unseen


@pytest.mark.parametrize("kind", ALL)
def test_it_is_light_on_the_wire(desk: Desk, paths: dict[str, str], kind: str) -> None:
    page = loaded(desk, paths[kind])
    files = re.findall(r'(?:<link rel="stylesheet" href|<script src)="([^"]+)"', gzip.decompress(page).decode())
    assert files
    assert len(page) + sum(len(loaded(desk, file)) for file in files) < MOST


def loaded(desk: Desk, path: str) -> bytes:
    """What comes over the wire, packed."""
    _, packed, body = asked(desk, path)
    return body if packed else gzip.compress(body)


def status(desk: Desk, path: str) -> int:
    return asked(desk, path)[0]


def asked(desk: Desk, path: str) -> tuple[int, bool, bytes]:
    """The status of an answer, whether it is packed, and its body."""
    with closing(HTTPConnection(urlsplit(desk.address).netloc)) as connection:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        return response.status, response.headers["Content-Encoding"] == "gzip", response.read()
