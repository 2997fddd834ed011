"""Listings that crash their reader or never end are given up in words."""

from __future__ import annotations

import asyncio
import time
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.http import Response

from onrecord.errors import CrawlError
from scraper import readers
from scraper.workers import Workers
from tests.scraper.test_workers import Deadly, Endless

if TYPE_CHECKING:
    from scraper.listing import Listing

URL = "https://gazette.example/feed"
FEED = b"<rss version='2.0'><channel><item><title>Ferry</title><link>/ferry</link></item></channel></rss>"
INDEX = b"<sitemapindex><sitemap><loc>/bad.xml</loc></sitemap><sitemap><loc>/good.xml</loc></sitemap></sitemapindex>"
SITEMAP = b"<urlset><url><loc>/ferry</loc></url></urlset>"


def read(kind: Any, body: bytes, workers: Workers, **others: bytes) -> Listing:  # noqa: ANN401  # a kind of source
    async def follow(url: str) -> Response:
        return Response(url, body=others[url.rpartition("/")[2].removesuffix(".xml")])

    now = datetime(2026, 11, 24, tzinfo=UTC)
    with closing(workers):
        return asyncio.run(readers.read(kind, Response(URL, body=body), follow, workers, most=50, now=now))


@pytest.mark.parametrize("processes", [0, 1])
def test_a_listing_is_read_in_a_process_or_a_thread(processes: int) -> None:
    [entry] = read("feed", FEED, Workers(processes, timeout=60)).entries
    assert entry.url == "https://gazette.example/ferry"


def test_a_listing_that_never_ends_is_given_up() -> None:
    begin = time.monotonic()
    with pytest.raises(CrawlError, match=f"^{URL}: reading it took too long$"):
        read("feed", Endless(b"x"), Workers(1, timeout=1))
    assert time.monotonic() - begin < 30


def test_a_listing_that_crashes_the_process_is_given_up() -> None:
    with pytest.raises(CrawlError, match=f"^{URL}: reading it crashed$"):
        read("feed", Deadly(b"x"), Workers(1, timeout=60))


def test_a_listing_that_its_reader_can_not_cope_with_is_told_on_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> Listing:
        raise RecursionError("too\ndeep")

    monkeypatch.setitem(readers.READERS, "feed", fail)
    with pytest.raises(CrawlError, match=rf"^{URL}: can't be read \(RecursionError: too deep\)$"):
        read("feed", FEED, Workers(0, timeout=5))


def test_a_further_listing_that_crashes_costs_no_other() -> None:
    listing = read("sitemap", INDEX, Workers(1, timeout=60), bad=Deadly(b"x"), good=SITEMAP)
    assert [entry.url for entry in listing.entries] == ["https://gazette.example/ferry"]
    assert listing.warning == "https://gazette.example/bad.xml: reading it crashed"
