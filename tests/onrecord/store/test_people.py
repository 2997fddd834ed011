"""Speakers across articles, in the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, func, select

from onrecord.enrich.run import match_topics
from onrecord.model import Speaker, SpeakerKind, Topic
from onrecord.people import Decision, Form
from onrecord.store import articles, editions, people, speakers
from onrecord.store import matches as stored_matches
from onrecord.store.schema import articles as articles_table
from onrecord.store.schema import matches, speaker_decisions
from onrecord.store.schema import people as table
from tests.samples import article, replaced, statement

if TYPE_CHECKING:
    from datetime import datetime

    from onrecord.store import Store

PERSON = SpeakerKind.PERSON


def say(  # noqa: PLR0913  # what an article may give
    store: Store,
    now: datetime,
    number: int,
    name: str,
    title: str | None = None,
    *,
    kind: SpeakerKind = PERSON,
    text: str = "",
    version: str = "v1",
) -> None:
    """An article with a statement by somebody."""
    said = replace(statement(f"words {number}"), speaker=Speaker(name, name, 0, len(name), kind, title))
    with store.write() as tx:
        new = article(number, text=f"{text} Story {number}.", published=now - timedelta(hours=number))
        articles.save(tx, new, now=now)
        [waiting] = articles.pending(tx, version)
        replaced(tx, waiting, said, version=version, now=now)


def known(store: Store) -> dict[str, list[tuple[str, int]]]:
    """Each record's name with the names that articles give, and in how many statements."""
    people.settle_all(store)
    with store.read() as tx:
        return {one.name: [(name.text, name.statements) for name in one.names] for one in speakers.records(tx)}


def decide(store: Store, now: datetime, name: str, other: str, *, same: bool) -> None:
    with store.write() as tx:
        people.decide(tx, Decision(Form(name, PERSON), Form(other, PERSON), same), now=now)


def test_the_names_of_one_speaker_lead_to_one_record(store: Store, now: datetime) -> None:
    say(store, now, 1, "Vadim Orlenko", "Varnian President")
    say(store, now, 2, "Vadim Orlenko")
    say(store, now, 3, "Orlenko", "president")
    assert known(store) == {"Vadim Orlenko": [("Vadim Orlenko", 2), ("Orlenko", 1)]}


def test_a_surname_that_came_first_joins_the_full_name_that_comes_later(store: Store, now: datetime) -> None:
    say(store, now, 1, "Orlenko", "president")
    assert known(store) == {"Orlenko": [("Orlenko", 1)]}
    say(store, now, 2, "Vadim Orlenko", "president")
    assert known(store) == {"Vadim Orlenko": [("Orlenko", 1), ("Vadim Orlenko", 1)]}


def test_groups_sources_and_pronouns_have_no_record(store: Store, now: datetime) -> None:
    say(store, now, 1, "residents", kind=SpeakerKind.GROUP)
    say(store, now, 2, "officials", kind=SpeakerKind.ANONYMOUS)
    say(store, now, 3, "he")
    assert known(store) == {}


def test_an_abbreviation_that_an_article_gives_in_brackets_joins(store: Store, now: datetime) -> None:
    say(store, now, 1, "UI", kind=SpeakerKind.ORGANISATION)
    say(store, now, 2, "United Isles", kind=SpeakerKind.ORGANISATION)
    assert set(known(store)) == {"UI", "United Isles"}
    say(store, now, 3, "the United Isles", kind=SpeakerKind.ORGANISATION, text="The United Isles (UI) met.")
    assert set(known(store)) == {"United Isles"}


def test_a_record_keeps_its_number_when_an_article_is_read_again(store: Store, now: datetime) -> None:
    for number in (1, 2):
        say(store, now, number, "Vadim Orlenko")
    people.settle_all(store)
    with store.read() as tx:
        before = tx.execute(select(table.c.id)).all()
    with store.write() as tx:
        [first, _] = articles.pending(tx, "v2")
        replaced(tx, first, statement(speaker="Vadim Orlenko"), version="v2", now=now)
    assert known(store) == {"Vadim Orlenko": [("Vadim Orlenko", 2)]}
    with store.read() as tx:
        assert tx.execute(select(table.c.id)).all() == before


def test_a_record_that_no_statement_leads_to_is_forgotten(store: Store, now: datetime) -> None:
    say(store, now, 1, "Vadim Orlenko")
    people.settle_all(store)
    say(store, now, 1, "Jonas Weller", version="v2")
    assert set(known(store)) == {"Jonas Weller"}
    with store.read() as tx:
        assert tx.execute(select(func.count()).select_from(table)).scalar_one() == 1


def test_what_waits_is_found_by_a_query_and_done_once(store: Store, now: datetime) -> None:
    say(store, now, 1, "Vadim Orlenko")
    with store.read() as tx:
        assert people.waiting(tx) == ["p:orlenko"]
    people.settle_all(store)
    with store.read() as tx:
        assert people.waiting(tx) == []


