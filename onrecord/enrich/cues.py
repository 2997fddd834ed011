"""The words that report speech, by what they do and by what may follow them.

`verb("warned")` gives the verb's `Reporting` entry: its group and act, and whether a clause ("warned that"), an
infinitive ("vowed to"), an object ("announced the closure") or a preposition ("called for") carries the
content. Words are looked up by form, not by a tagger's lemma: a headline in capitals is tagged badly. The
tagger knows a verb by its group: whoever changes the groups must train it anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from onrecord.enrich.lexicon import word_set
from onrecord.model import Act


@dataclass(frozen=True, slots=True)
class Reporting:
    """How one word reports: `trust` (0 to 1) is how often such a word tells of speech."""

    lemma: str
    group: str
    act: Act
    trust: float
    clause: bool = True
    infinitive: bool = False
    object: bool = False
    quote: bool = True
    prepositions: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class _Group:
    """Reporting verbs of one kind: what they do, and what may follow each of them."""

    name: str
    act: Act
    trust: float
    verbs: str
    clause: bool = True
    infinitive: bool = False
    object: bool = False
    quote: bool = True


_GROUPS: Final = (
    _Group(
        "say",
        Act.SAY,
        0.95,
        "say tell state remark comment speak write tweet post declare mention note observe opine muse",
    ),
    _Group("add", Act.SAY, 0.95, "add continue conclude begin finish repeat reiterate recall recount relate"),
    _Group("answer", Act.ANSWER, 0.95, "reply respond retort answer counter"),
    _Group("ask", Act.ASK, 0.9, "ask inquire enquire wonder query"),
    _Group("explain", Act.SAY, 0.9, "explain clarify stress emphasise emphasize underline underscore point"),
    _Group("inform", Act.SAY, 0.9, "remind inform brief"),
    _Group(
        "claim",
        Act.CLAIM,
        0.9,
        "claim assert argue maintain contend insist allege affirm reaffirm testify swear reckon attest boast brag",
    ),
    _Group("admit", Act.ADMIT, 0.9, "admit concede acknowledge confirm confess disclose reveal confide"),
    _Group(
        "voice",
        Act.SAY,
        0.85,
        "exclaim shout scream yell cry whisper murmur mutter joke quip laugh sigh sob snap chuckle smile grin growl "
        "groan gasp bark roar bellow chant shrug nod rant fume gush enthuse marvel tease interject blurt croak "
        "sneer chime",
    ),
    _Group("complain", Act.CRITICISE, 0.85, "complain lament grumble protest object moan scoff crow gripe bemoan"),
    _Group("warn", Act.WARN, 0.9, "warn caution predict forecast threaten", infinitive=True),
    _Group("suggest", Act.SUGGEST, 0.85, "suggest hint imply indicate signal propose", infinitive=True, object=True),
    _Group("advise", Act.SUGGEST, 0.85, "recommend advise counsel", infinitive=True, object=True),
    _Group(
        "promise", Act.PROMISE, 0.9, "promise vow pledge guarantee assure offer undertake volunteer", infinitive=True
    ),
    _Group(
        "demand",
        Act.DEMAND,
        0.9,
        "demand urge implore beg plead request beseech exhort encourage",
        infinitive=True,
        object=True,
    ),
    _Group("demand", Act.DEMAND, 0.9, "order instruct command", infinitive=True, quote=False),
    _Group("refuse", Act.REFUSE, 0.8, "refuse decline agree", infinitive=True, quote=False),
    _Group("announce", Act.ANNOUNCE, 0.9, "announce proclaim report", object=True),
    _Group("deny", Act.DENY, 0.85, "deny dispute refute reject dismiss", object=True),
    _Group(
        "blame",
        Act.CRITICISE,
        0.75,
        "criticise criticize condemn denounce decry slam blast accuse blame lambaste castigate",
        clause=False,
        object=True,
    ),
    _Group("mock", Act.CRITICISE, 0.75, "mock question deride ridicule rebuke chide", clause=False, object=True),
    _Group(
        "praise", Act.PRAISE, 0.75, "praise welcome defend applaud hail tout commend laud", clause=False, object=True
    ),
    _Group("back", Act.PRAISE, 0.6, "endorse support oppose", clause=False, object=True, quote=False),
    _Group("name", Act.DESCRIBE, 0.7, "describe cite call brand label", clause=False, object=True, quote=False),
    _Group("believe", Act.BELIEVE, 0.6, "believe think feel hope fear expect suspect doubt know worry", quote=False),
    _Group("want", Act.WANT, 0.55, "want", clause=False, infinitive=True, object=True, quote=False),
    _Group("show", Act.FIND, 0.5, "find show estimate", quote=False),
)

_ACTS: Final = {
    "predict": Act.PREDICT, "forecast": Act.PREDICT, "agree": Act.AGREE, "hint": Act.SAY, "imply": Act.SAY,
    "indicate": Act.SAY, "signal": Act.SAY, "object": Act.CRITICISE, "question": Act.CRITICISE, "query": Act.ASK,
    "assure": Act.PROMISE, "swear": Act.CLAIM, "oppose": Act.CRITICISE, "report": Act.SAY,
}  # fmt: skip
"""Verbs that do something else than their group."""

_PREPOSITIONS: Final = {
    "call": "for", "warn": "of about against", "complain": "about of", "speak": "of about", "push": "for",
    "argue": "for against", "plead": "for", "boast": "of about", "object": "to", "hint": "at", "point": "to",
    "insist": "on", "comment": "on", "wonder": "about", "worry": "about", "respond": "to", "brag": "of about",
}  # fmt: skip

_QUOTE_ONLY: Final = word_set("""
    begin finish laugh sigh sob snap call continue speak brand label chuckle smile grin growl groan gasp bark roar
    bellow chant shrug nod rant fume gush tease croak sneer chime
