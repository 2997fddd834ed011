"""The day in a few statements: the best of different topics and speakers, short enough to be shown whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from digests import context
from digests.rank import likeness
from digests.wordings import telling
from onrecord.people import key
from onrecord.sameness.folding import SPACELESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onrecord.model import Highlight

MOST_WORDS: Final = 120
"""Of all together, with speakers and titles."""

_WORDS = 45  # of one statement: what is longer is no summary
_MOST = 5
_ALIKE = 0.5  # the likeness from which on two would say one thing
_SPACELESS: Final = re.compile(f"[{SPACELESS}]")


def summary(likely: Iterable[tuple[float, Highlight]], shown: int) -> tuple[Highlight, ...]:
    """The statements that stand for a day of so many, of those that are shown with their scores; the best first.

    None where there are too few: they would only stand there twice.
    """
    ranked = [one for _, one in sorted(likely, key=lambda scored: -scored[0]) if _stands_alone(one)]
    most = min(_MOST, shown // 2)
    found: list[Highlight] = []
    for other_topics in (True, False):
        for one in ranked:
            if len(found) < most and _adds(one, found, other_topics=other_topics):
                found.append(one)
    return tuple(found) if len(found) > 1 else ()


def _stands_alone(one: Highlight) -> bool:
    """Whether it is short enough, said by somebody with a name, and understood without what was said before it."""
    said = one.entry.statement
    named = one.name is not None and said.speaker is not None and key(one.name, said.speaker.kind) is not None
    return named and _words(said.content) <= _WORDS and not context.leans(said)


def _adds(one: Highlight, found: Sequence[Highlight], *, other_topics: bool) -> bool:
    """Whether it is of another speaker, in other words, and does not make the summary too long."""
    words = telling(one.entry.statement.content)
    return (
        sum(map(_length, (*found, one))) < MOST_WORDS
        and all(other.name != one.name for other in found)
        and not (other_topics and any(other.topic == one.topic for other in found))
        and all(likeness(words, telling(other.entry.statement.content)) < _ALIKE for other in found)
    )


def _length(one: Highlight) -> int:
    return sum(map(_words, (one.name or "", one.title or "", one.entry.statement.content)))


def _words(text: str) -> int:
    """How many words a reader counts; of a script without spaces, each character is one."""
    return len(_SPACELESS.sub(" x ", text).split())
