"""Storing what a crawl collects."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.exceptions import DropItem

from onrecord.store import articles
from scraper.items import Collected
from scraper.ledger import Ledger
from scraper.pipelines import Storing
from tests.samples import article

if TYPE_CHECKING:
    from onrecord.store import Store


class Stats(dict[str, int]):
    """What a pipeline needs of Scrapy's counters."""

    def inc_value(self, name: str) -> None:
        self[name] = self.get(name, 0) + 1


def test_an_article_that_can_not_be_stored_is_a_failed_page_and_the_next_is_stored(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    ledger = Ledger(["Gazette"])
    ledger.listed("Gazette", wanted=2, known=0)
    crawler: Any = SimpleNamespace(stats=Stats(), spider=SimpleNamespace(ledger=ledger))
    asyncio.run(both(Storing(crawler, store)))
    [outcome] = ledger.outcomes()
    assert (outcome.new, outcome.failed, outcome.error) == (1, 1, None)
    assert "Gazette: https://gazette.example/1: can't be stored (UnicodeEncodeError: " in caplog.text
    assert "Traceback" not in caplog.text
    with store.read() as tx:
        assert articles.get(tx, "https://gazette.example/2") is not None


async def both(storing: Storing) -> None:
    with pytest.raises(DropItem):
        await storing.process_item(Collected("Gazette", article(1, title="No letter: \ud800")))
    await storing.process_item(Collected("Gazette", article(2)))
