"""The spider that all kinds of sources share: listings ─► the pages of articles that the store does not have yet."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import Response, TextResponse
from w3lib.encoding import http_content_type_encoding

from onrecord.addresses import identity
from onrecord.errors import CrawlError, OnRecordError, StoreError
from onrecord.store import Store, articles, setbacks
from onrecord.store.setbacks import Failure, Setback
from scraper import faults, job, readers, settings, workers
from scraper.choice import Past, choose
from scraper.extract.addresses import clean
from scraper.items import LOCKED, Page
from scraper.ledger import Ledger
from scraper.listing import Entry, Listing
from scraper.once import AskedAlreadyError
from scraper.patience import LeftForLaterError
from scraper.unchanged import UnchangedError, validators

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Sequence

    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure as Failed

    from scraper.job import Job, Target
    from scraper.workers import Workers

# Loggers that tell of a page's failure beside the spider, which tells it in words; one shows a traceback.
_TOLD_TWICE = (
    "scrapy.core.downloader.handlers.http11",
    "scrapy.downloadermiddlewares.httpcompression",
    "scrapy.downloadermiddlewares.robotstxt",
)


class Collector(Spider):
    """Reads sources of any kind for `onrecord crawl`; the spiders that Scrapy knows by name are one kind each."""

    work: Job
    ledger: Ledger
    workers: Workers
    asked: set[str]
    led: list[tuple[str, list[str], datetime]]
    store: Store | None = None
    trouble: str | None = None
    told: bool = False  # whoever keeps the ledger tells what its sources' errors are

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401  # Scrapy's signature
        """Make the spider for a `work` (with its `ledger`), or for what the command line asks.

        `asked` holds what names the articles' pages that were asked for (`identity`), of all spiders of a run.
        """
        given = {name: kwargs.pop(name, None) for name in ("work", "ledger", "asked")}
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.asked = set() if given["asked"] is None else given["asked"]
        spider.led = []
        spider.workers = workers.of(crawler.settings)
        spider.told = given["ledger"] is not None
        for name in _TOLD_TWICE:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            spider.work = given["work"] or job.from_arguments(spider.name, kwargs)
            spider.store = _store(spider.work)
        except OnRecordError as error:
            spider.trouble = str(error)
            spider.ledger = Ledger(())
            return spider
        spider.ledger = given["ledger"] or Ledger(target.source for target in spider.work.targets)
        crawler.settings.setdict(settings.of(spider.work), priority="spider")  # the command line's go before them
        return spider

    def closed(self, reason: str) -> None:  # noqa: ARG002  # Scrapy's signature
        """Note which addresses led to pages asked for under another; let go of the processes and the store."""
        self.workers.close()
        if self.store is None:
            return
        with suppress(StoreError), self.store.write() as tx:  # the pipeline tells of it; it costs a second look
            for url, names, seen in self.led:
                articles.remember(tx, url, names, now=seen)
        self.store.close()

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the listings, and for the pages that are named."""
        if self.trouble:
            self.logger.error("%s", self.trouble)
            raise CloseSpider("not_configured")
        try:
            resting = await asyncio.to_thread(self._setbacks)
        except StoreError as error:
            for target in self.work.targets:
                self._unreachable(target, str(error))
            return
        read: dict[str, Target] = {}
        for target in self.work.targets:
            if target.kind == "page":
                async for request in self._offer(target, Listing(tuple(Entry(clean(one)) for one in target.addresses))):
                    yield request
                continue
            [url] = target.addresses
            first = read.setdefault(url, target)
            setback = resting.get(target.listing)
            if first is not target:
                self._unreachable(target, f"{url} is read for {first.source} already; take one of the two out")
            elif setback and setback.until > datetime.now(UTC) and not self.work.limits.insist:
                self.ledger.rests(target.source, setback)
            else:
                self.ledger.suspect(target.source, [target.listing] if setback else [])
                yield self._ask(url, target, self.parse_listing, self.listing_failed, whole=setback is not None)

    async def parse_listing(self, response: Response, target: Target) -> AsyncIterator[Request]:
        """Ask for those of the offered articles that are new, or changed since the last look."""
        try:
            listing = await readers.read(
                target.kind,
                response,
                self._follow(target, whole=bool(response.meta.get("whole"))),
                self.workers,
                most=self.work.rules.max_articles,
                now=datetime.now(UTC),
            )
        except CrawlError as error:
            self._unreachable(target, str(error), Failure(target.listing, str(error)))
            return
        self.ledger.answered(target.source, target.listing)
        if listing.warning:
            self.logger.warning("%s: %s", target.source, listing.warning)
        async for request in self._offer(target, listing):
            yield request

    def parse_article(self, response: Response, target: Target, entry: Entry) -> Iterable[Page]:
        """Hand an article's page on."""
        self.ledger.fetched(target.source)
        self._count(target, "fetched")
        kind = readers.header(response, "Content-Type")
        if not isinstance(response, TextResponse):
            self._article_failed(target, Failure(entry.url, f"{response.url}: is no web page ({kind})"))
            return
        yield Page(
            source=target.source,
            asked=entry.url,
            url=response.url,
            body=response.body,
            encoding=http_content_type_encoding(kind),
            language=target.language,
            hint=entry.hint,
            name=entry.name,
            status=response.status,
            answer=validators(response),
        )

    def listing_failed(self, failure: Failed) -> None:
        """Say why a listing could not be read."""
        target = _request(failure).cb_kwargs["target"]
        fault = _fault(failure, target.listing)
        stopped = isinstance(failure.value, LeftForLaterError) and fault.until is None  # by us: not the site's fault
        self._unreachable(target, fault.reason, None if stopped else fault)

    def article_failed(self, failure: Failed) -> None:
        """Say why an article could not be read; some are no failures."""
        request = _request(failure)
        target, entry = request.cb_kwargs["target"], request.cb_kwargs["entry"]
        if isinstance(failure.value, AskedAlreadyError | UnchangedError):
            names = [*request.meta.get("redirect_urls", ()), entry.url]
            self.led.append((request.url, names, datetime.now(UTC)))
            self.ledger.answered(target.source, entry.url)
            self.ledger.same(target.source)
        elif isinstance(failure.value, LeftForLaterError):
            fault = _fault(failure, target.waits(request.url, entry.url))
            if self.ledger.left(target.source, fault) and not self.told:
                self.logger.warning("%s: %s", target.source, fault.reason)
        else:
            self._article_failed(target, _fault(failure, entry.url))

    async def _offer(self, target: Target, listing: Listing) -> AsyncIterator[Request]:
        """Ask for the articles of a listing that this run is to fetch."""
        limits = self.work.limits
        entries = [one for one in listing.entries if not (limits.since and one.dated and one.dated < limits.since)]
        try:
            past = await asyncio.to_thread(self._past, [entry.url for entry in entries])
        except StoreError as error:
            self._unreachable(target, str(error))
            return
        now = datetime.now(UTC)
        choice = choose(entries, kind=target.kind, past=past, asked=self.asked, limits=limits, now=now)
        self.asked.update(identity(entry.url) for entry in choice.wanted)
        if limits.dry:
            self.ledger.planned(target.source, choice.wanted, known=choice.known, left=choice.left)
            return
        self.ledger.suspect(target.source, past.setbacks)
        self.ledger.listed(
            target.source,
            wanted=len(choice.wanted),
            known=choice.known,
            left=choice.left,
            offered=len(listing.entries),
        )
        for entry in choice.wanted:
            yield self._ask(
                entry.url, target, self.parse_article, self.article_failed, known=entry.url in past.met, entry=entry
            )

    def _ask(  # noqa: PLR0913  # what a request of either kind needs
        self,
        url: str,
        target: Target,
        callback: Callable[..., Any] | None = None,
        errback: Callable[[Failed], None] | None = None,
        *,
        known: bool = False,
        whole: bool = False,
        **more: Entry,
    ) -> Request:
        """A request for a listing, `whole` or if it changed, or for the article of an entry, which may be `known`."""
        login = target.logins.get(job.origin(url))
        listing = {"listing": True, "whole": whole, "download_maxsize": self.settings.getint("FEED_MAXSIZE")}
        return Request(
            url,
            callback=callback,
            errback=errback,
            headers={"Authorization": login} if login else None,
            dont_filter=True,
            priority=0 if more else 10,
            meta={"known": known, "handle_httpstatus_list": LOCKED} if more else listing,
            cb_kwargs={"target": target, **more},
        )

    def _follow(self, target: Target, *, whole: bool) -> readers.Follow:
        """What fetches a further listing of a source. It raises `CrawlError`."""

        async def follow(url: str) -> Response:
            request = self._ask(url, target, whole=whole)
            try:
                response: Response = await self.crawler.engine.download_async(request)
            except Exception as error:  # whatever goes wrong with it goes wrong with one listing of several
                raise CrawlError(faults.explain(error, url)) from error
            if response.status != 200:  # noqa: PLR2004  # RFC 9110
                raise CrawlError(faults.refused(url, response.status))
            return response

        return follow

    def _past(self, urls: Sequence[str]) -> Past:
        if self.store is None:
            return Past({}, {})
        with self.store.read() as tx:
            return Past(articles.known(tx, urls), setbacks.of(tx, urls))

    def _setbacks(self) -> dict[str, Setback]:
        """Of the sources' own addresses."""
        if self.store is None:
            return {}
        with self.store.read() as tx:
            return setbacks.of(tx, (target.listing for target in self.work.targets))

    def _unreachable(self, target: Target, why: str, failure: Failure | None = None) -> None:
        self.ledger.unreachable(target.source, why, failure)
        self.logger.log(logging.INFO if self.told else logging.ERROR, "%s: %s", target.source, why)

    def _article_failed(self, target: Target, failure: Failure) -> None:
        self.ledger.failed(target.source, failure)
        self._count(target, "failed")
        self.logger.warning("%s: %s", target.source, failure.reason)

    def _count(self, target: Target, what: str) -> None:
        self.crawler.stats.inc_value(f"onrecord/{target.source}/{what}")


def _store(work: Job) -> Store | None:
    """The store; a dry run makes none."""
    file = work.store_url.database if work.store_url.get_backend_name() == "sqlite" else None
    if work.limits.dry and file and not Path(file).exists():
        return None
    return Store.open(work.store_url)


def _fault(failure: Failed, address: str) -> Failure:
    """What a request's failure says of the address that was to be read by it."""
    error: BaseException = failure.value  # type: ignore[assignment]  # a failure of a request has one
    until = getattr(error, "until", None)
    return Failure(address, faults.explain(error, _request(failure).url), faults.status(error), until)


def _request(failure: Failed) -> Request:
    """The request that was asked for; what redirects made of it carries its arguments."""
    request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
    return request
