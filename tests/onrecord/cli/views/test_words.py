from dataclasses import replace

import pytest

from onrecord.cli.views.words import Annotated, pieces, visible, words
from onrecord.model import Act, Cue, Statement


@pytest.fixture
def statement(annotated: Annotated) -> Statement:
    return annotated.statements[0]


@pytest.mark.parametrize(
    ("cue", "act", "told"),
    [
        ("vowed", Act.PROMISE, "promise"),
        ("called for", Act.DEMAND, "demand"),
        ("had promised", Act.PROMISE, None),
        ("Denied", Act.DENY, None),
        ("said", Act.SAY, None),
        ("mumbled", Act.OTHER, None),
    ],
)
def test_what_a_cue_does_is_told_unless_its_words_say_it(
    statement: Statement, cue: str, act: Act, told: str | None
) -> None:
    assert words(replace(statement, cue=Cue(cue, 0, len(cue), act))).act == told


@pytest.mark.parametrize(
    "mention", ["Petra Lindholm", "harbour master Petra Lindholm", "Harbour Master Petra Lindholm"]
)
def test_a_mention_that_tells_no_more_than_name_and_title_is_not_repeated(statement: Statement, mention: str) -> None:
    assert statement.speaker is not None
    assert words(replace(statement, speaker=replace(statement.speaker, mention=mention))).mention is None


@pytest.mark.parametrize(
    ("confidence", "told", "unsure"),
    [(0.0, "0%", True), (0.29, "29%", True), (0.499, "49%", True), (0.5, "50%", False), (1.0, "100%", False)],
)
def test_confidence_is_never_rounded_up_past_doubt(
    statement: Statement, confidence: float, told: str, *, unsure: bool
) -> None:
    made = words(replace(statement, confidence=confidence))
    assert (made.confidence, made.unsure) == (told, unsure)


def test_a_quotation_over_two_paragraphs_is_one_piece_and_one_around_its_cue_is_two(annotated: Annotated) -> None:
    first, second = pieces(annotated, annotated.statements[1])
    assert first == "“We have waited nine years for this,”"
    assert second.startswith("“I don't intend to wait for a tenth. The cranes are ordered")
    assert second.endswith("asked us for a permit.”")


def test_signs_stand_for_what_can_not_be_shown_and_places_stay_the_same() -> None:
    text = "a\tb\r\nc\x00\x1b\x7f\x85\ud800\ufffe\U0010ffff é 港 \u2028 \ufeff"
    assert visible(text) == "a\tb\r\nc␀␛␡���� é 港 \u2028 \ufeff"
