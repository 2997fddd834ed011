"""crontab.example: cron can read it, and its commands do what they say, silently when all is well."""

from __future__ import annotations

import os
import re
import shlex
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from apscheduler.triggers.cron import CronTrigger

from tests.deploy.commandlines import ROOT, unknown

if TYPE_CHECKING:
    from pathlib import Path

TOPICS = """
sources: [{name: Desk, folder: ./articles}]
topics: [{name: grid}]
language: {engine: rules}
digests: [{name: morning, recipients: [ana@desk.example], at: "00:00"}]
"""
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    when: str
    command: str


def read(text: str) -> tuple[dict[str, str], list[Line]]:
    """The variables and the lines of a crontab. Raises `ValueError` on what cron would not take as it is meant."""
    variables, lines = {}, []
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if variable := re.fullmatch(r"([A-Za-z_]\w*)\s*=\s*(.*)", line):
            variables[variable[1]] = variable[2]
            continue
        fields = line.split(maxsplit=5)
        if len(fields) != 6:
            raise ValueError(f"five fields and a command are expected: {line}")
        CronTrigger.from_crontab(" ".join(fields[:5]))
        if re.search(r"(?<!\\)%", fields[5]):
            raise ValueError(f"cron ends the command at a % without a backslash: {line}")
        lines.append(Line(" ".join(fields[:5]), fields[5].replace("\\%", "%")))
    return variables, lines


VARIABLES, LINES = read((ROOT / "crontab.example").read_text("utf-8"))
NAMES = [shlex.split(line.command.partition(".venv/bin/onrecord ")[2])[0].rstrip(")") for line in LINES]
LINE = dict(zip(NAMES, LINES, strict=True))


def moments(name: str, *, days: int) -> list[datetime]:
    """When cron starts a line in so many days from the beginning of the year."""
    trigger = CronTrigger.from_crontab(LINE[name].when, timezone=UTC)
    found: list[datetime] = []
    last, now = None, BEGIN - timedelta(seconds=1)
    while (last := trigger.get_next_fire_time(last, now)) < BEGIN + timedelta(days=days):
        found.append(last)
        now = last + timedelta(seconds=1)
    return found


def start(name: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Start a line as cron does: by the shell, in the home folder, with hardly any environment."""
    env = {"HOME": str(home), "PATH": "/usr/bin:/bin", "SHELL": VARIABLES["SHELL"], "LOGNAME": "ana"}
    command = [VARIABLES["SHELL"], "-c", LINE[name].command]
    return subprocess.run(command, cwd=home, env=env, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with the folder onrecord, as the crontab expects it."""
    folder = tmp_path / "onrecord"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "a.txt").write_text("Marit Halvorsen said that the grid is safe.\n")
    (folder / "topics.yaml").write_text(TOPICS)
    program = folder / ".venv" / "bin" / "onrecord"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m onrecord "$@"\n')
    program.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize(
    "line",
    ["*/15 * * * run", "* * * * *", "61 * * * * true", "@daily true", "0 0 * * someday true", "0 0 * * * date +%Y"],
)
def test_what_cron_would_misread_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(line)


def test_an_escaped_percent_sign_reaches_the_shell_without_its_backslash() -> None:
    assert read("# a note\nMAILTO = ana\n\n0 0 * * sun date +\\%Y\n") == (
        {"MAILTO": "ana"},
        [Line("0 0 * * sun", "date +%Y")],
    )


def test_it_mails_somebody_and_holds_the_four_lines() -> None:
    assert VARIABLES == {"MAILTO": "you@example.org", "SHELL": "/bin/sh"}
    assert NAMES == ["run", "status", "backup", "vacuum"]


def test_it_runs_each_quarter_of_an_hour_asks_daily_saves_weekly_and_tidies_monthly() -> None:
    assert [moment.minute for moment in moments("run", days=1)] == [0, 15, 30, 45] * 24
    assert len(moments("status", days=28)) == 28
    backups = moments("backup", days=28)
    assert [moment.strftime("%a") for moment in backups] == ["Sun"] * 4
    assert [moment.day for moment in moments("vacuum", days=90)] == [1, 1, 1]


def test_its_commands_do_their_work_and_say_nothing_when_all_is_well(home: Path) -> None:
    folder = home / "onrecord"
    (folder / "backups").mkdir()
    (folder / "backups" / "old.db").touch()
    os.utime(folder / "backups" / "old.db", times=(time.time() - 100 * 86_400,) * 2)
    for name in NAMES:
        ended = start(name, home)
        assert (name, ended.stdout, ended.stderr, ended.returncode) == (name, "", "", 0)
    assert len(list(folder.glob("outbox/new/*.eml"))) == 1
    (backup,) = folder.glob("backups/*.db")
    with closing(sqlite3.connect(backup)) as store:
        assert store.execute("SELECT count(*) FROM articles").fetchone() == (1,)


@pytest.mark.parametrize("name", NAMES)
def test_a_command_that_fails_says_why_so_that_cron_mails_it(home: Path, name: str) -> None:
    (home / "onrecord" / "topics.yaml").write_text("sourcs: []\n")
    ended = start(name, home)
    assert "topics.yaml:1:1: sourcs: unknown key" in ended.stdout + ended.stderr


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert all("onrecord" in start(name, tmp_path).stderr for name in NAMES)


def test_it_names_only_commands_and_options_that_there_are() -> None:
    words = [word.strip('(){}";$') for line in LINES for word in line.command.replace("$(", "$( ").split()]
    assert not list(unknown(words))
