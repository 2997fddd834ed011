"""Commands that are told to end: they do so soon, give back what they held, and the next goes on."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from onrecord.cli import ending
from onrecord.model import Edition, Message
from onrecord.store import Store, articles, editions, tasks
from tests import stores
from tests.command import MAIN, onrecord, started
from tests.samples import article
from tests.scraper.loopback import running, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.command import Started

SOON = 8  # seconds, of the ten that a service has
SLOW = """
import time
from pathlib import Path
from onrecord.enrich import annotate

def read(*_, **__):
    Path("begun").touch()
    time.sleep(60)

annotate.annotate = read
"""


def configure(folder: Path, **more: object) -> Store:
    config = {"topics": [{"name": "grid"}], "digests": [{"name": "morning", "recipients": ["ana@example.org"]}]}
    (folder / "topics.yaml").write_text(json.dumps(config | more))
    return Store.open(stores.at(folder))


def held(store: Store) -> dict[str, str | None]:
    """Who holds what."""
    with store.read() as tx:
        return {name: task.holder for name, task in tasks.of(tx).items()}


def wait(command: Started, happened: Callable[[], object]) -> None:
    for _ in range(400):
        if happened():
            return
        command.process.join(0.05)
        assert command.process.exitcode is None, command.ended().stderr
    pytest.fail("it never happened")


@contextmanager
def listening() -> Iterator[socket.socket]:
    """A server that takes connections and says nothing."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield server


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_crawl_of_a_site_that_does_not_answer_ends_soon_and_its_source_is_free(
    tmp_path: Path, number: signal.Signals
) -> None:
    with running() as site:
        site.answers["/feed"] = site.answers["/robots.txt"] = silent
        source = {"name": "Gazette", "feed": f"{site.address}/feed", "allow_private": True}
        with configure(tmp_path, sources=[source], crawl={"delay": 0}) as store:
            with started(tmp_path, "crawl", "--due") as command:
                wait(command, lambda: site.asked)
                assert held(store)["crawl:Gazette"]
                assert command.process.pid
                end_by(command.process.pid, number)
                ended = command.ended(SOON)
            assert ended.returncode == 1
            assert "Traceback" not in ended.stderr
            assert held(store) == {"crawl:Gazette": None}
            with store.read() as tx:
                assert "stopped before its end" in str(tasks.of(tx)["crawl:Gazette"].error)


def end_by(process: int, number: signal.Signals) -> None:

    os.kill(process, number)


def test_reading_that_is_ended_is_free_for_the_next(tmp_path: Path) -> None:
    with configure(tmp_path) as store:
        with store.write() as tx:
            articles.save(tx, article(), now=datetime.now(UTC))
        with started(tmp_path, "enrich", code=SLOW + MAIN) as command:
            wait(command, (tmp_path / "begun").exists)
            assert held(store)[tasks.READING]
            command.process.terminate()
            ended = command.ended(SOON)
        assert (ended.returncode, held(store)) == (1, {tasks.READING: None})
        assert ended.stderr.strip() == "onrecord: Stopped. What was stored is kept; run the command again to go on."
        assert onrecord(tmp_path, "enrich").stdout.startswith("1 article read")


def test_a_message_on_its_way_to_a_silent_server_is_given_back(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    with listening() as server:
        mail = {"smtp": {"host": "127.0.0.1", "port": server.getsockname()[1], "security": "none"}}
        with configure(tmp_path, mail={"from": "desk@example.org", **mail}) as store:
            edition = Edition("morning", now.date(), "UTC", now, ())
            with store.write() as tx:
                editions.add(tx, edition, Message("News", "html", "text"), keys=[], outbox={"ana@example.org": "<1@a>"})
            with started(tmp_path, "send") as command:
                server.settimeout(20)
                taken, _ = server.accept()
                command.process.terminate()
                ended = command.ended(SOON)
                taken.close()
            assert (ended.returncode, held(store)) == (1, {tasks.SENDING: None})


@pytest.fixture
def _listening() -> Iterator[None]:
    before, report = signal.getsignal(signal.SIGTERM), sys.unraisablehook
    try:
        ending.Ending().listen()
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        sys.unraisablehook = report


@pytest.mark.usefixtures("_listening")
def test_a_second_signal_does_not_disturb_the_end_and_a_later_one_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGTERM)
    signal.raise_signal(signal.SIGTERM)
    monkeypatch.setattr(ending, "_TOGETHER", 0)  # as if they had passed
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGTERM)


@pytest.mark.usefixtures("_listening")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_where_python_raises_nothing_is_not_lost(
    number: signal.Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    class Closing:
        def __del__(self) -> None:
            signal.raise_signal(number)

    with pytest.raises(KeyboardInterrupt):  # while it goes on
        Closing()
        time.sleep(60)
    assert capsys.readouterr().err == ""
