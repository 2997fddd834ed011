"""The state as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.state.data import as_data
from onrecord.state.gathering import gather
from onrecord.store import outbox, setbacks, tasks
from onrecord.store.setbacks import Failure
from tests.onrecord.state.conftest import FEED, HOUR, compose

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from onrecord.config import Config
    from onrecord.store import Store

PAGE = Path(__file__).parents[3] / "docs" / "status.md"
NAMES = {"http_errors", "counts", "deliveries"}  # what is in them is named by what was found


def keys(data: Any) -> Iterator[str]:  # noqa: ANN401  # what JSON holds
    if isinstance(data, list):
        for one in data:
            yield from keys(one)
    elif isinstance(data, dict):
        for key, value in data.items():
            yield key
            if key not in NAMES:
                yield from keys(value)


def test_all_is_told_and_each_key_is_documented(well: Store, config: Config, now: datetime) -> None:
    compose(well, now, "ana@example.org", name="evening")
    with well.write() as tx:
        for hours in (25, 24):
            setbacks.failed(tx, "Gazette", Failure(setbacks.listing(FEED), "no such host"), now=now - hours * HOUR)
        tasks.claim(tx, f"{tasks.SCHEDULE}desk-1:4242", holder="daemon", now=now)
        delivery = outbox.claim(tx, now=now, lease=HOUR)
        assert delivery is not None
        outbox.fail(tx, delivery, error="550 no such person")
    data = as_data(gather(config, well, now=now))
    assert json.loads(json.dumps(data)) == data
    assert (data["moment"], data["well"]) == ("2026-11-24T06:30:00Z", False)
    assert [need["kind"] for need in data["needs"]] == ["source", "delivery"]
    assert data["daemons"] == [{"host": "desk-1", "process": "4242", "since": "2026-11-24T06:30:00Z"}]
    assert data["digests"][0]["last"] == "2026-11-24"
    assert data["digests"][0]["next"] == "2026-11-25T06:00:00Z"
    assert data["sources"][0]["failing"][0]["address"] == FEED
    assert data["unsent"][0]["again"] is None
    page = PAGE.read_text("utf-8")
    assert [key for key in dict.fromkeys(keys(data)) if f"`{key}`" not in page] == []
