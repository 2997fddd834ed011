"""The statements of one article: direct and indirect speech together, each under its speaker's name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from onrecord.enrich.acts import cue_act
from onrecord.enrich.dialogue import dialogue
from onrecord.enrich.directs import directs
from onrecord.enrich.learned import learned
from onrecord.enrich.reading import Nearby, overlap
from onrecord.enrich.reports import reports, widened
from onrecord.enrich.speakers import Speakers
from onrecord.model import Cue, Kind, Speaker, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.enrich.quotes import Span
    from onrecord.enrich.reading import Draft, Reading
    from onrecord.enrich.tagger.network import Found


_LIKELY: Final = 0.5
"""The confidence of a find that goes before the marks of a quotation."""
_SURE: Final = 0.95
"""The trust that a report needs where the tagger saw none."""
_MARKED: Final = 0.75
_DOUBTED: Final = 0.4
"""How often quotations (or reports that are surer still) and sure reports are right that the tagger has not seen;
training/calibrate.py counts them."""


def statements(reading: Reading, found: Sequence[Found] | None = None) -> tuple[Statement, ...]:
    """Every statement of a document, in the order of the text.

    `found` is what the tagger has found in it; without, the rules work alone.
    """
    marked, taken = directs(reading)
    spoken = list(dialogue(reading))
    told = list(reports(reading, taken))
    if found is None:
        drafts = _by_rules(reading, [*marked, *spoken], told)
    else:
        drafts = _combined(reading, marked, spoken, told, found)
    drafts.sort(key=lambda draft: (draft.cue or draft.mention or draft.spans[0], draft.spans))
    named = zip(drafts, Speakers(reading).resolve(drafts), strict=True)
    made: dict[object, Statement] = {}
    for statement in (_statement(reading, draft, who) for draft, who in named):
        key = statement.spans, statement.speaker and statement.speaker.name
        if key not in made or made[key].confidence < statement.confidence:
            made[key] = statement
    return tuple(sorted(made.values(), key=lambda statement: statement.spans))


def _by_rules(reading: Reading, marked: list[Draft], told: list[Draft]) -> list[Draft]:
    """Quotations, and the reports that are no quotation."""
    quoted = {span for draft in marked for span in draft.spans}
    wide = (_widened(reading, draft) for draft in told)
    return [*marked, *(draft for draft in wide if draft and not quoted.intersection(draft.spans))]


def _combined(
    reading: Reading, marked: list[Draft], spoken: list[Draft], told: list[Draft], found: Sequence[Found]
) -> list[Draft]:
    """What the tagger found, with the quotations and the sure reports that it has missed.

    A quotation in several pieces, or that nobody closed, is kept as the marks tell it, and an interview as its labels
    do; of one in a single piece the tagger's reading is kept, which may hold the words around it. A cue inside a
    quotation is a report of its own.
    """
    whole = Nearby([*marked, *spoken])
    ends = {quotation.spans[-1] for quotation in reading.quotations}
    firm = {draft.spans for draft in spoken}
    firm |= {draft.spans for draft in marked if len(draft.spans) > 1 or draft.spans[-1] not in ends}
    drafts = Nearby([])
    explained: set[tuple[Span, ...]] = set()
    for draft in (wide for one in learned(reading, found, told) if (wide := _widened(reading, one))):
        beside = [
            quotation for quotation in whole.near(draft) if not draft.cue or not overlap((draft.cue,), quotation.spans)
        ]
        if any(_part(draft, one) and not _more(draft, one) for one in beside if one.spans in firm):
            continue
        if not (spans := _unclaimed(draft, beside)):
            continue
        rest = {span for one in beside if _apart(draft, one) for span in _with_marks(reading, one)}
        draft = replace(draft, spans=tuple(sorted({*spans, *rest})))  # noqa: PLW2901 - without what others said
        same = [
            quotation.spans
            for quotation in beside
            if (_one_cue(draft, quotation) or _alike(draft, quotation) or _holds(draft, quotation))
            and (quotation.spans not in firm or overlap(draft.spans, quotation.spans))
        ]
        if draft.confidence >= _LIKELY or not any(_alike(draft, quotation) for quotation in beside):
            explained.update(same)
            drafts.add(draft)
    drafts = Nearby(_shared_out(list(drafts)))
    for quotation in whole:
        if quotation.spans not in explained:
            drafts.add(replace(quotation, confidence=min(quotation.confidence, _MARKED)))
    for draft in (wide for one in told if one.confidence >= _SURE and (wide := _widened(reading, one))):
        if not any(_one_cue(draft, other) or _alike(draft, other) for other in drafts.near(draft)):
            drafts.add(replace(draft, confidence=_MARKED if draft.confidence > _SURE else _DOUBTED))
    return list(drafts)


def _shared_out(drafts: list[Draft]) -> Iterator[Draft]:
    """The drafts, each piece that two of them have in common left to the one whose cue is nearer."""
    nearest: dict[Span, int] = {}
    for draft in drafts:
        for span in draft.spans:
            nearest[span] = min(nearest.get(span, _away(draft, span)), _away(draft, span))
    for draft in drafts:
        spans = tuple(span for span in draft.spans if _away(draft, span) == nearest[span])
        yield replace(draft, spans=spans) if spans and draft.quoted else draft


def _away(draft: Draft, span: Span) -> int:
    """How far the cue of a draft is from a piece of text, in characters."""
    start = draft.cue[0] if draft.cue else span[0]
    return max(span[0] - start, start - span[1], 0)


def _unclaimed(draft: Draft, quotations: list[Draft]) -> tuple[Span, ...]:
    """A draft's spans without the quotations that have a cue of their own."""
    others = {
        span for quotation in quotations if quotation.cue and not _one_cue(draft, quotation) for span in quotation.spans
    }
    return tuple(span for span in draft.spans if span not in others) if len(draft.spans) > 1 else draft.spans


