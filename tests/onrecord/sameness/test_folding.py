"""Words as they are compared."""

from __future__ import annotations

import pytest

from onrecord.sameness import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We’ll pay 5,000", "we will pay 5000"),
        ("They can't, they won't", "they cannot they will not"),
        ("five per cent", "5%"),
        ("£5m and $2.5bn", "£5 million and $2.5 billion"),
        ("The harbour's programme organised theatres", "the harbors program organized theaters"),
        ("Café Żółw", "cafe zo\u0301lw".replace("l", "ł")),
        ("„Nein“, «non» ‘no’", "nein non no"),
        ("state-run", "state run"),
        ("[The owners] pay", "pay"),
    ],
)
def test_spellings_of_one_thing_are_folded_alike(one: str, other: str) -> None:
    assert fold(one).words == fold(other).words


@pytest.mark.parametrize(
    ("one", "other"),
    [("5.5", "55"), ("5", "50"), ("[not] safe", "safe"), ("1,5", "15"), ("will", "well"), ("3:30", "3.30")],
)
def test_what_is_another_thing_stays_so(one: str, other: str) -> None:
    assert fold(one).words != fold(other).words


def test_signs_between_words_are_kept_as_what_parts_them() -> None:
    folded = fold("Yes, we do. No … never")
    assert folded.words == ("yes", "we", "do", "no", "never")
    assert folded.breaks == (".", ",", "", ".", "…", ".")


def test_the_stop_of_a_short_form_ends_no_sentence() -> None:
    assert fold("Mr. Weller left the U.S. in May. Am I? I am.").breaks == (".", *7 * [""], ".", "", ".", "", ".")


def test_white_space_without_end_is_folded_quickly() -> None:
    assert fold(" " * 1_000_000 + "safe").words == ("safe",)


def test_scripts_without_spaces_are_read_by_characters() -> None:
    assert fold("我们会修好。").words == tuple("我们会修好")
