"""Nothing is fetched twice in a run: a redirect to an article that was asked for already is not followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.exceptions import IgnoreRequest

from onrecord.addresses import identity

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class AskedAlreadyError(IgnoreRequest):
    """The article is fetched in this run under another address."""


class Once:
    """Keeps a run from following two addresses to one page; a downloader middleware for a spider's articles."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it for a crawler, whose spider has the identities of the addresses that were `asked` for."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise `AskedAlreadyError` for a redirected request whose address was asked for."""
        asked: set[str] | None = getattr(self._crawler.spider, "asked", None)
        if asked is None or "entry" not in request.cb_kwargs or "redirect_urls" not in request.meta:
            return
        page = identity(request.url)
        if page in {identity(one) for one in request.meta["redirect_urls"]} or request.meta.get("once") == page:
            return  # a page that leads to itself, or is tried again
        if page in asked:
            raise AskedAlreadyError(f"leads to {request.url}, which is fetched already")
        asked.add(page)
        request.meta["once"] = page