""")
"""Verbs that introduce quoted words, but whose clauses are something else ("began that week")."""

_INFINITIVE_TOO: Final = word_set("ask tell call advise claim remind swear hope expect")

_OBJECT_TOO: Final = word_set("""
    claim stress emphasise emphasize reiterate acknowledge underline underscore predict promise pledge
    confirm reveal disclose allege concede lament protest recall recommend offer fear mention
""")

_PAST: Final = {
    "say": "said", "tell": "told", "write": "wrote written", "speak": "spoke spoken", "swear": "swore sworn",
    "think": "thought", "feel": "felt", "know": "knew known", "begin": "began begun", "find": "found",
    "show": "showed shown", "beseech": "besought beseeched", "undertake": "undertook undertaken",
    "forecast": "forecast forecasted", "beg": "begged", "admit": "admitted", "quip": "quipped",
    "snap": "snapped", "sob": "sobbed", "slam": "slammed", "label": "labelled labeled",
    "signal": "signalled signaled", "grin": "grinned", "shrug": "shrugged", "brag": "bragged", "nod": "nodded",
    "counsel": "counselled counseled", "marvel": "marvelled marveled",
}  # fmt: skip

_DOUBLED: Final = word_set("begin forget")
_EITHER: Final = word_set("signal label counsel marvel")
"""Verbs whose last letter is doubled before "ing", and those that are written either way."""


def forms(lemma: str) -> set[str]:
    """Every inflected form of a verb."""
    past = _PAST.get(lemma, "").split()
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else "s")
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return {lemma, lemma[:-1] + "ies", lemma + "ing", *(past or [lemma[:-1] + "ied"])}
    stem = lemma if lemma.endswith("ee") else lemma.removesuffix("e")
    doubled = lemma in _DOUBLED or any(form.startswith(lemma + lemma[-1]) for form in past)
    stems = {lemma + lemma[-1]} if doubled else {stem}
    stems |= {stem} if lemma in _EITHER else set()
    return {lemma, third, *(each + "ing" for each in stems), *(past or [lemma.removesuffix("e") + "ed"])}


def _entries() -> dict[str, Reporting]:
    """Form of a reporting verb -> its entry."""
    table: dict[str, Reporting] = {}
    for group in _GROUPS:
        for lemma in group.verbs.split():
            entry = Reporting(
                lemma,
                group.name,
                _ACTS.get(lemma, group.act),
                group.trust,
                clause=group.clause and lemma not in _QUOTE_ONLY,
                infinitive=group.infinitive or lemma in _INFINITIVE_TOO,
                object=group.object or lemma in _OBJECT_TOO,
                quote=group.quote,
                prepositions=frozenset(_PREPOSITIONS.get(lemma, "").split()),
            )
            table |= dict.fromkeys(forms(lemma), entry)
    return table


VERBS: Final = _entries()

_NOUNS: Final = {
    Act.SAY: "statement remark comment report testimony",
    Act.CLAIM: "claim assertion accusation allegation argument contention insistence",
    Act.WARN: "warning",
    Act.PROMISE: "promise pledge vow assurance",
    Act.SUGGEST: "suggestion proposal",
    Act.ANNOUNCE: "announcement declaration",
    Act.CRITICISE: "complaint",
    Act.DENY: "denial",
    Act.ADMIT: "admission",
    Act.PREDICT: "prediction",
    Act.DEMAND: "demand call request",
    Act.BELIEVE: "belief hope fear view",
}
NOUNS: Final = {noun: act for act, nouns in _NOUNS.items() for noun in nouns.split()}
"""Nouns that report, with what they do: "the airline's claim that ...", "a promise to ..."."""

NEGATIONS: Final = word_set("not n't n\u2019t never neither nor without hardly no")
HYPOTHETICALS: Final = word_set("would could might may should will can must 'll \u2019ll 'd \u2019d")
CONDITIONS: Final = word_set("if unless whether")


def verb(form: str) -> Reporting | None:
    """The entry of a reporting verb in any of its forms and any case, or None."""
    return VERBS.get(form.lower())
