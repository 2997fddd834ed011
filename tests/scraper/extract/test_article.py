"""A page's bytes become an article: on the sample papers, and on small pages that each have one difficulty."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.extract import Hint, extract_article, to_json

if TYPE_CHECKING:
    from onrecord.model import Article

SITE = Path(__file__).parents[3] / "seeds" / "site"
PAGES = sorted(SITE.glob("*/20*/*/*.html"))
URL = "https://gazette.example/2026/11/quay.html"
NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)

BODY = """<p>The harbour council met on Monday evening to settle who pays for the new quay, and it did not.</p>
<p>“We have counted the money twice, and it is less each time,” said Jonas Weller, who directs the port.</p>
<p>The council meets again in a fortnight; the dredgers, which cost by the day, have been told to wait.</p>"""


def page(head: str = "", body: str = BODY, title: str = "Council puts off the new quay", after: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{title} | The Gazette</title>{head}</head>'
        f"<body><main><article><h1>{title}</h1>{body}</article>{after}</main></body></html>"
    )


def linked(**data: object) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle"} | data
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def extract(html: str | bytes, url: str = URL, **known: Any) -> Article:  # noqa: ANN401  # any of its options
    body = html.encode() if isinstance(html, str) else html
    article = extract_article(body, url, source="Gazette", now=NOW, **known)
    assert article is not None
    return article


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_sample_page_gives_what_its_linked_data_and_its_markup_say(path: Path) -> None:
    html = path.read_text()
    url = "http://news.example/" + path.relative_to(SITE).as_posix()
    article = extract(html, url)
    [data] = linked_data(html)
    assert article.title in html
    assert article.published == datetime.fromisoformat(data["datePublished"])
    assert not article.date_only
    assert len(article.authors) == 1
    assert article.authors[0] in json.dumps(data["author"])
    assert (article.url, article.language) == (url, "en")
    assert article.paywalled is (path.stem == "harbour-expansion-cost")
    assert article.related
    addresses = {page_url(one) for one in PAGES}
    assert {link.url for link in article.related} <= addresses - {url}
    assert "newsletter" not in article.text.lower()
    assert "cookie" not in article.text.lower()


def linked_data(html: str) -> list[dict[str, Any]]:
    """The page's linked data that has a headline, alone or in a graph."""
    blocks = [
        json.loads(block)
        for block in re.findall(r"<script type=.application/ld\+json.>(.*?)</script>", html, re.DOTALL)
    ]
    return [found for block in blocks for found in block.get("@graph", [block]) if "headline" in found]


def page_url(path: Path) -> str:
    return "http://news.example/" + path.relative_to(SITE).as_posix()


def test_a_section_that_stands_in_a_related_link_is_not_part_of_its_headline() -> None:
    path = SITE / "harbour-gazette" / "2026" / "11" / "patrol-ship-border.html"
    first = extract(path.read_bytes(), page_url(path)).related[0]
    assert (first.title, first.box) == (
        "Varland and Sarnia agree to bring back joint sea patrols",
        "More on this story",
    )


def test_paragraphs_are_parted_and_nothing_else_is_body() -> None:
    menu = "<nav><a href='/'>Start</a></nav>"
    text = extract(page(after=menu)).text
    assert text.split("\n\n") == re.findall(r"<p>(.*?)</p>", BODY)


