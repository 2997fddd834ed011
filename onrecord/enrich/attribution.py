"""The statements of one article: direct and indirect speech together, each under its speaker's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.enrich.dialogue import dialogue
from onrecord.enrich.directs import directs
from onrecord.enrich.reading import Draft, Reading
from onrecord.enrich.reports import reports, widened
from onrecord.enrich.speakers import Speakers
from onrecord.model import Cue, Kind, Speaker, Statement

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from onrecord.enrich.quotes import Span


def statements(doc: Doc) -> tuple[Statement, ...]:
    """Every statement of a parsed document, in the order of the text."""
    reading = Reading(doc)
    drafts, taken = directs(reading)
    drafts += dialogue(reading)
    quoted = {span for draft in drafts for span in draft.spans}
    for draft in reports(reading, taken):
        spans, whole = widened(reading, draft.spans)
        if spans and not quoted.intersection(spans):
            drafts.append(_with(draft, spans, whole=whole))
    drafts.sort(key=lambda draft: (draft.cue or draft.mention or draft.spans[0], draft.spans))
    named = zip(drafts, Speakers(reading).resolve(drafts), strict=True)
    found = {statement.spans: statement for statement in (_statement(reading, draft, who) for draft, who in named)}
    return tuple(sorted(found.values(), key=lambda statement: statement.spans))


def _with(draft: Draft, spans: tuple[Span, ...], *, whole: bool) -> Draft:
    """A report with its content as widened to whole quotations."""
    return Draft(spans, draft.cue, draft.mention, draft.subject, draft.factuality, draft.confidence, quoted=whole)


def _statement(reading: Reading, draft: Draft, speaker: Speaker | None) -> Statement:
    """A draft in the words of the model."""
    text = reading.text
    kind = Kind.DIRECT if draft.quoted else Kind.INDIRECT
    if not draft.quoted and any(reading.quotations_in(start, end) for start, end in draft.spans):
        kind = Kind.MIXED
    return Statement(
        kind=kind,
        spans=draft.spans,
        content=" ".join(text[start:end] for start, end in draft.spans),
        cue=Cue(text[slice(*draft.cue)], *draft.cue) if draft.cue else None,
        speaker=speaker,
        factuality=draft.factuality,
        confidence=draft.confidence,
    )
