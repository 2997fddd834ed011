"""Pages that list articles: which of their links are headlines."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import CrawlError
from scraper import sections

if TYPE_CHECKING:
    from scraper.listing import Listing

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
URL = "https://gazette.example/politics/"
SITE = Path(__file__).parents[2] / "seeds" / "site"


def read(body: str | bytes, *, url: str = URL, most: int = 50) -> Listing:
    data = body.encode() if isinstance(body, str) else body
    return sections.read(data, url, "text/html; charset=utf-8", most=most, now=NOW)


def found(body: str, url: str = URL) -> list[str]:
    try:
        return [entry.url for entry in read(f"<html><body><main>{body}</main></body></html>", url=url).entries]
    except CrawlError:
        return []


@pytest.mark.parametrize(
    ("link", "text"),
    [
        ("/politics/2026/11/24/quay", "Council puts off the quay"),
        ("/politics/2026-11-24-quay.html", "Council puts off the quay"),
        ("/politics/quay-put-off-again", "Council puts off the quay"),
        ("/politics/quay_put_off_again.html", "Council puts off the quay"),
        ("/a/1234567", "Council puts off the quay"),
        ("/story?id=1234567", "Council puts off the quay"),
        ("https://gazette.example/politics/2026/11/quay", "Council puts off the quay"),
        ("/politics/2026/11/24/quay", "港の評議会は新しい岸壁を延期した"),
    ],
)
def test_an_articles_address_with_a_headlines_text_counts(link: str, text: str) -> None:
    assert len(found(f'<a href="{link}">{text}</a>')) == 1


@pytest.mark.parametrize(
    "row",
    [
        '<h2><a href="/quay">Council puts off the quay</a></h2>',
        '<a href="/quay"><h3>Council puts off the quay</h3><p>It met.</p></a>',
        '<h3><a href="/2026/11/24/quay">No quay</a></h3>',
    ],
)
def test_a_headlines_markup_makes_up_for_one_of_the_two(row: str) -> None:
    assert len(found(row)) == 1


@pytest.mark.parametrize(
    "row",
    [
        '<a href="/politics/">All the news about politics</a>',
        '<a href="/">The Gazette of the whole harbour</a>',
        '<a href="/politics/?page=2">Older news about the harbour</a>',
        '<a href="/politics/quay">Council puts off the quay</a>',
        '<a href="/2026/11/24/quay">12 comments</a>',
        '<h2><a href="/health">Health</a></h2>',
        '<h2><a href="/2026/11/24/quay"></a></h2>',
        '<a href="/tag/quay-and-harbour-and-port">All about quay and port</a>',
        '<a href="/author/ana-maria-reed-hall">By Ana Maria Reed Hall</a>',
        '<a href="/2026/11/24/the-plan.pdf">Read the whole plan here</a>',
        '<a href="https://other.example/2026/11/24/quay">Council puts off the quay</a>',
        '<a href="javascript:open(2026112401)">Council puts off the quay</a>',
        '<nav><a href="/2026/11/24/quay">Council puts off the quay</a></nav>',
        '<div class="top-menu"><a href="/2026/11/24/quay">Council puts off the quay</a></div>',
        '<div role="navigation"><a href="/2026/11/24/quay">Council puts off the quay</a></div>',
        '<div id="footer"><h4><a href="/2026/11/24/quay">Council puts off the quay</a></h4></div>',
        '<form action="/x"><a href="/2026/11/24/quay">Council puts off the quay</a></form>',
    ],
)
def test_menus_other_pages_and_other_sites_do_not_count(row: str) -> None:
    assert found(row) == []


def test_the_links_of_one_story_are_one_in_the_pages_order() -> None:
    body = """<article class="tag-politics"><a href="/2026/11/24/a"><img></a>
      <h2><a href="/2026/11/24/a#x">No quay</a></h2>
      <a href="/2026/11/24/a?utm_source=front">Read more</a></article>
      <p><a href="/2026/11/23/b">Dredgers wait in the bay</a></p>"""
    assert found(body) == ["https://gazette.example/2026/11/24/a", "https://gazette.example/2026/11/23/b"]


@pytest.mark.parametrize(
    "before",
    [f'<div class="{"x " * 25_000}">', "<div><p>" * 200, f'<div id="{"nav" * 20_000}">'],
)
def test_a_page_whose_markup_has_no_end_is_read_quickly(before: str) -> None:
    links = "".join(f'<h2><a href="/2026/11/24/{n}">Council puts off the quay</a></h2>' for n in range(2_000))
    begin = time.process_time()
    assert len(found(before + links)) == 50
    assert time.process_time() - begin < 3


def test_a_day_in_the_address_dates_the_article() -> None:
    body = "".join(
        f'<h2><a href="/{path}">Council puts off the quay</a></h2>'
        for path in ("2026/11/23/a", "20261122/b", "2026-11-31/c", "2027/01/01/d", "2026/11/e")
    )
    days = [entry.hint.published for entry in read(body).entries]
    assert days == [datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC), None, None, None]


def test_a_base_completes_relative_links() -> None:
    body = '<html><head><base href="/news/"></head><body><h2><a href="quay">Council puts off the quay</a></h2></html>'
    assert [entry.url for entry in read(body).entries] == ["https://gazette.example/news/quay"]


@pytest.mark.parametrize(("paper", "articles"), [("harbour-gazette", 9), ("northern-courier", 7)])
def test_the_sample_papers_front_pages_give_their_articles(paper: str, articles: int) -> None:
    url = f"http://news.example/{paper}/index.html"
    body = (SITE / paper / "index.html").read_bytes()
    written = {f"http://news.example/{path.relative_to(SITE)}" for path in (SITE / paper).glob("2026/*/*.html")}
    assert {entry.url for entry in read(body, url=url).entries} == written
    assert len(written) == articles
    assert len(read(body, url=url, most=3).entries) == 3


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=80).map(lambda link: f'<h1><a href="{link}">a b c d</a>'.encode()))
def test_any_bytes_are_a_section_or_a_crawl_error(body: bytes) -> None:
    try:
        listing = read(body)
    except CrawlError as error:
        assert str(error).startswith(f"{URL}: ")  # noqa: PT017  # either outcome is right
        return
    assert all(entry.url.startswith(("http://", "https://")) for entry in listing.entries)
