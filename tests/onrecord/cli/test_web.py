"""`onrecord web`: served until it is stopped, written as files, and what is wrong is told in a line."""

from __future__ import annotations

import os
import re
import signal
import socket
import time
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.command import onrecord, started

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.command import Started

TOPICS = "topics: [{name: power grid}]\ndigests: [{name: morning, recipients: [anna@desk.example]}]\n"


@contextmanager
def web(folder: Path, *options: str) -> Iterator[tuple[Started, str]]:
    """The web edition, and its address."""
    (folder / "topics.yaml").write_text(TOPICS)
    with started(folder, "web", "--port", "0", *options) as command:
        told = command.streams / "stdout"
        give_up = time.monotonic() + 60
        while (found := re.search(r"http://\S+/", told.read_text())) is None and time.monotonic() < give_up:
            time.sleep(0.05)
        assert found is not None, (command.streams / "stderr").read_text()
        yield command, found[0]


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_stopped(tmp_path: Path, by: signal.Signals) -> None:
    with web(tmp_path) as (command, address):
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310  # on loopback
            assert "No edition yet" in answer.read().decode()
        assert command.process.pid
        os.kill(command.process.pid, by)
        ended = command.ended(20)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_who_lets_others_reach_it_is_told_so(tmp_path: Path) -> None:
    with web(tmp_path, "--host", "0.0.0.0") as (command, _):  # noqa: S104  # what is meant
        assert "whoever reaches that address reads all of it" in (command.streams / "stderr").read_text()


def test_a_port_that_is_taken_is_told_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text(TOPICS)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = onrecord(tmp_path, "web", "--port", str(taken.getsockname()[1]))
    assert ended.returncode == 2
    assert "can't be taken" in ended.stderr
    assert "name another port with --port or web.port" in ended.stderr


def test_a_host_that_is_none_of_this_computers_is_told(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text(TOPICS)
    ended = onrecord(tmp_path, "web", "--host", "no such host")
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert "web.host" in ended.stderr


def test_it_is_written_as_files(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text(TOPICS)
    ended = onrecord(tmp_path, "web", "--export", "site")
    assert ended.returncode == 0, ended.stderr
    assert "No edition yet" in (tmp_path / "site" / "index.html").read_text()
    again = onrecord(tmp_path, "web", "--export", "site")
    assert " 0 new or changed, 0 removed." in again.stdout


def test_files_are_not_written_among_others_nor_served(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text(TOPICS)
    assert onrecord(tmp_path, "web", "--export", ".").returncode == 2
    both = onrecord(tmp_path, "web", "--export", "site", "--port", "8080")
    assert both.returncode == 2
    assert "leave out --host and --port" in both.stderr
