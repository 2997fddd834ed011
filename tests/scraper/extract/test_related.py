"""The links that editors offer beside a story are found, and others are not: small pages, one difficulty each."""

from __future__ import annotations

import pytest

from scraper.extract import boxes, related
from scraper.extract.page import parse

URL = "https://gazette.example/world/2026/11/quay.html"
LINK = '<a href="/world/dredgers">Dredgers wait for the council</a>'
OTHER = '<a href="/world/cranes">Two cranes leave the old harbour</a>'
FIRST = "<p>The harbour council met on Monday evening to settle who pays for the new quay, and it did not, again.</p>"
SECOND = "<p>The council meets again in a fortnight; the dredgers, which cost by the day, have been told to wait.</p>"


def found(inside: str = "", after: str = "", sections: tuple[str, ...] = ()) -> list[tuple[str, str | None]]:
    """The headlines of a page, with their labels: `inside` stands between its paragraphs, `after` under the story."""
    page = (
        "<body class='author-page'><main><article class='tag-quay latest'><h1>Council puts off the quay</h1>"
        f"{FIRST}{inside}{SECOND}</article>{after}</main></body>"
    )
    links = related.find(boxes.find(boxes.survey(parse(page.encode()))), URL, {URL}, sections)
    return [(link.title, link.box) for link in links]


DREDGERS = "Dredgers wait for the council"
CRANES = "Two cranes leave the old harbour"


@pytest.mark.parametrize(
    "label", ["READ MORE", "MORE", "Also read", "LEES OOK", "Читайте также", "यह भी पढ़ें", "Đọc thêm"]
)
def test_a_line_of_the_text_that_begins_with_a_label_is_one(label: str) -> None:
    for line in (
        f"<p>{label}: {LINK}</p>",
        f"<p><strong>{label}: {LINK}</strong></p>",
        f"<ul><li>{label}: {LINK}</li></ul>",
    ):
        assert found(line) == [(DREDGERS, label.strip())], line


def test_a_sentence_with_a_link_is_none() -> None:
    assert (
        found(f"<p>Read: the council, which met on Monday, has long known that {LINK}, and that it costs money.</p>")
        == []
    )
    assert found(f"<p>The council has long known that {LINK}, and what it costs each day that they do so.</p>") == []


@pytest.mark.parametrize(
    "line",
    [f"<p>{LINK}</p>", f"<div><article><a href='/world/dredgers'><span>Harbour</span> {DREDGERS}</a></article></div>"],
)
def test_a_link_alone_between_two_paragraphs_is_one_in_any_language(line: str) -> None:
    assert [title.removeprefix("Harbour ") for title, _ in found(line)] == [DREDGERS]
    assert found(after=line) == []


@pytest.mark.parametrize(
    "call",
    [
        "<p><a href='/newsletter'>Sign up for our morning newsletter here</a></p>",
        "<p><a href='/tag/quay'>More stories on the new quay</a></p>",
        "<p><a href='https://shop.example/quay'>Buy a print of the old harbour</a></p>",
        f"<div class='sponsored'>{LINK}</div>",
    ],
)
def test_other_lines_between_paragraphs_are_none(call: str) -> None:
    assert found(call) == []


def test_a_label_counts_for_more_than_the_class_of_its_box() -> None:
    box = f"<section class='more-topic most-popular'><h2>Related</h2><ol><li>{LINK}</li><li>{OTHER}</li></ol></section>"
    assert found(box) == [(DREDGERS, "Related"), (CRANES, "Related")]
    assert found(after=f"<div class='trending'>{box}</div>") == []
    assert found(box.replace("more-topic", "newsletter")) == []


def test_a_class_names_a_box_without_a_label_and_foreign_classes_around_the_story_do_not_matter() -> None:
    box = f"<div class='gazette-related-articles'>{LINK}</div>"
    assert found(after=box) == [(DREDGERS, None)]
    assert found(after=f"<div class='relatedArticleInline'><h3>Council news at a glance</h3>{LINK}</div>") == [
        (DREDGERS, None)
    ]
    assert found(after=f"<div class='related'><h3>Most read</h3>{LINK}</div>") == []


def test_words_under_a_teaser_are_a_button_and_no_label() -> None:
    assert found(after=f"<div><h3>{LINK}</h3><span>Read more</span><h3>{OTHER}</h3></div>") == []
    assert found(after=f"<div><h3>{LINK}</h3><a href='/world/dredgers'>Read more</a></div>") == []


@pytest.mark.parametrize(
    ("label", "kept"), [("More on World", 0), ("More on this story", 1), ("More on the new quay", 1)]
)
def test_more_of_the_pages_own_section_is_none(label: str, kept: int) -> None:
    assert len(found(after=f"<section><h3>{label}</h3>{LINK}</section>", sections=("World", "gazette"))) == kept


def test_a_card_whose_link_has_no_words_has_its_heading() -> None:
    card = f"<article><a href='/world/dredgers'></a><h4>{DREDGERS}</h4><p>In <a href='/world'>World</a></p></article>"
    assert found(after=f"<div><h4>Related articles</h4><div>{card}</div></div>") == [(DREDGERS, "Related articles")]


def test_a_page_is_read_in_one_pass_however_many_links_it_holds() -> None:
    links = "<a href=/world/a></a>" * 5_000
    labels = "<p>Related</p>" * 5_000
    assert found(after=f"<div class=related>{links}</div><div>{labels}</div>") == []
