"""An edition read in a real browser, by who has only a keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

_FOCUSED = """() => {
    const at = document.activeElement, style = getComputedStyle(at);
    const seen = style.outlineStyle != "none" && parseFloat(style.outlineWidth) > 0;
    return [at.innerText || at.name || "", at.href || "", seen];
}"""


def go_to(page: Page, words: str = "", *, link: str = "", most: int = 60) -> None:
    """Press Tab until what has the focus shows these words and has this in its link; each stop can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        shown, address, seen = page.evaluate(_FOCUSED)
        assert seen, f"the focus is not seen on “{shown}”"
        if words in shown and link in address:
            return
    raise AssertionError(f"Tab does not come to “{words}” {link}")


def test_an_edition_is_read_from_the_front_page_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    go_to(page, "To the content", most=1)
    page.keyboard.press("Enter")
    go_to(page, link="/editions/morning/", most=3)
    page.keyboard.press("Enter")
    page.wait_for_url("**/editions/morning/*/")
    assert page.get_by_text("We are not short of electricity today").first.is_visible()
    page.keyboard.press("End")
    page.wait_for_function("() => scrollY > 5000")
    page.keyboard.press("Home")
    go_to(page, "All editions")
    page.keyboard.press("Enter")
    page.wait_for_url("**/editions/")
    assert page.get_by_role("heading", level=1).inner_text() == "Editions"
