"""Quotations without a reporting word: a name after a dash or before a colon, the person of the sentence before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from onrecord.enrich.quotes import trimmed
from onrecord.enrich.subjects import NOMINAL

if TYPE_CHECKING:
    from spacy.tokens import Token

    from onrecord.enrich.quotes import Quotation
    from onrecord.enrich.reading import Reading

ENDS: Final = frozenset({".", "?", "!"})
NAME_LONG: Final = 6
_SENTENCE_LONG: Final = 4
_SPEECH_LONG: Final = 16
"""Words from which a quoted paragraph is somebody's speech, and no title, though nobody is named."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """An attribution: the cue and the speaker's head, and where its sentence ends."""

    cue: Token | None
    speaker: Token | None
    end: int
    trust: float
    words: tuple[int, int] | None = None  # a cue of several words


def signed(words: list[Token], end: int) -> Attribution | None:
    """A name after a dash and nothing else."""
    if not 0 < len(words) <= NAME_LONG or any(word.pos_ in {"VERB", "AUX"} for word in words):
        return None
    named = [word for word in words if word.pos_ == "PROPN" and word.text[0].isupper()]
    return Attribution(None, named[-1], end, 0.7) if named and words[0] in named else None


def introduced(words: list[Token], quotation: Quotation) -> Attribution | None:
    """X and a colon, whatever X does: 'She put the letter down: "..."'."""
    for word in words:
        if word.dep_ in {"nsubj", "nsubjpass"} and word.pos_ in NOMINAL and word.ent_type_ in {"", "PERSON", "ORG"}:
            human = word.ent_type_ or word.lower_ in {"he", "she", "they", "i", "we"}
            return Attribution(None, word, quotation.end, 0.6) if human else None
    named = [word for word in words[:-1] if word.pos_ == "PROPN"]
    return Attribution(None, named[-1], quotation.end, 0.6) if named and len(named) == len(words) - 1 else None


def silent(
    reading: Reading, quotation: Quotation, low: int, last: tuple[Quotation, Attribution] | None
) -> Attribution | None:
    """The source of whole quoted sentences that have no cue: the person of the sentence before them."""
    start, end = quotation.spans[0][0], quotation.spans[-1][1]
    whole = reading.text[end - 1] in ENDS and reading.text[start].isupper()
    if not whole or len(reading.tokens(start, end)) < _SENTENCE_LONG:
        return None
    if words := reading.tokens(low, quotation.start):
        return _person_before(words, quotation)
    if trimmed(reading.text, quotation.end, reading.paragraphs[reading.paragraph(quotation.end - 1)][1]) is not None:
        return None
    if last is not None and reading.paragraph(quotation.start) - reading.paragraph(last[0].end - 1) <= 1:
        return Attribution(None, last[1].speaker, quotation.end, 0.6)
    long = sum(len(reading.tokens(*span)) for span in quotation.spans) >= _SPEECH_LONG
    speech = quotation.closed and (long or len(quotation.spans) > 1)
    return Attribution(None, None, quotation.end, 0.5) if speech else None


def _person_before(words: list[Token], quotation: Quotation) -> Attribution | None:
    """The subject of the sentence that ends before a quotation, if it is a person."""
    cut = max((i for i, word in enumerate(words[:-1]) if word.text in ENDS), default=-1)
    for word in words[cut + 1 :]:
        if word.dep_ == "nsubj" and (word.pos_ == "PROPN" or word.lower_ in {"he", "she"}):
            return Attribution(None, word, quotation.end, 0.6) if words[-1].text in ENDS else None
    return None
