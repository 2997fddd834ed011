"""The daemon: what it starts and when, and what it does with faults; its commands are made up."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from shutil import copy
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
import time_machine

from onrecord.config import COPY, load
from onrecord.schedule import children, daemon, due
from onrecord.schedule.daemon import Daemon
from onrecord.schedule.due import Step
from onrecord.shards import Shard, home
from onrecord.store import Store, tasks
from tests import stores

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime
    from pathlib import Path

CONFIG = """
sources: [{name: Desk, folder: ./articles}]
topics: [{name: grid}]
digests: [{name: morning, recipients: [ana@example.org], at: "07:00", timezone: UTC}]
"""
NOTE = 'echo "$*" >> started; '
PATIENCE = 20.0


class Log:
    """What the daemon told."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str, bool]] = []

    def __call__(self, text: str, *, about: str, complaint: bool = False) -> None:
        self.lines.append((about, text, complaint))

    def complaints(self, about: str = "schedule") -> list[str]:
        return [text for its, text, complaint in self.lines if complaint and its == about]

    def told(self, about: str) -> list[str]:
        return [text for its, text, complaint in self.lines if not complaint and its == about]


@pytest.fixture
def folder(tmp_path: Path, empty: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    stores.copied(empty, tmp_path)
    (tmp_path / "topics.yaml").write_text(CONFIG)
    (tmp_path / "started").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@asynccontextmanager
async def made(
    folder: Path, log: Log, script: str, *, shard: Shard | None = None, **options: float
) -> AsyncIterator[Daemon]:
    """A daemon whose commands are this shell script; it gets what the command would as its arguments."""
    command = ("/bin/sh", "-c", NOTE + script, "onrecord")
    one = Daemon(folder / "topics.yaml", log, shard=shard, command=command, **options)
    with one.watched:
        try:
            yield one
        finally:
            await one.close()


async def until(happened: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "it never happened"
        await asyncio.sleep(0.01)


async def idle(one: Daemon) -> None:
    """Wait until its commands are over."""
    await until(lambda: not any(one.children.at_work(step) for step in Step))


def started(folder: Path, command: str = "") -> list[str]:
    lines = (folder / "started").read_text().splitlines()
    return [line for line in lines if line.startswith(command)]


def claim(folder: Path, name: str, now: datetime, *, done: bool = True, holder: str = "elsewhere:1:a") -> None:
    """Have a task begun, as the command of its step would."""
    with Store.open(stores.at(folder)) as store, store.write() as tx:
        assert tasks.claim(tx, name, holder=holder, now=now)
        if done:
            tasks.release(tx, name, holder=holder, now=now)


def fault(folder: Path) -> str:
    """What is noted of topics.yaml."""
    with Store.open(stores.at(folder)) as store, store.read() as tx:
        return tasks.of(tx)[tasks.CONFIGURATION].error or ""


def test_what_is_due_is_started_each_with_the_configuration_that_holds(folder: Path, now: datetime) -> None:
    log = Log()

    async def scenario() -> None:
        with time_machine.travel(now):
            async with made(folder, log, f'cmp -s "${COPY}" topics.yaml && echo the same') as one:
                await one.tick()
                await idle(one)

    asyncio.run(scenario())
    config = f" --config {folder}/topics.yaml"
    assert sorted(started(folder)) == sorted([f"crawl --due{config}", f"enrich{config}", f"upkeep{config}"])
    assert {(about, text) for about, text, _ in log.lines} == {
        (step, "the same") for step in ("crawl", "enrich", "upkeep")
    }


def test_with_a_shard_a_crawl_is_started_for_the_sources_in_it_alone_and_all_else_as_ever(
    folder: Path, now: datetime
) -> None:
    config = load(folder / "topics.yaml")
    its = home(config, config.sources[0], 2)

    async def scenario(shard: Shard) -> list[str]:
        (folder / "started").write_text("")
        with time_machine.travel(now):
            async with made(folder, Log(), "exit 0", shard=shard) as one:
                await one.tick()
                await idle(one)
        return [line.split(" --config")[0] for line in started(folder)]

    assert sorted(asyncio.run(scenario(its))) == [f"crawl --due --shard {its}", "enrich", "upkeep"]
    assert sorted(asyncio.run(scenario(Shard(3 - its.number, 2)))) == ["enrich", "upkeep"]


def test_a_broken_edit_is_told_once_and_the_old_configuration_holds(folder: Path, now: datetime) -> None:
    log, path = Log(), folder / "topics.yaml"

    async def scenario() -> None:
        with time_machine.travel(now):
            async with made(folder, log, "exit 0") as one:
                await one.tick()
                for broken in ("topics: [", None):
                    path.unlink() if broken is None else path.write_text(broken)
                    for _ in range(4):
                        await one.tick()
                    assert [source.name for source in one.config.sources] == ["Desk"]
                    assert one.watched.copy.read_text() == CONFIG
                    assert fault(folder).startswith(f"{path}:")  # which status and the operator are told
                assert len(log.complaints()) == 2
                assert "topics.yaml:1:" in log.complaints()[0]
                assert "can't be read (No such file or directory)" in log.complaints()[1]
                one.watched.copy.unlink()  # as whoever cleans the folder for temporary files does
                path.write_text(
                    CONFIG.replace("Desk", "Bureau").replace("topics:", 'store: {url: "sqlite:///other.db"}\ntopics:')
                )
                await one.tick()
                assert one.watched.copy.read_text() == CONFIG
                await one.tick()
                assert [source.name for source in one.config.sources] == ["Bureau"]
                path.write_text(CONFIG)
                await one.tick()
                await one.tick()
                assert fault(folder) == ""

    asyncio.run(scenario())
    assert len(log.complaints()) == 2
    assert log.told("schedule") == [f"{path} has changed and was read again"] * 2
    assert len(started(folder, "upkeep")) >= 2
    assert (folder / "other.db").exists()  # a store of another name is opened at once


def test_a_command_reads_the_copy_where_the_file_is_gone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord import config  # noqa: PLC0415

    path = (folder / "topics.yaml").rename(folder / "copy.yaml")
    monkeypatch.setenv(COPY, str(path))
    assert config.load(config.find(folder / "topics.yaml")).sources[0].name == "Desk"


@pytest.mark.sqlite("its file")
def test_a_store_that_cannot_be_opened_is_told_once_and_tried_again(folder: Path, now: datetime) -> None:
    log = Log()
    good = (folder / "onrecord.db").rename(folder / "good.db")
    (folder / "onrecord.db").mkdir()

    async def scenario() -> None:
        with time_machine.travel(now):
            async with made(folder, log, "exit 0") as one:
                for _ in range(3):
                    await one.tick()
                assert started(folder) == []
                assert len(log.complaints()) == 1
                (folder / "onrecord.db").rmdir()
                good.rename(folder / "onrecord.db")
                await one.tick()
                await idle(one)

    asyncio.run(scenario())
    assert len(log.complaints()) == 1
    assert started(folder, "crawl --due")


def restore(folder: Path, backup: Path) -> None:
    for file in sorted(folder.glob("onrecord.db*")):
        file.unlink()
    copy(backup, folder)


@pytest.mark.sqlite("its file")
def test_a_store_that_is_put_in_the_place_of_another_is_opened_anew(folder: Path, empty: Path, now: datetime) -> None:
    log = Log()
    claim(folder, "crawl:Desk", now)

    async def scenario() -> None:
        with time_machine.travel(now):
            async with made(folder, log, "exit 0") as one:
                await one.tick()
                await idle(one)
                assert not started(folder, "crawl")
                restore(folder, empty)
                await one.tick()
                await idle(one)

    asyncio.run(scenario())
    assert started(folder, "crawl --due")
    assert log.complaints() == ["the store's file is another one now, and is opened anew"]


def test_a_fault_of_our_own_is_told_once_and_the_daemon_goes_on(
    folder: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    log = Log()

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("no sense")

    async def scenario() -> None:
        with time_machine.travel(now):
            async with made(folder, log, "exit 0") as one:
                with monkeypatch.context() as patched:
                    patched.setattr(due, "steps", fail)
                    for _ in range(3):
                        await one.tick()
                await one.tick()
                await idle(one)

    asyncio.run(scenario())
    [told] = log.complaints()
    assert told.startswith("a fault in On Record (ZeroDivisionError: no sense); please report it")
    assert caplog.text.count("Traceback") == 1
    assert started(folder, "crawl --due")


def test_a_command_that_fails_is_left_alone_for_a_while_that_doubles(
    folder: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, at = Log(), [time.monotonic()]
    clock = SimpleNamespace(time=time.time, monotonic=lambda: at[0])  # the daemon's alone, and not asyncio's
    monkeypatch.setattr(daemon, "time", clock)

    async def scenario() -> None:
        with time_machine.travel(now):
            async with made(folder, log, "exit 2") as one:
                for times, pause in enumerate((60, 120, 240, 480, 900, 900), start=1):
                    await one.tick()
                    await idle(one)
                    at[0] += pause - 1
                    await one.tick()
                    await idle(one)
                    assert len(started(folder, "enrich")) == times
                    at[0] += 2

    asyncio.run(scenario())
    assert log.complaints("enrich") == ["ended with exit code 2, see its lines above; it is tried again later"] * 6


def test_a_crawl_of_which_some_source_failed_is_not_left_alone_but_one_that_began_none_is(
    folder: Path, now: datetime
) -> None:
    log = Log()
    (folder / "topics.yaml").write_text(CONFIG.replace("[{name: Desk", "[{name: A, folder: ./a}, {name: Desk"))

    async def scenario() -> None:
        with time_machine.travel(now) as clock:
            async with made(folder, log, "case $1 in crawl) cat go; exit 1;; esac") as one:
                os.mkfifo("go")
                await one.tick()
                clock.shift(1)
                claim(folder, "crawl:A", now + timedelta(seconds=1))
                await release(one)
                await one.tick()  # of the other source, which is due still
                assert one.children.at_work(Step.CRAWL) == 1
                assert log.complaints("crawl") == []
                await release(one)
                await one.tick()
                assert one.children.at_work(Step.CRAWL) == 0

    async def release(one: Daemon) -> None:
        os.close(os.open("go", os.O_WRONLY))
        await idle(one)

    asyncio.run(scenario())
    assert log.complaints("crawl") == ["could begin with no source, see its lines above; it is tried again later"]


def test_a_slow_crawl_holds_up_no_other_and_ends_in_time(folder: Path, now: datetime) -> None:
    log = Log()
    monkey = pytest.MonkeyPatch()
    monkey.setattr(children, "GRACE", 0.1)
    stubborn = "case $1 in crawl) trap '' TERM; echo begun; while :; do sleep 0.05; done;; esac"

    async def scenario() -> None:
        with time_machine.travel(now):
            async with made(folder, log, stubborn) as one:
                await one.tick()
                await until(lambda: log.told("crawl"))
                await one.tick()
                assert one.children.at_work(Step.CRAWL) == 1  # it is young, and may not have claimed its source yet
                for expected in (2, 3, 3):
                    one.started[Step.CRAWL] -= 60
                    await one.tick()
                    assert one.children.at_work(Step.CRAWL) == expected
                await until(lambda: len(log.told("crawl")) == 3)
                before = time.monotonic()
            assert time.monotonic() - before < 5
            assert one.children.at_work(Step.CRAWL) == 0

    with monkey.context():
        asyncio.run(scenario())
    monkey.undo()
    assert log.complaints("crawl") == []


def test_a_digest_waits_for_a_crawl_that_was_started_just_now_but_not_for_one_after_the_other(
    folder: Path, now: datetime
) -> None:
    log = Log()

    async def scenario() -> None:
        with time_machine.travel(now) as clock:
            async with made(folder, log, "case $1 in crawl) exec sleep 60;; esac") as one:
                await one.tick()
                clock.shift(timedelta(hours=1))
                one.started[Step.CRAWL] = time.monotonic()
                await one.tick()
                assert not started(folder, "digest")
                one.started[Step.CRAWL] -= 60  # a crawl could be started again, and is due
                await one.tick()
                assert one.children.at_work(Step.CRAWL) == 2
                await until(lambda: started(folder, "digest --due"))

    asyncio.run(scenario())


def test_a_log_that_is_full_keeps_nobody_from_the_work(folder: Path, now: datetime) -> None:
    def full(text: str, *, about: str, complaint: bool = False) -> None:  # noqa: ARG001
        raise OSError(28, "No space left on device")

    async def scenario() -> None:
        with time_machine.travel(now):
            one = Daemon(folder / "topics.yaml", full, command=("/bin/sh", "-c", f"{NOTE}echo line", "onrecord"))
            with one.watched:
                await one.tick()
                await idle(one)
                await one.close()

    asyncio.run(scenario())
    assert len(started(folder)) == 3


def test_a_clock_that_is_set_back_does_not_stop_the_ticks(folder: Path, now: datetime) -> None:
    log, ticks = Log(), []

    async def scenario() -> None:
        async with made(folder, log, "exit 0", tick=0.05) as one:

            async def tick() -> None:
                ticks.append(time.monotonic())

            one.tick = tick  # type: ignore[method-assign]
            with time_machine.travel(now) as clock:
                serving = asyncio.create_task(one.serve())
                await until(lambda: len(ticks) > 2)
                clock.shift(-timedelta(hours=1))
                before = len(ticks)
                await until(lambda: len(ticks) > before + 2)
                one.stop()
                await serving

    asyncio.run(scenario())
    assert ticks[-1] - ticks[0] < PATIENCE


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_in_ten_seconds_though_a_command_does_not_and_the_store_is_locked(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    log = Log()
    monkeypatch.setattr(children, "GRACE", 0.1)
    monkeypatch.setattr(daemon, "_CLOSING", 0.2)

    async def scenario() -> None:
        stubborn = "trap '' TERM INT; echo $$; while :; do sleep 0.05; done"
        async with made(folder, log, stubborn, tick=0.05) as one:
            serving = asyncio.create_task(one.serve())
            await until(lambda: log.told("crawl") and log.told("enrich"))
            with stores.holding(folder) as hold:
                hold()
                os.kill(os.getpid(), number)
                await asyncio.wait_for(serving, 5)

    asyncio.run(scenario())
    for line in (*log.told("crawl"), *log.told("enrich")):
        with suppress(ProcessLookupError):
            os.kill(int(line), 0)
            pytest.fail(f"{line} is at work still")


def test_commands_outlive_a_daemon_that_is_killed_and_end_by_themselves(folder: Path) -> None:
    code = """
import asyncio, sys
from pathlib import Path
from onrecord.schedule.daemon import Daemon
script = "trap '' PIPE; case $1 in crawl) echo $PPID > parent; cat go; echo into nowhere; echo done > end;; esac"
asyncio.run(Daemon(Path("topics.yaml"), lambda *a, **k: None, command=("/bin/sh", "-c", script, "onrecord")).serve())
"""

    async def scenario() -> None:
        os.mkfifo("go")
        killed = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
        await until((folder / "parent").exists)
        await until(lambda: (folder / "parent").read_text().strip())
        killed.kill()
        await killed.wait()
        await until(opened)
        await until((folder / "end").exists)

    def opened() -> bool:
        with suppress(OSError):
            os.close(os.open("go", os.O_WRONLY | os.O_NONBLOCK))
            return True
        return False

    asyncio.run(scenario())