class TestTitle:
    SEARCHED = "New quay: council puts off vote, what we know"
    SHOWN = "Council puts off the new quay"

    def test_the_one_that_the_page_shows_goes_before_one_made_for_search_engines(self) -> None:
        for shared, searched in ((self.SHOWN, self.SEARCHED), (self.SEARCHED, self.SHOWN)):
            head = f'<meta property="og:title" content="{shared}">{linked(headline=searched)}'
            assert extract(page(head)).title == self.SHOWN

    def test_the_feeds_is_right_where_the_page_shows_it(self) -> None:
        head = f'<meta property="og:title" content="{self.SEARCHED}">'
        assert extract(page(head), hint=Hint(title=self.SHOWN)).title == self.SHOWN

    def test_the_one_that_the_editors_give_twice_is_right(self) -> None:
        head = f'<meta property="og:title" content="Harbour: {self.SHOWN}">{linked(headline="Harbour: " + self.SHOWN)}'
        assert extract(page(head)).title == f"Harbour: {self.SHOWN}"

    def test_one_that_its_own_quotation_mark_cuts_off_is_given_whole(self) -> None:
        html = page(
            '<meta property="og:title" content="Council puts off "the" quay">', title='Council puts off "the" quay'
        )
        assert extract(html.replace("<h1>", "<ol><li><h1>")).title == 'Council puts off "the" quay'

    @pytest.mark.parametrize("dots", ["…", "...", " …"])
    def test_one_that_is_cut_short_in_the_metadata_is_given_whole(self, dots: str) -> None:
        cut = f"Council puts off{dots}"
        assert extract(page(f'<meta property="og:title" content="{cut}">{linked(headline=cut)}')).title == self.SHOWN

    def test_a_heading_in_the_path_to_the_page_is_not_shown(self) -> None:
        path = f"<ol><li><h1>{self.SEARCHED}</h1></li></ol><h2><span>Harbour</span> {self.SHOWN}</h2>"
        head = f'<meta property="og:title" content="{self.SEARCHED}">{linked(headline=self.SHOWN)}'
        html = page(head).replace(f"<h1>{self.SHOWN}</h1>", path)
        assert extract(html).title == self.SHOWN

    @pytest.mark.parametrize(
        "given",
        [
            f"{SHOWN} – HG – 23.11.2026",
            f"{SHOWN}：Harbour News",
            f"{SHOWN} * The Harbour and River Gazette * by Ines Brandt",
            f"Harbour | {SHOWN}",
        ],
    )
    def test_what_another_source_leaves_out_is_left_out(self, given: str) -> None:
        assert extract(page(f'<meta property="og:title" content="{given}">')).title == self.SHOWN

    @pytest.mark.parametrize("label", ["<span>Harbour</span> ", "<span>Harbour</span>", "Harbour: "])
    def test_a_label_before_the_headline_is_no_part_of_it(self, label: str) -> None:
        html = page(linked(headline="Council puts off the new quay"))
        assert extract(html.replace("<h1>", f"<h1>{label}")).title == "Council puts off the new quay"

    def test_words_that_markup_runs_together_are_parted(self) -> None:
        html = page('<meta property="og:title" content="Harbour: council puts off the new quay">')
        labelled = html.replace("<h1>Council", "<h1><span>Harbour</span>council")
        assert extract(labelled).title == "Harbour: council puts off the new quay"

    def test_the_pages_own_quotation_marks_stay(self) -> None:
        html = page(linked(headline="'No quay this year'"), title="‘No quay this year’")
        assert extract(html).title == "‘No quay this year’"

    def test_the_sites_name_is_no_part_of_it(self) -> None:
        html = page().replace("<h1>Council puts off the new quay</h1>", "")
        assert extract(html).title == "Council puts off the new quay"


