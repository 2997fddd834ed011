"""Topic rules held against statements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.enrich.topics import fingerprint, match
from onrecord.model import Field, Hit, Topic


def matches(topic: Topic, content: str = "", title: str = "", text: str = "") -> bool:
    return bool(match({Field.CONTENT: content, Field.TITLE: title, Field.ARTICLE: text}, [topic]))


@pytest.mark.parametrize(
    ("term", "content", "found"),
    [
        ("gas supply", "The gas supply is safe.", True),
        ("gas supply", "Gas\nSupply, again", True),
        ("gas supply", "the supply of gas", False),
        ("port", "the report", False),
        ("port", "Port!", True),
        ("dredg*", "Dredging goes on", True),
        ("dredg*", "a fledgling", False),
        ("WHO", "The WHO warns", True),
        ("WHO", "who warns?", False),
        ("C++", "written in C++, they say", True),
        ("driver's seat", "in the driver\N{RIGHT SINGLE QUOTATION MARK}s seat", True),
        ("Energie", "ENERGIE", True),
        ("энергия", "Энергия дорожает", True),
    ],
)
def test_a_term_is_found_as_whole_words(term: str, content: str, *, found: bool) -> None:
    assert matches(Topic("t", any=(term,)), content) is found


def test_any_needs_one_all_needs_each_none_keeps_out() -> None:
    topic = Topic("t", any=("gas", "oil"), all=("winter",), none=("tear gas",))
    assert matches(topic, "gas for the winter")
    assert matches(topic, "oil for the winter")
    assert not matches(topic, "gas for the summer")
    assert not matches(topic, "winter")
    assert not matches(topic, "tear gas in winter")


def test_a_topic_without_words_looks_for_its_own_name() -> None:
    assert matches(Topic("Energy security"), "the energy security of all")
    assert not matches(Topic("Energy security"), "energy and security")


def test_a_topic_looks_only_where_it_says() -> None:
    assert matches(Topic("gas"), title="Gas runs low")
    assert not matches(Topic("gas"), text="There is gas.")
    assert matches(Topic("gas", where=(Field.ARTICLE,)), text="There is gas.")
    assert not matches(Topic("gas", where=(Field.CONTENT,)), title="Gas runs low")


def test_a_match_tells_its_reason_in_the_articles_own_words() -> None:
    fields = {Field.CONTENT: "Dredging starts", Field.TITLE: "The Dredgers are here", Field.ARTICLE: ""}
    [found] = match(fields, [Topic("harbour", any=("dredg*", "quay"))])
    assert found.topic == "harbour"
    assert found.reason == (
        Hit("dredg*", "Dredging", Field.CONTENT),
        Hit("dredg*", "Dredgers", Field.TITLE),
    )


def test_a_rules_fingerprint_changes_with_its_words_and_not_with_the_order_of_rules() -> None:
    one, two = Topic("one", any=("a",)), Topic("two", any=("b",))
    assert fingerprint([one, two]) == fingerprint([two, one])
    assert fingerprint([one]) != fingerprint([Topic("one", any=("b",))])
    assert fingerprint([one]) != fingerprint([Topic("one", any=("a",), where=(Field.TITLE,))])


@given(st.text(min_size=1).filter(lambda term: term.strip("* ")), st.text())
def test_any_term_and_any_text_can_be_matched(term: str, content: str) -> None:
    matches(Topic("t", any=(term,)), content)
