"""Sitemaps: their pages, newest first, and one clear error for what is none."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.errors import CrawlError
from scraper import sitemaps

if TYPE_CHECKING:
    from scraper.listing import Listing

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
URL = "https://gazette.example/sitemap.xml"

NEWS = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://gazette.example/ferry</loc><lastmod>2026-11-23T18:00:00Z</lastmod>
 <news:news><news:publication><news:name>Gazette</news:name><news:language>en</news:language></news:publication>
 <news:publication_date>2026-11-23T16:05:00Z</news:publication_date><news:title>Ferry &amp; dredger return</news:title>
 </news:news>
 <image:image><image:loc>https://gazette.example/f.jpg</image:loc><image:title>A ferry</image:title></image:image></url>
<url><loc>https://gazette.example/undated?utm_source=map</loc></url>
<url><loc>https://gazette.example/dredger</loc><lastmod>2026-11-24</lastmod></url>
<url><loc>https://gazette.example/ferry#comments</loc></url>
<url><lastmod>2026-11-24</lastmod></url>
</urlset>"""

INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://gazette.example/2025.xml</loc><lastmod>2025-12-31</lastmod></sitemap>
<sitemap><loc>/pages.xml</loc></sitemap>
<sitemap><loc>https://gazette.example/news.xml</loc></sitemap>
<sitemap><loc>https://gazette.example/2026.xml.gz</loc><lastmod>2026-11-24T05:00:00Z</lastmod></sitemap>
</sitemapindex>"""


def read(body: bytes, *, url: str = URL, most: int = 50) -> Listing:
    return sitemaps.read(body, url, None, most=most, now=NOW)


@pytest.mark.parametrize("body", [NEWS, b"\n\n" + NEWS, gzip.compress(NEWS), NEWS[:-9]])
def test_a_news_sitemap_gives_its_pages_with_what_it_says_of_them(body: bytes) -> None:
    entries = {entry.url: entry for entry in read(body).entries}
    ferry = entries["https://gazette.example/ferry"]
    assert ferry.hint.title == "Ferry & dredger return"
    assert ferry.hint.published == datetime(2026, 11, 23, 16, 5, tzinfo=UTC)
    assert ferry.updated == datetime(2026, 11, 23, 18, tzinfo=UTC)
    assert entries["https://gazette.example/dredger"].updated is None  # a bare day tells nothing of an update
    assert set(entries) == {f"https://gazette.example/{path}" for path in ("ferry", "undated", "dredger")}


def test_the_newest_pages_go_first_and_undated_ones_last() -> None:
    assert [entry.url for entry in read(NEWS, most=1).entries] == ["https://gazette.example/ferry"]
    assert read(NEWS).entries[-1].dated is None


def test_an_index_names_the_newest_first_then_news_then_the_rest() -> None:
    listing = read(INDEX)
    assert listing.entries == ()
    assert listing.follow == tuple(
        f"https://gazette.example/{path}" for path in ("2026.xml.gz", "2025.xml", "news.xml", "pages.xml")
    )


def test_a_robots_txt_names_sitemaps() -> None:
    body = (
        b"User-agent: *\nDisallow: /x\nSitemap: /one.xml\nsitemap: https://gazette.example/two.xml\nSitemap: ftp://x/\n"
    )
    listing = read(body, url="https://gazette.example/robots.txt")
    assert listing.follow == ("https://gazette.example/one.xml", "https://gazette.example/two.xml")


@pytest.mark.parametrize("bad", [b"http://[bad/x.xml", b"http://[x", b"//[", b"", b"  "])
def test_a_bad_address_in_an_index_or_a_robots_txt_costs_no_other(bad: bytes) -> None:
    index = INDEX.replace(b"/pages.xml", bad)
    assert len(read(index).follow) == 3
    robots = b"Sitemap: " + bad + b"\nSitemap: https://gazette.example/two.xml\n"
    assert read(robots, url="https://gazette.example/robots.txt").follow == ("https://gazette.example/two.xml",)


def test_an_index_gives_no_logins_and_not_itself() -> None:
    index = INDEX.replace(b"/pages.xml", b"https://me:secret@gazette.example/pages.xml").replace(
        b"2025.xml", b"sitemap.xml"
    )
    assert read(index).follow == tuple(
        f"https://gazette.example/{path}" for path in ("2026.xml.gz", "news.xml", "pages.xml")
    )


@pytest.mark.parametrize("loc", ["", " ", "#top", URL])
def test_a_page_without_an_address_is_not_the_sitemap_itself(loc: str) -> None:
    with pytest.raises(CrawlError, match="names no web page"):
        read(f"<urlset><url><loc>{loc}</loc></url></urlset>".encode())


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "this is no sitemap; the site's robots.txt often names one"),
        (b"not xml", "this is no sitemap"),
        (b"<html><body/></html>", "this is no sitemap"),
        (b"<rss version='2.0'><channel/></rss>", "this is a feed; write 'feed:' before its address"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "this is a feed"),
        (b"<urlset/>", "the sitemap names no web page"),
        (b"<urlset><url><loc>ftp://x/</loc></url></urlset>", "the sitemap names no web page"),
        (b"<sitemapindex/>", "the index names no sitemap"),
        (b"\x1f\x8b\x08 broken", "can't be unpacked"),
        (gzip.compress(b" " * (sitemaps.MAX_BYTES + 1)), "is larger than On Record reads, unpacked"),
    ],
)
def test_what_names_no_pages_is_an_error_that_says_why(body: bytes, why: str) -> None:
    with pytest.raises(CrawlError) as caught:
        read(body)
    assert str(caught.value).startswith(f"{URL}: ")
    assert why in str(caught.value)


def test_a_sitemap_names_no_file_and_entities_do_no_harm() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    body = (
        f'<!DOCTYPE urlset [<!ENTITY l0 "ha"><!ENTITY f SYSTEM "file:///etc/hostname">{laughs}]><urlset>'
        "<url><loc>https://g.example/a</loc><title>&l11;&f;</title></url></urlset>"
    ).encode()
    try:
        listing = read(body)
    except CrawlError:
        return
    assert len(listing.entries[0].hint.title or "") < 10_000


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200) | st.tuples(st.integers(0, 900), st.binary(max_size=20)))
@example((300, b"<loc>http://[</loc>"))
@example((0, gzip.compress(NEWS)[:100]))
def test_any_bytes_are_a_sitemap_or_a_crawl_error(given_bytes: bytes | tuple[int, bytes]) -> None:
    if isinstance(given_bytes, tuple):
        place, put = given_bytes
        given_bytes = NEWS[:place] + put + NEWS[place + len(put) :]
    try:
        listing = read(given_bytes)
    except CrawlError as error:
        assert str(error).startswith(f"{URL}: ")  # noqa: PT017  # either outcome is right
        return
    assert listing.entries or listing.follow
    assert all(entry.url.startswith(("http://", "https://")) for entry in listing.entries)
