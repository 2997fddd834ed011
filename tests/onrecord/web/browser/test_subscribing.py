"""Readers who sign up for a digest, get it and leave it: forms in a real browser, mail through a real SMTP server."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.onrecord.web.browser.desk import link

if TYPE_CHECKING:
    from email.message import EmailMessage

    from playwright.sync_api import Page

    from tests.onrecord.web.browser.desk import Desk

ANA, BEN = "ana@reader.example", "ben@reader.example"
TODAY = datetime.now(UTC).date()


def sign_up(page: Page, address: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Get a digest by mail").click()
    page.get_by_label("Your mail address").fill(address)
    page.get_by_role("checkbox", name="evening").check()
    page.get_by_role("button", name="Sign up").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Look into your mail"


def test_readers_sign_up_confirm_get_the_edition_and_leave(desk: Desk, page: Page) -> None:
    for reader in (ANA, BEN):
        sign_up(page, reader)
    asked = desk.send()
    assert {ANA, BEN} <= set(asked)

    for reader in (ANA, BEN):
        page.goto(link(asked[reader], "confirm"))
        page.get_by_role("button", name="Yes").click()
        assert reader in page.get_by_role("main").inner_text()
    got = desk.edition("evening", TODAY)
    assert {ANA, BEN} <= set(got)
    assert "energy security" in str(got[ANA].get_body(("plain",)))

    page.goto(link(got[ANA], "preferences"))
    page.get_by_role("button", name="Leave all digests").click()
    assert "No digest is sent" in page.get_by_role("status").inner_text()
    assert {ANA, BEN} & set(desk.edition("evening", TODAY - timedelta(days=1))) == {BEN}

    one_click(desk, got[BEN])
    assert not {ANA, BEN} & set(desk.edition("evening", TODAY - timedelta(days=2)))


def one_click(desk: Desk, mail: EmailMessage) -> None:
    """Leave as a mail program does for its user (RFC 8058): a POST to what the header names, without a page."""
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.search(r"<(https:[^>]+)>", mail["List-Unsubscribe"])
    assert address
    asked = Request(desk.at(address[1]), urlencode({"List-Unsubscribe": "One-Click"}).encode())  # noqa: S310  # the desk
    with urlopen(asked) as done:  # noqa: S310  # as above
        assert done.status == 200


def test_who_only_opens_the_links_of_a_mail_changes_nothing(desk: Desk, page: Page) -> None:
    """As programs do that look for evil in mails."""
    eve = "eve@reader.example"
    sign_up(page, eve)
    page.goto(link(desk.send()[eve], "confirm"))
    assert eve not in desk.edition("evening", TODAY - timedelta(days=3))


def test_a_mistake_in_the_form_is_told_beside_the_field(page: Page) -> None:
    page.goto("/subscribe")
    page.get_by_label("Your mail address").fill("nobody")
    page.get_by_role("button", name="Sign up").click()
    told = page.get_by_label("Your mail address").get_attribute("aria-describedby")
    assert told
    assert page.locator(f"#{told.split()[0]}").is_visible()
    assert page.get_by_label("Your mail address").input_value() == "nobody"
