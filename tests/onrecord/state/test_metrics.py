"""What Prometheus reads, held against its own parser."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from onrecord.state.gathering import gather
from onrecord.state.metrics import KINDS, exposition
from onrecord.state.parts import DigestState, State
from onrecord.store import setbacks
from onrecord.store.overview import Size
from onrecord.store.setbacks import Failure
from tests.onrecord.state.conftest import FEED, HOUR, compose

if TYPE_CHECKING:
    from onrecord.config import Config
    from onrecord.store import Store

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
COUNTS = dict.fromkeys(("articles", "statements", "speakers", "editions"), 0)
NOTHING = State(
    moment=NOW,
    days=7,
    needs=(),
    daemons=(),
    works=(),
    digests=(),
    sources=(),
    waiting=0,
    waiting_since=None,
    deliveries={},
    unsent=(),
    store="sqlite://",
    size=Size(0),
    counts=COUNTS,
)
PAGE = Path(__file__).parents[3] / "docs" / "status.md"


def read(text: str) -> dict[tuple[str, ...], float]:
    """Each sample by its name and its labels' values."""
    families = list(text_string_to_metric_families(text))
    assert all(family.type == "gauge" and family.documentation for family in families)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def test_prometheus_reads_what_is_shown(well: Store, config: Config, now: datetime) -> None:
    compose(well, now, "ana@example.org", name="evening")
    with well.write() as tx:
        for hours in (25, 24):
            setbacks.failed(tx, "Gazette", Failure(setbacks.listing(FEED), "no such host"), now=now - hours * HOUR)
    state = gather(config, well, now=now)
    seen = read(exposition(state))
    lately = (now - HOUR / 4).timestamp()
    wanted = {
        ("onrecord_needs", "source"): 1,
        ("onrecord_needs", "delivery"): 0,
        ("onrecord_daemon_up",): 0,
        ("onrecord_task_last_success_timestamp_seconds", "reading"): lately,
        ("onrecord_task_failed", "upkeep"): 0,
        ("onrecord_source_last_success_timestamp_seconds", "Post"): lately,
        ("onrecord_source_failing", "Gazette"): 1,
        ("onrecord_source_failing", "Post"): 0,
        ("onrecord_edition_last_composed_timestamp_seconds", "morning"): lately,
        ("onrecord_editions_missed", "morning"): 0,
        ("onrecord_edition_due", "morning"): 0,
        ("onrecord_articles_waiting",): 0,
        ("onrecord_deliveries", "queued"): 1,
        ("onrecord_deliveries", "failed"): 0,
        ("onrecord_editions",): 10,
        ("onrecord_store_bytes",): state.size.all,
    }
    assert {name: seen.get(name) for name in wanted} == wanted
    assert sum(value for name, value in seen.items() if name[0] == "onrecord_needs") == len(state.needs)
    assert ("onrecord_source_newest_article_timestamp_seconds", "Post") not in seen  # it never gave one


def test_every_kind_of_need_has_its_series_from_the_start(well: Store, config: Config, now: datetime) -> None:
    state = gather(config, well, now=now)
    assert {name[1] for name in read(exposition(state)) if name[0] == "onrecord_needs"} == set(KINDS)
    code = "".join(path.read_text() for path in Path(__file__).parents[3].glob("onrecord/state/*.py"))
    assert set(re.findall(r'Need\(\s*f?"(\w+)', code)) | {"delivery"} == set(KINDS)


def test_every_metric_is_documented(well: Store, config: Config, now: datetime) -> None:
    page = PAGE.read_text("utf-8")
    names = {name[0] for name in read(exposition(gather(config, well, now=now)))}
    assert [name for name in sorted(names) if f"`{name}" not in page] == []
    assert set(re.findall(r"`(onrecord_\w+)", page)) - names == {"onrecord_source_newest_article_timestamp_seconds"}


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_name_is_read_as_it_is(name: str) -> None:
    digest = DigestState(name, None, None, NOW.date(), NOW, {NOW.date(): NOW}, NOW)
    seen = read(exposition(replace(NOTHING, digests=(digest,))))
    assert seen["onrecord_editions_missed", name] == 1
