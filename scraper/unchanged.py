"""Conditional requests: a site is asked whether a page changed since it was read, and says no in a few bytes.

What it said of a listing is kept whole in the store and read again when nothing changed: a run may have left articles
of it for later. Of an article only its validators are kept, together with the article itself (`Storing`), so that a
page whose article never came to be is asked for whole, as is a listing that could not be read the last time.
RFC 9110, sections 13.1.2, 13.1.3 and 15.4.5.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response

from onrecord.errors import StoreError
from onrecord.model import Answer
from onrecord.store import answers
from scraper import readers

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from onrecord.store import Store

NOT_MODIFIED = 304
"""RFC 9110, section 15.4.5."""

_CONDITIONS = {"If-None-Match": "etag", "If-Modified-Since": "last_modified"}


class UnchangedError(IgnoreRequest):
    """The page of an article is as it was when it was read."""


class Unchanged:
    """Asks with conditions; a downloader middleware.

    For requests with `listing` in their `meta`, and for robots.txt, a 304 becomes the answer that is kept; for those
    with `known`, it is an `UnchangedError`. All others, and those that are to come `whole`, are left as they are.
    """

    def __init__(self, crawler: Crawler) -> None:
        if crawler.settings.getbool("HTTPCACHE_ENABLED"):
            raise NotConfigured("the HTTP cache gives pages as they were")
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it for a crawler, whose spider may have a store."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Add what is known of the request's address; what was known of the one that led there is taken out."""
        for header in _CONDITIONS:
            request.headers.pop(header, None)
        request.meta.pop("answer", None)
        store, meta = self._store, request.meta
        if store is None or meta.get("whole") or not (_is_kept(request) or meta.get("known")):
            return
        with suppress(StoreError):  # then the page is asked for whole, and the pipeline tells of the store
            kept = await asyncio.to_thread(_find, store, request.url)
            if kept is None or _is_kept(request) == (kept.body is None):  # of a listing for a listing, and so on
                return
            meta["answer"] = kept
            for header, name in _CONDITIONS.items():
                if value := getattr(kept, name):
                    request.headers[header] = value.encode("latin-1")

    async def process_response(self, request: Request, response: Response) -> Response:
        """The response; in place of a 304 what is kept of a listing. Raises `UnchangedError` for an article."""
        kept: Answer | None = request.meta.pop("answer", None)
        store = self._store
        if response.status == NOT_MODIFIED and kept is not None:
            if not _is_kept(request):
                raise UnchangedError("is as it was")
            if store is not None and not self._is_dry:
                with suppress(StoreError):
                    await asyncio.to_thread(_hear, store, request.url)
            said = {"Content-Type": kept.content_type} if kept.content_type else {}
            return Response(response.url, headers=said, body=kept.body or b"", request=request)
        if response.status == 200 and _is_kept(request) and store is not None and not self._is_dry:  # noqa: PLR2004  # RFC 9110
            said_now = replace(validators(response), body=response.body)
            if (said_now.etag or said_now.last_modified) and said_now != kept:
                with suppress(StoreError):
                    await asyncio.to_thread(_keep, store, request.url, said_now)
        return response

    @property
    def _store(self) -> Store | None:
        store: Store | None = getattr(self._crawler.spider, "store", None)
        return store

    @property
    def _is_dry(self) -> bool:
        work = getattr(self._crawler.spider, "work", None)
        return bool(work and work.limits.dry)


def validators(response: Response) -> Answer:
    """What a response gives to be asked with, and the type that it states.

    None of it where the page may be half a page: behind a wall, or without a stated end, when the line may have broken.
    """
    if response.status != 200 or "partial" in response.flags:  # noqa: PLR2004  # RFC 9110
        return Answer()
    return Answer(_header(response, "ETag"), _header(response, "Last-Modified"), _header(response, "Content-Type"))


def _is_kept(request: Request) -> bool:
    """Whether the whole answer is kept: it is a listing, or a site's robots.txt."""
    meta = request.meta
    return bool(
        meta.get("listing") or (meta.get("dont_obey_robotstxt") and urlsplit(request.url).path == "/robots.txt")
    )


def _header(response: Response, name: str) -> str | None:
    """A header that can be sent back and stored as text."""
    text = (readers.header(response, name) or "").strip()
    return text if text and text.isprintable() else None


def _find(store: Store, url: str) -> Answer | None:
    with store.read() as tx:
        return answers.get(tx, url)


def _hear(store: Store, url: str) -> None:
    with store.write() as tx:
        answers.heard_again(tx, url, now=datetime.now(UTC))


def _keep(store: Store, url: str, said: Answer) -> None:
    with store.write() as tx:
        answers.keep(tx, url, said, now=datetime.now(UTC))
