"""What is looked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.errors import OnRecordError

if TYPE_CHECKING:
    from datetime import date

    from onrecord.model import Act, Kind


class QueryError(OnRecordError):
    """What is wrong with a query, and the character of its text, counted from 0, where it lies."""

    exit_code = 2

    def __init__(self, message: str, at: int = 0) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand together, `text` as typed, without the marks.

    Of a `prefix` the last word is only a beginning; a `phrase` was in quotation marks.
    """

    text: str
    prefix: bool = False
    phrase: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """All of the `words`, and of each other one that is not empty, any."""

    words: tuple[Words, ...] = ()
    speakers: tuple[Words, ...] = ()
    topics: tuple[Words, ...] = ()
    sources: tuple[Words, ...] = ()
    acts: tuple[Act, ...] = ()
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Query(Parts):
    """What is looked for: from the day `after` on, up to the day before `before`, and nothing of `without`.

    `doubtful` asks for statements, too, that are not sure enough to be shown otherwise.
    """

    after: date | None = None
    before: date | None = None
    without: Parts = Parts()
    doubtful: bool = False
