"""A query as text: as one writes it, and where one that is wrong is wrong."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.query.asked import Parts, Query, QueryError, Words

_LEAST: Final = 20  # columns of a line


def written(query: Query) -> str:
    """The query in its one form: what means the same is written the same but for the order of values of one key."""
    parts = list(_parts(query))
    if query.after:
        parts.append(f"after:{query.after.isoformat()}")
    if query.before:
        parts.append(f"before:{query.before.isoformat()}")
    parts += (f"-{part}" for part in _parts(query.without))
    if query.doubtful:
        parts.append("all:yes")
    return " ".join(parts)


def pointed(text: str, error: QueryError, *, width: int = 76) -> str:
    """Two lines for a terminal: the text around what is wrong, and a ^ under it."""
    line = "".join(" " if sign.isspace() or not sign.isprintable() else sign for sign in text)
    at = min(error.at, len(line))
    room = max(width, _LEAST) // (1 if line.isascii() else 2)  # a character may take two columns
    start = max(0, min(at - room // 2, len(line) - room))
    before, after = line[start:at], line[at : start + room]
    cut = "…" if start else ""
    return f"{cut}{before}{after}{'…' * (len(line) > start + room)}\n{' ' * (len(cut) + _columns(before))}^"


def _parts(parts: Parts) -> Iterator[str]:
    yield from map(_words, parts.words)
    for key, values in (("speaker", parts.speakers), ("topic", parts.topics), ("source", parts.sources)):
        yield from (f"{key}:{_words(value)}" for value in values)
    yield from (f"cue:{act}" for act in parts.acts)
    yield from (f"kind:{kind}" for kind in parts.kinds)


def _words(words: Words) -> str:
    text = f"{words.text}*" if words.prefix else words.text
    return f'"{text}"' if words.phrase or not text.strip() or any(map(str.isspace, text)) else text


def _columns(text: str) -> int:
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )
