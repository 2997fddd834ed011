"""The words that report speech, by what they do and by what may follow them.

`verb("warned")` gives the verb's `Reporting` entry: its class, and whether a clause ("warned that"), an
infinitive ("vowed to"), an object ("announced the closure") or a preposition ("called for") carries the
content. Words are looked up by form, not by a tagger's lemma: a headline in capitals is tagged badly.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from onrecord.enrich.lexicon import word_set


@dataclass(frozen=True, slots=True)
class Reporting:
    """How one word reports: `trust` (0 to 1) is how often such a word tells of speech."""

    lemma: str
    act: str
    trust: float
    clause: bool = True
    infinitive: bool = False
    object: bool = False
    quote: bool = True
    prepositions: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class _Act:
    """A class of reporting verbs: the verbs, and what may follow each of them."""

    name: str
    trust: float
    verbs: str
    clause: bool = True
    infinitive: bool = False
    object: bool = False
    quote: bool = True


_ACTS: Final = (
    _Act("say", 0.95, "say tell state remark comment speak write tweet post declare mention note observe"),
    _Act("add", 0.95, "add continue conclude begin finish repeat reiterate recall recount relate"),
    _Act("answer", 0.95, "reply respond retort"),
    _Act("ask", 0.9, "ask inquire enquire wonder query"),
    _Act("explain", 0.9, "explain clarify stress emphasise emphasize underline underscore point"),
    _Act("inform", 0.9, "remind inform brief"),
    _Act("claim", 0.9, "claim assert argue maintain contend insist allege affirm reaffirm testify swear reckon"),
    _Act("admit", 0.9, "admit concede acknowledge confirm confess disclose reveal"),
    _Act("voice", 0.85, "exclaim shout scream yell cry whisper murmur mutter joke quip laugh sigh sob snap"),
    _Act("complain", 0.85, "complain lament grumble protest object moan scoff crow"),
    _Act("warn", 0.9, "warn caution predict forecast threaten", infinitive=True),
    _Act("suggest", 0.85, "suggest hint imply indicate signal propose", infinitive=True, object=True),
    _Act("advise", 0.85, "recommend advise", infinitive=True, object=True),
    _Act("promise", 0.9, "promise vow pledge guarantee assure offer undertake volunteer", infinitive=True),
    _Act("demand", 0.9, "demand urge implore beg plead request beseech exhort", infinitive=True, object=True),
    _Act("refuse", 0.8, "refuse decline agree", infinitive=True, quote=False),
    _Act("announce", 0.9, "announce proclaim report", object=True),
    _Act("deny", 0.85, "deny dispute refute reject dismiss", object=True),
    _Act("blame", 0.75, "criticise criticize condemn denounce decry slam blast", clause=False, object=True),
    _Act("mock", 0.75, "mock question deride ridicule rebuke chide", clause=False, object=True),
    _Act("praise", 0.75, "praise welcome defend applaud hail tout", clause=False, object=True),
    _Act("back", 0.6, "endorse support oppose", clause=False, object=True, quote=False),
    _Act("name", 0.7, "describe cite call brand label", clause=False, object=True, quote=False),
    _Act("believe", 0.6, "believe think feel hope fear expect suspect doubt know worry", quote=False),
    _Act("want", 0.55, "want", clause=False, infinitive=True, object=True, quote=False),
    _Act("show", 0.5, "find show estimate", quote=False),
)

_PREPOSITIONS: Final = {
    "call": "for", "warn": "of about against", "complain": "about of", "speak": "of about", "push": "for",
    "argue": "for against", "plead": "for", "boast": "of about", "object": "to", "hint": "at", "point": "to",
    "insist": "on", "comment": "on", "wonder": "about", "worry": "about", "respond": "to",
}  # fmt: skip

_QUOTE_ONLY: Final = word_set("begin finish laugh sigh sob snap call continue speak brand label")
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
    "signal": "signalled signaled",
}  # fmt: skip


def forms(lemma: str) -> set[str]:
    """Every inflected form of a verb."""
    past = _PAST.get(lemma, "").split()
    doubled = bool(past) and past[0].startswith(lemma + lemma[-1])
    stem = lemma + lemma[-1] if doubled else lemma.removesuffix("e")
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else "s")
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return {lemma, lemma[:-1] + "ies", lemma + "ing", *(past or [lemma[:-1] + "ied"])}
    return {
        lemma,
        third,
        (lemma if lemma == "undertake" else stem).removesuffix("e") + "ing",
        *(past or [stem + "ed"]),
    }


def _entries() -> dict[str, Reporting]:
    """Form of a reporting verb -> its entry."""
    table: dict[str, Reporting] = {}
    for act in _ACTS:
        for lemma in act.verbs.split():
            entry = Reporting(
                lemma,
                act.name,
                act.trust,
                clause=act.clause and lemma not in _QUOTE_ONLY,
                infinitive=act.infinitive or lemma in _INFINITIVE_TOO,
                object=act.object or lemma in _OBJECT_TOO,
                quote=act.quote,
                prepositions=frozenset(_PREPOSITIONS.get(lemma, "").split()),
            )
            table |= dict.fromkeys(forms(lemma), entry)
    return table


VERBS: Final = _entries()

NOUNS: Final = word_set("""
    claim statement warning promise assertion accusation allegation suggestion announcement declaration
    pledge vow argument complaint denial admission contention insistence assurance prediction demand
    call request remark belief hope fear view proposal report comment testimony
""")
"""Nouns that report: "the airline's claim that ...", "a promise to ..."."""

NEGATIONS: Final = word_set("not n't n\u2019t never neither nor without hardly no")
HYPOTHETICALS: Final = word_set("would could might may should will can must 'll \u2019ll 'd \u2019d")
CONDITIONS: Final = word_set("if unless whether")


def verb(form: str) -> Reporting | None:
    """The entry of a reporting verb in any of its forms and any case, or None."""
    return VERBS.get(form.lower())
