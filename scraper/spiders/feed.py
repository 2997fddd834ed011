"""Feeds ─► the pages of the articles that the store does not have yet."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import Response, TextResponse
from w3lib.encoding import http_content_type_encoding

from onrecord.errors import CrawlError, OnRecordError, StoreError
from onrecord.store import Store, articles
from scraper import faults, feeds, job
from scraper.items import Page
from scraper.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

    from scraper.feeds import Entry
    from scraper.job import Job, Target


# Loggers that tell of a page's failure beside the spider, which tells it in words; one shows a traceback.
_TOLD_TWICE = (
    "scrapy.core.downloader.handlers.http11",
    "scrapy.downloadermiddlewares.httpcompression",
    "scrapy.downloadermiddlewares.robotstxt",
)


class FeedSpider(Spider):
    """Reads feeds: `-a source=NAME` for a source of topics.yaml, or `-a url=URL` for any feed."""

    name = "feed"

    work: Job
    ledger: Ledger
    store: Store | None = None
    trouble: str | None = None
    asked: set[str]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401  # Scrapy's signature
        """Make the spider for a `work` (with its `ledger`), or for what the command line asks."""
        work: Job | None = kwargs.pop("work", None)
        ledger: Ledger | None = kwargs.pop("ledger", None)
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.asked = set()
        for name in _TOLD_TWICE:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            spider.work = work or job.from_arguments(kwargs.get("source"), kwargs.get("url"))
            spider.store = Store.open(spider.work.store_url)
        except OnRecordError as error:
            spider.trouble = str(error)
            spider.ledger = Ledger(())
            return spider
        spider.ledger = ledger or Ledger(target.source for target in spider.work.targets)
        _be_polite(crawler, spider.work)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the feeds."""
        if self.trouble:
            self.logger.error("%s", self.trouble)
            raise CloseSpider("not_configured")
        for target in self.work.targets:
            yield Request(
                target.feed,
                callback=self.parse_feed,
                errback=self.feed_failed,
                dont_filter=True,
                priority=10,
                meta={"download_maxsize": self.settings.getint("FEED_MAXSIZE")},
                cb_kwargs={"target": target},
            )

    async def parse_feed(self, response: Response, target: Target) -> AsyncIterator[Request]:
        """Ask for those of a feed's articles that are new, or changed since the last look."""
        now = datetime.now(UTC)
        kind = _header(response, "Content-Type")
        try:
            feed = await asyncio.to_thread(
                feeds.read, response.body, response.url, kind, most=self.work.rules.max_articles, now=now
            )
            known = await asyncio.to_thread(self._known, [entry.url for entry in feed.entries])
        except (CrawlError, StoreError) as error:
            self._unreachable(target, str(error))
            return
        if feed.warning:
            self.logger.warning("%s: %s", target.source, feed.warning)
        fresh = [
            entry for entry in feed.entries if entry.url not in self.asked and _is_fresh(entry, known.get(entry.url))
        ]
        self.asked.update(entry.url for entry in fresh)
        self.ledger.listed(target.source, wanted=len(fresh), known=len(feed.entries) - len(fresh))
        for entry in fresh:
            yield Request(
                entry.url,
                callback=self.parse_article,
                errback=self.article_failed,
                dont_filter=True,
                cb_kwargs={"target": target, "entry": entry},
            )

    def parse_article(self, response: Response, target: Target, entry: Entry) -> Iterable[Page]:
        """Hand an article's page on."""
        self.ledger.fetched(target.source)
        self._count(target, "fetched")
        if not isinstance(response, TextResponse):
            self._article_failed(target, f"{response.url}: is no web page ({_header(response, 'Content-Type')})")
            return
        yield Page(
            source=target.source,
            asked=entry.url,
            url=response.url,
            body=response.body,
            encoding=http_content_type_encoding(_header(response, "Content-Type")),
            language=target.language,
            hint=entry.hint,
        )

    def feed_failed(self, failure: Failure) -> None:
        """Say why a feed could not be read."""
        request = _request(failure)
        self._unreachable(request.cb_kwargs["target"], _explain(failure, request))

    def article_failed(self, failure: Failure) -> None:
        """Say why an article could not be read."""
        request = _request(failure)
        self._article_failed(request.cb_kwargs["target"], _explain(failure, request))

    def _known(self, urls: list[str]) -> dict[str, datetime]:
        if self.store is None:
            return {}
        with self.store.read() as tx:
            return articles.known(tx, urls)

    def _unreachable(self, target: Target, why: str) -> None:
        self.ledger.unreachable(target.source, why)
        self.logger.error("%s: %s", target.source, why)

    def _article_failed(self, target: Target, why: str) -> None:
        self.ledger.failed(target.source)
        self._count(target, "failed")
        self.logger.warning("%s: %s", target.source, why)

    def _count(self, target: Target, what: str) -> None:
        self.crawler.stats.inc_value(f"onrecord/{target.source}/{what}")


def _be_polite(crawler: Crawler, work: Job) -> None:
    """What topics.yaml says; a setting on the command line goes before it."""
    rules = work.rules
    crawler.settings.setdict(
        {
            "USER_AGENT": rules.user_agent,
            "DOWNLOAD_DELAY": rules.delay,
            "AUTOTHROTTLE_START_DELAY": rules.delay,
            "AUTOTHROTTLE_ENABLED": rules.delay > 0,
            "DOWNLOAD_TIMEOUT": rules.timeout,
            "ROBOTSTXT_OBEY": rules.obey_robots,
        },
        priority="spider",
    )


def _is_fresh(entry: Entry, looked: datetime | None) -> bool:
    return looked is None or (entry.updated is not None and entry.updated > looked)


def _request(failure: Failure) -> Request:
    """The request that was asked for; what redirects made of it carries its arguments."""
    request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
    return request


def _explain(failure: Failure, request: Request) -> str:
    return faults.explain(failure, request.url, urlsplit(request.url).netloc)


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if isinstance(value, bytes) else None
