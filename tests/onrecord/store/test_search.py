"""A search finds what its words ask for, the newest first, whatever is typed; and what changes is found as it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from onrecord.enrich.run import match_topics
from onrecord.model import Act, Cue, Factuality, Kind, Speaker, SpeakerKind, Statement, Topic
from onrecord.query import Parts, Query, Words, parse
from onrecord.store import Store, articles, people, search
from tests import stores
from tests.samples import add, article, replaced, statement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
TOPICS = (Topic("energy security", any=("grid", "gas supply")), Topic("harbour", any=("dredging",)))


def said(content: str, speaker: str | None = "Marit Halvorsen", **changes: object) -> Statement:
    return replace(statement(content, speaker), **changes)  # type: ignore[arg-type]


def filled(store: Store) -> Store:
    """A few statements, of five days."""
    told: list[tuple[str, str | None, dict[str, object]]] = [
        ("the grid is safe", "Marit Halvorsen", {}),
        ("the gas supply holds, and the grid with it", "Jonas Weller", {"kind": Kind.DIRECT}),
        ("gas is dear; our supply is not", "Jonas Weller", {"cue": Cue("denied", 16, 22, Act.DENY)}),
        ("dredging in the Ålesund café stops", "Émile Durand", {}),
        ("dredging may never stop", None, {"factuality": Factuality.NEGATED}),
        ("pipelines and pipes", "Marit Halvorsen", {"confidence": 0.3}),
    ]
    for number, (content, speaker, changes) in enumerate(told):
        moment = NOW - timedelta(days=number)
        page = article(
            number, title=f"Harbour story {number}", published=moment, source="BBC World" if number % 2 else "Gazette"
        )
        add(store, page, said(content, speaker, **changes), now=NOW, topics=TOPICS)
    people.settle_all(store)
    match_topics(store, TOPICS)
    return store


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, empty: Path) -> Iterator[Store]:
    """The store of all tests that only ask."""
    with Store.open(stores.copied(empty, tmp_path_factory.mktemp("search"))) as store:
        yield filled(store)


def found(store: Store, asked: str) -> list[str]:
    query = parse(asked, today=date(2026, 11, 24))
    with store.read() as tx:
        return [one.statement.content for one in search.search(tx, query, limit=50).statements]


GRID, SUPPLY, DEAR, CAFE, NEVER, PIPES = (
    "the grid is safe",
    "the gas supply holds, and the grid with it",
    "gas is dear; our supply is not",
    "dredging in the Ålesund café stops",
    "dredging may never stop",
    "pipelines and pipes",
)


ASKED: Final[list[tuple[str, list[str]]]] = [
    ("", [GRID, SUPPLY, DEAR, CAFE]),
    ("grid", [GRID, SUPPLY]),
    ("GRID gas", [SUPPLY]),
    ("gas supply", [SUPPLY, DEAR]),
    ('"gas supply"', [SUPPLY]),
    ("cafe alesund", [CAFE]),
    ("weller", [SUPPLY, DEAR]),
    ("energy minister weller", [SUPPLY, DEAR]),
    ("harbour", [GRID, SUPPLY, DEAR, CAFE]),
    ("dredg*", [CAFE]),
    ('"gas sup"*', [SUPPLY]),
    ("speaker:weller", [SUPPLY, DEAR]),
    ('speaker:"emile durand"', [CAFE]),
    ("speaker:weller speaker:durand", [SUPPLY, DEAR, CAFE]),
    ("topic:energy", [GRID, SUPPLY]),
    ('topic:"energy security" topic:harbour', [GRID, SUPPLY, CAFE]),
    ('topic:"security energy"', []),
    ('topic:"security harbour"', []),
    ('source:"bbc world"', [SUPPLY, CAFE]),
    ("kind:direct", [SUPPLY]),
    ("cue:deny", [DEAR]),
    ("cue:deny kind:direct", []),
    ("after:2026-11-23", [GRID, SUPPLY]),
    ("before:2026-11-23", [DEAR, CAFE]),
    ("after:2026-11-22 before:2026-11-23 weller", [DEAR]),
    ("-grid", [DEAR, CAFE]),
    ("gas -speaker:weller", []),
    ("-topic:energy -source:gazette", [CAFE]),
    ("-kind:direct -cue:deny", [GRID, CAFE]),
    ("all:yes dredging", [CAFE, NEVER]),
    ("all:yes pipes", [PIPES]),
    ("pipes", []),
    ("nothingofthekind", []),
    ("gas-supply", [SUPPLY]),
    ("gas-sup*", [SUPPLY]),
    ("topic:energy-security", [GRID, SUPPLY]),
    ("source:bbc.world", [SUPPLY, CAFE]),
    ("-source:bbc-world grid", [GRID]),
]


@pytest.mark.parametrize(("asked", "expected"), ASKED)
def test_what_is_asked_for_is_found(shared: Store, asked: str, expected: list[str]) -> None:
    assert found(shared, asked) == expected


WORDS = st.builds(
    Words,
    st.text(min_size=1, max_size=30)
    | st.sampled_from(['"', "*", "OR", "NEAR(a b)", "a AND b", "x:y", "^a", "\0", "-"]),
    st.booleans(),
    st.booleans(),
)
PARTS = {name: st.lists(WORDS, max_size=2).map(tuple) for name in ("words", "speakers", "topics", "sources")} | {
    "acts": st.lists(st.sampled_from(Act), max_size=2).map(tuple),
    "kinds": st.lists(st.sampled_from(Kind), max_size=2).map(tuple),
}
QUERIES = st.builds(
    Query,
    **PARTS,
    after=st.none() | st.dates(),
    before=st.none() | st.dates(),
    without=st.builds(Parts, **PARTS),
    doubtful=st.booleans(),
)


MARKED: Final = "co-operation of 3.5 percent: see www.herald.example/gas or ask anna@herald.example, U.S."
PARTS_OF_IT: Final = (
    "operation",
    '"co operation"',
    "co-op*",
    "3.5",
    "5",
    "herald",
    "herald.example/gas",
    "anna",
    '"u s"',
)


def test_words_end_at_marks(store: Store) -> None:
    add(store, article(9, published=NOW), said(MARKED), now=NOW, topics=TOPICS)
    match_topics(store, TOPICS)
    assert [found(store, asked) for asked in PARTS_OF_IT] == [[MARKED]] * len(PARTS_OF_IT)


def test_a_day_is_one_of_the_readers_zone(shared: Store) -> None:
    query = parse("after:2026-11-24", today=NOW.date())
    with shared.read() as tx:
        assert search.count(tx, query) == 1
        assert search.count(tx, query, zone=ZoneInfo("Pacific/Apia")) == 1  # from 23 November, 11:00 UTC
        assert search.count(tx, query, zone=ZoneInfo("Pacific/Honolulu")) == 0  # from 24 November, 10:00 UTC
    kolkata = ZoneInfo("Asia/Kolkata")  # half an hour beside the others
    with shared.read() as tx:
        assert search.count(tx, query, zone=kolkata) == 1


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata", "Pacific/Apia", "UTC"])
def test_what_has_no_time_of_day_is_of_the_day_it_gives_in_any_zone(store: Store, zone: str) -> None:
    dated(store)
    assert of_its_day(store, zone) == (1, 0)


def dated(store: Store) -> None:
    """A statement of 10 November, nobody says at what time."""
    page = article(1, published=datetime(2026, 11, 10, tzinfo=UTC), date_only=True)
    add(store, page, said("the grid is safe"), now=NOW, topics=TOPICS)
    match_topics(store, TOPICS)


def of_its_day(store: Store, zone: str) -> tuple[int, int]:
    """How many are found on its day, and on all others."""
    with store.read() as tx:
        on, earlier, later = (
            search.count(tx, parse(asked, today=NOW.date()), zone=ZoneInfo(zone))
            for asked in ("after:2026-11-10 before:2026-11-11", "before:2026-11-10", "after:2026-11-11")
        )
    return on, earlier + later


def test_a_year_of_three_figures_is_before_all_others(shared: Store) -> None:
    assert found(shared, "after:0900-01-01") == found(shared, "")
    assert found(shared, "before:0900-01-01") == []


def test_pages_follow_each_other_without_gap_or_repeat(shared: Store) -> None:
    whole = found(shared, "all:yes")
    with shared.read() as tx:
        query = parse("all:yes", today=NOW.date())
        pages = [search.search(tx, query, limit=2, offset=start) for start in range(0, 8, 2)]
    assert [one.statement.content for page in pages for one in page.statements] == whole
    assert [page.more for page in pages] == [True, True, False, False]


def test_all_can_be_read_one_after_the_other(shared: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.store.search._AT_ONCE", 2)
    query = parse("", today=NOW.date())
    assert [one.statement.content for one in search.every(shared, query)] == found(shared, "")
    assert len(list(search.every(shared, query, limit=3))) == 3


def test_the_newest_come_first_however_near_they_are_and_in_whatever_order_they_came(store: Store) -> None:
    minutes = (7, 2, 9, 0, 5)
    for number, minute in enumerate(minutes):
        page = article(number, published=NOW - timedelta(minutes=minute))
        add(store, page, said(f"the grid {minute}"), now=NOW, topics=TOPICS)
    query = parse("grid", today=NOW.date())
    with store.read() as tx:
        pages = [search.search(tx, query, limit=1, offset=start).statements for start in range(5)]
    assert [one.statement.content for [one] in pages] == [f"the grid {minute}" for minute in sorted(minutes)]


def test_they_are_counted_up_to_a_number(shared: Store) -> None:
    with shared.read() as tx:
        query = parse("all:yes", today=NOW.date())
        assert search.count(tx, query) == 6
        assert search.count(tx, query, most=2) == 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(QUERIES)
def test_whatever_is_typed_is_words_and_never_a_fault(shared: Store, query: Query) -> None:
    with shared.read() as tx:
        search.search(tx, query, limit=5)


@given(
    st.sampled_from(["grid", "gas", "the", "dredging", "weller", "harbour", "stops", "is", "pipes"]),
    st.sampled_from(["gas", "and", "is", "weller"]),
)
def test_leaving_out_takes_away_exactly_what_would_be_found(shared: Store, one: str, other: str) -> None:
    whole, both, left = (set(found(shared, asked)) for asked in (one, f"{one} {other}", f"{one} -{other}"))
    assert both | left == whole
    assert not both & left


def test_a_changed_headline_is_found_by_its_new_words(store: Store) -> None:
    filled(store)
    with store.write() as tx:
        stored = articles.get(tx, "https://gazette.example/0")
        assert stored
        articles.save(tx, replace(stored, title="Turbines turn"), now=NOW)
    match_topics(store, TOPICS)
    assert found(store, "turbines") == [GRID]
    assert found(store, "harbour") == [SUPPLY, DEAR, CAFE]


def test_a_changed_date_takes_its_place(store: Store) -> None:
    filled(store)
    with store.write() as tx:
        stored = articles.get(tx, "https://gazette.example/0")
        assert stored
        articles.save(tx, replace(stored, published=NOW - timedelta(days=9)), now=NOW)
    match_topics(store, TOPICS)
    assert found(store, "") == [SUPPLY, DEAR, CAFE, GRID]
    assert found(store, "before:2026-11-16") == [GRID]


def test_a_changed_rule_is_found_by_its_topic(store: Store) -> None:
    filled(store)
    match_topics(store, (Topic("prices", any=("dear",)),))
    assert found(store, "topic:prices") == [DEAR]
    assert found(store, "topic:energy") == []


def test_a_speaker_is_found_under_the_name_shown_and_those_that_articles_give(store: Store) -> None:
    for number, name in enumerate(("Jonas Weller", "J. Weller")):
        spoken = Statement(
            Kind.DIRECT,
            ((0, 4),),
            f"we wait {number}",
            None,
            Speaker(name, name, 0, 9, SpeakerKind.PERSON, "port director"),
        )
        add(store, article(number, published=NOW), spoken, now=NOW, topics=TOPICS)
    people.settle_all(store)
    match_topics(store, TOPICS)
    assert len(found(store, 'speaker:"jonas weller"')) == 2
    assert found(store, 'speaker:"j weller"') == ["we wait 1"]


def test_what_is_read_anew_or_deleted_leaves_nothing_behind(store: Store) -> None:
    filled(store)
    with store.write() as tx:
        tx.execute(text("UPDATE articles SET enriched_with = NULL WHERE title = 'Harbour story 0'"))
        [waiting] = articles.pending(tx, "test")
        replaced(tx, waiting, said("turbines turn"), version="test", now=NOW)
    assert found(store, "turbines") == []  # until it is held against the topics
    match_topics(store, TOPICS)
    assert found(store, "turbines") == ["turbines turn"]
    assert found(store, "safe") == []
    with store.write() as tx:
        tx.execute(text("DELETE FROM articles"))
        assert tx.execute(text("SELECT count(*) FROM statement_words")).scalar() == 0
        if tx.dialect.name == "sqlite":
            tx.execute(text("INSERT INTO statement_words (statement_words) VALUES ('integrity-check')"))
