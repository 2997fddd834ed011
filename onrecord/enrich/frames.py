"""Sentences that are attributed as a whole: "according to X", "in the words of X", "in X's words", "as X put it"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from onrecord.enrich.reading import CERTAIN, LEAST_WORDS, Draft
from onrecord.enrich.subjects import NOMINAL, following, phrase, subject
from onrecord.model import Factuality

if TYPE_CHECKING:
    from spacy.tokens import Span as Stretch
    from spacy.tokens import Token

    from onrecord.enrich.reading import Reading


def _according(reading: Reading, cue: Token) -> Draft | None:
    """According to X: the rest of the sentence."""
    doc = reading.doc
    if cue.i + 2 >= len(doc) or doc[cue.i + 1].lower_ != "to":
        return None
    return _framed(reading, doc[cue.i : cue.i + 2], _object(reading, doc[cue.i + 1]), 0.9)


def _words(reading: Reading, cue: Token) -> Draft | None:
    """In the words of X, in X's words: the rest of the sentence."""
    doc = reading.doc
    owner = next((child for child in cue.children if child.dep_ == "poss" and child.pos_ in NOMINAL), None)
    within = cue.head
    if owner is not None and within.lower_ == "in" and within.i < owner.i and doc[cue.i + 1 : cue.i + 2].text == ",":
        return _aside(reading, within, cue, owner)
    frame = doc[max(0, cue.i - 2) : cue.i + 2]
    if frame.text.lower() != "in the words of" or cue.i + 2 >= len(doc):
        return None
    return _framed(reading, frame, _object(reading, doc[cue.i + 1]), CERTAIN)


def _aside(reading: Reading, first: Token, last: Token, source: Token) -> Draft | None:
    """The sentence behind an aside at its front that holds its speaker: "In X's words, ..."."""
    mention = phrase(reading, source, last)
    span = reading.span(last.i + 1, reading.sentence(last)[1])
    if mention is None or span is None or not reading.worth((span,)) or reading.sentence(last)[0] != first.i:
        return None
    return Draft(
        (span,), (first.idx, last.idx + len(last)), mention, source.i, Factuality.ASSERTED, CERTAIN, quoted=False
    )


def _put(reading: Reading, cue: Token) -> Draft | None:
    """As X put it: the rest of the sentence."""
    doc = reading.doc
    speaker = subject(cue)
    if speaker is None or speaker.left_edge.i < 1 or cue.i + 1 >= len(doc) or doc[cue.i + 1].lower_ != "it":
        return None
    if doc[speaker.left_edge.i - 1].lower_ != "as":
        return None
    return _framed(reading, doc[cue.i : cue.i + 2], speaker, CERTAIN)


def _object(reading: Reading, preposition: Token) -> Token | None:
    """The noun that a preposition leads to."""
    found = next((child for child in preposition.children if child.dep_ == "pobj"), None)
    return found or following(reading, preposition, len(reading.text))


def _framed(reading: Reading, cue: Stretch, source: Token | None, trust: float) -> Draft | None:
    """The rest of the sentence that a cue and its source stand in as an aside."""
    doc = reading.doc
    after = source is not None and source.i > cue.start
    mention = phrase(reading, source, doc[cue.end - 1] if after else doc[cue.start]) if source is not None else None
    if source is None or mention is None:
        return None
    first, last = reading.sentence(source)
    begin = cue.start if after else source.left_edge.i - 1
    beyond = next((i for i in range(source.i, last) if doc[i].idx >= mention[1]), last) if after else cue.end
    front = reading.span(first, begin)
    back = reading.span(beyond, last) if doc[min(beyond, last - 1)].text == "," else None
    if front and len(reading.tokens(*front)) <= LEAST_WORDS and back and not reading.quotations_in(*back):
        front = None
    elif front and back and len(reading.tokens(*back)) <= LEAST_WORDS:
        back = None
    spans = tuple(span for span in (front, back) if span)
    if not reading.worth(spans):
        return None
    return Draft(spans, (cue.start_char, cue.end_char), mention, source.i, Factuality.ASSERTED, trust, quoted=False)


FRAMES: Final = {"according": _according, "words": _words, "put": _put, "puts": _put}
"""Words by which a whole sentence may be attributed, and the rule for each."""
