"""Feeds: the entries in any dialect, and one clear error for what is none."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.errors import CrawlError
from scraper import feeds

if TYPE_CHECKING:
    from scraper.listing import Listing

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
URL = "https://gazette.example/news/feed.xml"

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Harbour Gazette</title><link>https://gazette.example/</link><description>News</description>
<item><title>Ferry runs again</title><link>https://gazette.example/ferry</link>
<pubDate>Mon, 23 Nov 2026 17:05:00 +0100</pubDate><dc:creator>Ana Reed</dc:creator></item>
<item><title>Dredger &amp;amp; crew return</title><link>https://gazette.example/dredger</link>
<pubDate>Sun, 22 Nov 2026 08:00:00 GMT</pubDate></item>
</channel></rss>"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Northern Courier</title><id>urn:x</id>
<updated>2026-11-23T18:00:00Z</updated>
<entry><title type="html">Ferry &lt;b&gt;runs&lt;/b&gt; again</title><id>urn:x:1</id>
<link rel="alternate" href="https://courier.example/ferry"/>
<published>2026-11-23T16:05:00Z</published><updated>2026-11-23T18:00:00Z</updated>
<author><name>Tom Okafor</name></author><author><name>Ana Reed</name></author></entry>
</feed>"""

RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://courier.example/"><title>Northern Courier</title><link>https://courier.example/</link>
<description>News</description></channel>
<item rdf:about="https://courier.example/ferry"><title>Ferry runs again</title>
<link>https://courier.example/ferry</link><dc:date>2026-11-23T16:05:00+00:00</dc:date></item>
</rdf:RDF>"""


def rss(*items: str) -> bytes:
    return f'<rss version="2.0"><channel><title>G</title>{"".join(items)}</channel></rss>'.encode()


def item(link: str = "https://gazette.example/ferry", *, title: str = "Ferry runs again", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def atom(entry: str) -> bytes:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>C</title><entry>{entry}</entry></feed>'.encode()


def read(body: bytes | str, *, url: str = URL, kind: str | None = "application/xml", most: int = 50) -> Listing:
    data = body.encode() if isinstance(body, str) else body
    return feeds.read(data, url, kind, most=most, now=NOW)


def addresses(feed: Listing) -> list[str]:
    return [entry.url for entry in feed.entries]


def test_rss_gives_its_entries_in_order() -> None:
    feed = read(RSS)
    assert feed.warning is None
    assert [(entry.url, entry.hint.title) for entry in feed.entries] == [
        ("https://gazette.example/ferry", "Ferry runs again"),
        ("https://gazette.example/dredger", "Dredger & crew return"),
    ]
    first, second = feed.entries
    assert (first.hint.published, first.hint.date_only) == (datetime(2026, 11, 23, 16, 5, tzinfo=UTC), False)
    assert first.hint.authors == ("Ana Reed",)
    assert second.hint.published == datetime(2026, 11, 22, 8, tzinfo=UTC)
    assert (first.updated, second.updated) == (None, None)


def test_atom_gives_when_an_entry_was_updated() -> None:
    [entry] = read(ATOM).entries
    assert entry.url == "https://courier.example/ferry"
    assert entry.hint.title == "Ferry runs again"
    assert entry.hint.published == datetime(2026, 11, 23, 16, 5, tzinfo=UTC)
    assert entry.updated == datetime(2026, 11, 23, 18, tzinfo=UTC)
    assert entry.hint.authors == ("Tom Okafor", "Ana Reed")


def test_a_json_feed_is_read_too() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "authors": [{"name": "The desk"}],
        "items": [
            {"id": 7, "url": "/quay", "title": "Quay", "date_published": "2026-11-23T08:00:00Z"},
            {"id": "8", "external_url": "https://paper.example/ferry", "author": {"name": "Ida Holm"}},
            {"id": "9", "title": "No link"},
            "nonsense",
            {"url": ["https://paper.example/list"], "authors": "nobody", "title": 3},
        ],
    }
    entries = read(json.dumps(feed).encode(), kind="application/feed+json").entries
    assert [(one.url, one.hint.title, one.hint.authors) for one in entries] == [
        ("https://gazette.example/quay", "Quay", ("The desk",)),
        ("https://paper.example/ferry", None, ("Ida Holm",)),
    ]
    assert entries[0].hint.published == datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_rdf_is_read_too() -> None:
    [entry] = read(RDF).entries
    assert (entry.url, entry.hint.title) == ("https://courier.example/ferry", "Ferry runs again")
    assert entry.hint.published == datetime(2026, 11, 23, 16, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "kind", [None, "text/html; charset=utf-8", "text/plain", "application/octet-stream", "nonsense"]
)
@pytest.mark.parametrize("body", [RSS, ATOM, RDF])
def test_a_feed_is_one_whatever_the_server_calls_it(body: str, kind: str | None) -> None:
    assert read(body, kind=kind).entries == read(body).entries


@pytest.mark.parametrize(
    "body",
    [
        "\ufeff" + RSS,
        "\n\n" + RSS,
        RSS.replace("UTF-8", "utf-16").encode("utf-16"),
        RSS.replace("UTF-8", "ISO-8859-1").encode("latin-1"),
    ],
)
def test_a_feed_in_another_encoding_has_the_same_entries(body: bytes | str) -> None:
    assert read(body, kind=None).entries == read(RSS).entries


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("ferry", "https://gazette.example/news/ferry"),
        ("/ferry", "https://gazette.example/ferry"),
        ("../ferry", "https://gazette.example/ferry"),
        ("//courier.example/ferry", "https://courier.example/ferry"),
        ("?id=7", "https://gazette.example/news/feed.xml?id=7"),
        (" https://gazette.example/ferry \n", "https://gazette.example/ferry"),
        ("https://gazette.example/fähre", "https://gazette.example/f%C3%A4hre"),
    ],
)
def test_a_relative_link_is_completed(link: str, address: str) -> None:
    assert addresses(read(rss(item(link)))) == [address]


def test_an_atom_feeds_base_completes_its_links() -> None:
    body = atom('<title>F</title><link href="ferry"/>').replace(b"<feed ", b'<feed xml:base="https://c.example/a/" ')
    assert addresses(read(body)) == ["https://c.example/a/ferry"]


def test_the_link_to_the_page_goes_before_links_to_other_things() -> None:
    entry = (
        '<title>F</title><link rel="enclosure" href="https://c.example/f.mp3"/>'
        '<link rel="alternate" type="text/html" href="https://c.example/f"/>'
    )
    assert addresses(read(atom(entry))) == ["https://c.example/f"]


def test_an_address_is_taken_once_and_without_tracking() -> None:
    links = [
        "https://g.example/a?utm_source=rss",
        "https://g.example/b",
        "https://G.example/a#top",
        "https://g.example/a",
    ]
    assert addresses(read(rss(*map(item, links)))) == ["https://g.example/a", "https://g.example/b"]


def test_a_parameter_that_may_name_a_story_is_kept() -> None:
    links = [f"https://g.example/story.php?cid={which}" for which in ("81", "82", "a83f", "b83f")]
    assert addresses(read(rss(*(item(f"{link}&amp;ref=rss&amp;UTM_Source=feed") for link in links)))) == links


def test_a_permanent_guid_is_a_link() -> None:
    body = rss('<item><title>F</title><guid isPermaLink="true">https://g.example/a</guid></item>')
    assert addresses(read(body)) == ["https://g.example/a"]


@pytest.mark.parametrize(
    "link",
    [
        "",
        "javascript:alert(1)",
        "file:///etc/hostname",
        "ftp://g.example/a",
        "mailto:a@g.example",
        "http://",
        "https://[::1",
    ],
)
def test_an_entry_that_leads_to_no_web_page_is_left_out(link: str) -> None:
    assert addresses(read(rss(item(link), item()))) == ["https://gazette.example/ferry"]


@pytest.mark.parametrize("most", [1, 2, 3])
def test_the_first_entries_are_taken_and_no_more_than_wanted(most: int) -> None:
    links = ["https://g.example/a", "https://g.example/a#again", "https://g.example/b", "https://g.example/c"]
    assert len(read(rss(*map(item, links)), most=most).entries) == most


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("<![CDATA[Ferry &amp; <em>dredger</em>]]>", "Ferry & dredger"),
        ("  Ferry\n  runs  ", "Ferry runs"),
        ("", None),
        ("Reed: &#8220;Yes&#8221;", "Reed: “Yes”"),
    ],
)
def test_a_title_is_plain_text_on_one_line(written: str, title: str | None) -> None:
    assert read(rss(item(title=written))).entries[0].hint.title == title


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Mon, 23 Nov 2026 16:05:00 GMT", datetime(2026, 11, 23, 16, 5, tzinfo=UTC)),
        ("2026-11-23T16:05:00Z", datetime(2026, 11, 23, 16, 5, tzinfo=UTC)),
        ("2026-11-23", datetime(2026, 11, 23, tzinfo=UTC)),
        ("Tue, 24 Nov 2026 23:00:00 GMT", datetime(2026, 11, 24, 23, tzinfo=UTC)),
        ("Thu, 26 Nov 2026 16:05:00 GMT", None),
        ("Fri, 23 Nov 2096 16:05:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Mon, 35 Nov 2026 16:05:00 GMT", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_that_can_not_be_true_is_none(written: str, moment: datetime | None) -> None:
    [entry] = read(rss(item(more=f"<pubDate>{written}</pubDate>"))).entries
    assert entry.hint.published == moment
    assert entry.hint.date_only is (written == "2026-11-23")


def test_an_update_in_the_future_is_none_and_a_bare_day_is_no_update() -> None:
    for written in (f"{NOW + timedelta(days=3):%Y-%m-%dT%H:%M:%SZ}", "2026-11-23"):
        body = atom(f'<title>F</title><link href="https://c.example/f"/><updated>{written}</updated>')
        assert read(body).entries[0].updated is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "the feed is empty"),
        (b" \r\n", "the feed is empty"),
        (b"<!DOCTYPE html><html><body><p>Hello</p></body></html>", "look for the link to its RSS or Atom feed"),
        (b"<HTML><head><title>Gazette</title></head></HTML>", "look for the link to its RSS or Atom feed"),
        (b"Not a feed at all", "this is no feed; check the address"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": []}', "the feed has no entries"),
        (b'{"items": [{"url": "https://gazette.example/ferry"}]}', "this is no feed; check the address"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [' + b"[" * 100_000, "this is no feed"),
        (b"<opml><body/></opml>", "this is no feed; check the address"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "this is no feed; check the address"),
        (rss(), "the feed has no entries"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"><title>C</title></feed>', "the feed has no entries"),
        (rss(item("mailto:a@g.example")), "none of the feed's entries links to a web page"),
    ],
)
def test_what_holds_no_entries_is_an_error_that_says_why(body: bytes, why: str) -> None:
    with pytest.raises(CrawlError) as caught:
        read(body)
    assert str(caught.value).startswith(f"{URL}: ")
    assert why in str(caught.value)


def test_a_broken_feed_gives_the_entries_before_the_break_and_a_warning() -> None:
    feed = read(RSS[: RSS.index("Dredger")])
    assert addresses(feed)[0] == "https://gazette.example/ferry"
    assert feed.warning is not None
    assert feed.warning.startswith(f"{URL}: the feed is not well formed (")
    assert "\n" not in feed.warning


def test_a_feed_with_a_bare_ampersand_is_read_with_a_warning() -> None:
    feed = read(rss(item(title="Ferry & dredger"), item("https://gazette.example/b")))
    assert addresses(feed) == ["https://gazette.example/ferry", "https://gazette.example/b"]
    assert feed.warning is not None


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("&#55357;&#56832;", "\U0001f600"),
        ("&#xD83D;&#XDE00;", "\U0001f600"),
        ("&#128512;", "\U0001f600"),
        ("&#xD83D;", "\ufffd"),
        ("&#xDE00;&#xD83D;", "\ufffd\ufffd"),
        ("&#99999999999;", "\ufffd"),
        (f"&#{'9' * 5_000};", "\ufffd"),
        ("&#0;&#x0000041;", "\ufffdA"),
        ("&#60;", "<"),
    ],
)
@pytest.mark.parametrize("place", ["title", "guid", "description"])
def test_a_reference_to_half_a_character_or_none_costs_no_entry(place: str, written: str, read_as: str) -> None:
    odd = f"<item><link>https://gazette.example/odd</link><{place}>Ferry {written} runs</{place}></item>"
    feed = read(rss(odd, item()))
    assert (addresses(feed), feed.warning) == (["https://gazette.example/odd", "https://gazette.example/ferry"], None)
    if place == "guid":
        assert (feed.entries[0].name or "").endswith(f"Ferry {read_as} runs")
    if place == "title" and read_as != "<":
        assert feed.entries[0].hint.title == f"Ferry {read_as} runs"


def test_a_guid_with_what_is_no_character_is_a_name_that_can_be_stored() -> None:
    name = read(rss(item(more="<guid>a\x00\x1fb &broken</guid>"))).entries[0].name
    assert name is not None
    assert name.isprintable()


def test_a_feed_names_no_file_and_no_other_address_to_be_read() -> None:
    declared = (
        '<!DOCTYPE rss [<!ENTITY secret SYSTEM "file:///etc/hostname"><!ENTITY far SYSTEM "http://127.0.0.1:9/x">]>'
    )
    feed = read(declared.encode() + rss(item(title="Ferry &secret;&far;runs")))
    title = feed.entries[0].hint.title or ""
    assert title.replace("&secret;", "").replace("&far;", "").replace(" ", "") in {"Ferryruns", "Ferry"}


def test_entities_that_multiply_without_end_do_no_harm() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]>'.encode() + rss(item(title="&l11;"))
    try:
        feed = read(body)
    except CrawlError:
        return
    assert len(feed.entries[0].hint.title or "") < 10_000


WILD = [RSS.encode(), ATOM.encode(), RDF.encode()]
PIECES = st.sampled_from(
    [
        b"<",
        b">",
        b"&",
        b"&#x0;",
        b"&#xD800;",
        b"]]>",
        b"<![CDATA[",
        b"<!DOCTYPE rss [",
        b"<item>",
        b"</item>",
        b"<link/>",
        b"\0",
        b"\xff",
        b"http://[",
        b"//",
        b"<pubDate>Mon, 99 Nov 99999 99:99:99 +9999</pubDate>",
        b"<updated>",
        b"<entry>",
        b"<author>",
        b"<guid>x</guid>",
        b"<title type='xhtml'>",
        b"<x:y/>",
        b" xml:base='http://[x'",
        b"<media:content url='a'/>",
        b"<source>",
    ]
)


@st.composite
def broken_feeds(draw: st.DrawFn) -> bytes:
    """A feed in which pieces are cut out, doubled, or replaced."""
    body = draw(st.sampled_from(WILD))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(body)))
        end = draw(st.integers(start, min(len(body), start + 60)))
        put = draw(PIECES | st.binary(max_size=8) | st.just(body[start:end] * 2))
        body = body[:start] + put + body[end:]
    return body


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | broken_feeds() | st.lists(PIECES).map(b"".join))
@example(rss(item(more="<pubDate>Mon, 23 Nov 2026 16:05:00 +99999999</pubDate>")))
@example(rss(item(more="<description>&#xD83D;&#99999999999;</description>")))
@example(rss(item(more="<pubDate>0001-01-01T00:00:00+14:00</pubDate>")))
@example(rss(item(more="<pubDate>9999-12-31T23:59:59-14:00</pubDate>")))
@example(rss(item("http://a.example:99999999/b")))
@example(rss(item("http://\ud55c\uae00.example/b")))
def test_any_bytes_are_a_feed_or_a_crawl_error(body: bytes) -> None:
    try:
        feed = read(body, kind=None)
    except CrawlError as error:
        assert str(error).startswith(f"{URL}: ")  # noqa: PT017  # either outcome is right
        return
    assert feed.entries
    for entry in feed.entries:
        assert entry.url.startswith(("http://", "https://"))
        assert entry.hint.published is None or entry.hint.published.utcoffset() is not None
    assert len(set(addresses(feed))) == len(feed.entries)


@pytest.mark.parametrize("kind", [None, "text/html", "text/plain; charset=iso-8859-1"])
def test_a_feed_that_its_server_calls_something_else_is_read_without_a_warning(kind: str | None) -> None:
    feed = feeds.read(RSS.encode(), URL, kind, most=100, now=NOW)
    assert feed.entries
    assert feed.warning is None
