"""Indirect speech, by the parse: "X said that ...", "..., X said", "according to X", "X's claim that ..."."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from spacy.attrs import LOWER

from onrecord.enrich.cues import NOUNS, VERBS, Reporting, verb
from onrecord.enrich.frames import FRAMES
from onrecord.enrich.lexicon import hashes, word_set
from onrecord.enrich.quotes import trimmed
from onrecord.enrich.reading import CERTAIN, EDGES, Draft
from onrecord.enrich.subjects import NOMINAL, factuality, following, phrase, subject
from onrecord.model import Factuality

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Span as Stretch
    from spacy.tokens import Token

    from onrecord.enrich.quotes import Span
    from onrecord.enrich.reading import Reading

SILENCE: Final = word_set("comment respond elaborate answer named identified quoted")
"""What is asked for or declined without a word being said: "declined to comment", "asked not to be named"."""
_SURE: Final = 0.8  # the trust that a report without a speaker needs
_FINITE: Final = frozenset({"VBD", "VBZ", "VBP", "MD"})
_ASKER: Final = 6
"""Tokens of a sentence that holds nothing but who asked."""
_BETWEEN: Final = 12  # tokens that a ", the minister said," may take in the middle of a sentence

_CUES: Final = hashes((*FRAMES, *VERBS, *NOUNS, *(f"{noun}s" for noun in NOUNS)))


def reports(reading: Reading, taken: set[int]) -> Iterator[Draft]:
    """Every report whose cue is outside quotations and not among the `taken` cues of direct speech."""
    for at in np.nonzero(np.isin(reading.doc.to_array(LOWER), _CUES))[0].tolist():
        token = reading.doc[at]
        if at in taken:
            continue
        lower = token.lower_
        if lower in FRAMES:
            found = FRAMES[lower](reading, token)
        elif (entry := verb(lower)) is not None and _is_verb(token):
            found = _verbal(reading, token, entry)
        elif token.pos_ == "NOUN" and (lower in NOUNS or lower.removesuffix("s") in NOUNS):
            found = _nominal(reading, token)
        else:
            continue
        if found is not None and not reading.quoted(token):
            yield found


def _is_verb(token: Token) -> bool:
    """Whether a form is used as a verb; in capitals the tagger takes many for names."""
    return token.pos_ in {"VERB", "AUX"} or (token.pos_ == "PROPN" and (token.text.islower() or token.is_upper))


def _verbal(reading: Reading, cue: Token, entry: Reporting) -> Draft | None:
    """The report of a verb, with the first kind of content that it has."""
    speaker = subject(cue)
    spans = _fronted(reading, cue, speaker) if entry.clause else ()
    if spans and speaker is None:
        speaker = following(reading, cue, reading.doc[reading.sentence(cue)[1] - 1].idx)
    trust = entry.trust
    if not spans:
        spans, trust = _after(reading, cue, entry)
    if not spans and speaker is not None and (asked := _question_before(reading, cue, entry)):
        spans, trust = (asked,), CERTAIN
    if not spans or (speaker is None and trust < _SURE):
        return None
    mention = phrase(reading, speaker, cue) if speaker is not None else None
    return Draft(
        spans,
        (cue.idx, cue.idx + len(cue)),
        mention,
        speaker.i if speaker is not None else None,
        factuality(reading, cue, speaker),
        round(trust * (1.0 if speaker is not None else 0.7), 2),
        quoted=False,
    )


def _question_before(reading: Reading, cue: Token, entry: Reporting) -> Span | None:
    """The question that a sentence of nothing but its asker follows: "Why did it sink? Lindholm asked."."""
    first, last = reading.sentence(cue)
    before = cue.doc[first - 1] if first else None
    if entry.lemma not in {"ask", "wonder"} or before is None or before.text != "?" or last - first > _ASKER:
        return None
    if any(child.dep_ not in {"nsubj", "punct", "advmod"} for child in cue.children) or reading.quoted(before):
        return None
    return reading.span(reading.sentence(before)[0], first)


def _after(reading: Reading, cue: Token, entry: Reporting) -> tuple[tuple[Span, ...], float]:
    """What follows a verb as its content, and how far to trust it."""
    passive = any(child.dep_ == "auxpass" for child in cue.children)
    later = [child for child in cue.children if child.i > cue.i]
    thing = next((child for child in later if child.dep_ == "dobj"), None)
    for child in later:
        if child.dep_ == "ccomp" and entry.clause:
            return _tree(reading, child, cue, also=_modal_rest(child, cue)), entry.trust
        if child.dep_ in {"xcomp", "ccomp"} and entry.infinitive and child.pos_ in {"VERB", "AUX"}:
            if child.lower_ in SILENCE:
                return (), 0.0
            return _tree(reading, child, cue, thing), entry.trust
    for child in later:
        if child.dep_ == "prep" and child.lower_ in entry.prepositions:
            content = next((token for token in child.children if token.dep_ in {"pobj", "pcomp"}), None)
            if content is not None:
                return _tree(reading, content, cue), entry.trust * 0.85
    tells = any(child.dep_ == "advcl" and child.tag_ == "VBG" and verb(child.lower_) for child in later)
    if thing is not None and entry.object and not passive and not tells and thing.pos_ != "PRON":
        return _tree(reading, thing, cue, also=_complements(cue, thing, entry)), entry.trust * 0.8
    return (), 0.0


def _complements(cue: Token, thing: Token, entry: Reporting) -> Token:
    """The last word of an object with what is said of it: "praised X for ...", "urged X, ending ..."."""
    last = thing.right_edge
    for child in cue.children:
        beside = child.left_edge.i == last.i + 1
        if beside and (child.lower_ in {"as", "for"} or child.dep_ == "oprd"):
            last = child.right_edge
        elif child.i > last.i and entry.infinitive and child.dep_ in {"xcomp", "advcl", "punct"}:
            last = last if child.dep_ == "punct" else child.right_edge
    return last


def _modal_rest(clause: Token, cue: Token) -> Token | None:
    """A second clause that a modal verb marks as reported: "said A remains and B may follow"."""
    for child in cue.children:
        apart = child.i > clause.right_edge.i and child.dep_ in {"ccomp", "conj"}
        if apart and any(helper.dep_ == "aux" and helper.tag_ == "MD" for helper in child.children):
            return child.right_edge
    return None


def _tree(
    reading: Reading, head: Token, cue: Token, before: Token | None = None, also: Token | None = None
) -> tuple[Span, ...]:
    """The words below `head`, after the cue and within its sentence.

    `before` is an object that belongs to them, `also` a later word that they reach to.
    """
    doc = reading.doc
    _, limit = reading.sentence(cue)
    first = max(min(head.left_edge.i, before.left_edge.i if before is not None else head.i), cue.i + 1)
    reach = max(head.right_edge.i, also.i if also is not None else 0) + 1
    last = without_aside(doc[first : min(max(reach, first + 1), max(limit, first + 1))])
    while first < last and doc[first].text in {",", ":"}:
        first += 1
    span = reading.span(first, last)
    return (span,) if span and reading.worth((span,)) else ()


def without_aside(content: Stretch) -> int:
    """Where a content ends when a clause that the writer has added at its end is left out.

    That is a relative clause after a comma (", who is 70") or a further report (", adding that ...").
    """
    for token in content[1:]:
        if token.nbor(-1).text != "," or token.i + 1 >= content.end:
            continue
        clause = token.head if token.lower_ in {"which", "who"} and token.head.dep_ == "relcl" else None
        if token.tag_ == "VBG" and token.dep_ == "advcl" and verb(token.lower_):
            clause = token
        if clause is not None and clause.right_edge.i >= content.end - 2:
            return token.i - 1
    return content.end


def _fronted(reading: Reading, cue: Token, speaker: Token | None) -> tuple[Span, ...]:
    """The content of "..., X said." and "The plan, X said, would fail.": the sentence but for X said."""
    doc = reading.doc
    first, last = reading.sentence(cue)
    earlier = [child for child in cue.children if child.dep_ == "ccomp" and child.i < cue.i]
    aside = cue.dep_ in {"parataxis", "ccomp"} and cue.head is not cue
    if not earlier and not aside:
        return ()
    if any(child.dep_ in {"ccomp", "xcomp", "mark"} and child.i > cue.i for child in cue.children):
        return ()
    begin = min(cue.i, speaker.left_edge.i) if speaker is not None else cue.i
    begin = max(begin, earlier[-1].i + 1) if earlier else begin
    while begin > first and doc[begin - 1].pos_ in {"ADV", "AUX", "PART", "CCONJ"}:
        begin -= 1
    if begin <= first or doc[begin - 1].text not in {",", "\u2013", "—", "--", "-"}:
        return ()
    comma = next(
        (i for i in range(cue.i + 1, min(last, cue.i + _BETWEEN)) if doc[i].text in {",", "—", "\u2013", "--"}),
        None,
    )
    front = reading.span(first, begin - 1)
    back = reading.span(comma + 1, last) if comma is not None and aside else None
    spans = tuple(span for span in (front, back) if span)
    return spans if reading.worth(spans) else ()


def _nominal(reading: Reading, cue: Token) -> Draft | None:
    """X's claim that ..., X's promise to ..., a warning from X that ...: only where X is named."""
    owner = _owner(cue)
    clause = next(
        (child for child in cue.children if child.dep_ in {"acl", "ccomp", "relcl"} and child.i > cue.i), None
    )
    if owner is None or clause is None or owner.pos_ not in NOMINAL:
        return None
    if clause.left_edge.lower_ not in {"that", "to"}:
        return None
    spans = _tree(reading, clause, cue)
    mention = phrase(reading, owner, cue)
    if not spans or mention is None:
        return None
    return Draft(spans, (cue.idx, cue.idx + len(cue)), mention, owner.i, Factuality.ASSERTED, 0.7, quoted=False)


def _owner(noun: Token) -> Token | None:
    """X of "X's claim" and of "a warning from X"."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
        if child.dep_ == "prep" and child.lower_ in {"from", "by"}:
            return next((token for token in child.children if token.dep_ == "pobj"), None)
    named = noun.i > 1 and noun.nbor(-1).lower_ in {"\u2019s", "'s"}
    return noun.nbor(-2) if named else None


