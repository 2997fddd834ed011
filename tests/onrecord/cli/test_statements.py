"""`onrecord statements`, as a person runs it."""

from __future__ import annotations

import csv
import json
import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from pyarrow import parquet

from onrecord import cli
from onrecord.errors import ConfigError
from onrecord.model import Topic
from onrecord.store import Store
from tests import stores
from tests.command import MAIN, onrecord, started
from tests.samples import add, article, statement

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HALVORSEN = """\
2026-11-25  Marit Halvorsen, energy minister (said), Harbour Gazette:
            the grid is safe
            https://gazette.example/0#:~:text=the%20grid%20is%20safe
"""
WELLER = """\
2026-11-24  Jonas Weller, energy minister (said), Harbour Gazette:
            gas is short
            https://gazette.example/1#:~:text=gas%20is%20short
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a configuration and two statements on record."""
    path = tmp_path_factory.mktemp("statements")
    (path / "topics.yaml").write_text("topics: [{name: grid}]\n")
    with Store.open(stores.at(path)) as store:
        for number, said in enumerate((statement(), statement("gas is short", "Jonas Weller"))):
            new = article(number, published=NOW - timedelta(days=number))
            add(store, new, said, now=NOW, topics=(Topic("grid"),))
    return path


@pytest.fixture(autouse=True)
def inside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)


def statements(*arguments: str) -> str:
    result = CliRunner().invoke(cli.cli, ["statements", *arguments], catch_exceptions=False, standalone_mode=False)
    if result.exception:
        raise result.exception
    return result.output


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {
        "topics.yaml",
        "onrecord.db",
        "onrecord.db-wal",
        "onrecord.db-shm",
    }


def test_all_are_listed_the_newest_first_with_their_links() -> None:
    assert statements() == f"{HALVORSEN}{WELLER}2 statements.\n"
    assert statements("--limit", "1") == f"{HALVORSEN}1 statement; older ones with a higher --limit.\n"


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["gas"], f"{WELLER}1 statement for gas.\n"),
        (["speaker:weller", '"gas is"'], f'{WELLER}1 statement for "gas is" speaker:weller.\n'),
        (["speaker:weller gas"], f"{WELLER}1 statement for gas speaker:weller.\n"),
        (["-gas"], f"{HALVORSEN}1 statement for -gas.\n"),
        (["is", "-cue:deny", "-halvorsen"], f"{WELLER}1 statement for is -halvorsen -cue:deny.\n"),
        (["--", "-gas"], f"{HALVORSEN}1 statement for -gas.\n"),
        (["before:2026-11-25"], f"{WELLER}1 statement for before:2026-11-25.\n"),
        (
            ["coal"],
            "No statements for coal; all:yes looks among what is not sure to be a statement, too.\n",
        ),
    ],
)
def test_a_query_is_made_of_all_arguments_also_those_with_a_minus(arguments: list[str], shown: str) -> None:
    assert statements(*arguments) == shown


def test_a_mistake_in_the_query_is_pointed_at() -> None:
    with pytest.raises(ConfigError) as error:
        statements("-gas", "speakr:weller")
    message, text, place = str(error.value).splitlines()
    assert "did you mean speaker:?" in message
    assert text == "  -gas speakr:weller"
    assert place == "       ^"


def test_a_file_is_written_in_the_format_of_its_name(folder: Path, tmp_path: Path) -> None:
    assert statements("gas", "--out", f"{tmp_path}/a.csv") == f"1 statement written to {tmp_path}/a.csv.\n"
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["content"] for row in csv.DictReader(file)] == ["gas is short"]
    statements("--out", f"{tmp_path}/a.jsonl", "--limit", "1")
    [line] = (tmp_path / "a.jsonl").read_text().splitlines()
    assert json.loads(line)["speaker"] == "Marit Halvorsen"
    statements("--out", f"{tmp_path}/a.parquet")
    assert parquet.read_table(tmp_path / "a.parquet").num_rows == 2
    assert left(folder) == set()
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv", "a.jsonl", "a.parquet"}


def test_a_format_goes_to_standard_output(folder: Path, tmp_path: Path) -> None:
    with (
        (tmp_path / "out").open("wb"),
        started(folder, "statements", "--format", "parquet", others={"stdout": tmp_path / "out"}) as command,
    ):
        command.process.join()
        assert command.process.exitcode == 0
    assert parquet.read_table(tmp_path / "out").num_rows == 2


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--out", "a.txt"], 2, "--out needs a --format"),
        (["--out", "none/a.csv"], 2, "none/a.csv: there is no folder none; make it first"),
        (["--format", "csv", "--out", "."], 2, ".: a folder; name a file"),
        (["--format", "csv", "--out", "/dev/full"], 1, "/dev/full: not written: No space left on device"),
        (["--formt", "csv"], 2, "No such option '--formt'"),
    ],
)
def test_what_cant_be_written_is_told(folder: Path, arguments: list[str], code: int, message: str) -> None:
    ended = onrecord(folder, "statements", *arguments)
    assert ended.returncode == code
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr
    assert left(folder) == set()


def test_a_full_disk_and_a_reader_that_goes_end_it_without_a_traceback(folder: Path) -> None:
    with started(folder, "statements", "--format", "csv", others={"stdout": "/dev/full"}) as command:
        ended = command.ended()
    assert (ended.returncode, ended.stderr) == (1, "onrecord: the output: No space left on device\n")
    ours, theirs = os.pipe()
    os.close(ours)
    with started(
        folder, "statements", "--format", "csv", others={"stdout": f"/proc/{os.getpid()}/fd/{theirs}"}
    ) as command:
        ended = command.ended()
    os.close(theirs)
    assert (ended.returncode, ended.stderr) == (1, "")


STOPPED = """
import os, signal, digests.exporting as exporting
pieces = exporting.pieces
def stopped(records, form):
    yield next(pieces(records, form))
    os.kill(os.getpid(), signal.SIGINT)
    yield b"never"
exporting.pieces = stopped
"""


def test_ctrl_c_leaves_the_file_as_it_was(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("mine")
    ended = onrecord(folder, "statements", "--out", f"{tmp_path}/a.csv", code=STOPPED + MAIN)
    assert ended.returncode == 1
    assert ended.stderr.strip().startswith("onrecord: Stopped.")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]


def test_parquet_is_not_shown_on_a_terminal(folder: Path) -> None:
    ours, theirs = os.openpty()
    with started(folder, "statements", "--format", "parquet", others={"stdout": os.ttyname(theirs)}) as command:
        command.process.join()
        assert command.process.exitcode == 2
        assert "name a file with --out" in (command.streams / "stderr").read_text()
    os.close(ours)
    os.close(theirs)
