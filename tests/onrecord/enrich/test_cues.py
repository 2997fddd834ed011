from __future__ import annotations

import pytest

from onrecord.enrich.cues import forms, verb
from onrecord.model import Act


@pytest.mark.parametrize(
    ("lemma", "expected"),
    [
        ("say", {"say", "says", "said", "saying"}),
        ("agree", {"agree", "agrees", "agreed", "agreeing"}),
        ("guarantee", {"guarantee", "guarantees", "guaranteed", "guaranteeing"}),
        ("begin", {"begin", "begins", "began", "begun", "beginning"}),
        ("admit", {"admit", "admits", "admitted", "admitting"}),
        ("deny", {"deny", "denies", "denied", "denying"}),
        ("propose", {"propose", "proposes", "proposed", "proposing"}),
        ("signal", {"signal", "signals", "signaled", "signalled", "signaling", "signalling"}),
        ("undertake", {"undertake", "undertakes", "undertook", "undertaken", "undertaking"}),
    ],
)
def test_every_form_of_a_verb(lemma: str, expected: set[str]) -> None:
    assert forms(lemma) == expected


def test_a_verb_is_found_in_any_form_and_case() -> None:
    entry = verb("DENIED")
    assert entry is not None
    assert (entry.lemma, entry.act) == ("deny", Act.DENY)
    assert verb("walked") is None
