"""What a speaker does by a statement (denies, promises, warns), from the words of the cue and what follows them.

The verb or noun decides (`cues`), but some verbs do something else before an infinitive ("told them to leave" is a
demand) or a preposition ("called for").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from onrecord.enrich.cues import NOUNS, verb
from onrecord.model import Act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from onrecord.enrich.reading import Draft, Reading

_BEFORE_INFINITIVE: Final = {
    **dict.fromkeys(("tell", "ask", "call", "remind", "beg", "plead"), Act.DEMAND),
    **dict.fromkeys(("swear", "agree"), Act.PROMISE),
    **dict.fromkeys(("hope", "expect"), Act.WANT),
    "claim": Act.CLAIM,
}
_BEFORE_PREPOSITION: Final = {
    **dict.fromkeys((("call", "for"), ("ask", "for"), ("push", "for"), ("plead", "for")), Act.DEMAND),
    **dict.fromkeys((("point", "to"), ("speak", "of")), Act.SAY),
    ("hope", "for"): Act.WANT,
}
_SAYING: Final = frozenset({"according", "words", "put", "puts"})


def cue_act(reading: Reading, draft: Draft) -> Act:
    """What the words of a draft's cue tell that the speaker does."""
    cue = reading.tokens(*draft.cue) if draft.cue else []
    content = next(iter(reading.tokens(*draft.spans[0])), None)
    told = [found for word in cue if (found := _act(word, cue, content)) is not None]
    return told[-1] if told else Act.OTHER


def _act(word: Token, cue: Sequence[Token], content: Token | None) -> Act | None:
    """What one word of a cue tells, None if it is no reporting word."""
    lower = word.lower_
    if lower in _SAYING:
        return Act.SAY
    noun = NOUNS.get(lower) or NOUNS.get(lower.removesuffix("s"))
    if word.pos_ == "NOUN" and noun is not None:
        return noun
    entry = verb(lower)
    if entry is None:
        return noun
    if (preposition := _preposition(word, cue, content)) is not None:
        return _BEFORE_PREPOSITION.get((entry.lemma, preposition), entry.act)
    if content is not None and content.i > word.i and _infinitive(word, content):
        return _BEFORE_INFINITIVE.get(entry.lemma, entry.act)
    return entry.act


def _preposition(word: Token, cue: Sequence[Token], content: Token | None) -> str | None:
    """The preposition right after a verb, whether it counts to the cue or to the content."""
    after = word.i + 1
    if any(other.i == after and other.pos_ in {"ADP", "SCONJ"} for other in cue):
        return word.doc[after].lower_
    if content is not None and content.i in {after, after + 1} and word.doc[after].tag_ in {"IN", "TO"}:
        return word.doc[after].lower_ if word.doc[after].dep_ == "prep" else None
    return None


def _infinitive(word: Token, content: Token) -> bool:
    """Whether the verb's complement is an infinitive: "asked the crew to wait", "swore to return"."""
    if content.tag_ == "TO":
        return True
    for child in word.children:
        if child.dep_ in {"xcomp", "ccomp"} and child.i >= content.i:
            return any(helper.tag_ == "TO" and helper.dep_ == "aux" for helper in child.children)
    return False
