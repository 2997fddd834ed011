"""Reading in other processes: off the event loop, and a page or listing that crashes or never ends harms no other."""

from __future__ import annotations

import asyncio
import logging
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from onrecord import processes
from scraper.extract import extract_article
from scraper.items import LOCKED

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.settings import BaseSettings

    from onrecord.model import Article
    from scraper.items import Page

_log = logging.getLogger(__name__)

_T = TypeVar("_T")

# A process that has imported all that reading needs is forked for each worker: it does so once, not each of them. It
# ends with the crawl.
processes.CONTEXT.set_forkserver_preload([__name__])


class Workers:
    """Processes that read pages and listings; they start with the first."""

    def __init__(self, processes: int, timeout: float) -> None:
        self._processes = processes
        self._timeout = timeout
        self._pool: ProcessPoolExecutor | None = None
        self._free = asyncio.Semaphore(max(1, processes))

    async def extract(self, page: Page) -> Article | None:
        """The page's article; None where it has none. Raises as `run` does."""
        return await self.run(partial(read, page))

    async def run(self, work: Callable[[], _T]) -> _T:
        """What the work gives, in a process. Raises `TimeoutError`, `BrokenProcessPool`, or what the work raises."""
        async with self._free:  # so that the clock starts with the work
            if not self._processes:
                return await asyncio.to_thread(work)
            try:
                return await self._once(work)
            except BrokenProcessPool:  # other work in the same process may have broken it
                return await self._once(work)

    async def _once(self, work: Callable[[], _T]) -> _T:
        pool = self._started()
        try:
            with processes.undisturbed():
                begun = asyncio.get_running_loop().run_in_executor(pool, work)
            return await asyncio.wait_for(begun, self._timeout)
        except (TimeoutError, BrokenProcessPool):
            self._drop(pool)
            raise

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._drop(self._pool)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._processes, mp_context=processes.CONTEXT, initializer=processes.follow
            )
        return self._pool

    def _drop(self, pool: ProcessPoolExecutor) -> None:
        if self._pool is pool:
            self._pool = None
        processes.end(pool)


def of(settings: BaseSettings) -> Workers:
    """As many, and as patient, as a crawler's settings say."""
    processes = settings.get("EXTRACT_PROCESSES")
    number = (os.cpu_count() or 2) if processes is None else int(processes)
    return Workers(number, settings.getfloat("EXTRACT_TIMEOUT"))


def read(page: Page) -> Article | None:
    """The article of a page as it is stored: under the address that the source gave, in its stated language."""
    article = extract_article(
        page.body, page.url, source=page.source, encoding=page.encoding, hint=page.hint, locked=page.status in LOCKED
    )
    if article is None:
        return None
    return replace(article, fetched_url=page.asked, language=page.language or article.language)
