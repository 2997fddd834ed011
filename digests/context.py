"""The sentence before a statement, where its words lean on it.

Sentences are told apart by a rule that would rather give none than a wrong one: where a full stop may be that of an
abbreviation, nothing is given.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from onrecord.model import Context, Kind, SpeakerKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.model import Statement


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LONGEST: Final = 240  # characters; what is longer explains less than it takes
_SHORTEST: Final = 12

_OPENING, _CLOSING = r"[\"'“‘«„(\[]", r"[\"'”’»)\]]"
_END: Final = re.compile(rf"(?<![.!?…])[.!?…]++{_CLOSING}*+(?=\s++{_OPENING}*+([^\W_]))")
_NO_SURE_END: Final = re.compile(rf"\.\.|…|[!?]+{_CLOSING}")  # a pause, or “Is it old?” Brandt asked
_CLOSED: Final = re.compile(rf"[.!?…]{_CLOSING}*\Z")
_PARAGRAPH: Final = re.compile(r"\n\s*")
_WORD_BEFORE: Final = re.compile(r"[^\s\"'“‘«„(\[]*\Z")
_BEFORE_NAME: Final = _words(
    "mr mrs ms messrs mme mlle dr prof st mt sen rep gov pres amb gen adm col maj lt sgt cpl cmdr capt supt insp det "
    "rev hon"
)
_SHORT: Final = _words(
    "no nos vol fig etc inc ltd co corp jr sr vs dept est approx e.g i.e a.m p.m u.s u.k u.n e.u d.c ph.d jan "
    "feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun al ave blvd "
    "ala ariz ark calif colo conn fla ga kan ky md mich minn mont neb nev okla penn tenn tex va vt wis wyo "
    "nr art abs bzw ing bgm sra srta dra dna"
)
_LONGEST_SHORT: Final = 12  # characters
_PAIRS: Final = (("“", "”"), ("«", "»"), ("(", ")"), ("[", "]"))

_POINTING: Final = _words("this these those such")
_GOING_ON: Final = _words("but and so or because then instead otherwise therefore still yet however also")
_ANSWER: Final = re.compile(r"(?:no|yes)[,.!;]")
_NOW: Final = _words("year week month morning evening afternoon night winter spring summer autumn time")
_IT: Final = _words("it its they them their theirs")
_THIRD: Final = _words("he him his she her hers")
_EARLY: Final = 3  # words among which one that leans is looked for
_AS_SUCH: Final = re.compile(
    r"it(?: is| was| will be| would be|['’]s| takes| took| seems)(?: \w+){1,3} (?:to|that|who)\b"
)


def leans(statement: Statement) -> bool:
    """Whether a statement's first words point to something that was said before it."""
    text = " ".join(statement.content.split()).lower().replace("’", "'")
    words = re.findall(r"\w+", text)
    if words and words[0] in {"that", "whether", "if"} and statement.kind is not Kind.DIRECT:
        words = words[1:]
        text = text.split(" ", 1)[-1]
    if not words or _AS_SUCH.match(text) or not _NOW.isdisjoint(words[1:2]):
        return False
    points = _POINTING | ({"that"} if statement.kind is Kind.DIRECT else set())
    if words[0] in points | _GOING_ON or _ANSWER.match(text):
        return True
    return not _others(statement).isdisjoint(words[:_EARLY])


def before(text: str, statement: Statement, shown: Iterable[tuple[int, int]] = ()) -> Context | None:
    """The sentence before a statement in an article's text; None where it needs none, or none is surely found.

    `shown` are the places in the text that a reader sees anyway.
    """
    if not statement.spans or not leans(statement):
        return None
    if " ".join(text[start:end] for start, end in statement.spans) != statement.content:
        return None  # the article reads otherwise by now
    found = _sentence_before(text, statement.spans[0][0])
    if found is None:
        return None
    start, end = found
    words = text[start:end]
    fits = _SHORTEST <= len(words) <= LONGEST and all(words.count(one) == words.count(two) for one, two in _PAIRS)
    if not fits or words.count('"') % 2 or any(start < its_end and its_start < end for its_start, its_end in shown):
        return None
    return Context(words, start, end)


def _others(statement: Statement) -> frozenset[str]:
    """The pronouns that mean somebody else than the speaker, whom the reader knows."""
    kind = statement.speaker.kind if statement.speaker else None
    if statement.kind is Kind.DIRECT:
        return _IT | _THIRD
    return _IT if kind is SpeakerKind.PERSON else frozenset() if kind is not None else _IT | _THIRD


def _sentence_before(text: str, at: int) -> tuple[int, int] | None:
    """Where the sentence before the one that holds a place begins and ends: of its paragraph, or the one before."""
    paragraph = max((found.end() for found in _PARAGRAPH.finditer(text, 0, at)), default=0)
    ends = _ends(text, paragraph, at)
    if ends is None:
        return None
    if ends:
        start = ends[-2] if len(ends) > 1 else paragraph
        return _stripped(text, start, ends[-1])
    end = len(text[:paragraph].rstrip())
    last = max((found.end() for found in _PARAGRAPH.finditer(text, 0, end)), default=0)
    if not _CLOSED.search(text, last, end):
        return None  # a heading
    ends = _ends(text, last, end)
    return None if ends is None else _stripped(text, ends[-1] if ends else last, end)


def _ends(text: str, start: int, at: int) -> list[int] | None:
    """Where sentences end between two places; None where one of the last two may be none."""
    found: list[int | None] = []
    for end in _END.finditer(text, start, at + 1):
        if end.end() >= at:
            break
        word = _WORD_BEFORE.search(text, max(start, end.start() - _LONGEST_SHORT), end.start())
        short = word[0].lower() if word and text[end.start()] == "." else ""
        if short in _BEFORE_NAME or end[1].islower():
            continue
        shortened = short in _SHORT or "." in short or (short.isalpha() and len(short) == 1) or _is_ordinal(short)
        found.append(None if shortened or _NO_SURE_END.match(end[0]) else end.end())
    last = found[-2:]
    return None if None in last else [one for one in found if one is not None]


def _is_ordinal(word: str) -> bool:
    """Whether a full stop may make it one, as in German dates ("am 3. Oktober")."""
    return word.isdecimal() and len(word) <= 2  # noqa: PLR2004 - digits


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())
