"""The page whole, compared with `expected/page.html`, which opens in a browser; and what must hold for any text.

Renew the snapshot as the head of test_listing.py tells.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]  # its stubs are a package that is not kept in step

from onrecord.cli.views.page import MOST_LIT, page
from onrecord.cli.views.segments import paragraphs
from onrecord.cli.views.words import Annotated, visible
from onrecord.model import Cue, Factuality, Kind, Speaker, SpeakerKind, Statement

if TYPE_CHECKING:
    from collections.abc import Sequence

EXPECTED = Path(__file__).parent / "expected" / "page.html"
HOSTILE = "<script>alert('Arne')</script> & \"Dahl\" </style></p><!-- {{ 7 * 7 }} {% raw %} javascript:alert(1)"
WILD = st.lists(
    st.one_of(
        st.sampled_from(
            ["\n", "\r\n", "\r", "\n\n", " \n\t\n ", "<b>", "</p>", "&amp;", '"', "'", "<!--", "]]>", "{{"]
        ),
        st.text(max_size=6),
        st.characters(categories=["Cc", "Cs", "Cf", "Zl", "Zp"]),
    ),
    max_size=25,
).map("".join)


@st.composite
def wild(draw: st.DrawFn) -> Annotated:
    """Any text, and statements anywhere in it: inside each other, across paragraphs, empty, out of order."""
    text = draw(WILD)
    place = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda two: (min(two), max(two)))

    def statement(spans: list[tuple[int, int]], cue: tuple[int, int] | None, who: tuple[int, int] | None) -> Statement:
        return Statement(
            kind=draw(st.sampled_from(Kind)),
            spans=tuple(spans),
            content=" ".join(text[start:end] for start, end in spans),
            cue=cue and Cue(text[slice(*cue)], *cue),
            speaker=who
            and Speaker(draw(WILD), text[slice(*who)], *who, draw(st.sampled_from(SpeakerKind)), draw(WILD)),
            factuality=draw(st.sampled_from(Factuality)),
            confidence=draw(st.floats(0, 1)),
        )

    statements = st.builds(statement, st.lists(place, min_size=1, max_size=3), st.none() | place, st.none() | place)
    return Annotated(draw(WILD), text, tuple(draw(st.lists(statements, max_size=5))))


def parsed(*texts: Annotated) -> Any:  # noqa: ANN401  # lxml has no types
    return html.document_fromstring(page(texts))


def marked(root: Any, role: str, number: int) -> str:  # noqa: ANN401  # lxml has no types
    """The words that the page marks as the content, cue or speaker of a statement."""
    marks = root.xpath(f'//p[@class="text"]//*[contains(concat(" ", @data-{role}, " "), " {number} ")]')
    return "".join(mark.text_content() for mark in marks)


def covered(text: str, places: Sequence[tuple[int, int]]) -> str:
    """The characters in any of these places, each once and in order."""
    return "".join(text[at] for at in sorted({at for start, end in places for at in range(start, end)}))


def shown(root: Any) -> str:  # noqa: ANN401  # lxml has no types
    return "".join(paragraph.text_content() for paragraph in root.xpath('//p[@class="text"]'))


def notes(root: Any) -> list[int]:  # noqa: ANN401  # lxml has no types
    """The numbers of the statements that are told beside the text, in the order of the page."""
    return [int(item.get("value")) for item in root.xpath('//ol[@class="notes"]/li')]


def test_a_page_is_made_as_expected(annotated: Annotated) -> None:
    made = page([annotated])
    if os.environ.get("ONRECORD_RENEW"):
        EXPECTED.write_text(made, encoding="utf-8")
    assert made == EXPECTED.read_text(encoding="utf-8")


def test_the_marks_of_each_statement_hold_exactly_its_words(annotated: Annotated) -> None:
    root = parsed(annotated)
    for number, statement in enumerate(annotated.statements, start=1):
        assert statement.cue is not None
        assert statement.speaker is not None
        assert marked(root, "content", number) == "".join(annotated.text[slice(*span)] for span in statement.spans)
        assert marked(root, "cue", number) == statement.cue.text
        assert marked(root, "speaker", number) == statement.speaker.mention


@settings(max_examples=200, deadline=None)
@given(annotated=wild())
def test_whatever_the_text_and_its_statements_the_page_holds_them_unchanged(annotated: Annotated) -> None:
    root = parsed(annotated)
    assert shown(root) == visible(annotated.text)
    for number, statement in enumerate(annotated.statements, start=1):
        cue, speaker = statement.cue, statement.speaker
        places = {
            "content": list(statement.spans),
            "cue": [(cue.start, cue.end)] if cue else [],
            "speaker": [(speaker.start, speaker.end)] if speaker else [],
        }
        for role, inside in places.items():
            assert marked(root, role, number) == visible(covered(annotated.text, inside))
    if annotated.text:
        assert sorted(notes(root)) == list(range(1, len(annotated.statements) + 1))


@settings(max_examples=100, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]) | st.sampled_from("\t\r\n")))
def test_a_sign_stands_only_for_what_a_page_can_not_hold(text: str) -> None:
    assert shown(parsed(Annotated("a", text, ()))) == text


@settings(max_examples=100, deadline=None)
@given(annotated=wild())
def test_segments_joined_are_the_text(annotated: Annotated) -> None:
    made = paragraphs(annotated.text, annotated.statements)
    assert "".join(segment.text for paragraph in made for segment in paragraph.segments) == annotated.text
    assert all(segment.text for paragraph in made for segment in paragraph.segments)


def test_each_content_is_numbered_and_each_number_leads_there_and_back(annotated: Annotated) -> None:
    root = parsed(annotated)
    for number, statement in enumerate(annotated.statements, start=1):
        there = root.xpath(f'//p[@class="text"]//a[@href="#t1-n{number}"]')
        assert len(there) == len(statement.spans)
        assert [root.get_element_by_id(f"t1-s{number}")] == there[:1]
        assert there[0].getnext().get("data-content").split()[-1] == str(number)
        (back,) = root.get_element_by_id(f"t1-n{number}").xpath(".//a")
        assert back.get("href") == f"#t1-s{number}"


def test_who_said_it_stands_beside_the_paragraph_in_which_it_begins(annotated: Annotated) -> None:
    rows = parsed(annotated).xpath('//div[@class="row"]')
    assert [notes(row) for row in (html.fromstring(html.tostring(row)) for row in rows)] == [
        [1],
        [2],
        [],
        [3, 4, 5, 6],
        [],
        [7, 8],
    ]


def test_a_statement_is_told_with_all_that_is_known_of_it(annotated: Annotated) -> None:
    root = parsed(annotated)
    told = [" ".join(root.get_element_by_id(f"t1-n{number}").text_content().split()) for number in (2, 4, 6, 8)]
    assert told == [
        "Petra Lindholm harbour master she said direct 90%",
        "Petra Lindholm harbour master Lindholm promised indirect 45%",
        "The Port Office organisation did not say indirect negated 77%",
        "the bank organisation would warn mixed hypothetical 38%",
    ]


@pytest.mark.parametrize(
    ("number", "classes"), [(1, set()), (4, {"deep", "unsure"}), (6, {"unsaid"}), (8, {"deep", "unsaid", "unsure"})]
)
def test_contents_that_are_nested_not_asserted_or_not_sure_look_different(
    annotated: Annotated, number: int, classes: set[str]
) -> None:
    marks = parsed(annotated).xpath(f'//p[@class="text"]//*[contains(@data-content, "{number}")]')
    assert {name for mark in marks for name in mark.get("class", "").split()} == classes


def test_the_parts_of_a_statement_light_up_together_unless_there_are_too_many(annotated: Annotated) -> None:
    assert page([annotated]).count(":has(") == len(annotated.statements)
    many = Annotated("long.txt", annotated.text, annotated.statements[:1] * (MOST_LIT + 1))
    assert page([many]).count(":has(") == 0


def test_the_page_runs_nothing_and_loads_nothing_whatever_a_text_says(annotated: Annotated) -> None:
    one = annotated.statements[0]
    who = Speaker(HOSTILE, annotated.text[:5], 0, 5, SpeakerKind.PERSON, HOSTILE)
    hostile = Annotated(HOSTILE, annotated.text + HOSTILE, (Statement(one.kind, one.spans, one.content, None, who),))
    root = parsed(hostile)
    assert shown(root) == hostile.text
    assert root.findtext(".//title") == f"Statements in {HOSTILE}"
    assert {element.tag for element in root.iter()} & {"script", "img", "link", "iframe", "object", "form"} == set()
    for element in root.iter():
        for name, value in element.items():
            assert not name.startswith(("on", "src", "style"))
            assert name != "href" or re.fullmatch(r"#t1-[ns]\d+", value)
    assert "url(" not in root.findtext(".//style")
    assert "default-src 'none'" in root.xpath("//meta/@content")[0]


def test_several_texts_are_listed_and_their_anchors_kept_apart(annotated: Annotated) -> None:
    root = parsed(annotated, Annotated("rain.txt", "It rained.", ()), annotated)
    assert root.findtext(".//h1") == "3 texts"
    assert [" ".join(item.text_content().split()) for item in root.xpath("//nav//li")] == [
        "quay.txt 8",
        "rain.txt 0",
        "quay.txt 8",
    ]
    names = root.xpath("//@id")
    assert len(names) == len(set(names))
    assert {target.removeprefix("#") for target in root.xpath("//@href")} <= set(names)


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "Nothing was found: the text is empty."), ("It rained.", "Nothing was found in this text.")],
)
def test_a_text_without_statements_says_so(text: str, said: str) -> None:
    assert parsed(Annotated("rain.txt", text, ())).findtext('.//p[@class="none"]') == said


def test_line_ends_part_paragraphs() -> None:
    root = parsed(Annotated("a", "\n\nOne.\r\n \r\nTwo.\nThree, \tstill three.\n\n", ()))
    assert [row.text_content().strip() for row in root.xpath('//p[@class="text"]')] == [
        "One.",
        "Two.",
        "Three, \tstill three.",
    ]
