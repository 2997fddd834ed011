"""A crawl that is told to end: in order, but not later than a service may take for it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from scrapy.crawler import AsyncCrawlerProcess

PATIENCE: Final = 4.0
"""Seconds that pages on their way have to come in; what comes later is fetched by the next crawl."""


class Process(AsyncCrawlerProcess):
    """Scrapy's own, which at a signal waits for all answers, also of a site that gives none for long."""

    async def stop(self) -> None:
        """End all crawls; after a while also those that wait for an answer still."""
        asyncio.get_running_loop().call_later(PATIENCE, _leave)
        await super().stop()


def _leave() -> None:
    from twisted.internet import reactor  # noqa: PLC0415  # Scrapy installs it

    with suppress(RuntimeError):  # it is over
        reactor.stop()  # type: ignore[misc]  # Twisted's stubs