class TestAuthors:
    def test_linked_data_goes_before_the_byline(self) -> None:
        head = linked(headline="x", author=[{"@type": "Person", "name": "Ines Brandt"}, {"name": "Tom Okafor"}])
        html = page(head, body=f'<p class="byline">By Somebody Else</p>{BODY}')
        assert extract(html).authors == ("Ines Brandt", "Tom Okafor")

    def test_the_feed_is_asked_last(self) -> None:
        assert extract(page(), hint=Hint(authors=("Ines Brandt",))).authors == ("Ines Brandt",)

    def test_a_reference_in_linked_data_is_followed(self) -> None:
        graph = {"@graph": [
            {"@type": "NewsArticle", "headline": "x", "author": [[{"@id": "#ines"}]]},
            {"@type": "Person", "@id": "#ines", "name": "Ines Brandt (ibr)"},
        ]}  # fmt: skip
        head = f'<script type="application/ld+json">{json.dumps(graph)}</script>'
        assert extract(page(head)).authors == ("Ines Brandt",)

    @pytest.mark.parametrize(
        "byline",
        [
            '<meta name="articleauthor" content="Ines Brandt">',
            '<p class="article-author">By Ines Brandt</p>',
            '<a rel="author" href="/ines">Ines Brandt</a>',
            '<div class="byline"><span>ByInes Brandt</span></div>',
        ],
    )
    def test_the_papers_own_name_is_given_only_where_no_other_is(self, byline: str) -> None:
        house = linked(headline="x", author={"@type": "Organization", "name": "Gazette Newsroom"})
        assert extract(page(house, body=BODY)).authors == ("Gazette Newsroom",)
        assert extract(page(house, body=byline + BODY)).authors == ("Ines Brandt",)

    @pytest.mark.parametrize("joint", [" and ", ", ", " und ", " og ", " y ", " / ", "; "])
    def test_names_in_one_text_are_parted(self, joint: str) -> None:
        head = linked(headline="x", author=f"By Ines Brandt{joint}Tom Okafor")
        assert extract(page(head)).authors == ("Ines Brandt", "Tom Okafor")

    def test_a_name_that_an_address_spells_is_not_given_twice(self) -> None:
        head = linked(headline="x", author=["Ines Brandt", "ines-brandt"])
        assert extract(page(head)).authors == ("Ines Brandt",)


class TestDate:
    def test_linked_data_tells_the_moment(self) -> None:
        article = extract(page(linked(datePublished="2026-11-23T18:05:00+01:00")))
        assert article.published == datetime(2026, 11, 23, 17, 5, tzinfo=UTC)

    def test_one_in_the_future_is_not_believed(self) -> None:
        fed = NOW - timedelta(hours=3)
        head = linked(datePublished="2126-11-23T18:05:00Z")
        assert extract(page(head), hint=Hint(published=fed)).published == fed

    def test_a_day_without_a_time_says_so(self) -> None:
        article = extract(page(linked(datePublished="2026-11-23")))
        assert article.date_only
        assert to_json(article)["published"] == "2026-11-23"

    def test_a_feeds_moment_makes_a_bare_day_exact(self) -> None:
        fed = datetime(2026, 11, 23, 17, 5, tzinfo=UTC)
        article = extract(page(linked(datePublished="2026-11-23")), hint=Hint(published=fed))
        assert (article.published, article.date_only) == (fed, False)

    @pytest.mark.parametrize("hours", [1, 20])
    def test_one_later_than_now_by_a_clock_or_an_unknown_zone_is_now(self, hours: int) -> None:
        ahead = (NOW + timedelta(hours=hours)).replace(tzinfo=None).isoformat()
        assert extract(page(linked(datePublished=ahead))).published == NOW

    @pytest.mark.parametrize(
        ("marked", "url"),
        [
            ('<time datetime="2026-11-23T18:05:00Z">yesterday</time>', URL),
            ('<span itemprop="datePublished" content="2026-11-23">yesterday</span>', URL),
            ("<time>23.11.2026</time>", URL),
            ("", "https://gazette.example/2026/11/23/quay"),
            ("", "https://gazette.example/quay-20261123.html"),
        ],
    )
    def test_without_metadata_a_marked_element_or_the_address_tells_the_day(self, marked: str, url: str) -> None:
        assert str(to_json(extract(page(body=marked + BODY), url))["published"]).startswith("2026-11-23")

    def test_a_page_dated_long_before_its_feed_is_doubtful(self) -> None:
        fed = datetime(2026, 11, 23, 17, 5, tzinfo=UTC)
        article = extract(page(linked(datePublished="2024-05-01")), hint=Hint(published=fed))
        assert article.published == datetime(2024, 5, 1, tzinfo=UTC)
        assert article.warnings == ("the page is dated 2024-05-01, more than a year before the feed's 2026-11-23",)

    def test_a_page_dated_otherwise_than_its_address_is_doubtful(self) -> None:
        head = linked(datePublished="2026-11-23")
        assert extract(page(head), "https://gazette.example/2026/11/01/quay").warnings == (
            "the page is dated 2026-11-23, but its address says 2026-11-01",
        )
        assert extract(page(head), "https://gazette.example/2026/11/22/quay").warnings == ()
        assert extract(page(head), "https://gazette.example/2026/99/22/20269922").warnings == ()


