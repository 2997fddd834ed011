"""Steps, digests and sizes in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from onrecord.cli.views import work
from onrecord.state.gathering import gather
from onrecord.state.parts import DigestState, Work
from onrecord.store import tasks
from onrecord.store.overview import Size
from tests.onrecord.state.conftest import HOUR
from tests.onrecord.state.conftest import config as config  # noqa: PLC0414  # fixtures
from tests.onrecord.state.conftest import settings as settings  # noqa: PLC0414
from tests.onrecord.state.conftest import well as well  # noqa: PLC0414

if TYPE_CHECKING:
    from onrecord.config import Config
    from onrecord.store import Store

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
"""As the fixture has it."""


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (Size(999), "999 bytes"),
        (Size(262_144), "262.1 kB"),
        (Size(12_000_000, 345_678), "12.3 MB, 345.7 kB of it written last"),
        (Size(5 * 10**15), "5.0 PB"),
    ],
)
def test_a_size_is_told_in_a_unit_that_fits(size: Size, words: str) -> None:
    assert work.size(size) == words


def test_a_step_tells_when_it_was_done_when_there_is_more_and_how_it_went() -> None:
    new = Work("upkeep", None, None, None, None, at_work=False)
    done = Work("reading", NOW - HOUR, NOW - HOUR, NOW - HOUR, None, at_work=False, next=NOW)
    failed = replace(done, error="no model", next=NOW + HOUR)
    told = [work.line(work.STEPS, work.step(one, NOW)) for one in (new, done, failed, replace(done, at_work=True))]
    assert told == [
        "upkeep: not done yet",
        "reading: begun 1 hour ago, ended 1 hour ago, next now, well",
        "reading: begun 1 hour ago, ended 1 hour ago, next in 1 hour, no model",
        "reading: begun 1 hour ago, ended 1 hour ago, next now, at it",
    ]


def test_a_digest_tells_what_is_due_and_what_was_missed() -> None:
    days = {date(2026, 11, day): NOW for day in (22, 21)}
    one = DigestState("morning", date(2026, 11, 23), NOW - HOUR, date(2026, 11, 24), NOW, days, NOW + timedelta(days=1))
    *_, told = work.digest(one, NOW)
    assert told == "due: 2026-11-24; missed: 2026-11-22, 2026-11-21"


def test_what_is_at_work_is_named(well: Store, config: Config, now: datetime) -> None:
    with well.write() as tx:
        tasks.claim(tx, f"{tasks.SCHEDULE}desk-1:4242", holder="daemon", now=now)
        tasks.claim(tx, f"{tasks.CRAWL}Post", holder="there", now=now)
    state = gather(config, well, now=now)
    [line] = work.running(state)
    assert line.startswith("onrecord schedule is at work on desk-1 (process 4242), since 2026-11-24")
    assert work.collecting(state) == ("collecting", "a moment ago", "15 minutes ago", "now", "1 source being read")
