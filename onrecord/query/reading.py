"""A query as it is typed: words and `key:value`, each with a - before it if it must not be found."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from onrecord.query.asked import Parts, Query, QueryError, Words
from onrecord.query.values import act, day, kind, near, yes
from onrecord.query.writing import written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from onrecord.model import Act, Kind

LONGEST: Final = 1_000
"""Characters of a query."""

MOST: Final = 40
"""Parts of a query."""

KEYS: Final = {
    "speaker": "the name of who said it, or a word of it",
    "topic": "a topic's name, or a word of it",
    "source": "the name of the paper, or a word of it",
    "cue": "what the speaker does by it: say, deny, promise, warn and so on",
    "kind": "how the words are given: direct, indirect or mixed",
    "after": "since this day, the day itself too: 2026-11-01, or 7d, 2w, 3m ago",
    "before": "up to the day before this one",
    "all": "all:yes shows also what is not sure to be a statement",
}
"""What can stand before a colon, with its help."""

_LISTS: Final = {"speaker": "speakers", "topic": "topics", "source": "sources", "cue": "acts", "kind": "kinds"}
_OTHERWISE: Final = {
    **dict.fromkeys(("by", "who", "name", "person", "from"), "speaker"),
    **dict.fromkeys(("about", "on", "tag", "subject"), "topic"),
    **dict.fromkeys(("paper", "site", "feed", "in"), "source"),
    **dict.fromkeys(("act", "verb", "says"), "cue"),
    **dict.fromkeys(("type", "form", "is"), "kind"),
    **dict.fromkeys(("since", "date", "start"), "after"),
    **dict.fromkeys(("until", "till", "to", "end"), "before"),
}
_KEY: Final = re.compile(r"([A-Za-z]{2,}):")
_BARE: Final = re.compile(r'[^\s"]*')
_SIGNS: Final = frozenset('#&@%§*"')
"""Punctuation that belongs to a word or has a meaning."""

_STRAIGHT: Final = str.maketrans("“”„‟«»″＂−", '""""""""-')
_OPERATORS: Final = {
    Words("OR"): "OR has no meaning here, all words are looked for; put it in quotation marks if you look for it",
    Words("NOT"): "for NOT, write a - before the word: -football; put it in quotation marks if you look for it",
}
_ENOUGH: Final = 2  # letters before a *


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a query; `at` is where its value begins, `start` where the part does."""

    key: str | None
    value: Words
    negated: bool
    start: int
    at: int


def parse(text: str, *, today: date) -> Query:
    """The query that is typed so; one without any part asks for everything. Raises `QueryError`."""
    if len(text) > LONGEST:
        raise QueryError(f"a search has at most {LONGEST:,} characters; look for less at once", LONGEST)
    parts = list(_parts(_straight(text)))
    if len(parts) > MOST:
        raise QueryError(f"a search has at most {MOST} parts; look for less at once", parts[MOST].start)
    query = Query(
        **_listed([part for part in parts if not part.negated]),
        **_days(parts, today),
        without=Parts(**_listed([part for part in parts if part.negated])),
        doubtful=bool([yes(part.value.text, part.at) for part in parts if part.key == "all"]),
    )
    if len(written(query)) > LONGEST:  # a date may be longer than it was typed
        raise QueryError(f"a search has at most {LONGEST:,} characters; look for less at once", len(text))
    return query


def _listed(parts: Sequence[_Part]) -> dict[str, Any]:
    """The fields of `Parts`, each value once."""
    found: dict[str, dict[Words | Act | Kind, None]] = defaultdict(dict)
    for part in parts:
        if part.key is None:
            found["words"][part.value] = None
        elif part.key in _LISTS:
            found[_LISTS[part.key]][_meant(part)] = None
    return {field: tuple(values) for field, values in found.items()}


def _meant(part: _Part) -> Words | Act | Kind:
    if part.key == "cue":
        return act(part.value.text, part.at)
    return kind(part.value.text, part.at) if part.key == "kind" else part.value


def _days(parts: Sequence[_Part], today: date) -> dict[str, Any]:
    """`after` and `before`, where they are there."""
    found: dict[str, date] = {}
    for part in parts:
        if part.key in {"after", "before"}:
            if part.key in found:
                raise QueryError(f"{part.key}: stands here twice; take one out", part.start)
            found[part.key] = day(part.value.text, part.at, today)
            if len(found) == 2 and found["after"] >= found["before"]:  # noqa: PLR2004  # both of them
                raise QueryError("there is no day between after: and before:; is one of them mistyped?", part.at)
    return found


