"""Five days, in which Europe changes its clocks: each edition comes once. The whole year is a benchmark."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.benchmarks.year import ZONES, simulate

if TYPE_CHECKING:
    from pathlib import Path


def test_each_edition_comes_once_through_jumps_of_the_clock_and_kills(tmp_path: Path) -> None:
    told = simulate(tmp_path, first=date(2026, 3, 26), days=5, kills=5)
    assert [(zone, owed, owed, owed, 0) for zone, owed, *_ in told.rows()] == [row[:5] for row in told.rows()]
    assert len(told.owed) == len(ZONES)
    assert (told.kills, told.jumps) == (5, 2)
    assert all(times == 1 for brought in told.brought.values() for times in brought.values())
