"""Who speaks, as the parse tells: the subject of a reporting word and the words that mention it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from onrecord.enrich.cues import CONDITIONS, HYPOTHETICALS, NEGATIONS, forms, verb
from onrecord.enrich.lexicon import word_set
from onrecord.enrich.quotes import trimmed
from onrecord.model import Factuality

if TYPE_CHECKING:
    from spacy.tokens import Token

    from onrecord.enrich.quotes import Span
    from onrecord.enrich.reading import Reading

NOMINAL: Final = frozenset({"NOUN", "PROPN", "PRON"})
_SUBJECTS: Final = frozenset({"nsubj", "nsubjpass"})
_CLIMB: Final = frozenset({"xcomp", "advcl", "pcomp", "prep", "conj", "ccomp"})
_RELATIVE: Final = frozenset({"who", "which", "that"})
_NOBODY: Final = frozenset({"nobody", "none"})
_UNTOLD: Final = word_set("forgot forgotten stopped stopping").union(
    *map(forms, ("decline", "refuse", "fail", "forget", "stop", "avoid", "deny"))
)
_HELPERS: Final = frozenset({"neg", "aux", "mark", "advmod", "preconj"})
_AFTERWARDS: Final = word_set("later eventually subsequently afterwards")
"""Words by which "would" tells what came later: "would later say"."""
_PERFECT: Final = frozenset({"have", "has"})
"""With them an infinitive tells what was: "is reported to have said"."""
_GOING: Final = word_set("gone goes went came have has had").union(
    *map(forms, ("go", "continue", "begin", "start", "proceed", "come"))
)
_STEPS: Final = 4


def subject(cue: Token) -> Token | None:
    """The head of the noun phrase that speaks, or None where the sentence names no one."""
    if any(child.dep_ == "auxpass" for child in cue.children):
        return _agent(cue)
    if own := _own_subject(cue):
        return own
    return None if done_to(cue) else _inherited(cue)


def done_to(cue: Token) -> bool:
    """Whether a participle tells what others did to the sentence's subject: "Asked whether ..., X said"."""
    return cue.tag_ == "VBN" and cue.dep_ == "advcl" and not any(child.dep_ == "aux" for child in cue.children)


def _inherited(cue: Token) -> Token | None:
    """The subject of the verb that a cue depends on, or the noun that it describes."""
    token = cue
    for _ in range(_STEPS):
        head = token.head
        if token.dep_ in {"acl", "relcl"} and head.pos_ in NOMINAL:
            return _possessor(head) or head
        if token.dep_ not in _CLIMB or (token.dep_ == "ccomp" and token.i == cue.i):
            break
        token = head
        if token.pos_ in NOMINAL and token.dep_ != "conj":
            break
        if own := _own_subject(token):
            return own
    return None


def _own_subject(verb: Token) -> Token | None:
    """The subject among a verb's children; a relative pronoun stands for the noun it relates to."""
    for child in verb.children:
        if child.dep_ in _SUBJECTS and child.pos_ not in {"VERB", "AUX"}:
            if child.lower_ in _RELATIVE and verb.dep_ == "relcl":
                return verb.head
            return None if child.lower_ in {"which", "what"} else child
    return None


def _agent(cue: Token) -> Token | None:
    """X of "was announced by X"."""
    for child in cue.children:
        if child.dep_ == "agent":
            return next((token for token in child.children if token.dep_ == "pobj"), None)
    return None


def _possessor(noun: Token) -> Token | None:
    """X of "X's claim"."""
    return next((child for child in noun.children if child.dep_ == "poss"), None)


def following(reading: Reading, cue: Token, end: int) -> Token | None:
    """The head of the noun phrase right after a verb ("said X"), by the parts of speech alone."""
    doc = reading.doc
    at = cue.i + 1
    while at < len(doc) and doc[at].idx < end and doc[at].pos_ == "ADV":
        at += 1
    if at >= len(doc) or doc[at].idx >= end:
        return None
    head = None
    while at < len(doc) and doc[at].idx < end and doc[at].pos_ in {*NOMINAL, "DET", "ADJ", "NUM", "PART"}:
        if doc[at].pos_ in NOMINAL:
            head = doc[at]
            if head.pos_ == "PRON" and head.lower_ not in {"his", "her", "its", "their", "my", "our"}:
                break
        at += 1
    return head


