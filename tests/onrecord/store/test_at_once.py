"""What processes that work at once on a PostgreSQL server take from one another: nothing."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, text

from onrecord.store import articles, matches, people
from onrecord.store.schema import articles as articles_table
from onrecord.store.schema import statements as table
from tests import stores
from tests.samples import article, replaced, statement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from onrecord.store import Store

pytestmark = pytest.mark.skipif(not stores.on_postgres(), reason="on PostgreSQL: pytest --store postgresql")
A_WHILE = 0.3  # seconds that what does not wait would take at most


@contextmanager
def settled_meanwhile(store: Store) -> Iterator[Connection]:
    """A transaction that ends while another one is just finding who the names mean."""
    other = Thread(target=people.settle_all, args=[store])
    with store.write() as tx:
        yield tx
        other.start()
        other.join(A_WHILE)
    other.join()


def read_next(tx: Connection, now: datetime) -> None:
    first, *_ = articles.pending(tx, "v1")
    assert replaced(tx, first, statement(), version="v1", now=now)


def test_a_name_that_is_given_while_it_is_settled_is_settled_too(store: Store, now: datetime) -> None:
    with store.write() as tx:
        for number in (1, 2):
            articles.save(tx, article(number), now=now)
        read_next(tx, now)
    with settled_meanwhile(store) as tx:
        read_next(tx, now)
    people.settle_all(store)
    with store.read() as tx:
        assert tx.execute(select(func.count()).where(table.c.person_id.is_(None))).scalar_one() == 0


def test_an_article_read_again_while_its_names_are_settled_stops_nobody(store: Store, now: datetime) -> None:
    with store.write() as tx:
        articles.save(tx, article(), now=now)
        read_next(tx, now)
        tx.execute(articles_table.update().values(enriched_with="old", matched_with="topics"))
    other = Thread(target=people.settle_all, args=[store])
    with store.write() as tx:
        [first] = articles.pending(tx, "v1")
        assert replaced(tx, first, version="v1", now=now)
        other.start()
        other.join(A_WHILE)
        people.wait(tx, ["p:halvorsen"], since=2)
    other.join()
    with store.read() as tx:
        assert people.waiting(tx) == []


def test_an_article_held_against_the_topics_while_its_names_are_settled_is_so_again(
    store: Store, now: datetime
) -> None:
    with store.write() as tx:
        articles.save(tx, article(), now=now)
        read_next(tx, now)
        read, _ = matches.unmatched(tx, "topics")
    with settled_meanwhile(store) as tx:
        matches.save(tx, [(one, {}) for one in read], "topics")
    with store.read() as tx:
        assert [one.id for one in matches.unmatched(tx, "topics")[0]] == [1]


def test_an_article_is_met_again_while_it_is_read_and_held_against_the_topics(store: Store, now: datetime) -> None:
    with store.write() as tx:
        articles.save(tx, article(), now=now)
    with store.write() as reading, store.write() as crawl:
        read_next(reading, now)
        matches.save(reading, [(one, {}) for one in matches.unmatched(reading, "topics")[0]], "topics")
        crawl.execute(text("SET LOCAL lock_timeout = '1s'"))
        articles.remember(crawl, article().url, ["https://gazette.example/other"], now=now)
