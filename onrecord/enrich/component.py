"""The spaCy component `onrecord_statements`: sets `doc._.statements`, a tuple of `model.Statement`.

Quotations come from the quotation marks (`quotes`), the rest from the tagger (`tagger`, engine "learned") or from the
parse alone (`reports`, engine "rules"); `attribution` brings them together, `speakers` gives each speaker's name.
"""

from __future__ import annotations

import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import minibatch

from onrecord.enrich.attribution import statements
from onrecord.enrich.contract import from_json, to_json
from onrecord.enrich.learned import LEAST
from onrecord.enrich.reading import Reading
from onrecord.enrich.tagger.features import Features
from onrecord.enrich.tagger.network import Network
from onrecord.errors import EnrichError
from onrecord.model import Engine  # noqa: TC001 - spaCy reads the factory's annotations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from onrecord.enrich.tagger.network import Found
    from onrecord.model import Statement

_KEPT: Final = "onrecord_statements"  # where a document's user data holds them
WEIGHTS: Final = Path(__file__).parent / "tagger" / "weights.npz"


@cache
def network() -> Network:
    """The tagger that ships with On Record."""
    return Network.load(WEIGHTS)


def suits(nlp: Language) -> bool:
    """Whether a pipeline makes the token vectors that the tagger was trained on."""
    if "tok2vec" not in nlp.pipe_names:
        return False
    vectors = nlp.get_pipe("tok2vec")(nlp.make_doc(network().probe)).tensor
    return vectors.shape == network().answer.shape and bool(np.allclose(vectors, network().answer, atol=0.05))


class Statements:
    """Finds the statements of parsed documents; those below `least_confidence` are left out."""

    def __init__(self, nlp: Language, engine: Engine, least_confidence: float) -> None:
        self._nlp = nlp
        self.engine = engine
        self.least_confidence = least_confidence
        self._checked = False
        if not Doc.has_extension("statements"):
            Doc.set_extension("statements", getter=_get, setter=_set)

    def __call__(self, doc: Doc) -> Doc:
        """The same document, with `doc._.statements` set in the order of the text."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 32) -> Iterator[Doc]:
        """The same for many documents; the tagger reads a batch at once."""
        for batch in minibatch(stream, batch_size):  # type: ignore[no-untyped-call]
            docs = list(batch)
            for doc in docs:
                _check(doc)
            readings = [Reading(doc) for doc in docs]
            for reading, found in zip(readings, self._found(readings), strict=True):
                made = statements(reading, found)
                reading.doc._.statements = tuple(s for s in made if s.confidence >= self.least_confidence)
            yield from docs

    def _found(self, readings: Sequence[Reading]) -> Sequence[list[Found] | None]:
        """What the tagger finds in each document; None for each where the rules work alone."""
        if self.engine == "learned" and not self._checked:
            self._checked = True
            if not suits(self._nlp):
                self.engine = "rules"
                name = f"{self._nlp.lang}_{self._nlp.meta.get('name', '')}"
                warnings.warn(
                    f"the tagger was not trained on the token vectors of {name}: statements are found by rules alone "
                    "(engine: rules says so without this warning)",
                    stacklevel=3,
                )
        if self.engine == "rules":
            return [None] * len(readings)
        seen = [reading for reading in readings if reading.doc.tensor.size]  # without vectors the rules work alone
        words = network().vocabulary
        found = iter(network().read([Features(one.doc, one.quotations, words) for one in seen], LEAST))
        return [next(found) if reading.doc.tensor.size else None for reading in readings]


def _check(doc: Doc) -> None:
    """Refuse a document that nobody has parsed."""
    if len(doc) and not (doc.has_annotation("TAG") and doc.has_annotation("DEP")):
        raise EnrichError("onrecord_statements needs a tagger and a parser before it in the pipeline")


def _get(doc: Doc) -> tuple[Statement, ...]:
    """`doc._.statements`."""
    return tuple(map(from_json, doc.user_data.get(_KEPT, ())))


def _set(doc: Doc, found: Sequence[Statement]) -> None:
    """Keep statements as plain data, so that the document can be written and sent to another process."""
    doc.user_data[_KEPT] = [to_json(statement) for statement in found]


@Language.factory(
    "onrecord_statements",
    assigns=["doc._.statements"],
    requires=["token.dep", "token.head", "token.pos", "token.tag", "doc.ents"],
    default_config={"engine": "learned", "least_confidence": LEAST},
)
def make_statements(
    nlp: Language,
    name: str,  # noqa: ARG001 - spaCy gives it
    engine: Engine,
    least_confidence: float,
) -> Statements:
    """Make the component for a pipeline with a tagger, a parser and a named entity recogniser."""
    return Statements(nlp, engine, least_confidence)


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