class TestAddress:
    def test_the_canonical_one_is_the_articles(self) -> None:
        html = page('<link rel="canonical" href="https://gazette.example/quay?utm_source=feed">')
        article = extract(html, URL + "?utm_medium=rss")
        assert article.url == "https://gazette.example/quay"
        assert article.fetched_url == URL + "?utm_medium=rss"

    @pytest.mark.parametrize("offered", ["https://elsewhere.example/quay", "https://gazette.example/", "javascript:x"])
    def test_one_on_another_site_or_the_front_page_is_not_believed(self, offered: str) -> None:
        assert extract(page(f'<link rel="canonical" href="{offered}">')).url == URL

    def test_relative_ones_start_where_the_page_says(self) -> None:
        html = page('<base href="https://gazette.example/world/"><link rel="canonical" href="quay">')
        box = '<section><h3>Related</h3><a href="dredgers">Dredgers wait for the council</a></section>'
        article = extract(html.replace("</main>", f"{box}</main>"))
        assert article.url == "https://gazette.example/world/quay"
        assert [link.url for link in article.related] == ["https://gazette.example/world/dredgers"]


@pytest.mark.parametrize(
    ("head", "paid"),
    [
        (linked(headline="x", isAccessibleForFree="False"), True),
        (linked(headline="x", isAccessibleForFree=True, hasPart={"isAccessibleForFree": False}), False),
        (linked(headline="x", hasPart=[{"isAccessibleForFree": False, "cssSelector": ".paid"}]), True),
        ('<meta itemprop="isAccessibleForFree" content="false">', True),
        ('<meta property="article:content_tier" content="locked">', True),
        ('<meta property="article:content_tier" content="free">', False),
        ("", False),
    ],
)
def test_a_page_that_says_it_is_not_free_is_paywalled(head: str, paid: bool) -> None:  # noqa: FBT001
    assert extract(page(head)).paywalled is paid


@pytest.mark.parametrize(("inside", "paid"), [("true", False), ("false", True)])
@pytest.mark.parametrize("deep", [20, 450, 900])
def test_what_a_page_says_in_lists_of_lists_is_read_too(deep: int, inside: str, paid: bool) -> None:  # noqa: FBT001
    nested = "[" * deep + inside + "]" * deep
    stated = f'{{"@type": "NewsArticle", "headline": "x", "isAccessibleForFree": {nested}}}'
    assert extract(page(f'<script type="application/ld+json">{stated}</script>')).paywalled is paid


@pytest.mark.parametrize(
    ("tag", "head", "language"),
    [
        ("<html lang='pt-BR'>", "", "pt"),
        ("<html>", linked(headline="x", inLanguage="sv-SE"), "sv"),
        ("<html>", '<meta property="og:locale" content="de_AT">', "de"),
        ("<html>", '<meta http-equiv="Content-Language" content="fr">', "fr"),
        ("<html lang='{{ lang }}'>", "", None),
    ],
)
def test_the_language_is_what_the_page_says(tag: str, head: str, language: str | None) -> None:
    assert extract(page(head).replace('<html lang="en">', tag)).language == language


