"""Each kind of source, crawled from a site on this machine."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from onrecord.store.schema import articles
from tests import stores
from tests.scraper.loopback import ARTICLE, configure, onrecord, page, running, status, story, titles

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.scraper.loopback import Site

NEWS = """<url><loc>{path}</loc><lastmod>{day}T09:00:00Z</lastmod><news:news>
<news:publication><news:name>Gazette</news:name></news:publication>
<news:publication_date>{day}T08:00:00Z</news:publication_date><news:title>Story {path}</news:title>
</news:news></url>"""


def urlset(*pairs: tuple[str, str]) -> str:
    rows = "".join(NEWS.format(path=path, day=day) for path, day in pairs)
    return f'<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{rows}</urlset>'


def index(*pairs: tuple[str, str]) -> str:
    rows = "".join(f"<sitemap><loc>{path}</loc><lastmod>{day}</lastmod></sitemap>" for path, day in pairs)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'


def dates(folder: Path) -> Sequence[tuple[str, str | None]]:
    found = stores.rows(folder, select(articles.c.title, articles.c.published))
    return sorted((title, f"{published:%Y-%m-%d %H:%M}" if published else None) for title, published in found)


def test_a_news_sitemap_gives_its_newest_articles_with_their_dates(site: Site, tmp_path: Path) -> None:
    days = {"/old": "2026-11-01", "/newest": "2026-11-20", "/newer": "2026-11-19"}
    site.answers |= {path: story(f"Story {path}") for path in days}
    site.answers["/sitemap.xml"] = page(urlset(*days.items()), kind="application/xml")
    configure(tmp_path, "{delay: 0, max_articles: 2}", Gazette=("sitemap", f"{site.address}/sitemap.xml"))
    ended = onrecord(tmp_path, "crawl")
    assert (ended.stdout, ended.stderr) == ("Gazette: 2 new, 0 changed, 0 known, 0 failed.\n", "")
    assert dates(tmp_path) == [("Story /newer", "2026-11-19 08:00"), ("Story /newest", "2026-11-20 08:00")]
    assert "0 new, 0 changed, 2 known" in onrecord(tmp_path, "crawl").stdout
    assert site.asked["/newest"] == 1


def test_an_index_is_followed_to_its_newest_sitemaps_packed_or_not(site: Site, tmp_path: Path) -> None:
    site.answers |= {path: story(f"Story {path}") for path in ("/a", "/b", "/c")}
    site.answers |= {
        "/robots.txt": page(f"Sitemap: http://[x\nSitemap: {site.address}/index.xml.gz\n", kind="text/plain"),
        "/index.xml.gz": page(
            gzip.compress(
                index(
                    ("/2024.xml", "2024-12-31"), ("/2026.xml.gz", "2026-11-20"), ("/gone.xml", "2026-11-21"),
                    ("/2025.xml", "2025-12-31"), ("http://[bad/", "2026-11-22"),
                ).encode()
            ),
            kind="application/gzip",
        ),
        "/2026.xml.gz": page(gzip.compress(urlset(("/a", "2026-11-20")).encode()), kind="application/x-gzip"),
        "/2025.xml": page(urlset(("/b", "2025-12-30")), Content_Encoding="identity"),
        "/2024.xml": page(urlset(("/c", "2024-12-30"))),
    }  # fmt: skip
    configure(tmp_path, "{delay: 0, max_articles: 2}", Gazette=("sitemap", f"{site.address}/robots.txt"))
    ended = onrecord(tmp_path, "crawl")
    assert ended.stdout == "Gazette: 2 new, 0 changed, 0 known, 0 failed.\n"
    assert titles(tmp_path) == ["Story /a", "Story /b"]
    assert site.asked["/2024.xml"] == 0
    assert f"Gazette: {site.address}/gone.xml: is not there" in ended.stderr


def test_a_section_page_gives_its_headlines_and_not_its_menus(site: Site, tmp_path: Path) -> None:
    with running() as other:
        site.answers |= {
            "/politics/": page(
                f"""<html><body><header><nav>
                <a href="/politics/the-week-in-the-harbour">The week in the harbour</a></nav></header>
                <ul class="menu"><li><a href="/about/who-we-are-and-how">Who we are and how</a></li></ul><main>
                <article><a href="/politics/2026/11/quay"><img src="q.jpg"></a>
                <h2><a href="/politics/2026/11/quay#top">Council puts off the new quay</a></h2>
                <a href="/politics/2026/11/quay#comments">12 comments</a>
                by <a href="/author/ana-reed">Ana Reed</a></article>
                <p><a href="dredgers-wait-in-the-bay">Dredgers wait in the bay for a third week</a></p>
                <p><a href="{other.address}/2026/11/advert">Our partners offer you five nights in the sun</a></p>
                <a href="/politics/?page=2">Older news from the harbour</a>
                <a href="/politics/">All news from the harbour</a></main>
                <footer><a href="/terms/of-use-and-of-sale">Terms of use and of sale</a></footer></body></html>"""
            ),
            "/politics/2026/11/quay": story("Council puts off the new quay"),
            "/politics/dredgers-wait-in-the-bay": story("Dredgers wait in the bay"),
        }
        configure(tmp_path, Gazette=("section", f"{site.address}/politics/"))
        ended = onrecord(tmp_path, "crawl")
    assert (ended.stdout, ended.stderr) == ("Gazette: 2 new, 0 changed, 0 known, 0 failed.\n", "")
    assert set(site.asked) == {
        "/robots.txt", "/politics/", "/politics/2026/11/quay", "/politics/dredgers-wait-in-the-bay"
    }  # fmt: skip
    assert not other.asked


def test_pages_are_sources_too_and_are_left_alone_for_an_hour(site: Site, tmp_path: Path) -> None:
    site.answers |= {"/one": story("The first story"), "/two": story("The second story")}
    pages = [f"{site.address}/one", f"{site.address}/two", f"{site.address}/one"]
    configure(tmp_path, Inquiry=("page", pages))
    assert "2 new, 0 changed, 0 known, 0 failed" in onrecord(tmp_path, "crawl").stdout
    assert "0 new, 0 changed, 2 known, 0 failed" in onrecord(tmp_path, "crawl").stdout
    stores.rows(tmp_path, "UPDATE article_urls SET checked = '2026-11-01 08:00:00.000000' WHERE url LIKE '%/one'")
    site.answers["/one"] = story("The first story, corrected")
    assert "0 new, 1 changed, 1 known, 0 failed" in onrecord(tmp_path, "crawl").stdout
    assert (site.asked["/one"], site.asked["/two"]) == (2, 1)


def test_what_several_sources_offer_is_fetched_once(site: Site, tmp_path: Path) -> None:
    spellings = ["/2026/11/quay", "/2026/11/quay/", "/2026/11/quay/amp", "/2026/11/quay/?from=there"]
    site.answers |= dict.fromkeys(spellings, story("Council puts off the new quay")) | {
        "/2026/11/moved": status(301, Location="/2026/11/on"),
        "/2026/11/on": status(301, Location="/2026/11/quay/?from=there"),
        "/2026/11/away": status(302, Location="/2026/11/there"),
        "/2026/11/there": story("A story under two addresses"),
        "/news": page("<h2><a href='/2026/11/quay'>Council puts off the new quay</a></h2>"),
        "/sitemap": page(urlset(*((f"/2026/11/{path}", "2026-11-20") for path in ("quay/", "moved", "quay/amp")))),
    }
    site.feed("/2026/11/quay", "/2026/11/away")
    configure(
        tmp_path,
        Feed=f"{site.address}/feed",
        Sitemap=("sitemap", f"{site.address}/sitemap"),
        Section=("section", f"{site.address}/news"),
        Page=("page", f"{site.address}/2026/11/quay"),
        Again=f"{site.address}/feed",
    )
    ended = onrecord(tmp_path, "crawl")
    assert titles(tmp_path) == ["A story under two addresses", "Council puts off the new quay"]
    assert {path: number for path, number in site.asked.items() if number > 1} == {}
    assert sum(site.asked[path] for path in spellings) == 1
    assert "0 failed" in ended.stdout
    assert f"Again: {site.address}/feed is read for Feed already; take one of the two out" in ended.stderr
    site.asked.clear()
    assert onrecord(tmp_path, "crawl", "Feed", "Sitemap", "Section", "Page").returncode == 0
    assert set(site.asked) == {"/robots.txt", "/feed", "/sitemap", "/news"}


def test_feeds_that_differ_in_a_parameter_are_two(site: Site, tmp_path: Path) -> None:
    site.answers |= {"/one": story("Story one"), "/two": story("Story two")}
    for path, link in {"/?feed=politics": "/one", "/?feed=sport": "/two"}.items():
        body = f"<rss version='2.0'><channel><item><title>S</title><link>{link}</link></item></channel></rss>"
        site.answers[path] = page(body, kind="text/xml")
    configure(tmp_path, Politics=f"{site.address}/?feed=politics", Sport=f"{site.address}/?feed=sport")
    ended = onrecord(tmp_path, "crawl")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert titles(tmp_path) == ["Story one", "Story two"]


def test_a_feed_with_relative_links_and_no_dates_is_read(site: Site, tmp_path: Path) -> None:
    items = "".join(f"<item><title>Story {n}</title><link>../{n}</link></item>" for n in ("one", "two"))
    site.answers |= {
        "/news/feed": page(f'<rss version="2.0"><channel><title>G</title>{items}</channel></rss>', kind="text/xml"),
        "/one": story("Story one"),
        "/two": story("Story two"),
    }
    configure(tmp_path, Gazette=f"{site.address}/news/feed")
    assert onrecord(tmp_path, "crawl").stdout == "Gazette: 2 new, 0 changed, 0 known, 0 failed.\n"
    assert dates(tmp_path) == [("Story one", None), ("Story two", None)]


def test_an_ill_formed_feed_gives_what_can_be_read_and_a_warning(site: Site, tmp_path: Path) -> None:
    site.answers |= {"/one": story("Story one"), "/two": story("Story two")}
    site.answers["/feed"] = page(
        "<rss version='2.0'><channel><item><title>Salt & pepper</title><link>/one</link></item>"
        "<item><title>Two<link>/two</link></item>",
        kind="text/xml",
    )
    configure(tmp_path, Gazette=f"{site.address}/feed")
    ended = onrecord(tmp_path, "crawl")
    assert ended.returncode == 0
    assert "Story one" in titles(tmp_path)
    assert f"Gazette: {site.address}/feed: the feed is not well formed" in ended.stderr


def test_pages_in_old_encodings_are_read(site: Site, tmp_path: Path) -> None:
    russian = ARTICLE.replace("The harbour council met on Monday evening", "Совет порта заседал в понедельник вечером")
    japanese = ARTICLE.replace("The harbour council met on Monday evening", "港の評議会は月曜日の夜に開かれました")
    declared = japanese.replace("<head>", '<head><meta charset="Shift_JIS">').replace("“", '"').replace("”", '"')
    site.answers |= {
        "/cp1251": page(
            russian.format(title="Порт ждёт углубления").encode("cp1251"), kind="text/html; charset=windows-1251"
        ),
        "/sjis": page(declared.format(title="港の工事が延期").encode("shift_jis"), kind="text/html"),
    }
    site.feed("/cp1251", "/sjis")
    configure(tmp_path, Gazette=f"{site.address}/feed")
    ended = onrecord(tmp_path, "crawl")
    assert (ended.stdout, ended.stderr) == ("Gazette: 2 new, 0 changed, 0 known, 0 failed.\n", "")
    kept = dict(stores.rows(tmp_path, "SELECT title, text FROM articles"))
    assert "Совет порта заседал в понедельник вечером" in kept["Порт ждёт углубления"]
    assert "港の評議会は月曜日の夜に開かれました" in kept["港の工事が延期"]


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("sitemap", "<rss version='2.0'><channel/></rss>", "this is a feed; write 'feed:' before its address"),
        ("sitemap", "<html><body>Nothing</body></html>", "this is no sitemap; the site's robots.txt often names one"),
        (
            "section",
            "<html><body><p>Nothing here.</p></body></html>",
            "no links to articles found; name a page that lists",
        ),
    ],
)
def test_a_listing_that_is_none_says_what_to_do(site: Site, tmp_path: Path, kind: str, body: str, words: str) -> None:
    site.answers["/listing"] = page(body)
    configure(tmp_path, Gazette=(kind, f"{site.address}/listing"))
    ended = onrecord(tmp_path, "crawl")
    assert ended.returncode == 1
    assert f"onrecord: Gazette: {site.address}/listing: {words}" in ended.stderr
    assert "Traceback" not in ended.stderr
