"""What is asked often starts at once: a light command imports nothing heavy that it does not need."""

from __future__ import annotations

import gc
import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import click
import pytest

from onrecord import cli

if TYPE_CHECKING:
    from pathlib import Path

HEAVY: Final = frozenset(
    {
        "alembic",
        "apscheduler",
        "babel",
        "cryptography",
        "dns",
        "jinja2",
        "lxml",
        "numpy",
        "requests",
        "scrapy",
        "spacy",
        "sqlalchemy.dialects.postgresql",
        "thinc",
        "tldextract",
        "trafilatura",
        "twisted",
        "w3lib",
    }
)
"""What no light command needs."""

FOR_WORK: Final = frozenset({"pydantic", "rich", "ruamel.yaml", "sqlalchemy"})
"""What reads a configuration or a store, or shows a table: nothing of it is needed for help."""

CONFIG = """
sources: [{name: Gazette, feed: 'https://gazette.example/feed'}]
topics: [{name: grid, any: ['power grid', 'pipeline*']}]
digests: [{name: morning, recipients: [anna@desk.example], timezone: Europe/Berlin}]
crawl: {contact: desk@desk.example}
"""

PROGRAM = """
import json, os, sys
from contextlib import redirect_stdout
from onrecord.cli import cli
for line in sys.stdin:
    asked = json.loads(line)
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
        cli(asked["arguments"], standalone_mode=False)
    print(json.dumps([name for name in asked["watched"] if name in sys.modules]))
"""

OPENED = """
import sys
from onrecord.cli import main
sys.addaudithook(lambda name, told: name == "open" and print(told[0], file=sys.stderr))
main()
"""


def imported(folder: Path, *commands: str, watched: frozenset[str]) -> dict[str, list[str]]:
    """What is there after each of the commands, one after the other in one new process, of the modules watched."""
    asked = [{"arguments": command.split(), "watched": sorted(watched)} for command in commands]
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=folder,
        input="\n".join(map(json.dumps, asked)),
        text=True,
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return dict(zip(commands, map(json.loads, ended.stdout.splitlines()), strict=True))


def test_help_needs_neither_configuration_nor_store(tmp_path: Path) -> None:
    helps = [f"{name} --help" for name in cli.COMMANDS if name != "speakers"]  # works on the store's own words
    seen = imported(tmp_path, "--help", "--version", *helps, "sources import --help", watched=HEAVY | FOR_WORK)
    assert {command: names for command, names in seen.items() if names} == {}


def test_to_begin_and_to_check_needs_no_store(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text(CONFIG)
    seen = imported(
        tmp_path, "init --config new.yaml", "check", "sources export", watched=HEAVY - {"lxml"} | {"sqlalchemy"}
    )
    assert {command: names for command, names in seen.items() if names} == {}


def test_to_look_needs_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text(CONFIG)
    imported(tmp_path, "status", watched=HEAVY)  # makes the store
    light = ("status", "speakers --help", "speakers list")
    seen = imported(tmp_path, *light, watched=HEAVY)
    assert {command: names for command, names in seen.items() if names} == {}


def test_the_program_does_not_look_through_all_packages_for_plugins(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text(CONFIG)
    told = [sys.executable, "-c", OPENED, "check"]
    ended = subprocess.run(told, cwd=tmp_path, text=True, capture_output=True, check=True)
    opened = {line.rpartition("/")[2] for line in ended.stderr.splitlines()}
    assert "topics.yaml" in opened
    assert "entry_points.txt" not in opened


def test_what_only_looks_does_not_look_for_garbage(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, bool] = {}

    def command(_ctx: click.Context, name: str) -> click.Command:
        return click.Command(name, callback=lambda: seen.update({name: gc.isenabled()}))

    monkeypatch.setattr(cli.cli, "get_command", command)
    asked = signal.getsignal(signal.SIGTERM)
    try:
        for name in ("status", "run"):
            monkeypatch.setattr(sys, "argv", ["onrecord", name])
            with pytest.raises(SystemExit):
                cli.main()
    finally:
        gc.enable()
        gc.unfreeze()
        signal.signal(signal.SIGTERM, asked)
    assert seen == {"status": False, "run": True}
