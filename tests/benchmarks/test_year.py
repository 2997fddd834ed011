"""A year of mornings in five zones: each edition comes once, whatever happens to clocks and processes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.year import simulate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

DAYS, KILLS = 365, 200


@pytest.mark.long
def test_each_edition_comes_once_in_a_year_of_jumps_and_kills(
    tmp_path: Path,
    benchmark: BenchmarkFixture,
    hold: Callable[[str, Mapping[str, float]], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    year = benchmark.pedantic(lambda: simulate(tmp_path, first=date(2026, 1, 1), days=DAYS, kills=KILLS), rounds=1)
    with capsys.disabled():
        print()  # noqa: T201 - the table is what is asked for
        print(f"{'zone':20} {'owed':>6} {'composed':>9} {'mailed':>7} {'wrong':>6}  latest by")  # noqa: T201
        for zone, owed, composed, mailed, wrong, late in year.rows():
            print(f"{zone:20} {owed:6} {composed:9} {mailed:7} {wrong:6}  {late}")  # noqa: T201
        told = f"{year.looks:,} looks, {year.races} of them two at once, {year.kills} processes killed, "
        print(f"{told}{year.jumps} jumps of the clock, {year.restarts} times nobody at work")  # noqa: T201
    twice = sum(times > 1 for brought in year.brought.values() for times in brought.values())
    hold(
        "year",
        {
            "editions": sum(composed for _, _, composed, *_ in year.rows()),
            "mails twice or missing": sum(wrong for *_, wrong, _ in year.rows()),
            "statements brought twice": twice,
            "processes killed": year.kills,
        },
    )
