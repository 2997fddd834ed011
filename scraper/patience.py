"""`Retry-After`: a site that asks for time gets it, within limits; the rest is left for the next run.

`Patience` hears what a site asks for, and `PatientHandler` keeps every page of that site waiting, also those that
were in the queue before.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

from scraper.guard import GuardedHandler

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from scraper.job import Target
    from scraper.ledger import Ledger

ASKED_FOR_TIME = {429, 503}  # RFC 6585, section 4; RFC 9110, section 15.6.4
_ENDLESS = 30 * 24 * 60 * 60  # seconds, beyond which no wish to be left alone is told apart
_STEP = 0.5  # seconds between two looks whether the crawl is being stopped


class LeftForLaterError(IgnoreRequest):
    """A site that wants to be left alone for longer than a run waits, `until` then; or the crawl ends meanwhile."""

    def __init__(self, why: str, until: datetime | None = None, status: int | None = None) -> None:
        super().__init__(why)
        self.until = until
        self.status = status


class Patience:
    """What sites asked for; as a downloader middleware, nearer to the site than retries, it asks once more.

    A site may ask for `RETRY_AFTER_MAX` seconds at a time, and `RETRY_AFTER_TIMES` times before it gives a page; beyond
    that, it is left alone until the run's end.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._longest = crawler.settings.getfloat("RETRY_AFTER_MAX")
        self._times = crawler.settings.getint("RETRY_AFTER_TIMES")
        self._until: dict[str, float] = {}
        self._asked: Counter[str] = Counter()
        self._left: dict[str, tuple[str, datetime, int]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it for a crawler."""
        return cls(crawler)

    async def hold(self, request: Request) -> None:
        """Come back when the request's site may be asked. Raises `LeftForLaterError` where that is not in this run."""
        site = urlsplit(request.url).netloc
        while (wait := self._until.get(site, 0) - time.monotonic()) > 0 and site not in self._left:
            if not self._crawler.crawling:
                raise LeftForLaterError("the crawl was stopped while it waited")
            await asyncio.sleep(min(wait, _STEP))
        if site in self._left:
            raise LeftForLaterError(*self._left[site])
        self._check_lease(request)

    def _check_lease(self, request: Request) -> None:
        """Raise `LeftForLaterError` where another process may read the source by now: no site is read by two."""
        target: Target | None = request.cb_kwargs.get("target")
        ledger: Ledger | None = getattr(self._crawler.spider, "ledger", None)
        if target is not None and ledger is not None and ledger.has_lost(target.source):
            raise LeftForLaterError("could not be held until its end; what is left is for whoever reads it next")

    def hear(self, request: Request, response: Response) -> None:
        """Note what a response says of its site's patience."""
        site, now = urlsplit(request.url).netloc, time.monotonic()
        wait = _wanted(response)
        if wait is None:
            del self._asked[site]
            return
        if now >= self._until.get(site, 0):  # else it was on its way when the site asked for time
            self._asked[site] += 1
        if wait > self._longest or self._asked[site] > self._times:
            why = f"{site} asks to wait {wait:.0f} seconds (HTTP {response.status}); it is left for the next run"
            until = datetime.now(UTC) + timedelta(seconds=min(wait, _ENDLESS))
            self._left.setdefault(site, (why, until, response.status))
        self._until[site] = max(self._until.get(site, 0), now + wait)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The response, or the request once more where its site asked for time."""
        if _wanted(response) is None:
            return response
        left = self._left.get(urlsplit(request.url).netloc)
        if left is not None:
            raise LeftForLaterError(*left)
        return request.replace(dont_filter=True)


class PatientHandler(GuardedHandler):
    """Connects as the address guard allows, and when the site allows."""

    async def download_request(self, request: Request) -> Response:
        """Fetch a page, when its site has had the time that it asked for."""
        patience = self._crawler.get_downloader_middleware(Patience)
        if patience is None:
            return await super().download_request(request)
        await patience.hold(request)
        response = await super().download_request(request)
        patience.hear(request, response)  # before Scrapy takes the site's next page from the queue
        return response


def _wanted(response: Response) -> float | None:
    """The seconds that a response asks for, if it does."""
    value = response.headers.get("Retry-After")
    return None if response.status not in ASKED_FOR_TIME or value is None else seconds(value.decode("latin-1"))


def seconds(value: str) -> float | None:
    """How long a `Retry-After` asks to wait (RFC 9110, section 10.2.3): seconds, or a date. None for anything else."""
    text = value.strip()
    if text.isascii() and text.isdigit() and len(text) < 10:  # noqa: PLR2004  # thirty years are enough
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
