"""What is known of a running On Record: what is next, and what needs a person."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, select, text

from onrecord.config import Config
from onrecord.model import DeliveryStatus
from onrecord.schedule import due
from onrecord.state.gathering import gather
from onrecord.store import articles, outbox, overview, setbacks, tasks
from onrecord.store.holding import STOPPED
from onrecord.store.schema import digests
from onrecord.store.setbacks import Failure
from tests.onrecord.state.conftest import FEED, HOUR, compose, do
from tests.samples import article

if TYPE_CHECKING:
    from onrecord.state.parts import State
    from onrecord.store import Store

DAY = timedelta(days=1)


def state(store: Store, config: Config, now: datetime) -> State:
    return gather(config, store, now=now)


def told(store: Store, config: Config, now: datetime) -> list[str]:
    return [need.text for need in state(store, config, now).needs]


def fail(store: Store, *times: datetime) -> None:
    with store.write() as tx:
        for at in times:
            setbacks.failed(tx, "Gazette", Failure(setbacks.listing(FEED), "no such host"), now=at)


def test_where_all_is_well_nothing_needs_a_person(well: Store, config: Config, now: datetime) -> None:
    found = state(well, config, now)
    assert found.needs == ()
    assert [(one.health.source, one.next, one.at_work) for one in found.sources] == [
        ("Gazette", now, False),
        ("Post", now, False),
    ]
    [morning] = found.digests
    assert (morning.last, morning.composed, morning.due, dict(morning.missed)) == (
        date(2026, 11, 24),
        now - HOUR / 4,
        None,
        {},
    )
    assert morning.next == datetime(2026, 11, 25, 6, tzinfo=UTC)
    assert [(work.name, work.succeeded, work.error) for work in found.works] == [
        (name, now - HOUR / 4, None) for name in ("reading", "sending", "upkeep")
    ]


def test_to_look_changes_nothing(store: Store, config: Config, now: datetime) -> None:
    state(store, config, now)
    with store.read() as tx:
        assert tx.execute(select(digests)).all() == []
        assert tasks.of(tx) == {}


def test_a_source_is_read_next_when_its_own_time_has_passed_and_not_while_it_is_left_alone(
    settings: dict[str, Any], well: Store, now: datetime
) -> None:
    settings["sources"][1]["every"] = "2h"
    config = config_of(settings)
    assert [one.next for one in state(well, config, now).sources] == [now, now - HOUR / 4 + 2 * HOUR]
    fail(well, now - 2 * HOUR, now - HOUR, now)
    assert state(well, config, now).sources[0].next == now + 2 * setbacks.PAUSE


def config_of(settings: dict[str, Any]) -> Config:
    return Config.model_validate(settings)


def test_a_source_that_fails_for_a_day_needs_a_person_and_one_that_rests_once_does_not(
    well: Store, config: Config, now: datetime
) -> None:
    fail(well, now - 23 * HOUR, now)
    found = state(well, config, now)
    assert found.needs == ()
    assert found.sources[0].advice[0].startswith("Gazette: failing for 23 hours (2 times in a row): no such host")
    later = now + 2 * HOUR
    do(well, tasks.READING, at=later)
    [need] = state(well, config, later).needs
    assert need.text.startswith("Gazette: failing for 1 day (2 times in a row): no such host")
    assert (need.key, need.kind, need.since, need.urgent) == (f"source:Gazette:{FEED}", "source", now - 23 * HOUR, True)
    with well.write() as tx:
        setbacks.healed(tx, [setbacks.listing(FEED)])
    assert told(well, config, later) == []


def test_a_source_whose_crawls_never_come_to_an_end_needs_a_person(well: Store, config: Config, now: datetime) -> None:
    later = now + 25 * HOUR
    with well.write() as tx:
        tasks.claim(tx, "crawl:Gazette", holder="killed", now=later - HOUR)
    do(well, "crawl:Post", at=now - HOUR / 4)
    [need] = [need for need in state(well, config, later).needs if need.kind == "source"]
    assert need.text == (
        "Gazette: for 1 day no crawl of it came to its end: 'onrecord crawl \"Gazette\"' shows how far one gets; "
        "crawl.max_time ends those that take long"
    )


def test_an_edition_that_can_not_be_made_up_for_needs_a_person_for_three_days(
    well: Store, config: Config, now: datetime
) -> None:
    with well.write() as tx:
        tx.execute(text("DELETE FROM editions WHERE date IN ('2026-11-18', '2026-11-22')"))
    found = state(well, config, now)
    assert list(found.digests[0].missed) == [date(2026, 11, 22), date(2026, 11, 18)]
    [need] = found.needs
    assert (need.key, need.urgent) == ("edition:morning:2026-11-22", True)
    assert "onrecord digest morning --date 2026-11-22 && onrecord send" in need.text
    compose(well, datetime(2026, 11, 22, 12, tzinfo=UTC))
    assert told(well, config, now) == []


def test_an_edition_that_is_due_is_waited_for_a_while(well: Store, config: Config, now: datetime) -> None:
    with well.write() as tx:
        tx.execute(text("DELETE FROM editions WHERE date = '2026-11-24'"))
    found = state(well, config, now)
    assert (found.digests[0].due, found.needs) == (date(2026, 11, 24), ())
    [need] = state(well, config, now + HOUR).needs
    assert need.text == (
        "morning: the edition of 2026-11-24 is due for 1 hour and not there: 'onrecord run' composes it, or says "
        "why it can't"
    )
    assert not need.urgent


def test_a_digest_that_no_run_knows_yet_owes_nothing_for_the_days_before(
    settings: dict[str, Any], well: Store, now: datetime
) -> None:
    settings["digests"].append({"name": "new", "at": "05:00"})
    found = state(well, config_of(settings), now)
    assert (found.digests[1].due, dict(found.digests[1].missed), found.needs) == (date(2026, 11, 24), {}, ())


def test_a_message_that_will_not_arrive_by_itself_needs_a_person(well: Store, config: Config, now: datetime) -> None:
    compose(well, now, "ana@example.org", "gone@example.org", name="evening")
    with well.write() as tx:
        for error in ("550 no such person", "550 the same"):
            delivery = outbox.claim(tx, now=now, lease=HOUR)
            assert delivery is not None
            outbox.fail(tx, delivery, error=error)
    [need] = state(well, config, now).needs  # nobody wants the other one's any more
    assert need.text == (
        "evening of 2026-11-24 to ana@example.org was not delivered: 550 no such person; mend that, then "
        "'onrecord send --again'"
    )
    assert need.urgent
    do(well, tasks.READING, at=now + 8 * DAY)
    assert not [need for need in state(well, config, now + 8 * DAY).needs if need.kind == "delivery"]


def test_a_message_that_is_tried_again_needs_nobody_and_one_of_unknown_outcome_does_when_it_is_not(
    well: Store, config: Config, now: datetime
) -> None:
    compose(well, now, "ana@example.org", name="evening")
    for minutes, needed in ((0, False), (1, True)):
        at = now + timedelta(minutes=minutes)
        with well.write() as tx:
            delivery = outbox.claim(tx, now=at, lease=HOUR)
            assert delivery is not None
            outbox.lose(tx, delivery, due=at, error="the answer was lost")
        found = state(well, config, at)
        assert bool(found.needs) is needed
    assert "may not have arrived: the answer was lost; ask, and if it did not" in found.needs[0].text
    assert found.deliveries == {DeliveryStatus.UNKNOWN: 1}
    assert [trouble.recipient for trouble in found.unsent] == ["ana@example.org"]


def test_where_nothing_runs_for_more_than_a_day_a_person_should_start_something(
    store: Store, well: Store, config: Config, now: datetime
) -> None:
    later = now + 26 * HOUR
    [need] = [need for need in state(well, config, later).needs if need.kind == "idle"]
    assert need.text.startswith(
        "nothing has run for 1 day: start 'onrecord schedule', or let cron start 'onrecord run'"
    )
    assert need.since == now - HOUR / 4
    do(store, tasks.READING, at=later)
    assert not [need for need in state(well, config, later).needs if need.kind == "idle"]


def test_what_was_just_set_up_should_be_started(store: Store, config: Config, now: datetime) -> None:
    [text] = told(store, config, now)
    assert text.startswith("nothing has run yet: start 'onrecord schedule'")
    assert told(store, config_of({"topics": [{"name": "grid"}]}), now) == []


def test_a_daemon_is_told_while_it_lives_and_missed_when_it_vanished(
    well: Store, config: Config, now: datetime
) -> None:
    with well.write() as tx:
        tasks.claim(tx, f"{tasks.SCHEDULE}desk-1:4242", holder="daemon", now=now)
    [daemon] = state(well, config, now).daemons
    assert (daemon.host, daemon.process, daemon.since) == ("desk-1", "4242", now)
    soon, later = now + 2 * tasks.LEASE, now + HOUR
    assert (state(well, config, soon).daemons, told(well, config, soon)) == ((), [])
    [text] = told(well, config, later)
    assert text.startswith("'onrecord schedule' on desk-1 went away without a word at ")
    do(well, tasks.READING, at=later)  # something else does the job
    assert told(well, config, later) == []


def test_articles_that_wait_for_long_while_nobody_reads_need_a_person(
    well: Store, config: Config, now: datetime
) -> None:
    with well.write() as tx:
        articles.save(tx, article(), now=now - 5 * HOUR)
    found = state(well, config, now)
    assert (found.waiting, found.waiting_since, found.needs) == (1, now - 5 * HOUR, ())
    later = now + 2 * HOUR
    assert told(well, config, later) == [
        "1 article waits to be read, the first for 7 hours: 'onrecord enrich' and each 'onrecord run' read them"
    ]
    with well.write() as tx:
        tasks.claim(tx, tasks.READING, holder="here", now=later)
    assert told(well, config, later) == []


@pytest.mark.parametrize(("error", "needed"), [("no model", True), (STOPPED, False)])
def test_a_step_that_failed_needs_a_person_and_one_that_was_stopped_does_not(
    well: Store, config: Config, now: datetime, error: str, *, needed: bool
) -> None:
    do(well, tasks.READING, at=now, error=error)
    found = state(well, config, now)
    assert [need.text for need in found.needs] == (
        [f"reading articles failed a moment ago: {error}; each 'onrecord run' tries it again"] if needed else []
    )
    later = now + 24 * HOUR
    do(well, tasks.READING, at=later, error=error)
    with well.write() as tx:
        tasks.claim(tx, tasks.READING, holder="here", now=later)  # to try again heals nothing
    assert [need.urgent for need in state(well, config, later).needs if need.kind == "task"] == [True] * needed


def test_the_store_tells_its_size(well: Store, config: Config, now: datetime) -> None:
    found = state(well, config, now)
    assert found.size.database > 100_000
    assert found.size.all == found.size.database + found.size.log
    assert found.counts["editions"] == 9
    with well.read() as tx:
        assert overview.size(tx) == found.size


@pytest.mark.sqlite("how it plans a query")
def test_neither_to_look_nor_to_ask_what_is_due_is_every_article_looked_at(
    well: Store, config: Config, now: datetime
) -> None:
    asked: list[tuple[str, Any]] = []
    event.listen(well.engine, "before_cursor_execute", lambda *its: asked.append(its[2:4]))
    state(well, config, now)
    with well.read() as tx:
        due.steps(tx, config, config.sources, now=now)
        ways = [
            row.detail
            for query, values in asked.copy()
            if "FROM articles" in query
            for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)
        ]
    assert [way for way in ways if "SCAN" in way and "COVERING INDEX" not in way] == []
    by_source = {way for way in ways if "source=?" in way}
    assert by_source
    assert all("ix_articles_source_collected" in way for way in by_source)
    assert any("emptied=? AND enriched_with<?" in way for way in ways)


def test_a_source_whose_reader_vanished_is_next_at_once(well: Store, config: Config, now: datetime) -> None:
    with well.write() as tx:
        tasks.claim(tx, "crawl:Gazette", holder="desk:1:a", now=now)
    soon = now + 2 * tasks.LEASE
    assert state(well, config, soon).sources[0].next == soon


def test_a_configuration_that_is_wrong_by_now_needs_a_person_until_it_is_right(
    well: Store, config: Config, now: datetime
) -> None:
    for error in ("topics.yaml:1:1: sourcs: unknown key\ntopics.yaml:2:1: more", None):
        with well.write() as tx:
            tasks.note(tx, tasks.CONFIGURATION, now=now, error=error)
        found = gather(config, well, now=now).needs
        assert [(need.kind, need.urgent) for need in found] == ([("configuration", True)] if error else [])
