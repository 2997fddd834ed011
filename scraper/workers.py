"""Extraction in other processes: off the event loop, and a page that crashes or never ends harms no other."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import TYPE_CHECKING

from scraper.extract import extract_article

if TYPE_CHECKING:
    from onrecord.model import Article
    from scraper.items import Page

_log = logging.getLogger(__name__)

ATTEMPTS = 2
"""A page in work when another one broke the process gets a second try."""


class Workers:
    """Processes that turn pages into articles; they start with the first page."""

    def __init__(self, processes: int, timeout: float) -> None:
        self._processes = processes
        self._timeout = timeout
        self._pool: ProcessPoolExecutor | None = None
        self._free = asyncio.Semaphore(max(1, processes))

    async def extract(self, page: Page) -> Article | None:
        """The page's article; None where it has none. Raises `TimeoutError` or `BrokenProcessPool`."""
        async with self._free:  # so that the clock starts with the work
            if not self._processes:
                return await asyncio.to_thread(read, page)
            for attempt in range(ATTEMPTS):
                pool = self._started()
                try:
                    future = asyncio.get_running_loop().run_in_executor(pool, read, page)
                    return await asyncio.wait_for(future, self._timeout)
                except TimeoutError:
                    self._drop(pool)
                    raise
                except BrokenProcessPool:
                    self._drop(pool)
                    if attempt + 1 == ATTEMPTS:
                        raise
        return None

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._drop(self._pool)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._processes, mp_context=multiprocessing.get_context("spawn"), initializer=_prepare
            )
        return self._pool

    def _drop(self, pool: ProcessPoolExecutor) -> None:
        if self._pool is pool:
            self._pool = None
        # The executor has no public way to end a process that is in work.
        for process in list((pool._processes or {}).values()):  # noqa: SLF001
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)


def read(page: Page) -> Article | None:
    """The article of a page as it is stored: under the address that the source gave, in its stated language."""
    article = extract_article(page.body, page.url, source=page.source, encoding=page.encoding, hint=page.hint)
    if article is None:
        return None
    return replace(article, fetched_url=page.asked, language=page.language or article.language)


def _prepare() -> None:
    """Leave Ctrl-C to the crawl, and end with it even when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
