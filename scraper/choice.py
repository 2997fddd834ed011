"""Which of the articles that a source offers are asked for in this run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from onrecord.addresses import identity

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from onrecord.config import Kind
    from onrecord.store.articles import Met
    from onrecord.store.setbacks import Setback
    from scraper.job import Limits
    from scraper.listing import Entry

AGAIN = timedelta(hours=1)
"""The soonest look at a page of which nobody says when it changed."""


@dataclass(frozen=True, slots=True)
class Past:
    """What the store knows of addresses: under which of them an article was met, and which failed."""

    met: Mapping[str, Met]
    setbacks: Mapping[str, Setback]


@dataclass(frozen=True, slots=True)
class Choice:
    """The entries to ask for, new articles first; how many others are known, and how many are left alone for now."""

    wanted: tuple[Entry, ...]
    known: int
    left: int


def choose(  # noqa: PLR0913  # what the choice depends on
    entries: Sequence[Entry], *, kind: Kind, past: Past, asked: Collection[str], limits: Limits, now: datetime
) -> Choice:
    """What to ask for of a source's entries; `asked` are the identities of pages that this run asked for already.

    Of a section, which does not say when an article changed, an article is asked for again when as much time has passed
    since the last look as lay between the first and the last, and at least an hour.
    """
    pages: dict[str, Entry] = {}
    known = left = 0
    for entry in entries:
        page, met, setback = identity(entry.url), past.met.get(entry.url), past.setbacks.get(entry.url)
        if page in asked or page in pages or not _is_fresh(entry, met, kind, now):
            known += 1
        elif setback is not None and setback.until > now and not limits.insist:
            left += 1
        else:
            pages[page] = entry
    wanted = sorted(pages.values(), key=lambda one: one.url in past.met)
    return Choice(tuple(islice(wanted, limits.most)), known, left)


def _is_fresh(entry: Entry, met: Met | None, kind: Kind, now: datetime) -> bool:
    if met is None:
        return True
    if kind == "section":
        return now - met.checked >= max(AGAIN, met.checked - met.collected)
    if kind == "page":
        return now - met.checked >= AGAIN
    return entry.updated is not None and entry.updated > met.checked
