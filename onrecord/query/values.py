"""What stands behind a key, where it is one of few or a day; another one is told with what was perhaps meant."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from onrecord.model import Act, Kind
from onrecord.query.asked import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterable

_DAY: Final = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?", re.ASCII)
_AGO: Final = re.compile(r"(\d{1,4})([dwmy])", re.ASCII)
_WORDS: Final = {"today": 0, "yesterday": 1}

_ACTS: Final = {
    **dict.fromkeys(("told", "tell", "state", "stated", "add", "added", "report"), Act.SAY),
    **dict.fromkeys(("question", "wonder", "wondered"), Act.ASK),
    **dict.fromkeys(("reply", "replied", "respond", "responded", "response"), Act.ANSWER),
    **dict.fromkeys(("allege", "alleged", "argue", "argued", "insist", "insisted"), Act.CLAIM),
    **dict.fromkeys(("acknowledge", "acknowledged", "concede", "conceded", "confess", "confessed"), Act.ADMIT),
    **dict.fromkeys(("dispute", "disputed", "contradict", "denial"), Act.DENY),
    **dict.fromkeys(("declare", "declared", "unveil", "unveiled"), Act.ANNOUNCE),
    **dict.fromkeys(("pledge", "pledged", "vow", "vowed", "swear", "swore"), Act.PROMISE),
    **dict.fromkeys(("forecast", "expect", "expected"), Act.PREDICT),
    **dict.fromkeys(("threaten", "threatened", "caution"), Act.WARN),
    **dict.fromkeys(("propose", "proposed", "recommend", "recommended", "advise", "advised"), Act.SUGGEST),
    **dict.fromkeys(("urge", "urged", "order", "ordered", "request", "requested", "call"), Act.DEMAND),
    **dict.fromkeys(("reject", "rejected", "decline", "declined"), Act.REFUSE),
    **dict.fromkeys(("accuse", "accused", "blame", "blamed", "condemn", "condemned"), Act.CRITICISE),
    **dict.fromkeys(("welcome", "welcomed", "thank", "thanked"), Act.PRAISE),
    **dict.fromkeys(("think", "thought", "belief"), Act.BELIEVE),
    **dict.fromkeys(("hope", "hoped", "wish", "wished"), Act.WANT),
    **dict.fromkeys(("found", "conclude", "concluded", "show", "showed"), Act.FIND),
}
_KINDS: Final = {
    **dict.fromkeys(("quote", "quoted", "quotation", "verbatim"), Kind.DIRECT),
    **dict.fromkeys(("reported", "paraphrase", "paraphrased"), Kind.INDIRECT),
    **dict.fromkeys(("both", "partial"), Kind.MIXED),
}


def act(text: str, at: int) -> Act:
    """What a speaker does. Raises `QueryError`."""
    typed = text.casefold()
    if typed in set(Act):
        return Act(typed)
    form = next((known for known in Act if re.fullmatch(rf"{known.rstrip('ey')}[eiy]?t?(s|es|d|ed|ing)?", typed)), None)
    raise _unlike("cue", text, at, Act, form or _ACTS.get(typed))


def kind(text: str, at: int) -> Kind:
    """How words are given. Raises `QueryError`."""
    typed = text.casefold()
    if typed in set(Kind):
        return Kind(typed)
    raise _unlike("kind", text, at, Kind, _KINDS.get(typed))


def yes(text: str, at: int) -> bool:
    """True. Raises `QueryError` for anything else."""
    if text.casefold() != "yes":
        raise QueryError("all: has only one value; write all:yes, or leave it out", at)
    return True


def day(text: str, at: int, today: date) -> date:
    """A day: 2026-11-01, 2026-11 for the first of a month, 7d, 2w, 3m or 1y before today. Raises `QueryError`."""
    typed = text.casefold()
    try:
        if found := _DAY.fullmatch(typed):
            return date(int(found[1]), int(found[2]), int(found[3] or 1))
        if ago := _AGO.fullmatch(typed):
            return _before(today, int(ago[1]), ago[2])
        if typed in _WORDS:
            return today - timedelta(days=_WORDS[typed])
    except (ValueError, OverflowError):
        raise QueryError(f"there is no such day as {text}", at) from None
    raise QueryError(f"{text} is no date; write one as 2026-11-01, or a time ago as 7d, 2w or 3m", at)


def near(text: str, known: Iterable[str]) -> str | None:
    """The one of those known that was perhaps meant."""
    return next(iter(get_close_matches(text.casefold(), list(known), n=1)), None)


def _before(today: date, number: int, unit: str) -> date:
    """As many days, weeks, months or years before; of a shorter month, its last day."""
    if unit in "dw":
        return today - timedelta(days=number * (7 if unit == "w" else 1))
    year, month = divmod(today.year * 12 + today.month - 1 - number * (12 if unit == "y" else 1), 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(max(year, 1), month + 1)[1]))


def _unlike(key: str, text: str, at: int, known: Iterable[str], meant: str | None) -> QueryError:
    meant = meant or near(text, known)
    remedy = f"did you mean {key}:{meant}?" if meant else f"there are {', '.join(known)}"
    return QueryError(f"{key}:{text} is not known; {remedy}", at)
