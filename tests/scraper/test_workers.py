"""Extraction in other processes: a page that crashes one or never ends harms no other."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing

import pytest

from scraper.items import Page
from scraper.workers import Workers

URL = "https://gazette.example/quay"
FINE = b"<html><body><article><h1>Council puts off the new quay</h1>" + b"<p>It met on Monday evening.</p>" * 12


class Deadly(bytes):
    """A page's bytes that kill the process which reads them."""

    __slots__ = ()

    def __reduce__(self) -> tuple[object, tuple[int, int]]:
        return _suicide, (0, signal.SIGKILL)


class Endless(bytes):
    """A page's bytes that take longer than anybody waits."""

    __slots__ = ()

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return time.sleep, (60,)


def _suicide(_: int, number: int) -> None:
    os.kill(os.getpid(), number)


async def _read(workers: Workers, *bodies: bytes) -> list[object]:
    pages = [Page("Gazette", URL, URL, body) for body in bodies]
    return await asyncio.gather(*map(workers.extract, pages), return_exceptions=True)


def test_pages_become_articles_under_the_address_that_was_asked() -> None:
    page = Page("Gazette", f"{URL}?from=feed", URL, FINE, language="en")
    with closing(Workers(1, timeout=30)) as workers:
        article = asyncio.run(workers.extract(page))
    assert article is not None
    assert (article.title, article.fetched_url, article.language) == (
        "Council puts off the new quay",
        f"{URL}?from=feed",
        "en",
    )


def test_a_page_that_crashes_the_process_is_given_up_and_the_next_is_read() -> None:
    async def both() -> list[object]:
        return [*await _read(workers, Deadly(b"x")), *await _read(workers, FINE)]

    with closing(Workers(1, timeout=30)) as workers:
        crashed, fine = asyncio.run(both())
    assert isinstance(crashed, BrokenProcessPool)
    assert getattr(fine, "title", None) == "Council puts off the new quay"


def test_a_page_that_never_ends_is_given_up_and_the_next_is_read() -> None:
    async def both() -> list[object]:
        return [*await _read(workers, FINE), *await _read(workers, Endless(b"x")), *await _read(workers, FINE)]

    begin = time.monotonic()
    with closing(Workers(1, timeout=5)) as workers:
        first, late, fine = asyncio.run(both())
    assert isinstance(late, TimeoutError)
    assert getattr(first, "title", None) == getattr(fine, "title", None) == "Council puts off the new quay"
    assert time.monotonic() - begin < 30


def test_without_processes_it_reads_in_a_thread() -> None:
    [article] = asyncio.run(_read(Workers(0, timeout=5), FINE))
    assert getattr(article, "title", None) == "Council puts off the new quay"


@pytest.mark.parametrize("body", [b"", b"<html></html>"])
def test_a_page_without_an_article_gives_none(body: bytes) -> None:
    assert asyncio.run(_read(Workers(0, timeout=5), body)) == [None]
