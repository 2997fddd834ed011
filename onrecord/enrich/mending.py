"""What the rules know better than the tagger about one of its finds; docs/statements.md tells each case."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.enrich.cues import verb
from onrecord.enrich.frames import FRAMES
from onrecord.enrich.reading import Draft, overlap
from onrecord.enrich.reports import without_aside

if TYPE_CHECKING:
    from spacy.tokens import Token

    from onrecord.enrich.quotes import Span
    from onrecord.enrich.reading import Reading


def mended(reading: Reading, draft: Draft, rule: Draft | None) -> Draft | None:
    """The draft with what the rule for the same cue knows better; None where the rules leave it out."""
    cue = reading.tokens(*draft.cue) if draft.cue else []
    content = reading.tokens(draft.spans[0][0], draft.spans[-1][1])
    if not cue or not content:
        return draft
    if any(word.lower_ == "quoted" for word in cue) and any(word.lower_ == "as" for word in content):
        return rule  # "was quoted as saying": what follows the second cue is the content
    cropped = _cropped(reading, draft, cue, content)
    return cropped if cropped is None or rule is None else _ruled(reading, cropped, rule, cue)


def _cropped(reading: Reading, draft: Draft, cue: list[Token], content: list[Token]) -> Draft | None:
    """The draft without what is told of the telling, a further report, and what the writer adds."""
    if (start := _beyond_time(cue, content)) > content[0].i and reading.doc[start].idx < draft.spans[0][1]:
        draft = replace(draft, spans=((reading.doc[start].idx, draft.spans[0][1]), *draft.spans[1:]))
    if any(_about(word, content) for word in cue):
        return None
    draft = replace(draft, spans=(*draft.spans[:-1], _to_the_mark(reading, *draft.spans[-1])))
    content = reading.tokens(draft.spans[0][0], draft.spans[-1][1])
    if (tells := _telling(reading, cue, content)) is not None:
        span = reading.span(content[0].i, tells.i - 1)
        if span is None or not any(word.pos_ in {"VERB", "AUX"} for word in reading.tokens(*span)):
            return None
        draft = replace(draft, spans=(span,))
    elif len(draft.spans) == 1 and (thing := reading.doc[content[0].i : content[-1].i + 1]).root.dep_ == "dobj":
        draft = replace(draft, spans=(reading.span(thing.start, without_aside(thing)) or draft.spans[0],))
    return draft


def _ruled(reading: Reading, draft: Draft, rule: Draft, cue: list[Token]) -> Draft:
    """The draft with the rule's content where that is surer, and the speaker that the verb itself has."""
    if draft.mention is None and rule.mention is not None:
        return replace(rule, confidence=draft.confidence)
    entry = verb(cue[-1].lower_)
    if cue[-1].pos_ == "NOUN" and len(draft.spans) == 1:
        draft = replace(draft, spans=rule.spans, mention=rule.mention, subject=rule.subject)
    framed = cue[0].lower_ in FRAMES and _within(draft, rule)
    if framed or (entry is not None and entry.infinitive and _shortened(draft, rule)):
        draft = replace(draft, spans=rule.spans)
    return _nearer(reading, draft, rule)


def _about(cue: Token, content: list[Token]) -> bool:
    """Whether a content is what the writer says of the words: "Everything X says [is a lie]"."""
    thing = cue.head if cue.dep_ == "relcl" else cue
    named = {"nsubj", "nsubjpass"} if cue.dep_ == "relcl" else {"csubj", "csubjpass"}
    return thing.dep_ in named and thing.head in content


def _to_the_mark(reading: Reading, start: int, end: int) -> Span:
    """A quotation with what is told of its place or time behind it, without that: "“I am glad,” during the fair"."""
    quotation = reading.quotation_at(start)
    if quotation is None or quotation.end >= end or reading.text[quotation.spans[-1][1] - 1] not in ",.?!":
        return start, end
    rest = reading.tokens(quotation.end, end)
    aside = bool(rest) and rest[0].pos_ == "ADP" and not any(word.pos_ in {"VERB", "AUX"} for word in rest)
    return (start, quotation.end) if aside and not reading.quotations_in(quotation.end, end) else (start, end)


def _beyond_time(cue: list[Token], content: list[Token]) -> int:
    """Where a content begins behind the time at which it was said: "told them this week [he would go]"."""
    when = content[0].doc[content[0].i : content[0].i + 1]
    if content[0].ent_type_ in {"DATE", "TIME"} and content[0].i > cue[-1].i:
        when = next((span for span in content[0].doc.ents if span.start <= content[0].i < span.end), when)
    told = when.root.dep_ == "npadvmod" and when.root.head in cue and when.end <= content[-1].i
    return when.end if told else content[0].i


def _telling(reading: Reading, cue: list[Token], content: list[Token]) -> Token | None:
    """The verb of a further report at the end of a content: "praised X, saying that ..."."""
    for word in content[1:]:
        if (
            word.tag_ == "VBG"
            and word.dep_ == "advcl"
            and word.i > cue[-1].i >= word.head.i
            and word.nbor(-1).text == ","
            and verb(word.lower_)
            and word.right_edge.i >= content[-1].i - 1
            and not reading.quoted(word)
        ):
            return word
    return None


def _within(draft: Draft, rule: Draft) -> bool:
    """Whether the rule takes in all of the tagger's content and more."""
    inside = sum(end - start for start, end in draft.spans)
    return overlap(draft.spans, rule.spans) == inside < sum(end - start for start, end in rule.spans)


def _shortened(draft: Draft, rule: Draft) -> bool:
    """Whether the tagger ended early a content that the rule takes whole."""
    if len(draft.spans) > 1 or len(rule.spans) > 1:
        return False
    (start, end), (begin, until) = draft.spans[0], rule.spans[0]
    return start == begin and end < until


def _nearer(reading: Reading, draft: Draft, rule: Draft) -> Draft:
    """The draft under the cue's own subject, where that is a noun and the tagger chose another."""
    if rule.subject is None or rule.mention is None or rule.cue is None or draft.mention is None:
        return draft
    own = reading.doc[rule.subject]
    beside = own.dep_ == "nsubj" and own.head.idx == rule.cue[0] and own.pos_ in {"PROPN", "NOUN"}
    if not beside or overlap((rule.mention,), (draft.mention,)):
        return draft
    return replace(draft, mention=rule.mention, subject=rule.subject)
