"""What counts as the same statement."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model import Factuality
from onrecord.sameness import Likeness, closeness, compare, marked
from tests.benchmarks.stories import Writer
from tests.onrecord.sameness.labelled import pairs, statement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.onrecord.sameness.labelled import Pair

WELLER = "Jonas Weller"


def same(one: str, other: str, *, who: str = WELLER, whose: str = WELLER, copies: bool = False) -> bool:
    """Whether two texts are one statement, whichever comes first."""
    first, second = statement(who, one), statement(whose, other)
    found = {compare(first, second, copies=copies), compare(second, first, copies=copies)}
    assert len(found) == 1
    return found == {Likeness.SAME}


def f1(labelled: Iterable[Pair]) -> float:
    """Of pairs that are one statement: a mark of the one must lead to the other, and both must be the same."""
    found = [
        (
            pair.label == "=",
            not marked(pair.one).kept.isdisjoint(marked(pair.other).asked) and compare(pair.one, pair.other),
        )
        for pair in labelled
    ]
    right = sum(is_one and what is Likeness.SAME for is_one, what in found)
    return 2 * right / sum(is_one + (what is Likeness.SAME) for is_one, what in found)


def test_400_labelled_pairs_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    dev, unseen = list(pairs("dev")), list(pairs("unseen"))
    assert (len(dev), len(unseen)) == (200, 200)
    with capsys.disabled():
        print(f"\nsame statement, F1: all {f1(dev + unseen):.3f}, unseen half {f1(unseen):.3f}")  # noqa: T201
    assert f1(dev + unseen) >= 0.95
    assert f1(unseen) >= 0.95


def test_other_wordings_of_labelled_pairs_are_known_as_such() -> None:
    reworded = [
        compare(pair.one, pair.other) for name in ("dev", "unseen") for pair in pairs(name) if pair.label == "~"
    ]
    assert reworded.count(Likeness.REWORDED) >= 0.9 * len(reworded)
    assert Likeness.SAME not in reworded


@pytest.mark.parametrize(
    "other",
    [
        "“The old bridge will be closed to all trains”",
        "the old bridge will be closed to all trains until May",
        "The old bridge, which was built in 1911, will be closed to all trains",
        "The old bridge... will be closed to all trains",
        "The old bridge [over the Lom] will be closed to all trains",
        "he said that the old bridge will be closed to all trains",
        "The old bridge, he said, will be closed to all trains",
        "I do not like it. The old bridge will be closed to all trains.",
    ],
)
def test_what_papers_do_to_words_makes_no_other_statement(other: str) -> None:
    assert same("The old bridge will be closed to all trains", other)


@pytest.mark.parametrize(
    "other",
    [
        "The old bridge will not be closed to all trains",
        "The old bridge will perhaps be closed to all trains",
        "The old bridge will be closed to all 3 trains",
        "The old bridge will be opened to all trains",
        "The old bridge will, at no time, be closed to all trains",
        "Nobody believes that the old bridge will be closed to all trains",
        "If the ice comes, the old bridge will be closed to all trains",
        "The old bridge will [not] be closed to all trains",
    ],
)
def test_a_word_that_turns_the_sense_makes_another_statement(other: str) -> None:
    assert not same("The old bridge will be closed to all trains", other)


def test_a_few_words_are_the_same_only_as_a_whole_and_of_one_named_speaker() -> None:
    assert same("We have no comment.", "we have no comment")
    assert not same("We have no comment", "We have no comment on the talks")
    assert not same("We have no comment", "We have no comment", whose="?")
    assert not same("We have no comment", "We have no comment", who="(a spokesman)", whose="(a spokesman)")


def test_in_a_copy_of_the_story_a_few_words_of_nobody_are_the_same() -> None:
    assert same("We have no comment", "We have no comment", whose="?", copies=True)
    assert not same("We have no comment", "We have no comment", whose="Rosa Lind", copies=True)


@pytest.mark.parametrize(
    "name", ["Weller", "J. Weller", "Mr Weller", "Jonas P. Weller", "JONAS WELLER", "Jónas Weller"]
)
def test_a_speaker_is_known_by_a_part_of_the_name(name: str) -> None:
    assert same("We are done.", "we are done", whose=name)


@pytest.mark.parametrize("name", ["Anna Weller", "J. Brook", "[Weller Group]", "J."])
def test_another_name_is_another_speaker(name: str) -> None:
    assert not same("We are done.", "we are done", whose=name)


def test_what_was_not_said_is_no_report_that_it_was() -> None:
    said = statement(WELLER, "the old bridge will be closed to all trains")
    assert compare(said, replace(said, factuality=Factuality.NEGATED)) is not Likeness.SAME


def test_who_does_it_is_no_matter_of_spelling() -> None:
    assert not same("We will pay for every window of the town", "They will pay for every window of the town")


def test_a_speech_printed_in_full_is_the_same_without_some_of_its_sentences() -> None:
    writer = Writer()
    speech = [" ".join(writer.sentence(20)) for _ in range(120)]
    cut = [sentence for number, sentence in enumerate(speech) if number % 30]
    assert same(". ".join(speech), ". ".join(cut))


def test_a_part_of_a_number_is_another_number() -> None:
    assert not same("The whole job will cost the town 5", "The whole job will cost the town 5 million")


def test_a_part_of_a_time_is_another_time() -> None:
    assert not same("The last train of the day will leave at 3", "The last train of the day will leave at 3:30")


def test_a_denial_reaches_over_the_stop_of_a_short_form() -> None:
    said = "Okafor will pay for the whole new bridge"
    assert not same(said, f"We do not think Mr. {said}")
    assert same(said, f"We do think Mr. {said}")


def test_texts_of_one_length_are_compared_the_same_way_round_and_round() -> None:
    one = "5 close she 5 the bridge the said will 6"
    other = "5 close said 5 the bridge the said will 6"
    same(one, other)


def test_a_clause_is_found_left_out_where_its_last_word_stands_before_it_too() -> None:
    assert same(
        "The town will pay, as it did last year, when the town was poor, for every roof and window",
        "The town will pay, as it did last year, for every roof and window",
    )


@given(st.text(), st.text())
def test_any_text_is_compared_the_same_way_round_and_round(one: str, other: str) -> None:
    assert not same(one, other) or same(other, one)
    assert isinstance(marked(statement(WELLER, one)).kept, frozenset)


@pytest.mark.parametrize(
    ("one", "other", "close"),
    [
        ("The bridge stays closed to trains until May", "The bridge stays closed to trains until May", 1),
        ("The bridge stays closed until May", "As I said, the bridge stays closed to trains until May", 1),
        ("The bridge will not be open to trains before May", "The bridge will be open to trains before May", 0.75),
        ("I never said that the bridge is open to trains now", "The bridge is open to trains now", 0.75),
        ("The bridge is open to 50 trains a day this year", "The bridge is open to 5 trains a day this year", 0.75),
        ("The bridge is closed to trains and cars alike", "The bridge is closed to buses and to trams", 5 / 9),
        ("We have no comment", "We have no comment", 0),
        ("The council votes on taxes in the spring of next year", "Dredgers wait in the bay for a third week now", 0),
        ("", "", 0),
    ],
)
def test_how_close_words_are_is_the_share_of_the_shorter_ones_in_common_runs(
    one: str, other: str, close: float
) -> None:
    assert closeness(one, other) == pytest.approx(close, abs=0.04)
    assert closeness(other, one) == closeness(one, other)
