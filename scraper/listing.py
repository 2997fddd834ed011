"""What a source offers: the articles that a feed, a sitemap or a section lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scraper.extract import Hint

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """An article that a source offers, and what the source says of it.

    `updated` is when it last changed; an article that was looked at after that is not fetched again. `name` is what a
    feed calls the entry whatever its address (`onrecord.addresses.entry_name`).
    """

    url: str
    hint: Hint = field(default_factory=Hint)
    updated: datetime | None = None
    name: str | None = None

    @property
    def dated(self) -> datetime | None:
        """When it came out or last changed, whichever is later; None where the source does not say."""
        return max((one for one in (self.hint.published, self.updated) if one), default=None)


@dataclass(frozen=True, slots=True)
class Listing:
    """A source's entries in the order to fetch them, each address once; `warning` says what is wrong with it.

    `follow` are addresses of further listings, those to be read first at the front.
    """

    entries: tuple[Entry, ...] = ()
    warning: str | None = None
    follow: tuple[str, ...] = ()
