"""The words of a text and their forms."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.enrich.topics.words import words


@pytest.mark.parametrize(
    ("text", "language", "lemmas"),
    [
        ("Energy crises again", "en", "energy crisis again"),
        ("The MPs' votes", None, "the mp vote"),
        ("gas, supply (safe)", "en", "gas , supply , safe ,"),
        ("the driver's seat", "en", "the driver s seat"),
        ("anti-vaccine", "en", "anti vaccine"),
        ("Energiekrisen", "de", "energiekrise"),
        ("Häuser", "de", "haus"),
        ("энергетические кризисы", "ru", "энергетический кризис"),
        ("crises énergétiques", "fr", "crise energetique"),
        ("港の評議会", "ja", "港 の 評 議 会"),
        ("Zelenský, Erdoğan", "xx", "zelensky , erdogan"),
        ("الغَازُ", "xx", "الغاز"),
        ("שָׁלוֹם", "xx", "שלום"),
        ("мой йод", "xx", "мой йод"),
        ("गैस की", "xx", "गैस की"),
        ("STRASSE Straße", "xx", "strasse strasse"),
        ("C++ $5", "xx", "c + + $ 5"),
        ("cri\u00adses", "en", "crisis"),
        ("one.\n\nTwo", "en", "one , , two"),
        ("", "en", ""),
    ],
)
def test_a_word_has_the_form_that_a_dictionary_lists(text: str, language: str | None, lemmas: str) -> None:
    assert " ".join(words(text, language).lemmas) == lemmas


def test_the_form_as_it_stands_differs_only_in_what_spellings_do() -> None:
    assert words("Energy CRISES", "en").plain == ("energy", "crises")


def test_words_joined_by_hyphens_are_also_one() -> None:
    found = words("The cease-fire holds", "en")
    assert found.compounds == ((1, 2, "ceasefire", "ceasefire"),)
    assert words("Russia – Ukraine", "en").compounds == ()
    assert words("driver's", "en").compounds == ()


@pytest.mark.parametrize(("piece", "language"), [("abcdefghij", "eo"), ("abcdefghij", "lv"), ("a\u0301\u0327", "en")])
def test_what_is_too_long_for_a_word_takes_time_by_its_length(piece: str, language: str) -> None:
    def taken(text: str) -> float:
        begin = time.process_time()
        words(text, language)
        return time.process_time() - begin

    taken(piece)
    assert taken(piece + piece[1:] * 12_000) < 10 * max(taken(piece + piece[1:] * 3_000), 0.01)


@given(st.text(max_size=60), st.sampled_from(["en", "de", "ru", "xx", None]))
def test_each_word_has_a_place_and_two_forms(text: str, language: str | None) -> None:
    found = words(text, language)
    assert len(found.places) == len(found.plain) == len(found.lemmas)
    assert all(0 <= start < end <= len(text) for start, end in found.places)
    assert all(form and " " not in form for form in (*found.plain, *found.lemmas))
