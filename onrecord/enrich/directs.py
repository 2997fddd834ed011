"""Direct speech: the quotation marks first, then who said it, from the words beside them.

For each quotation the text between it and its neighbours is read, in this order: the sentence after it
("...," said X), the one before it (X said: "..."), the attribution that it shares with the quotation before
("A," X said. "B"), and, without any cue, the person of the sentence before. What none of them explains is
no statement here: a scare quote, a title, or a part of somebody's indirect speech.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from onrecord.enrich.cueless import ENDS, NAME_LONG, Attribution, introduced, signed, silent
from onrecord.enrich.cues import Reporting, verb
from onrecord.enrich.joined import DASHES, goes_on, shares
from onrecord.enrich.lexicon import word_set
from onrecord.enrich.reading import Draft
from onrecord.enrich.subjects import NOMINAL, factuality, following, phrase, preceding, subject
from onrecord.model import Factuality

if TYPE_CHECKING:
    from spacy.tokens import Token

    from onrecord.enrich.quotes import Quotation
    from onrecord.enrich.reading import Reading

_HEARD: Final = word_set("""
    told tell tells telling asked ask asks asking reminded warned informed assured
""")
_CALLED: Final = word_set("""
    called titled entitled named dubbed show program programme song book film movie play series novel memoir album
    single sing sings sang sung singing anthem hymn ballad hit poem essay column documentary
