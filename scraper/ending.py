"""A crawl that is told to end: in order, but not later than a service may take for it."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from scrapy.crawler import AsyncCrawlerProcess

PATIENCE: Final = 4.0
"""Seconds that pages on their way have to come in; what comes later is fetched by the next crawl."""


class Process(AsyncCrawlerProcess):
    """Scrapy's own, which at a signal waits for all answers, also of a site that gives none for long."""

    async def stop(self) -> None:
        """End all crawls; after a while also those that wait for an answer still."""
        from twisted.internet import reactor  # noqa: PLC0415  # Scrapy installs it

        reactor.callLater(PATIENCE, _leave)  # type: ignore[attr-defined]  # what reactors have
        await super().stop()


def _leave() -> None:
    from twisted.internet import reactor  # noqa: PLC0415  # as above

    with suppress(RuntimeError):  # it is over
        reactor.stop()  # type: ignore[attr-defined]  # as above
