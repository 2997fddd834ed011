"""Real data to measure on, and the figures that come of it.

    pytest tests/benchmarks --benchmark-only --numprocesses=0

prints a table of figures with their floors (`floors.toml`) and fails where one is below its own. The data is not part
of the project: it lies in the folder that ONRECORD_BENCH names, else in ../shared/bench beside the checkout.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks import archive
from tests.command import onrecord

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HERE = Path(__file__).parent
FIGURES = pytest.StashKey[list[tuple[str, str, float, float | None]]]()


@pytest.fixture(scope="session")
def bench() -> Path:
    """The folder of the data."""
    folder = Path(os.environ.get("ONRECORD_BENCH", HERE.parents[2] / "shared" / "bench"))
    if not folder.is_dir():
        pytest.skip(f"no benchmark data at {folder}; ONRECORD_BENCH names another folder")
    return folder


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `onrecord demo` leaves."""
    folder = tmp_path_factory.mktemp("demo")
    ended = onrecord(folder, "demo")
    assert ended.returncode == 0, ended.stderr
    return folder / "onrecord-demo"


@pytest.fixture(scope="session")
def million(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store with a million statements, which who takes it leaves as it was."""
    return archive.made(tmp_path_factory.mktemp("million") / "onrecord.db")


@pytest.fixture
def hold(request: pytest.FixtureRequest) -> Callable[[str, Mapping[str, float]], None]:
    """Note a group's figures for the table, and hold them to their floors."""
    floors = tomllib.loads((HERE / "floors.toml").read_text())

    def note(group: str, figures: Mapping[str, float]) -> None:
        held = floors
        for part in group.split("."):
            held = held[part]
        rows = request.config.stash.setdefault(FIGURES, [])
        bounds = {name.removeprefix("most."): bound for name, bound in held.items()}
        rows += [(group, name, value, bounds.get(name)) for name, value in figures.items()]
        missed = [
            f"{group}: {name} is {figures[name]:.3f}, floor {bound}"
            for name, bound in bounds.items()
            if (figures[name] > bound if f"most.{name}" in held else figures[name] < bound)
        ]
        assert not missed, "\n".join(missed)

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if rows := config.stash.get(FIGURES, None):
        terminalreporter.section("figures")
    for group, name, value, bound in rows or ():
        shown = "" if bound is None else f"{bound:8.3f}"
        terminalreporter.write_line(f"{group:20} {name:36} {value:8.3f} {shown}")