def _straight(text: str) -> str:
    """The text, character for character, with plain quotation marks and minus signs and without control characters."""
    return "".join(" " if unicodedata.category(sign) in {"Cc", "Cs"} else sign for sign in text.translate(_STRAIGHT))


def _parts(text: str) -> Iterator[_Part]:
    at = 0
    while (start := _past_space(text, at)) < len(text):
        apart = start == 0 or text[start - 1].isspace()
        at = _past_marks(text, start)
        negated = apart and "-" in text[start:at]
        key, at = _key(text, at)
        value, end = _value(text, at) if key is None else _given(text, at, key)
        at, place = end, at
        if key is None and (value == Words("AND") or not value.text):
            continue
        if key is None and value in _OPERATORS:
            raise QueryError(_OPERATORS[value], place)
        if negated and text[start:place].endswith("("):
            raise QueryError('a - goes before one word or quotation: -word -"two words"', start)
        if negated and key in {"after", "before", "all"}:
            raise QueryError(f"a - has no meaning before {key}:", start)
        yield _Part(key, value, negated, start, place)


def _key(text: str, at: int) -> tuple[str | None, int]:
    """The key that stands there, if one does, and where its value begins."""
    found = _KEY.match(text, at)
    if found is None:
        return None, at
    key, end = found[1].lower(), found.end()
    if key in KEYS:
        return key, end
    if not text[end : end + 1].strip() or text.startswith("//", end):
        return None, at  # "Moscow: no gas", or a web address
    closest = _OTHERWISE.get(key) or near(key, KEYS)
    remedy = f"did you mean {closest}:?" if closest else "there are " + ", ".join(f"{one}:" for one in KEYS)
    raise QueryError(
        f"'{found[0]}' is nothing to search by; {remedy} (Words with a colon go in quotation marks.)", found.start()
    )


def _given(text: str, at: int, key: str) -> tuple[Words, int]:
    """The value behind a key, perhaps after a space, and where it ends."""
    start = _past_space(text, at)
    following = _KEY.match(text, start) if start > at else None
    missing = start == len(text) or (start > at and text[start] == "-") or (following and following[1].lower() in KEYS)
    if not missing:
        value, end = _value(text, start)
        if value.text:
            return value, end
    raise QueryError(f"something is missing behind {key}: ({KEYS[key]})", at - 1)


def _value(text: str, at: int) -> tuple[Words, int]:
    """The word, or the words between quotation marks, that stand there, and where they end."""
    start = _past_marks(text, at)
    if text.startswith('"', start):
        close = text.find('"', start + 1)
        if close < 0:
            raise QueryError("a quotation mark is opened here and never closed", start)
        star = text.startswith("*", close + 1)
        inside = " ".join(text[start + 1 : close].split()) + "*" * star
        return _words(inside, start + 1, phrase=True), close + 1 + star
    found = _BARE.match(text, start)
    end = found.end() if found else start
    return _words(_without_marks(text[start:end]), start, phrase=False), end


def _words(text: str, at: int, *, phrase: bool) -> Words:
    """Words with their * made out."""
    if not _has_word(text):
        return Words("")
    plain = text.removesuffix("*")
    if plain == text and "*" not in text:
        return Words(text, phrase=phrase)
    if "*" in plain:
        raise QueryError("a * can stand only at the end of a word, once", at + plain.index("*"))
    plain = plain if phrase else _without_marks(plain)
    if sum(sign.isalnum() for sign in _last_word(plain)) < _ENOUGH:
        raise QueryError(f"a * needs at least {_ENOUGH} letters before it", at)
    return Words(plain, prefix=True, phrase=phrase)


def _last_word(text: str) -> str:
    """The letters, digits and accents at the end."""
    end = len(text)
    while end and unicodedata.category(text[end - 1])[0] in "LNM":
        end -= 1
    return text[end:]


def _past_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _past_marks(text: str, at: int) -> int:
    while at < len(text) and (_is_mark(text[at]) or text[at] == "+"):
        at += 1
    return at


def _without_marks(text: str) -> str:
    """Without the marks at both ends, as of words out of a sentence."""
    end = len(text)
    while end and _is_mark(text[end - 1]):
        end -= 1
    return text[_past_marks(text[:end], 0) : end]


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "P" and sign not in _SIGNS


def _has_word(text: str) -> bool:
    return any(map(str.isalnum, text))
