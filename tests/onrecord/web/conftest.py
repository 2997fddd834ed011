"""A site with a small store of invented statements, as a browser on this computer asks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest
from starlette.testclient import TestClient

from onrecord import config as configs
from onrecord.enrich.run import match_topics
from onrecord.model import Act, Article, Cue, Kind, Speaker, SpeakerKind, Statement, Topic
from onrecord.store import Store, people
from onrecord.web.app import application
from tests import stores
from tests.samples import add

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW: Final = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
GRID: Final = Topic("power grid", any=("grid",))
ODD: Final = Topic("A/B <i>& more</i>", any=("dredging",))
TOPICS: Final = """
sources: [{name: Gazette, feed: 'https://gazette.example/feed'}]
topics: [{name: power grid, any: [grid]}, {name: "A/B <i>& more</i>", any: [dredging]}, {name: quiet}]
digests: [{name: morning, recipients: [anna@desk.example], timezone: Europe/Berlin}]
crawl: {contact: desk@desk.example}
"""
HOSTILE: Final = '<img src=x onerror=alert(1)>\u202e"'


def told(number: int, name: str, words: str, title: str | None = "energy minister") -> tuple[Article, Statement]:
    """An article in which somebody says some words, in its second paragraph."""
    text = (
        "It was a long day in the town of Ostermere.\n\n"
        f"Before noon it rained. {name} said: “{words}” Then it rained.\n\nThe end."
    )
    at, said = text.index(name), text.index(words)
    page = Article(
        url=f"https://gazette.example/{number}",
        title=f"Story {number}",
        text=text,
        source="Gazette",
        authors=("Ada Moor",),
        published=NOW - timedelta(hours=number),
        language="en",
    )
    cue = text.index("said:")
    spoken = Statement(
        Kind.DIRECT,
        ((said, said + len(words)),),
        words,
        Cue("said", cue, cue + 4, Act.SAY),
        Speaker(name, name, at, at + len(name), SpeakerKind.PERSON, title),
        confidence=0.9,
    )
    return page, spoken


def fill(store: Store) -> None:
    """Forty statements of one speaker on the grid, some of others, one with hostile words by a hostile name."""
    every = [told(number, "Marit Halvorsen", f"the grid holds for hour {number}") for number in range(40)]
    every += [
        told(40 + number, "Jonas Weller", f"dredging goes on for day {number}", "port director") for number in range(3)
    ]
    every.append(told(50, f"Eve {HOSTILE} Moor", f"dredging {HOSTILE} stops"))
    page, spoken = told(51, "Jonas Weller", "the grid may hold, or may not")
    every.append((page, replace(spoken, confidence=0.3)))
    for page, spoken in every:
        add(store, page, spoken, now=NOW, topics=(GRID, ODD))
    people.settle_all(store)
    match_topics(store, (GRID, ODD))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the store's topics.yaml."""
    folder = tmp_path_factory.mktemp("web")
    (folder / "topics.yaml").write_text(TOPICS)
    return folder


@pytest.fixture(scope="module")
def filled(desk: Path, empty: Path) -> Iterator[Store]:
    """The store, for tests that change nothing."""
    with Store.open(stores.copied(empty, desk)) as store:
        fill(store)
        yield store


@pytest.fixture(scope="module")
def pages(desk: Path, filled: Store) -> Iterator[TestClient]:
    """The site on that store."""
    config = configs.load(desk / "topics.yaml")
    with TestClient(application(config, filled), base_url="http://127.0.0.1:8321") as client:
        yield client