def preceding(cue: Token, start: int) -> Token | None:
    """The noun right before a verb ("X said"), by the parts of speech alone."""
    doc, at = cue.doc, cue.i - 1
    while at >= 0 and doc[at].idx >= start and doc[at].pos_ in {"ADV", "AUX", "PART"}:
        at -= 1
    return doc[at] if at >= 0 and doc[at].idx >= start and doc[at].pos_ in NOMINAL else None


def phrase(reading: Reading, head: Token, cue: Token | None = None) -> Span | None:
    """The characters of the noun phrase, without relative clauses, on its side of the cue, unquoted."""
    doc = reading.doc
    first, last = head.left_edge.i, head.i + 1
    for child in head.children:
        if child.i <= head.i:
            continue
        if child.dep_ in {"relcl", "advcl"} or (child.dep_ == "conj" and child.pos_ in {"VERB", "AUX"}):
            break
        last = max(last, child.right_edge.i + 1)
    if cue is not None:
        first, last = (max(first, cue.i + 1), last) if cue.i < head.i else (first, min(last, cue.i))
    start, end = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
    low, high = reading.paragraphs[reading.paragraph(head.idx)]
    start, end = max(start, low), min(end, high)
    if (before := reading.quotation_at(start)) is not None and before.end <= head.idx:
        start = before.end
    for quotation in reading.quotations_in(start, end):  # the parse does not know about quotation marks
        if quotation.end <= head.idx:
            start = quotation.end
        elif quotation.start > head.idx:
            end = min(end, quotation.start)
            break
    return trimmed(reading.text, start, end, " ,;:\u2013—-…")


def factuality(reading: Reading, cue: Token, speaker: Token | None) -> Factuality:
    """Whether the sentence says that it was said: by negation, modal verb, condition, question and purpose."""
    head = cue.head
    if (cue.dep_ == "xcomp" and head.lower_ in _UNTOLD) or (cue.dep_ == "pcomp" and _short(head)):
        return Factuality.NEGATED
    nobody = speaker is not None and (
        speaker.lower_ in _NOBODY or any(child.lower_ in {"no", "neither"} for child in speaker.children)
    )
    inside = reading.quoted(cue)
    beside = [child for child in cue.children if child.dep_ in _HELPERS and (inside or not reading.quoted(child))]
    helpers = {child.lower_ for child in beside if cue.doc[child.i + 1 : child.i + 2].text.lower() != "only"}
    if nobody or helpers & NEGATIONS:
        return Factuality.NEGATED
    if helpers & _AFTERWARDS:
        return Factuality.ASSERTED
    if helpers & (HYPOTHETICALS | CONDITIONS) or _asked(cue, beside):
        return Factuality.HYPOTHETICAL
    return _of_infinitive(head, helpers) if "to" in helpers else Factuality.ASSERTED


def _of_infinitive(head: Token, helpers: set[str]) -> Factuality:
    """What "to say" tells by the word above it: "went on to say", "is reported to have said", "wants to say"."""
    reported = head.tag_ == "VBN" and verb(head.lower_) is not None and bool(helpers & _PERFECT)
    if reported and any(child.dep_ == "neg" for child in head.children):
        return Factuality.NEGATED
    return Factuality.ASSERTED if reported or head.lower_ in _GOING else Factuality.HYPOTHETICAL


def _asked(cue: Token, helpers: list[Token]) -> bool:
    """Whether it is asked or supposed: "Who says", "Did X say", "Had X said"."""
    own = next((child for child in cue.children if child.dep_ in _SUBJECTS and child.i < cue.i), None)
    if own is None:
        return False
    return (own.tag_ == "WP" and cue.dep_ == "ROOT") or any(h.dep_ == "aux" and h.i < own.i for h in helpers)


def _short(preposition: Token) -> bool:
    """Whether a preposition goes with "short": "stopped short of saying"."""
    return preposition.lower_ == "of" and preposition.i > 0 and preposition.nbor(-1).lower_ == "short"