class TestRelated:
    def test_a_box_with_a_heading_in_any_of_many_languages_is_found(self) -> None:
        for heading in ("Related", "Read more", "Mehr zum Thema", "À lire aussi", "Lea también", "İlgili haberler"):
            box = (
                f'<section><h3>{heading}</h3><ul><li><a href="/a">Dredgers wait for the council</a></li></ul></section>'
            )
            found = [(link.title, link.url) for link in extract(page(after=box)).related]
            assert found == [("Dredgers wait for the council", "https://gazette.example/a")], heading

    @pytest.mark.parametrize("heading", ["Most read", "Latest news", "Sponsored", "Newsletters", "Topics"])
    def test_other_boxes_are_none(self, heading: str) -> None:
        box = f'<section><h3>{heading}</h3><ul><li><a href="/a">Dredgers wait for the council</a></li></ul></section>'
        assert extract(page(after=box)).related == ()

    def test_a_link_to_another_site_is_none(self) -> None:
        box = '<section><h3>Related</h3><a href="https://ads.example/a">Dredgers wait for the council</a></section>'
        assert extract(page(after=box)).related == ()


@pytest.mark.parametrize(
    ("declared", "codec", "header"),
    [
        ("", "utf-8", "utf-8"),
        ('<meta charset="windows-1252">', "cp1252", None),
        ("", "cp1252", "windows-1252"),
        ("", "utf-8-sig", None),
        ("", "utf-16", None),
        ("", "utf-8", None),
    ],
)
def test_letters_come_out_whole_however_they_are_encoded(declared: str, codec: str, header: str | None) -> None:
    html = page(declared, title="Müller puts off the “new” quay")
    article = extract(html.encode(codec), encoding=header)
    assert article.title == "Müller puts off the “new” quay"
    assert "“We have counted" in article.text


@pytest.mark.parametrize(
    "html",
    [
        "",
        " \n ",
        "<html><body></body></html>",
        page(body="<p>Soon.</p>"),
        page(title="404 - page not found"),
        page(title="Страница не найдена"),
        page(title="お探しのページは見つかりませんでした"),
        page(title="Access to this page has been denied"),
        page(
            title="The Gazette",
            body="<p>Wir nutzen Cookies. Ihre Einwilligung gilt für Cookies und Tracking dieser Zeitung.</p>" * 4,
        ),
        page(
            title="Before you continue",
            body="<p>We and our partners store cookies. " + "Accept them all. " * 20 + "</p>",
        ),
        "plain words and no markup",
    ],
)
def test_a_page_without_an_article_gives_none(html: str) -> None:
    assert extract_article(html.encode(), URL, source="Gazette", now=NOW) is None


def test_markup_nested_without_end_is_read_or_refused() -> None:
    html = page(body="<div>" * 50_000 + BODY)
    article = extract_article(html.encode(), URL, source="Gazette", now=NOW)
    assert article is None or "counted the money" in article.text


LINE = "Dredgers wait for the council in Varn"


@pytest.mark.parametrize(
    "html",
    [
        page(body="<div>" * 100_000 + BODY),
        page(body="<ul><li>" * 50_000 + BODY),
        page(body="<table><tr><td>" * 20_000 + BODY),
        page(body="<a href='/x'><b><i>" * 30_000 + BODY),
        page(body=f"<p class={'related ' * 60_000}>{LINE}</p>{BODY}"),
        page(body=f"<p>{'related: ' * 100_000}</p>{BODY}"),
        page(body=BODY, after="<div class=related>" + "<a href=/x></a>" * 50_000 + "</div>"),
        page(body=BODY, after="<p>Related</p>" * 20_000),
        page(body=BODY, after=f"<section><h3>Related</h3><a href=/x>{LINE}</a></section>" * 3_000),
        page(body=f"<p>{LINE}: " * 20_000 + BODY),
        page(body=BODY, title="| " * 30_000),
        page(body=BODY, title="not " * 30_000 + "found"),
        page(head='<script type="application/ld+json">' + "[" * 100_000 + "</script>"),
        page(head='<script type="application/ld+json">' + '{"@graph":' * 50_000 + "</script>"),
        page(head=linked(headline="x" * 300_000, author=[f"Ines Brandt {n}" for n in range(20_000)])),
        page(head=f'<meta name="author" content="{"Ines and Tom, " * 250}">', body=BODY),
        page(body=BODY * 300),
        "<!--" * 200_000 + page(),
        "<" * 300_000,
        "&" * 300_000 + page(),
    ],
    ids=range(20),
)
def test_no_page_takes_long(html: str) -> None:
    """The bound is far above what a page takes (a tenth of it), and far below what quadratic work would."""
    started = time.process_time()
    extract_article(html.encode(), URL, source="Gazette", now=NOW)
    assert time.process_time() - started < 20


