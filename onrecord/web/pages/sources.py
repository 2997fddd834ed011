"""How the sources do: what each brought, and what keeps it from it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from onrecord import places
from onrecord.state import sources
from onrecord.web.shown import Page, Shown

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from onrecord.web.site import Site

_DAYS: Final = 7


def health(site: Site, tx: Connection) -> Shown:
    """A row for each source of topics.yaml, over the last days.

    What to do about one, which may name a folder of this computer or an address that is not for others, is told where
    only the operator is meant to read it.
    """
    now = datetime.now(UTC)
    states, _ = sources.states(tx, site.config, now=now, days=_DAYS)
    advice = [line for state in states for line in state.advice] if site.config.web.url is None else []
    values = {"sources": states, "days": _DAYS, "now": now, "advice": advice}
    return Shown("sources.html.j2", "Sources", places.SOURCES, values, tab="sources")


PAGES: Final = (Page(places.SOURCES, health),)