""")
_GREAT_LONG: Final = 5  # letters from which a title's words are capitalised
_WORD_LONG: Final = 15
_FEW: Final = 2
_FAR: Final = 80  # words before a quotation among which its attribution is looked for
_LATE: Final = re.compile(r"[,?!.]\s+(?=\w)")


def directs(reading: Reading) -> tuple[list[Draft], set[int]]:
    """The statements in quotation marks, and the tokens that serve as their cues."""
    drafts: list[Draft] = []
    taken: set[int] = set()
    last: tuple[Quotation, Attribution] | None = None  # the last quotation attributed, and by what
    for at, quotation in enumerate(reading.quotations):
        low, high = _room(reading, at)
        if last is not None and at and last[0].start == reading.quotations[at - 1].start:
            low = min(low, last[0].end)  # what nobody closed ends where its attribution begins
        if _title(reading, quotation):
            continue
        split = _unclosed(reading, quotation)
        if split is not None:
            quotation, high = split, quotation.end  # noqa: PLW2901 - the quotation ends where its attribution begins
        if last is not None and goes_on(reading, last, quotation):
            last = (quotation, last[1])
            drafts[-1] = replace(drafts[-1], spans=drafts[-1].spans + quotation.spans)
            continue
        source = _after(reading, quotation, high)
        lead = _before(reading, quotation, low) if source is None else None
        if last is not None and lead is not None and lead.cue == last[1].cue:
            lead = None
        if source is None and lead is None and last is not None and shares(reading, last, quotation, low):
            last = (quotation, last[1])
            drafts[-1] = replace(drafts[-1], spans=drafts[-1].spans + quotation.spans)
            continue
        source = source or lead or silent(reading, quotation, low, last)
        if source is None:
            last = None
            continue
        if source.cue is not None:
            taken.add(source.cue.i)
        drafts.append(_draft(reading, quotation, source))
        last = (quotation, source)
    return drafts, taken


def _title(reading: Reading, quotation: Quotation) -> bool:
    """Whether a quotation is the name of a programme, book or song: capitalised, after "on" or "called"."""
    words = [word for word in reading.tokens(*quotation.spans[0]) if not word.is_punct]
    before = reading.tokens(max(0, quotation.start - _WORD_LONG), quotation.start)
    if not any(word.is_alpha for word in words):
        return True
    if len(before) > 1 and before[-1].text == ",":
        before.pop()
    named = bool(before) and (before[-1].lower_ in _CALLED or before[-1].tag_ in {"IN", "POS"})
    great = [word for word in words if len(word) >= _GREAT_LONG or word.i == words[0].i]
    return named and len(words) > 1 and all(word.text[0].isupper() or not word.is_alpha for word in great)


def _draft(reading: Reading, quotation: Quotation, source: Attribution) -> Draft:
    """The statement of a quotation and its attribution."""
    cue, speaker = source.cue, source.speaker
    return Draft(
        quotation.spans,
        source.words or ((cue.idx, cue.idx + len(cue)) if cue is not None else None),
        phrase(reading, speaker, cue) if speaker is not None else None,
        speaker.i if speaker is not None else None,
        factuality(reading, cue, speaker) if cue is not None else Factuality.ASSERTED,
        source.trust,
        quoted=True,
    )


def _room(reading: Reading, at: int) -> tuple[int, int]:
    """The text on either side of a quotation, up to its neighbours and within its paragraphs."""
    quotation = reading.quotations[at]
    low = reading.paragraphs[reading.paragraph(quotation.start)][0]
    high = reading.paragraphs[reading.paragraph(quotation.end - 1)][1]
    if at > 0:
        low = max(low, reading.quotations[at - 1].end)
    if at + 1 < len(reading.quotations):
        high = min(high, reading.quotations[at + 1].start)
    return low, high


def _after(reading: Reading, quotation: Quotation, high: int) -> Attribution | None:
    """The attribution in the sentence that follows a quotation."""
    words = reading.tokens(quotation.end, high)
    stopped = reading.text[quotation.spans[-1][1] - 1]
    while words and words[0].text == ",":
        stopped = words.pop(0).text
    if words and words[0].text in DASHES:
        return signed(words[1:], high)
    if not words or words[0].text in ENDS | {";", ":", ")"}:
        return None
    until = _stop(words)
    ended = until < len(words) or high == reading.paragraphs[reading.paragraph(quotation.end - 1)][1]
    end = words[until].idx + 1 if until < len(words) else high + (not ended)
    words = words[:until]
    fresh = stopped == "." and bool(words) and words[0].text[0].isupper()
    if fresh and words[-1].text in {":", ","} and not ended:
        return None  # it leads up to the next quotation
    if not words or (stopped.isalnum() and len(quotation.spans) == 1 and not verb(words[0].lower_)):
        return None
    return _attribution(reading, quotation, words, end, fresh=fresh)


def _stop(words: list[Token]) -> int:
    """Where the first sentence of some words ends; a stop in brackets ends none: "Otto Bruhn (Lib.) said"."""
    deep = 0
    for at, word in enumerate(words):
        deep += (word.text == "(") - (word.text == ")")
        if word.text in ENDS and deep <= 0:
            return at
    return len(words)


def _attribution(
    reading: Reading, quotation: Quotation, words: list[Token], end: int, *, fresh: bool
) -> Attribution | None:
    """The first reporting verb of a sentence with its subject; a `fresh` sentence may hold nothing else."""
    limit = words[-1].idx + len(words[-1])
    for at, word in enumerate(words):
        entry = verb(word.lower_)
        if entry is None or not entry.quote or _no_verb(word) or word.tag_ == "VBG":
            continue
        if fresh and word.dep_ == "xcomp":
            return None  # "X declined to comment." says nothing of the words before
        leads = all(w.pos_ == "ADV" for w in words[:at])
        speaker = _within(subject(word), word.idx if leads else quotation.end, limit)
        if speaker is None:
            speaker = following(reading, word, limit) if leads else preceding(word, quotation.end)
        if speaker is None or _governs(word) or (fresh and (leads or at + 2 < len(words))):
            return None
        return Attribution(word, speaker, end, entry.trust)
    return None


def _no_verb(word: Token) -> bool:
    """Whether a reporting word's form is here a noun, an adjective or a part of a name: "United States"."""
    return word.pos_ in {"NOUN", "ADJ"} or (word.pos_ == "PROPN" and word.is_title)


def _governs(cue: Token) -> bool:
    """Whether a verb has a clause of its own behind it: then it does not report the words before it."""
    return any(
        child.dep_ == "ccomp" and child.i > cue.i and any(g.dep_ == "mark" and g.i > cue.i for g in child.children)
        for child in cue.children
    )


def _within(token: Token | None, start: int, end: int) -> Token | None:
    """The token, if it stands in a stretch of text."""
    return token if token is not None and start <= token.idx < end else None


