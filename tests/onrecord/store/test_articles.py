"""Articles in the store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import StatementError

from onrecord.model import RelatedHeadline
from onrecord.store import articles, overview, waiting
from onrecord.store.articles import Met, Saved
from onrecord.store.schema import articles as table
from tests.samples import article

if TYPE_CHECKING:
    from onrecord.store import Store


def test_an_article_comes_back_as_it_was_saved(store: Store, now: datetime) -> None:
    berlin = timezone(timedelta(hours=1))
    saved = article(
        authors=("Ana Reed", "Tom Okafor"),
        published=datetime(2026, 11, 23, 9, 5, tzinfo=berlin),
        modified=datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
        language="en",
        site_name="The Harbour Gazette",
        section="Politics",
        paywalled=True,
        warnings=("the text says Thursday",),
        related=(RelatedHeadline("One", "https://gazette.example/one", "More"), RelatedHeadline("Two")),
    )
    with store.write() as tx:
        assert articles.save(tx, saved, now=now) is Saved.NEW
        assert articles.get(tx, saved.url) == saved


def test_there_is_one_article_for_a_canonical_url(store: Store, now: datetime) -> None:
    with store.write() as tx:
        articles.save(tx, article(fetched_url="https://gazette.example/1?from=feed"), now=now)
        assert articles.save(tx, article(fetched_url="https://gazette.example/1?from=mail"), now=now) is Saved.SAME
        assert tx.execute(select(func.count()).select_from(table)).scalar_one() == 1


def test_an_article_is_known_under_every_url_it_was_fetched_from(store: Store, now: datetime) -> None:
    seen = "https://gazette.example/1?from=feed"
    with store.write() as tx:
        articles.save(tx, article(fetched_url=seen), now=now)
        met = Met(collected=now, checked=now)
        assert articles.known(tx, [seen, article().url, "https://gazette.example/2"]) == dict.fromkeys(
            (seen, article().url), met
        )
        assert articles.get(tx, seen) is not None


def test_known_takes_any_number_of_urls(store: Store, now: datetime) -> None:
    with store.write() as tx:
        for number in range(3):
            articles.save(tx, article(number), now=now)
        assert len(articles.known(tx, (f"https://gazette.example/{n}" for n in range(2_000)))) == 3


def test_a_changed_article_keeps_its_row_and_waits_for_enrichment_again(store: Store, now: datetime) -> None:
    later = now + timedelta(hours=1)
    with store.write() as tx:
        articles.save(tx, article(), now=now)
        before = articles.pending(tx, "v1")
        changed = article(text="Another text.", related=())
        assert articles.save(tx, changed, now=later) is Saved.CHANGED
        assert articles.get(tx, changed.url) == changed
        after = articles.pending(tx, "v1")
        assert [row.id for row in before] == [row.id for row in after]
        assert after[0].text == "Another text."
        row = tx.execute(select(table.c.collected, table.c.changed)).one()
        assert (row.collected, row.changed) == (now, later)


def test_a_second_source_that_offers_the_same_page_changes_nothing(store: Store, now: datetime) -> None:
    with store.write() as tx:
        articles.save(tx, article(), now=now)
        assert articles.save(tx, article(source="Another feed"), now=now) is Saved.SAME


def test_pending_articles_come_in_order_and_in_parts(store: Store, now: datetime) -> None:
    with store.write() as tx:
        for number in range(5):
            articles.save(tx, article(number), now=now)
        first, place = articles.pending_after(tx, "v1", waiting.START, limit=3)
        second, _ = articles.pending_after(tx, "v1", place, limit=3)
        assert [row.url[-1] for row in (*first, *second)] == list("01234")
        assert overview.waiting(tx, "v1").number == 5


def test_a_naive_datetime_is_refused(store: Store, now: datetime) -> None:
    naive = datetime(2026, 11, 23)  # noqa: DTZ001  # the point of the test
    with pytest.raises(StatementError, match="naive datetime"), store.write() as tx:
        articles.save(tx, article(published=naive), now=now)
