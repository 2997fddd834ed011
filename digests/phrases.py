"""Phrases of the frame that are made of several parts: what happened, how it compares, how close words are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from onrecord.model import Edition, Field, Section

if TYPE_CHECKING:
    from digests.frame import Frame
    from onrecord.model import Earlier, Entry, Hit, Late, Tally

SAME_WORDS, NEARLY = 0.95, 0.8  # of the words in common

_TELLING: Final = 4
"""Statements that a day or a usual day must have: of fewer, one more would be 'twice the usual'."""


def happened(frame: Frame, shown: Edition | Section) -> str:
    """'12 statements by 7 speakers in 5 sources; 3 new voices; twice the usual'; '' where nothing was found."""
    found = shown.found
    if not found.statements:
        return ""
    parts = [tally(frame, found)]
    if found.new_voices:
        parts.append(frame.count("%(num)s new voice", "%(num)s new voices", found.new_voices))
    if isinstance(shown, Section) and (compared := against_usual(frame, found.statements, shown.usual)):
        parts.append(compared)
    return frame.say("; ").join(parts)  # French puts a space before it


def tally(frame: Frame, found: Tally) -> str:
    """'12 statements by 7 speakers in 5 sources'."""
    values = {
        "statements": frame.count("%(num)s statement", "%(num)s statements", found.statements),
        "speakers": frame.count("by %(num)s speaker", "by %(num)s speakers", found.speakers),
        "sources": frame.count("in %(num)s source", "in %(num)s sources", found.sources),
    }
    if not found.speakers:
        return frame.say("%(statements)s %(sources)s", **values)
    return frame.say("%(statements)s %(speakers)s %(sources)s", **values)


def against_usual(frame: Frame, today: int, usual: float | None) -> str:
    """How a day compares with a usual one, in words; '' when it is near it, and where there is too little to compare.

    Each word stands for what is nearest to it: 'twice' from 1.75 to 2.5 times.
    """
    if usual is None or max(today, usual) < _TELLING:
        return ""
    steps = (
        (0.4, frame.say("far less than usual")),
        (0.6, frame.say("half the usual")),
        (1.4, ""),
        (1.75, frame.say("more than usual")),
        (2.5, frame.say("twice the usual")),
        (3.5, frame.say("three times the usual")),
        (4.5, frame.say("four times the usual")),
    )
    times = today / usual if usual else float("inf")
    return next((words for below, words in steps if times < below), frame.say("far more than usual"))


def closely(frame: Frame, before: Earlier) -> str:
    """How close earlier words are, in words."""
    if before.closeness >= SAME_WORDS:
        return frame.say("in the same words")
    return frame.say("in nearly the same words") if before.closeness >= NEARLY else frame.say("in like words")


def why(frame: Frame, entry: Entry) -> str:
    """The words for which an entry is in the digest, each once; with their place if not the statement.

    What a filter let pass is told where there are no words.
    """
    hits = [hit for hit in entry.reason if hit.field] or entry.reason
    found = {hit.words.casefold(): hit for hit in reversed(hits)}
    return ", ".join([_placed(frame, hit) for hit in reversed(found.values())])


def late(frame: Frame, what: Late) -> str:
    """What an edition did not wait for, in a sentence; '' where it had all."""
    parts = list(what.sources)
    if what.articles:
        parts.append(frame.count("%(num)s article", "%(num)s articles", what.articles))
    return frame.say("Too late for this edition: %(what)s.", what=", ".join(parts)) if parts else ""


def _placed(frame: Frame, hit: Hit) -> str:
    if hit.field is Field.TITLE:
        return frame.say("%(words)s (headline)", words=hit.words)
    return frame.say("%(words)s (article)", words=hit.words) if hit.field is Field.ARTICLE else hit.words
