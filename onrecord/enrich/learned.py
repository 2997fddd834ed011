"""Drafts from what the tagger found: its labels as spans, mended where the rules know better.

The tagger learned what people mark in political news; where that is no statement (a talk's subject, a refusal to
comment) or cuts a content short, the rules of `reports` have the last word. docs/statements.md tells each case.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from onrecord.enrich.acts import cue_act
from onrecord.enrich.cues import verb
from onrecord.enrich.lexicon import word_set
from onrecord.enrich.mending import mended
from onrecord.enrich.quotes import trimmed
from onrecord.enrich.reading import EDGES, Draft
from onrecord.enrich.reports import SILENCE
from onrecord.enrich.subjects import done_to, factuality
from onrecord.enrich.tagger import labels
from onrecord.model import Act, Factuality

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.tokens import Span as Stretch
    from spacy.tokens import Token

    from onrecord.enrich.quotes import Span
    from onrecord.enrich.reading import Reading
    from onrecord.enrich.tagger.network import Found

LEAST: Final = 0.35
"""How likely a word must be a cue to be taken as one, and a statement to be right to be told."""
_LEAST_STRANGE: Final = 0.5
"""The same for a statement whose cue is no reporting word that we know: most are attitudes ("supports")."""

_THINGS: Final = 0.45
"""How often "observed the birds", "wrote a letter" and the like are statements."""
_TALKS: Final = word_set("discuss discusses discussed discussing debate debates debated debating")
"""Verbs whose object is what was talked about, and not what was said."""
_HEADS: Final = word_set("headline headlines page title cover")
"""What "reads" a headline, which is no statement."""
_SHORT: Final = 5  # words of a content in which a refusal to speak may stand
_CALIBRATION: Final = (0.01, 0.633, 1.087)
"""Base, weight of the cue's log odds and of the labels' log likelihood; training/calibrate.py fits them."""


def learned(reading: Reading, found: Iterable[Found], reports: Sequence[Draft]) -> Iterator[Draft]:
    """The statements that the tagger found, mended by the `reports` that the rules found for the same cues."""
    by_place = {place: draft for draft in reports if draft.cue for place in range(*draft.cue)}
    for one in found:
        draft = _draft(reading, one)
        if draft is None or draft.cue is None or _silent(reading, draft):
            continue
        rule = next((by_place[place] for place in range(*draft.cue) if place in by_place), None)
        draft = mended(reading, draft, rule)
        if draft is None:
            continue
        act = cue_act(reading, draft)
        if act is Act.SAY and _thing(reading, draft):
            draft = replace(draft, confidence=min(draft.confidence, _THINGS))
        least = _LEAST_STRANGE if act is Act.OTHER else LEAST
        if draft.confidence >= least:
            yield draft


def _draft(reading: Reading, one: Found) -> Draft | None:
    """What the labels say: content, speaker and the words of the cue."""
    content, speaker, cue = (_ranges(reading, one, role) for role in range(len(labels.ROLES)))
    if len(content) > 1:  # "It was announced that": the placeholder is no content
        content = [(first, last) for first, last in content if last - first > 1 or reading.doc[first].lower_ != "it"]
    spans = tuple(span for first, last in content if (span := reading.span(first, last)))
    if not spans:
        return None
    words = next(((first, last) for first, last in cue if first <= one.cue < last), (one.cue, one.cue + 1))
    who = max(speaker, key=lambda span: span[1] - span[0], default=None)
    head = reading.doc[slice(*who)].root if who else None
    if head is not None and done_to(reading.doc[one.cue]) and reading.doc[one.cue] not in head.ancestors:
        who = head = None
    mention = _unquoted(reading, *who, head) if who and head is not None else None
    return Draft(
        spans,
        _characters(reading, *words),
        mention,
        head.i if head is not None else None,
        _factuality(reading, reading.doc[words[0] : words[1]], reading.doc[one.cue], head),
        confidence(one.likely, one.sure),
        quoted=False,
    )


def _unquoted(reading: Reading, first: int, last: int, head: Token) -> Span | None:
    """A speaker's words up to a quotation that begins behind the name: "says X, “...”"."""
    start, end = reading.doc[first].idx, reading.doc[last - 1].idx + len(reading.doc[last - 1])
    behind = (quotation.start for quotation in reading.quotations_in(start, end) if quotation.start > head.idx)
    return trimmed(reading.text, start, next(behind, end), EDGES)


