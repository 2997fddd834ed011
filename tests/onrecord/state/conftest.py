"""A configuration with two sources and a digest, and a store in which all of it goes well."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from onrecord.config import Config
from onrecord.model import Edition, Message
from onrecord.store import crawls, editions, tasks
from onrecord.store.crawls import Crawl

if TYPE_CHECKING:
    from datetime import datetime

    from onrecord.store import Store

HOUR = timedelta(hours=1)
FEED = "https://gazette.example/feed"


@pytest.fixture
def settings() -> dict[str, Any]:
    """A test changes them before it asks for `config`."""
    return {
        "sources": [{"name": "Gazette", "feed": FEED}, {"name": "Post", "feed": "https://post.example/feed"}],
        "digests": [{"name": "morning", "recipients": ["ana@example.org"], "at": "06:00"}],
        "mail": {"operator": "Desk <desk@example.org>"},
    }


@pytest.fixture
def config(settings: dict[str, Any]) -> Config:
    """The configuration of the settings."""
    return Config.model_validate(settings)


def do(store: Store, name: str, *, at: datetime, error: str | None = None) -> None:
    """A task was done, in no time."""
    with store.write() as tx:
        tasks.claim(tx, name, holder="here", now=at)
        tasks.release(tx, name, holder="here", now=at, error=error)


def compose(store: Store, at: datetime, *outbox: str, name: str = "morning") -> None:
    """An edition was composed, with a message to each recipient."""
    edition = Edition(name, at.date(), "UTC", at, ())
    with store.write() as tx:
        to = {one: f"<{name}-{at.date()}-{one}>" for one in outbox}
        assert editions.add(tx, edition, Message("a", "<p>b</p>", "c"), keys=[], outbox=to)


@pytest.fixture
def well(store: Store, now: datetime) -> Store:
    """The store of one that ran a quarter of an hour ago, and composed today's edition."""
    lately = now - HOUR / 4
    for name in ("crawl:Gazette", "crawl:Post", tasks.READING, tasks.SENDING, tasks.UPKEEP):
        do(store, name, at=lately)
    with store.write() as tx:
        editions.known_since(tx, "morning", now=now - 1000 * HOUR)
        for name in ("Gazette", "Post"):
            crawls.record(tx, Crawl(name, lately, lately, offered=20, new=2))
    for days in range(9):
        compose(store, lately - timedelta(days=days))
    return store
