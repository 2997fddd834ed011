"""A search in a real browser, and the way from what it finds to the sentence in the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.onrecord.web.browser.conftest import Readers

ASKED = 'speaker:halvorsen topic:energy after:2026-10-01 "short of electricity"'
SAID = "We are not short of electricity today"


def search(page: Page, words: str) -> Locator:
    """Type a search on the front page; gives the statements that it finds."""
    page.goto("/")
    page.get_by_role("searchbox").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    return page.get_by_role("article")


def test_one_box_takes_speaker_topic_date_and_phrase(page: Page) -> None:
    found = search(page, ASKED)
    assert found.count() == 1
    assert SAID in found.inner_text()
    assert "Marit Halvorsen" in found.inner_text()
    assert page.get_by_role("searchbox").input_value() == ASKED


def test_a_filter_is_taken_off_by_its_link(page: Page) -> None:
    search(page, ASKED)
    page.get_by_role("link", name="topic:energy").click()
    assert page.get_by_role("article").count() == 1
    assert "topic:" not in page.get_by_role("searchbox").input_value()


def test_a_mistake_is_told_and_what_was_typed_is_kept(page: Page) -> None:
    search(page, "gas kind:loud")
    assert "direct" in page.get_by_role("alert").inner_text()
    assert page.get_by_role("searchbox").input_value() == "gas kind:loud"


def test_a_statement_is_followed_to_its_place_in_the_paper_which_the_browser_marks(readers: Readers) -> None:
    """Also without JavaScript."""
    page = readers.page(viewport={"width": 800, "height": 400}, java_script_enabled=False)
    search(page, ASKED).get_by_role("link", name="Ministry orders power grid").click()
    page.wait_for_url("**/grid-reserve.html*")
    sentence = page.locator("p", has_text=SAID)
    box = sentence.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 400, "the browser is not where the sentence is"
    marked = sentence.screenshot()

    plain = readers.page(viewport={"width": 800, "height": 400})
    plain.goto(f"{page.url.partition('#')[0]}#:~:text=Words%20that%20are%20not%20there")
    unmarked = plain.locator("p", has_text=SAID)
    at_first = unmarked.bounding_box()
    assert at_first is not None
    assert at_first["y"] > 400, "the sentence is where the browser is anyway"
    assert marked != unmarked.screenshot()
    assert plain.locator("p", has_text=SAID).screenshot() == unmarked.screenshot()
