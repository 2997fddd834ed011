"""A fetched page ─► its article ─► the store, both off the event loop."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import DropItem, NotConfigured
from sqlalchemy.exc import DataError, IntegrityError

from onrecord.errors import StoreError
from onrecord.store import answers, articles
from onrecord.store.setbacks import Failure
from scraper import faults
from scraper.extract.page import words
from scraper.items import LOCKED, Collected, Page
from scraper.record import record

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from onrecord.store import Store
    from onrecord.store.articles import Saved
    from scraper.ledger import Ledger
    from scraper.workers import Workers

_OF_THE_ARTICLE = (IntegrityError, DataError)
"""What a database says of values that it can't take; all else it says of itself."""

_log = logging.getLogger(__name__)


class Extraction:
    """Turns a `Page` into `Collected`; drops a page without an article, and counts it as failed."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._workers: Workers = crawler.spider.workers  # type: ignore[union-attr]  # a spider with a ledger has them

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it for a spider that keeps a ledger; without one, the step is left out."""
        _ledger(crawler)
        return cls(crawler)

    async def process_item(self, item: object) -> object:
        """The article of a page; another item as it is."""
        if not isinstance(item, Page):
            return item
        why = "no article found in it"
        try:
            article = await self._workers.extract(item)
        except TimeoutError:
            article, why = None, "reading it took too long"
        except BrokenProcessPool:
            article, why = None, "reading it crashed"
        except Exception as error:  # noqa: BLE001  # a page is anybody's bytes
            article, why = None, f"can't be read ({_reason(error)})"
        if article is None:
            locked = item.status if item.status in LOCKED else None
            reason = f"{item.url}: {why}" if locked is None else faults.refused(item.url, locked)
            _log.warning("%s: %s", item.source, reason)
            raise _failed(self._crawler, item.source, Failure(item.asked, reason, locked))
        also = tuple(filter(None, (item.url, item.name)))
        return Collected(item.source, article, also, item.url, item.status in LOCKED, item.answer)


class Storing:
    """Saves what was collected at once, each article in a transaction of its own; records the crawl at its end."""

    def __init__(self, crawler: Crawler, store: Store) -> None:
        self._crawler = crawler
        self._store = store
        self._one_at_a_time = asyncio.Lock()  # the database has one writer anyway

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it with the spider's store; without one, the step is left out."""
        store: Store | None = getattr(crawler.spider, "store", None)
        if store is None:
            raise NotConfigured("there is no store to keep articles in")
        return cls(crawler, store)

    async def process_item(self, item: object) -> object:
        """Store an article; another item goes by."""
        if not isinstance(item, Collected):
            return item
        try:
            async with self._one_at_a_time:
                saved = await asyncio.to_thread(self._save, item)
        except Exception as error:
            if isinstance(error, StoreError) and not isinstance(error.__cause__, _OF_THE_ARTICLE):
                self._stop(error)
                raise _failed(self._crawler, item.source) from error
            reason = f"{item.article.url}: can't be stored ({_reason(error)})"  # no reason to leave the others
            _log.warning("%s: %s", item.source, reason)
            raise _failed(self._crawler, item.source, Failure(_asked(item), reason)) from error
        _count(self._crawler, item.source, "stored")
        ledger = _ledger(self._crawler)
        ledger.answered(item.source, _asked(item))
        ledger.saved(item.source, saved)
        return item

    async def close_spider(self) -> None:
        """Record what came of each source."""
        try:
            await asyncio.to_thread(self._record)
        except StoreError as error:
            _log.error("%s", error)  # as above

    def _stop(self, error: StoreError) -> None:
        if not self._crawler.stats.get_value("onrecord/store_failed"):
            self._crawler.stats.set_value("onrecord/store_failed", str(error))
            _log.error("%s", error)  # the message says it all; a traceback says nothing to a reader
            asyncio.get_running_loop().create_task(self._crawler.stop_async())  # the engine outlives it

    def _save(self, item: Collected) -> Saved:
        now = datetime.now(UTC)
        with self._store.write() as tx:
            if item.page is not None:
                answers.keep(tx, item.page, item.answer, now=now)
            return articles.save(tx, item.article, now=now, also=item.also, part=item.part)

    def _record(self) -> None:
        with self._store.write() as tx:
            record(tx, _ledger(self._crawler).outcomes())


def _reason(error: Exception) -> str:
    return words(f"{type(error.__cause__ or error).__name__}: {error}")[:300]


def _ledger(crawler: Crawler) -> Ledger:
    ledger: Ledger | None = getattr(crawler.spider, "ledger", None)
    if ledger is None:
        raise NotConfigured("the spider keeps no ledger")
    return ledger


def _failed(crawler: Crawler, source: str, failure: Failure | None = None) -> DropItem:
    """Count a page as failed, by its own fault or not; gives what to raise."""
    _count(crawler, source, "failed")
    _ledger(crawler).failed(source, failure)
    return DropItem("" if failure is None else failure.reason, log_level="DEBUG")


def _asked(item: Collected) -> str:
    """The address that the source gave."""
    return item.article.fetched_url or item.article.url


def _count(crawler: Crawler, source: str, what: str) -> None:
    crawler.stats.inc_value(f"onrecord/{source}/{what}")
