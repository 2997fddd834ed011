"""`onrecord recipients`: who gets what, and what readers ask the operator for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from onrecord.store import Store, choices
from onrecord.store.choices import By
from tests import stores
from tests.command import onrecord

if TYPE_CHECKING:
    from pathlib import Path

TOPICS = """
topics: [{name: power grid}]
digests:
  - {name: Morning, open: true, recipients: [Ana <Ana@desk.example>, ben@desk.example]}
  - {name: evening}
web: {url: "http://127.0.0.1:8321"}
"""
NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "topics.yaml").write_text(TOPICS)
    with Store.open(stores.at(tmp_path)) as store, store.write() as tx:
        choices.join(tx, "cem@reader.example", "Morning", now=NOW, by=By.READER)
        choices.leave(tx, "ben@desk.example", "Morning", now=NOW, by=By.READER)
        choices.leave(tx, "dan@reader.example", choices.ALL, now=NOW, by=By.READER)
        choices.join(tx, "eve@reader.example", "weekly", now=NOW, by=By.READER)
    return tmp_path


def told(folder: Path, *arguments: str, code: int = 0) -> str:
    ended = onrecord(folder, "recipients", *arguments)
    assert ended.returncode == code, ended.stderr
    return ended.stdout if code == 0 else ended.stderr


def test_it_lists_who_gets_what_since_when_and_how(desk: Path) -> None:
    assert (
        told(desk)
        == told(desk, "list")
        == """\
Morning: open to readers, 2 recipients, 1 left
  ana@desk.example: in topics.yaml
  ben@desk.example: in topics.yaml, left on 2026-11-24
  cem@reader.example: confirmed on 2026-11-24
evening: 0 recipients
All digests, also those to come: 1 left
  dan@reader.example: left on 2026-11-24
weekly, which is not in topics.yaml:
  eve@reader.example: confirmed on 2026-11-24
"""
    )
    assert told(desk, "list", "EVENING") == "evening: 0 recipients\n"


def test_the_operator_notes_what_readers_ask_for_and_brings_nobody_back_unasked(desk: Path) -> None:
    assert (
        told(desk, "add", "Fay <Fay@Reader.example>", "evening")
        == "fay@reader.example gets evening from its next edition on.\n"
    )
    assert "fay@reader.example: added by the operator on" in told(desk, "list", "evening")
    refused = told(desk, "add", "BEN@desk.example", "morning", code=2)
    assert "left Morning on 2026-11-24; if the reader asks for it again: onrecord recipients allow" in refused
    assert "left evening" in told(desk, "add", "dan@reader.example", "evening", code=2)
    assert "may be written to again" in told(desk, "allow", "ben@desk.example")
    assert told(desk, "allow", "ben@desk.example") == "ben@desk.example has left nothing.\n"
    assert "3 recipients\n" in told(desk, "list", "Morning")
    assert told(desk, "remove", "ana@desk.example", "morning") == "ana@desk.example gets Morning no more.\n"
    assert "gets no digest any more, also none to come" in told(desk, "remove", "cem@reader.example")
    assert "ana@desk.example: in topics.yaml, removed by the operator on" in told(desk, "list", "Morning")
    assert "cem@" not in told(desk, "list", "Morning")


def test_what_is_mistyped_is_named(desk: Path) -> None:
    assert "no digest is named 'mornin'; there are: Morning, evening" in told(
        desk, "add", "a@b.example", "mornin", code=2
    )
    assert "'anna' is no mail address" in told(desk, "add", "anna", "morning", code=2)


def test_status_and_doctor_tell_how_many_there_are_and_left(desk: Path) -> None:
    status = onrecord(desk, "status").stdout
    assert "Morning: last edition none" in status
    assert "recipients 2 (1 left)" in status
    doctor = onrecord(desk, "doctor", "--offline").stdout
    assert "Morning goes to 2 mail addresses; 1 left it" in doctor
    assert "without https: mails have no link to leave with one click" in " ".join(doctor.split())
