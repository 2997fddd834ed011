"""What the marks tell and what the tagger finds, brought together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.enrich.attribution import statements
from onrecord.enrich.reading import Reading
from onrecord.enrich.tagger import labels
from onrecord.enrich.tagger.network import Found

if TYPE_CHECKING:
    from spacy.language import Language


def test_a_quotation_in_several_pieces_is_not_lost_to_a_find_elsewhere_under_the_same_cue(nlp: Language) -> None:
    doc = nlp("“We had no road.\n\n“We had no phone,” Otto Bruhn said, though the harbour was open.")
    cue = next(token.i for token in doc if token.text == "said")
    first = next(token.i for token in doc if token.text == "though") + 1
    content = labels.begin(labels.ROLES.index("content"))
    given = [labels.OUT] * len(doc)
    given[first : len(doc) - 1] = [content + 1] * (len(doc) - 1 - first)
    given[first] = content
    found = statements(Reading(doc), [Found(cue, 0, given, likely=0.99, sure=0.99)])
    assert ("We had no road.", "We had no phone,") in [
        tuple(doc.text[start:end] for start, end in statement.spans) for statement in found
    ]
