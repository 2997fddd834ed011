"""The commands that the daemon starts: whatever they write and however they end."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from typing import TYPE_CHECKING

import pytest

from onrecord.schedule import children
from onrecord.schedule.children import Children

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Heard:
    """What is known of commands: their lines, their complaints, their ends."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.complained: list[str] = []
        self.ends: list[tuple[str, int]] = []

    def children(self) -> Children:
        return Children(
            lambda _, line: self.told.append(line),
            lambda _, line: self.complained.append(line),
            lambda name, code: self.ends.append((name, code)),
        )


async def until(happened: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < end, "it never happened"
        await asyncio.sleep(0.01)


def run(code: str, *, limit: float = 20) -> Heard:
    """Run some Python, or a shell's script, to its end."""
    heard = Heard()
    command = ("/bin/sh", "-c", code) if not code.startswith("import ") else (sys.executable, "-S", "-c", code)

    async def scenario() -> None:
        ours = heard.children()
        await ours.start("step", command, limit=limit, env=os.environ)
        await until(lambda: not ours.at_work("step"))

    asyncio.run(scenario())
    return heard


def test_lines_of_megabytes_and_rubbish_are_told_as_far_as_a_person_would_read() -> None:
    heard = run(
        "import sys; out = sys.stdout.buffer\n"
        "out.write(b'first\\n' + b'x' * 5_000_000 + b'\\n\\n\\xff\\xfe\\0rubbish\\r\\nunended ' + b'y' * 1_000_000)\n"
        "sys.stderr.write('a complaint')"
    )
    assert heard.told == ["first", "x" * 4096, "\ufffd\ufffd\0rubbish", ("unended " + "y" * 4096)[:4096]]
    assert heard.complained == ["a complaint"]
    assert heard.ends == [("step", 0)]


def test_a_command_over_its_time_is_asked_to_end_and_what_it_says_then_is_told() -> None:
    heard = run("trap 'echo kept; exit 1' TERM; echo begun; while :; do sleep 0.02; done", limit=0.3)
    assert heard.told == ["begun", "kept"]
    assert heard.complained == ["takes over 0 minutes and is ended; the next one goes on"]
    assert heard.ends == [("step", 1)]


def test_one_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "GRACE", 0.1)
    assert run("trap '' TERM; while :; do sleep 0.02; done", limit=0.2).ends == [("step", -9)]


def test_one_whose_own_child_holds_its_output_open_is_over_all_the_same() -> None:
    begin = time.monotonic()
    heard = run("sleep 10 & echo $!")
    os.kill(int(heard.told[0]), 9)
    assert heard.ends == [("step", 0)]
    assert time.monotonic() - begin < 8


def test_a_program_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    async def scenario() -> None:
        ours = Heard().children()
        with pytest.raises(FileNotFoundError):
            await ours.start("step", (str(tmp_path / "none"),), limit=1, env=os.environ)
        assert ours.at_work("step") == 0

    asyncio.run(scenario())


def test_all_are_ended_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "GRACE", 0.2)
    heard = Heard()

    async def scenario() -> None:
        ours = heard.children()
        for trap in ("trap '' TERM; ", "", "trap 'exit 3' TERM; "):
            code = f"{trap}echo begun; while :; do sleep 0.02; done"
            await ours.start("step", ("/bin/sh", "-c", code), limit=60, env=os.environ)
        await until(lambda: len(heard.told) == 3)
        await ours.stop()
        assert ours.at_work("step") == 0

    asyncio.run(scenario())
    assert sorted(code for _, code in heard.ends) == [-15, -9, 3]
