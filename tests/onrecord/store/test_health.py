"""How sources do, from what their crawls left."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from onrecord.store import articles, crawls, health
from onrecord.store.crawls import Crawl
from onrecord.store.health import Health
from tests.samples import article

if TYPE_CHECKING:
    from onrecord.store import Store

HOUR = timedelta(hours=1)


def crawl(store: Store, at: datetime, **changes: Any) -> None:  # noqa: ANN401  # any of a crawl's fields
    with store.write() as tx:
        crawls.record(tx, Crawl("Gazette", at - timedelta(minutes=1), at, **changes))


def of(store: Store, since: datetime) -> Health:
    with store.read() as tx:
        [found] = health.of(tx, ["Gazette"], since=since)
    return found


def test_a_source_that_was_never_read_has_no_figures(store: Store, now: datetime) -> None:
    assert of(store, now) == Health("Gazette")


def test_counts_are_of_the_time_asked_for_and_the_offer_is_the_last_good_crawls(store: Store, now: datetime) -> None:
    crawl(store, now - 200 * HOUR, offered=50, new=50, failed=9, refusals={403: 9})
    crawl(store, now - 2 * HOUR, offered=40, new=3, failed=2, refusals={404: 1, 403: 1})
    crawl(store, now - HOUR, offered=42, new=1, changed=4, failed=1, refusals={404: 1})
    crawl(store, now, error="no such host", refusals={})
    found = of(store, now - 168 * HOUR)
    assert (found.read, found.success, found.error) == (now, now - HOUR, "no such host")
    assert (found.offered, found.new, found.failed, found.refusals) == (42, 4, 3, {404: 2, 403: 1})


def test_a_source_that_never_succeeded_says_so(store: Store, now: datetime) -> None:
    crawl(store, now, error="no such host")
    found = of(store, now - HOUR)
    assert (found.success, found.error, found.offered) == (None, "no such host", 0)


def test_another_sources_crawls_do_not_count(store: Store, now: datetime) -> None:
    with store.write() as tx:
        crawls.record(tx, Crawl("Post", now, now, offered=7, new=7))
    assert of(store, now - HOUR) == Health("Gazette")


def test_the_lag_is_the_median_of_what_came_out_since_the_source_is_read(store: Store, now: datetime) -> None:
    """Not of what was there already, of what has only a day, nor of another source's."""
    minutes = timedelta(minutes=1)
    new: list[tuple[datetime | None, datetime, dict[str, Any]]] = [
        (now - 900 * HOUR, now, {}),
        (now + HOUR, now + HOUR + 10 * minutes, {}),
        (now + HOUR, now + HOUR + 20 * minutes, {}),
        (now + HOUR, now + HOUR + 90 * minutes, {}),
        (now + 2 * HOUR, now + 40 * HOUR, {"date_only": True}),
        (None, now + 3 * HOUR, {}),
        (now + HOUR, now + 50 * HOUR, {"source": "Post"}),
    ]
    with store.write() as tx:
        for number, (published, collected, changes) in enumerate(new):
            fields = {"source": "Gazette", "published": published} | changes
            articles.save(tx, article(number, text=f"Text {number}.", **fields), now=collected)
        crawls.record(tx, Crawl("Gazette", now, now, offered=1))
    found = of(store, now)
    assert found.lag == 20 * minutes
    assert found.newest == now + 40 * HOUR


def test_a_crawl_of_long_ago_is_forgotten(store: Store, now: datetime) -> None:
    crawl(store, now, offered=5)
    with store.write() as tx:
        crawls.forget(tx, now=now + crawls.KEPT + HOUR)
    assert of(store, now) == Health("Gazette")