def _before(reading: Reading, quotation: Quotation, low: int) -> Attribution | None:
    """The attribution in the sentence that leads up to a quotation."""
    words = reading.tokens(low, quotation.start)
    if not words and (at := reading.paragraph(quotation.start)) > 0:
        start, end = reading.paragraphs[at - 1]  # one that ends with a colon leads up to the next
        words = reading.tokens(start, end) if reading.text[end - 1] == ":" else []
    cut = max((i for i, word in enumerate(words[:-1]) if word.text in ENDS), default=-1)
    words = words[max(cut + 1, len(words) - _FAR) :]
    if not words or words[-1].text in ENDS:
        return None
    colon, comma = words[-1].text == ":", words[-1].text == ","
    start = words[0].idx
    for at in range(len(words) - 1, -1, -1):
        word = words[at]
        if word.lower_ == "according":
            return _according(reading, quotation, words[at:])
        entry = verb(word.lower_)
        if entry is None or _no_verb(word):
            continue
        gap = _without_subject(word, words[at + 1 : len(words) - (colon or comma)])
        if not (colon or _leads_up(reading, entry, gap, quotation)):
            continue
        speaker = _within(subject(word), start, quotation.start) or preceding(word, start)
        if speaker is None and at == 0:
            speaker = following(reading, word, quotation.start)
        if speaker is not None:
            return Attribution(word, speaker, quotation.end, entry.trust)
    if colon:
        return introduced(words, quotation)
    return None


def _leads_up(reading: Reading, entry: Reporting, gap: list[Token], quotation: Quotation) -> bool:
    """Whether a verb introduces a quotation with these words between them and no colon."""
    return entry.quote and _adverbial(gap) and not (entry.group == "voice" and _word(reading, quotation))


def _word(reading: Reading, quotation: Quotation) -> bool:
    """Whether a quotation is but a word or two, and no exclamation: "smiled “sweetly”"."""
    (start, end), *more = quotation.spans
    return not more and reading.text[end - 1] not in {",", *ENDS} and len(reading.tokens(start, end)) <= _FEW


def _without_subject(cue: Token, words: list[Token]) -> list[Token]:
    """The words behind a verb but for its subject, where that stands among them: "says X"."""
    own = subject(cue)
    if own is None or own.i < cue.i:
        return words
    return [word for word in words if not own.left_edge.i <= word.i <= own.right_edge.i]


def _adverbial(gap: list[Token]) -> bool:
    """Whether nothing but a time, a place or a person told stands between a verb and a quotation."""
    return not any(
        word.dep_ in {"ccomp", "mark", "relcl", "advcl", "xcomp", "nsubj", "nsubjpass"}
        or word.pos_ in {"VERB", "AUX", "SCONJ", "PART"}
        or (word.dep_ == "dobj" and word.head.lower_ not in _HEARD)
        for word in gap
    )


def _according(reading: Reading, quotation: Quotation, words: list[Token]) -> Attribution | None:
    """According to X, "..."."""
    if len(words) < 3 or words[1].lower_ != "to" or words[-1].text not in {",", ":"}:  # noqa: PLR2004 - "to X"
        return None
    speaker = following(reading, words[1], quotation.start)
    place = (words[0].idx, words[1].idx + len(words[1]))
    return Attribution(words[1], speaker, quotation.end, 0.9, place) if speaker is not None else None


def _unclosed(reading: Reading, quotation: Quotation) -> Quotation | None:
    """A quotation that nobody closes, ended before the attribution in its last sentence; None if none."""
    if quotation.closed:
        return None
    start, end = quotation.spans[-1]
    last = reading.tokens(start, end)[-2 * NAME_LONG :]
    for match in _LATE.finditer(reading.text, start, end):
        words = [word for word in last if word.idx >= match.end()]
        if (
            words
            and (words[0].idx == match.end() or words[0].i > last[0].i)
            and any(verb(word.lower_) and (i == 0 or words[i - 1].pos_ in NOMINAL) for i, word in enumerate(words))
        ):
            cut = match.start() + 1
            return replace(quotation, end=cut, spans=(*quotation.spans[:-1], (start, cut)))
    return None
