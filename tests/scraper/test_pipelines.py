"""Storing what a crawl collects."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.exceptions import DropItem

from onrecord.store import articles
from scraper import workers
from scraper.items import Collected, Page
from scraper.ledger import Ledger
from scraper.pipelines import Extraction, Storing
from tests.samples import article

if TYPE_CHECKING:
    from onrecord.store import Store


class Stats(dict[str, int]):
    """What a pipeline needs of Scrapy's counters."""

    def inc_value(self, name: str) -> None:
        self[name] = self.get(name, 0) + 1

    def get_value(self, name: str) -> object:
        return self.get(name)

    def set_value(self, name: str, value: Any) -> None:  # noqa: ANN401  # as Scrapy's
        self[name] = value


def crawler_with(ledger: Ledger, *, wanted: int) -> Any:  # noqa: ANN401  # stands for a crawler
    ledger.listed("Gazette", wanted=wanted, known=0)
    spider = SimpleNamespace(ledger=ledger, workers=workers.Workers(0, timeout=5))
    return SimpleNamespace(stats=Stats(), spider=spider)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"title": "No letter: \ud800"}, "UnicodeEncodeError: "),
        ({"source": None}, "IntegrityError: store "),
    ],
)
def test_an_article_that_can_not_be_stored_is_a_failed_page_and_the_next_is_stored(
    store: Store, caplog: pytest.LogCaptureFixture, changes: dict[str, Any], why: str
) -> None:
    ledger = Ledger(["Gazette"])
    crawler = crawler_with(ledger, wanted=2)
    asyncio.run(both(Storing(crawler, store), **changes))
    [outcome] = ledger.outcomes()
    assert (outcome.new, outcome.failed, outcome.error) == (1, 1, None)
    assert "onrecord/store_failed" not in crawler.stats
    assert f"Gazette: https://gazette.example/1: can't be stored ({why}" in caplog.text
    assert "Traceback" not in caplog.text
    with store.read() as tx:
        assert articles.get(tx, "https://gazette.example/2") is not None


async def both(storing: Storing, **changes: Any) -> None:  # noqa: ANN401  # any of an article's fields
    with pytest.raises(DropItem):
        await storing.process_item(Collected("Gazette", article(1, **changes)))
    await storing.process_item(Collected("Gazette", article(2)))


def test_a_page_whose_reading_fails_is_a_failed_page_with_a_reason_on_one_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(page: Page) -> None:
        raise ValueError(f"no sense\nin {page.url}")

    monkeypatch.setattr(workers, "read", fail)
    ledger = Ledger(["Gazette"])
    extraction = Extraction(crawler_with(ledger, wanted=1))
    url = "https://gazette.example/1"
    with pytest.raises(DropItem):
        asyncio.run(extraction.process_item(Page("Gazette", url, url, b"x")))
    [outcome] = ledger.outcomes()
    assert (outcome.failed, outcome.error) == (1, None)
    assert f"Gazette: {url}: can't be read (ValueError: no sense in {url})\n" in caplog.text
    assert "Traceback" not in caplog.text