def _factuality(reading: Reading, words: Stretch, cue: Token, speaker: Token | None) -> Factuality:
    """Whether all reporting words of a cue say that it was said: "refused to say" does not."""
    told = [
        factuality(reading, word, speaker) for word in (cue, *words) if word == cue or verb(word.lower_) is not None
    ]
    return next((one for one in told if one is not Factuality.ASSERTED), Factuality.ASSERTED)


def confidence(likely: float, sure: float) -> float:
    """How often such a find is right, from the likelihoods of the cue and of its labels; fitted, see training/."""
    base, cue, rest = _CALIBRATION
    odds = base + cue * math.log(likely / max(1 - likely, 1e-6)) + rest * math.log(max(sure, 1e-6))
    return round(1 / (1 + math.exp(-odds)), 3)


def _thing(reading: Reading, draft: Draft) -> bool:
    """Whether a content is but the object of its cue, without a quoted word."""
    words = reading.tokens(*draft.spans[0])
    if len(draft.spans) > 1 or not words or reading.quotations_in(*draft.spans[0]):
        return False
    return reading.doc[words[0].i : words[-1].i + 1].root.dep_ == "dobj"


def _silent(reading: Reading, draft: Draft) -> bool:
    """Whether nothing was said: a refusal to speak, the subject of a talk, whom one asked, what a headline read."""
    content = reading.tokens(draft.spans[0][0], draft.spans[-1][1])
    first = next((word for word in content if word.dep_ != "neg"), None)
    if (
        first is not None
        and first.tag_ in {"TO", "VB"}
        and len(content) <= _SHORT
        and any(word.lower_ in SILENCE for word in content)
    ):
        return True
    cue = reading.tokens(*draft.cue) if draft.cue else []
    if any(_asked_of(word, content) for word in cue):
        return True
    if (
        draft.subject is not None
        and reading.doc[draft.subject].lower_ in _HEADS
        and any(word.lower_ in {"read", "reads"} for word in cue)
    ):
        return True
    return any(word.lower_ in _TALKS for word in cue) and not any(reading.quotations_in(*span) for span in draft.spans)


def _asked_of(cue: Token, content: Sequence[Token]) -> bool:
    """Whether a content is but the person who was asked or told: "X was asked twice", "they had asked X"."""
    entry = verb(cue.lower_)
    if entry is None or entry.lemma not in {"ask", "tell", "remind", "inform"} or not content:
        return False
    root = cue.doc[content[0].i : content[-1].i + 1].root
    return root.head == cue and root.dep_ in {"nsubjpass", "dobj", "dative"} and root.pos_ in {"PROPN", "PRON"}


def _ranges(reading: Reading, one: Found, role: int) -> list[tuple[int, int]]:
    """The token ranges of a role, white space at their ends left out."""
    found = []
    for start, end in labels.runs(one.labels, role):
        first, last = start + one.first, end + one.first
        while first < last and reading.doc[first].is_space:
            first += 1
        while last > first and reading.doc[last - 1].is_space:
            last -= 1
        if first < last:
            found.append((first, last))
    return found


def _characters(reading: Reading, first: int, last: int) -> Span:
    """Tokens as characters, without stops at the ends where something else is left."""
    start, end = reading.doc[first].idx, reading.doc[last - 1].idx + len(reading.doc[last - 1])
    return trimmed(reading.text, start, end, EDGES) or (start, end)
