"""The spaCy component `onrecord_statements`: sets `doc._.statements`, a tuple of `model.Statement`.

Quotations come from the quotation marks (`quotes`), indirect speech from the parse (`reports`); `attribution`
brings both together and `speakers` gives each speaker's fullest name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc

from onrecord.enrich.attribution import statements

if TYPE_CHECKING:
    from onrecord.model import Statement


class Statements:
    """Finds the statements of a parsed `Doc`; those below `least_confidence` are left out."""

    def __init__(self, least_confidence: float) -> None:
        self.least_confidence = least_confidence
        if not Doc.has_extension("statements"):
            Doc.set_extension("statements", default=())

    def __call__(self, doc: Doc) -> Doc:
        """The same document, with `doc._.statements` set in the order of the text."""
        found: tuple[Statement, ...] = statements(doc)
        doc._.statements = tuple(s for s in found if s.confidence >= self.least_confidence)
        return doc


@Language.factory(
    "onrecord_statements",
    assigns=["doc._.statements"],
    requires=["token.dep", "token.head", "token.pos", "token.tag", "doc.ents"],
    default_config={"least_confidence": 0.0},
)
def make_statements(nlp: Language, name: str, least_confidence: float) -> Statements:  # noqa: ARG001 - spaCy gives both
    """Make the component for a pipeline with a tagger, a parser and a named entity recogniser."""
    return Statements(least_confidence)


@Language.component("onrecord_paragraphs", assigns=["token.is_sent_start"])
def paragraph_starts(doc: Doc) -> Doc:
    """Start a sentence with every paragraph; put before the parser, which keeps to it."""
    fresh = False
    for token in doc:
        if token.is_space:
            fresh = fresh or any(char in "\n\r\v\f\x85\u2028\u2029" for char in token.text)
        elif fresh:
            token.is_sent_start = True
            fresh = False
    return doc