def _through(reading: Reading, end: int) -> int:
    """The end of a content that goes on, without another cue, to a further quotation of the same sentence."""
    limit = reading.paragraphs[reading.paragraph(end - 1)][1]
    for quotation in reading.quotations_in(end, limit):
        words = reading.tokens(end, quotation.start)
        fresh = any(word.text in {".", "?", "!"} or word.tag_ in _FINITE or verb(word.lower_) for word in words)
        if reading.text[end - 2] in ".?!" or fresh:
            break
        if not words or words[0].lower_ not in {"and", "but", "or"}:
            break
        end = quotation.end
    return end


def widened(reading: Reading, spans: tuple[Span, ...]) -> tuple[tuple[Span, ...], bool]:
    """Spans that take in whole every quotation which they cut, and whether they are nothing but quotations."""
    wide: list[Span] = []
    for start, end in spans:
        low, high = start, end
        if (opening := reading.quotation_at(start)) is not None:
            low = min(low, opening.start)
        if (closing := reading.quotation_at(end - 1)) is not None:
            high = _through(reading, max(high, closing.end))
        if wide and low < wide[-1][1]:
            low = wide[-1][1]
        if span := trimmed(reading.text, low, high):
            wide.append(span)
    quoted: list[Span] = []
    for start, end in wide:
        quotation = reading.quotation_at(start)
        if quotation is None or trimmed(reading.text, quotation.end, end, EDGES) is not None:
            return tuple(wide), False
        quoted += (span for span in quotation.spans if span not in quoted)
    return tuple(quoted), bool(quoted)