def test_of_a_name_given_often_the_newest_and_those_that_wait_are_looked_at(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "NEWEST", 2)
    for number in range(6):  # all of them wait
        say(store, now, number, "Ada Moor")
    assert known(store) == {"Ada Moor": [("Ada Moor", 6)]}
    for number in range(6, 9):
        say(store, now, number, "Ada Moor", "striker" if number == 8 else None)
    assert known(store) == {"Ada Moor": [("Ada Moor", 9)]}
    with store.read() as tx:
        [places] = people._places(tx, [{"p:moor"}], 2)  # noqa: SLF001
    assert len(places) == 2
    say(store, now, 9, "Ada Mohr")
    decide(store, now, "Ada Moor", "Ada Mohr", same=True)
    assert known(store) == {"Ada Mohr": [("Ada Moor", 9), ("Ada Mohr", 1)]}  # a hand means all of them
    say(store, now, 10, "Ada Moor")
    assert known(store) == {"Ada Mohr": [("Ada Moor", 10), ("Ada Mohr", 1)]}


def test_a_hand_decision_outlives_a_new_run_and_the_articles_it_was_made_on(store: Store, now: datetime) -> None:
    say(store, now, 1, "Jonas Weller")
    say(store, now, 2, "Yonas Weler")
    people.settle_all(store)
    decide(store, now, "Yonas Weler", "Jonas Weller", same=True)
    merged = {"Jonas Weller": [("Jonas Weller", 1), ("Yonas Weler", 1)]}
    assert known(store) == merged
    with store.write() as tx:
        tx.execute(delete(articles_table))
    say(store, now, 3, "Yonas Weler")
    say(store, now, 4, "Jonas Weller")
    assert known(store) == merged


def test_a_later_decision_on_two_names_takes_the_place_of_an_earlier_one(store: Store, now: datetime) -> None:
    say(store, now, 1, "Jonas Weller", "mayor")
    say(store, now, 2, "Weller", "mayor")
    people.settle_all(store)
    decide(store, now, "Weller", "Jonas Weller", same=False)
    assert set(known(store)) == {"Jonas Weller", "Weller"}
    decide(store, now, "Jonas Weller", "Weller", same=True)
    assert len(known(store)) == 1
    with store.read() as tx:
        assert tx.execute(select(func.count()).select_from(speaker_decisions)).scalar_one() == 1


def test_a_decision_taken_back_leaves_what_the_articles_say(store: Store, now: datetime) -> None:
    say(store, now, 1, "Jonas Weller")
    say(store, now, 2, "Yonas Weler")
    people.settle_all(store)
    decide(store, now, "Yonas Weler", "Jonas Weller", same=True)
    with store.write() as tx:
        [made] = people.decisions(tx)
        people.take_back(tx, made)
    assert set(known(store)) == {"Jonas Weller", "Yonas Weler"}


def test_a_topic_of_a_speaker_takes_statements_under_a_surname_once_it_is_known(store: Store, now: datetime) -> None:
    of_him = (Topic("his", speakers=("Vadim Orlenko",)),)
    say(store, now, 1, "Orlenko", "president")
    people.settle_all(store)
    match_topics(store, of_him)
    say(store, now, 2, "Vadim Orlenko", "president")
    people.settle_all(store)
    match_topics(store, of_him)
    with store.read() as tx:
        assert tx.execute(select(func.count()).select_from(matches)).scalar_one() == 2


def test_matches_found_before_a_speaker_had_another_name_are_not_kept(store: Store, now: datetime) -> None:
    say(store, now, 1, "Orlenko", "president")
    people.settle_all(store)
    with store.read() as tx:
        read, _ = stored_matches.unmatched(tx, "topics")
    say(store, now, 2, "Vadim Orlenko", "president")
    people.settle_all(store)
    with store.write() as tx:
        stored_matches.save(tx, [(one, {}) for one in read], "topics")
        assert [one.id for one in stored_matches.unmatched(tx, "topics")[0]] == [1, 2]


def test_a_candidate_of_an_edition_has_the_record_of_its_speaker(store: Store, now: datetime) -> None:
    say(store, now, 1, "Orlenko", "president")
    say(store, now, 2, "Vadim Orlenko", "president")
    people.settle_all(store)
    match_topics(store, (Topic("grid"),))
    with store.read() as tx:
        found = editions.candidates(tx, "morning", ["grid"], since=now - timedelta(days=1), until=now)
    assert {one.known_as for one in found} == {"Vadim Orlenko"}
    assert len({one.person for one in found}) == 1
    assert [one.entry.statement.speaker and one.entry.statement.speaker.name for one in found] == [
        "Orlenko",
        "Vadim Orlenko",
    ]


@pytest.mark.parametrize("typed", ["zoe kovarova", "Zoë Kovářová", "ZOE KOVAROVA"])
def test_a_speaker_is_found_by_the_name_in_any_spelling(store: Store, now: datetime, typed: str) -> None:
    say(store, now, 1, "Zoë Kovářová")
    people.settle_all(store)
    with store.read() as tx:
        assert [one.name for one in speakers.named(tx, typed)] == ["Zoë Kovářová"]
        assert speakers.named(tx, "Zoe") == []
