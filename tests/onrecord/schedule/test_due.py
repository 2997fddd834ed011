"""What the daemon finds to do when it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord.config import Config
from onrecord.schedule import due
from onrecord.schedule.due import Step
from onrecord.store import tasks

if TYPE_CHECKING:
    from datetime import datetime

    from onrecord.store import Store


@pytest.mark.parametrize(("name", "step"), [(tasks.READING, Step.ENRICH), (tasks.SENDING, Step.SEND)])
def test_what_was_left_by_one_that_vanished_is_gone_on_with_though_nothing_waits(
    store: Store, now: datetime, name: str, step: Step
) -> None:
    later = now + 2 * tasks.LEASE

    def found(at: datetime) -> bool:
        with store.read() as tx:
            return step in due.steps(tx, Config(), (), now=at)

    assert not found(now)
    with store.write() as tx:
        tasks.claim(tx, name, holder="a", now=now)
    assert not found(now)
    assert found(later)
    with store.write() as tx:
        tasks.evict(tx, "a")
    assert found(later)
    with store.write() as tx:
        tasks.claim(tx, name, holder="b", now=later)
        tasks.release(tx, name, holder="b", now=later)
    assert not found(later + tasks.LEASE)
