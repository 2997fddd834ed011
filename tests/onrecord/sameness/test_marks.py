"""Marks by which the same words are found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.sameness import marked
from tests.onrecord.sameness.labelled import statement

WORDS = st.lists(st.sampled_from([f"w{chr(97 + n)}" for n in range(26)]), min_size=7, max_size=30)


@given(WORDS, WORDS, WORDS, WORDS, st.lists(st.sampled_from(["ka", "ke", "ki", "ko", "ku"]), min_size=6, max_size=9))
def test_a_common_run_of_six_words_is_enough(
    before: list[str], after: list[str], front: list[str], back: list[str], run: list[str]
) -> None:
    one = statement("Jonas Weller", " ".join(before + run + after))
    other = statement("Jonas Weller", " ".join(front + run + back))
    assert not marked(one).kept.isdisjoint(marked(other).asked)
    assert not marked(other).kept.isdisjoint(marked(one).asked)


def test_about_half_of_the_runs_are_kept() -> None:
    long = statement("Jonas Weller", " ".join(f"word{n}x" for n in range(400)).replace("0", "o"))
    assert 0.4 < len(marked(long).kept) / len(marked(long).asked) < 0.6


def test_runs_of_common_words_are_kept_last() -> None:
    one = statement("?", "From the old quay we are going to Velmar harbour tonight")
    other = statement("?", "that is what we are going to say of all of them in here")
    assert marked(one).kept.isdisjoint(marked(other).asked)


def test_a_few_words_are_found_by_whose_they_are() -> None:
    weller, lind = statement("Jonas Weller", "We have no comment"), statement("Rosa Lind", "No comment from us")
    assert not marked(weller).kept.isdisjoint(marked(statement("Weller", "“we have no comment”")).asked)
    assert marked(weller).kept.isdisjoint(marked(lind).asked)