def _holds(draft: Draft, quotation: Draft) -> bool:
    """Whether a quotation without a cue lies whole in a draft."""
    return quotation.cue is None and overlap(draft.spans, quotation.spans) == _size(quotation)


def _part(draft: Draft, quotation: Draft) -> bool:
    """Whether a draft and a quotation are about the same words."""
    return overlap(draft.spans, quotation.spans) > min(_size(draft), _size(quotation)) / 2


def _more(draft: Draft, quotation: Draft) -> bool:
    """Whether a likely draft of the same cue holds all pieces of a quotation: it knows where they go on."""
    whole = overlap(draft.spans, quotation.spans) == _size(quotation)
    return draft.confidence >= _LIKELY and len(draft.spans) > 1 and whole and _one_cue(draft, quotation)


def _one_cue(draft: Draft, other: Draft) -> bool:
    """Whether two drafts have one cue."""
    return draft.cue is not None and other.cue is not None and overlap((draft.cue,), (other.cue,)) > 0


def _apart(draft: Draft, quotation: Draft) -> bool:
    """Whether a quotation is the other half of a draft's content: "It is, says X, “a ruin”."."""
    between = draft.cue is not None and draft.spans[0][1] <= draft.cue[0] < quotation.spans[0][0]
    return between and _one_cue(draft, quotation) and not overlap(draft.spans, quotation.spans)


def _with_marks(reading: Reading, quotation: Draft) -> tuple[Span, ...]:
    """A quotation's pieces, with its marks if it has but one."""
    whole = reading.quotation_at(quotation.spans[0][0])
    return quotation.spans if whole is None or len(quotation.spans) > 1 else ((whole.start, whole.end),)


def _alike(draft: Draft, other: Draft) -> bool:
    """Whether two drafts share more than half of their contents."""
    shared = overlap(draft.spans, other.spans)
    return shared > (_size(draft) + _size(other) - shared) / 2


def _size(draft: Draft) -> int:
    """Characters of a content."""
    return sum(end - start for start, end in draft.spans)


def _widened(reading: Reading, draft: Draft) -> Draft | None:
    """A report with its content widened to whole quotations, or None if nothing is left of it."""
    spans, whole = widened(reading, draft.spans)
    return replace(draft, spans=spans, quoted=whole) if spans else None


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
        cue=Cue(text[slice(*draft.cue)], *draft.cue, cue_act(reading, draft)) if draft.cue else None,
        speaker=speaker,
        factuality=draft.factuality,
        confidence=draft.confidence,
    )