PIECES = st.sampled_from(
    [
        *(
            "<",
            ">",
            '"',
            "'",
            "&#0;",
            "&#xD800;",
            "\0",
            "\ufffe",
            "<h1>",
            "</h1>",
            "<p>",
            "</article>",
            "<a href='//['>",
        ),
        *("<script type='application/ld+json'>", "</script>", '{"@type": ["NewsArticle"], "author": [[]]}', "[1e999]"),
        *(
            "<link rel=canonical href='http://[::1'>",
            "<meta charset=x>",
            "<base href='http://['>",
            "<!--",
            "]]>",
            "<svg>",
        ),
        *("READ MORE: <a href='/x'>", "<li><a href='/y'>Dredgers wait for the council", "<section class='related'>"),
        *("<figcaption>", "<blockquote class='twitter-tweet'>", "<nav><h1>", "<time>", "<p class='byline'>By ", "</p>"),
        *("<h3>Related</h3>", '"datePublished": "0000-99-99T99:99"', "<time datetime='9999999'>", "word " * 40),
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=30).map("".join), st.booleans())
def test_whatever_a_page_holds_it_gives_an_article_or_none(wild: str, inside: bool) -> None:  # noqa: FBT001
    html = page(wild, body=BODY + wild, after=wild) if inside else wild
    article = extract_article(html.encode("utf-8", "surrogatepass"), URL, source="Gazette", now=NOW)
    if article is not None:
        assert json.loads(json.dumps(to_json(article), ensure_ascii=False))["title"] == article.title
        assert article.text.encode()
        assert all(link.url and link.url.startswith(("http://", "https://")) for link in article.related)


@pytest.mark.parametrize("bad", ["\0", "\ud800", "\ufffe"])
def test_what_linked_data_spells_that_is_no_character_is_left_out(bad: str) -> None:
    head = linked(
        headline=f"Council puts{bad} off the new quay",
        author={"name": f"Ines{bad} Brandt"},
        publisher={"name": f"The{bad} Gazette"},
    )
    article = extract(page(head).replace("<h1>Council puts off the new quay</h1>", ""))
    assert (article.title, article.authors) == ("Council puts off the new quay", ("Ines Brandt",))
    assert article.site_name == "The Gazette"


@pytest.mark.parametrize(
    ("head", "section"),
    [
        (linked(articleSection="Politics"), "Politics"),
        (linked(articleSection=["", "Harbour &amp; Ships", "Politics"]), "Harbour & Ships"),
        ('<meta property="article:section" content=" Politics ">', "Politics"),
        (linked(articleSection={"name": 7}), None),
        ("", None),
    ],
)
def test_the_section_is_the_first_that_the_page_names(head: str, section: str | None) -> None:
    assert extract(page(head)).section == section


def test_of_a_page_behind_a_wall_what_shows_is_an_article_only_if_the_page_says_so() -> None:
    said, plain = page(linked(headline="Council puts off the new quay")).encode(), page().encode()
    article = extract_article(said, URL, source="Gazette", locked=True)
    assert article is not None
    assert article.paywalled
    assert extract_article(plain, URL, source="Gazette", locked=True) is None


def test_the_line_that_parse_writes_has_the_contracts_keys() -> None:
    article = replace(extract(page()), modified=NOW)
    assert to_json(article) == {
        "url": URL,
        "canonical_url": URL,
        "title": "Council puts off the new quay",
        "authors": [],
        "published": None,
        "modified": "2026-11-24T06:30:00+00:00",
        "language": "en",
        "site_name": article.site_name,
        "section": None,
        "paywalled": False,
        "text": "\n\n".join(re.findall(r"<p>(.*?)</p>", BODY)),
        "related": [],
    }
