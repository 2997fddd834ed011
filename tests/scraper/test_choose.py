"""Which articles of an offer are asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from onrecord.store.articles import Met
from onrecord.store.setbacks import Setback
from scraper.choice import Choice, Past, choose
from scraper.job import Limits
from scraper.listing import Entry

if TYPE_CHECKING:
    from onrecord.config import Kind

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
ONE, TWO, THREE = (f"https://gazette.example/{number}" for number in (1, 2, 3))
NOTHING = Past({}, {})


def chosen(
    *entries: Entry, kind: Kind = "feed", past: Past = NOTHING, asked: frozenset[str] = frozenset(), **limits: object
) -> Choice:
    return choose(entries, kind=kind, past=past, asked=asked, limits=Limits(**limits), now=NOW)  # type: ignore[arg-type]


def urls(choice: Choice) -> list[str]:
    return [entry.url for entry in choice.wanted]


def met(url: str, *, collected: timedelta, checked: timedelta) -> Past:
    """The past of a page that was collected and last looked at so long ago."""
    return Past({url: Met(NOW - collected, NOW - checked)}, {})


def test_what_is_new_is_asked_for_in_order() -> None:
    assert urls(chosen(Entry(ONE), Entry(TWO))) == [ONE, TWO]


def test_spellings_of_one_page_are_asked_for_once_and_none_that_the_run_asked_for_before() -> None:
    choice = chosen(Entry(ONE), Entry(f"{ONE}/?utm_source=x"), Entry(TWO), asked=frozenset({"gazette.example/2"}))
    assert (urls(choice), choice.known) == ([ONE], 2)


@pytest.mark.parametrize(("updated", "wanted"), [(-2 * HOUR, []), (-HOUR / 2, [ONE]), (None, [])])
def test_a_known_article_is_asked_for_when_its_source_says_that_it_changed_since(
    updated: timedelta | None, wanted: list[str]
) -> None:
    entry = Entry(ONE, updated=None if updated is None else NOW + updated)
    assert urls(chosen(entry, past=met(ONE, collected=9 * HOUR, checked=HOUR))) == wanted


@pytest.mark.parametrize(
    ("collected", "checked", "again"),
    [
        (0.9, 0.9, False),
        (1, 1, True),
        (2, 1, True),  # looked at after one hour, and one has passed
        (3, 1, False),  # looked at after two hours: two must pass
        (4, 2, True),
        (24 * 30, 1, False),
        (24 * 60, 24 * 31, True),
    ],
)
def test_a_sections_article_is_looked_at_again_after_ever_longer_times(
    collected: float, checked: float, *, again: bool
) -> None:
    past = met(ONE, collected=collected * HOUR, checked=checked * HOUR)
    choice = chosen(Entry(ONE), kind="section", past=past)
    assert urls(choice) == ([ONE] if again else [])


@pytest.mark.parametrize(("checked", "again"), [(0.9, False), (1, True)])
def test_a_page_that_is_a_source_is_looked_at_every_hour(checked: float, *, again: bool) -> None:
    past = met(ONE, collected=999 * HOUR, checked=checked * HOUR)
    assert urls(chosen(Entry(ONE), kind="page", past=past)) == ([ONE] if again else [])


def test_new_articles_go_before_known_ones_when_not_all_can_be_asked_for() -> None:
    past = met(ONE, collected=5 * HOUR, checked=3 * HOUR)
    assert urls(chosen(Entry(ONE), Entry(TWO), Entry(THREE), kind="section", past=past, most=2)) == [TWO, THREE]
    assert urls(chosen(Entry(ONE), Entry(TWO), Entry(THREE), kind="section", past=past)) == [TWO, THREE, ONE]


@pytest.mark.parametrize(("until", "insist", "asked"), [(HOUR, False, False), (HOUR, True, True), (-HOUR, False, True)])
def test_a_page_that_failed_is_left_alone_for_its_time_unless_one_insists(
    until: timedelta, *, insist: bool, asked: bool
) -> None:
    setback = Setback("Gazette", 3, NOW - 9 * HOUR, NOW - HOUR, NOW + until, 404, "not there")
    choice = chosen(Entry(ONE), Entry(TWO), past=Past({}, {ONE: setback}), insist=insist, most=2)
    assert urls(choice) == ([ONE, TWO] if asked else [TWO])
    assert choice.left == (not asked)
