"""When an article was published, weighed from where a page tells it, and what is doubtful about that."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scraper.extract import dates
from scraper.extract.page import inner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from scraper.extract.dates import Stamp
    from scraper.extract.metadata import Metadata
    from scraper.extract.page import Element

A_YEAR = timedelta(days=366)
APART = timedelta(days=3)
"""A page's date and that in its address may differ by so much: stories are opened early and finished late."""

_METAS = (
    "article:published_time", "datepublished", "og:published_time", "article:published", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "pubdate", "publishdate",
    "publish-date", "publication_date", "cxenseparse:recs:publishtime", "date",
)  # fmt: skip
_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)([/-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")


def choose(  # noqa: PLR0913  # all that tells a date
    tree: Element,
    data: Metadata,
    url: str,
    *,
    fed: Stamp | None,
    guessed: Callable[[], str | None],
    now: datetime,
    ruled: Iterable[Element] = (),
) -> tuple[Stamp | None, tuple[str, ...]]:
    """The first date that can be true, and warnings where another contradicts it.

    What a site's rule names (`ruled`) goes before JSON-LD, then meta elements, the feed, marked elements, the address,
    and what the text extraction guessed. A time of day goes before a bare day that agrees with it. Nothing lies after
    `now`, but for a bare day whose zone is not known.
    """
    written = [*map(_written, ruled), data.text("datePublished"), *(data.meta.get(name) for name in _METAS)]
    stamps = [stamp for value in written if (stamp := dates.read(value, now=now))]
    if fed is not None and dates.plausible(fed, now=now):
        stamps.append(fed)
    address = in_address(url)
    if not stamps:
        stamps = list(_marked(tree, now))[:1]
    chosen = _exact(stamps) if stamps else address or dates.read(guessed(), now=now)
    if chosen is None:
        return None, ()
    if not chosen.date_only and chosen.moment > now:
        chosen = replace(chosen, moment=now.astimezone(chosen.moment.tzinfo))
    return chosen, tuple(_doubts(chosen, fed, address))


def in_address(url: str) -> Stamp | None:
    """The day that an address spells: `/2026/11/23/`, `/2026-11-23-quay`, `quay-20261123`."""
    try:
        found = _IN_ADDRESS.search(urlsplit(url).path)
        return dates.whole_day(date(int(found[1]), int(found[3]), int(found[4]))) if found else None
    except ValueError:
        return None


def _exact(stamps: list[Stamp]) -> Stamp:
    first = stamps[0]
    same_day = (one for one in stamps if not one.date_only and one.moment.date() == first.moment.date())
    return next(same_day, first) if first.date_only else first


def _marked(tree: Element, now: datetime) -> Iterator[Stamp]:
    """Dates in elements that are marked as such, those of publication first."""
    for path in (".//*[@itemprop='datePublished']", ".//time"):
        for element in tree.iterfind(path):
            if stamp := dates.read(_written(element), now=now):
                yield stamp


def _written(element: Element) -> str:
    return element.get("content") or element.get("datetime") or inner(element)


def _doubts(chosen: Stamp, fed: Stamp | None, address: Stamp | None) -> Iterator[str]:
    said = f"the page is dated {chosen.moment.date().isoformat()}"
    if fed is not None and fed.moment - chosen.moment > A_YEAR:
        yield f"{said}, more than a year before the feed's {fed.moment.date().isoformat()}"
    if address is not None and abs(address.moment - chosen.moment) > APART:
        yield f"{said}, but its address says {address.moment.date().isoformat()}"
