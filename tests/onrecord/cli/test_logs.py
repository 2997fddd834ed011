"""The lines of long work: each an object, whatever it tells and wherever it comes from."""

from __future__ import annotations

import json
import logging
import sys
import warnings
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cli import logs
from onrecord.cli.logs import Lines
from onrecord.errors import ConfigError
from tests.command import onrecord, started

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONFIG = """
sources: [{name: Desk, folder: ./none}]
topics: [{name: grid}]
digests: [{name: morning, recipients: [ana@example.org], at: "00:00", when_empty: short}]
"""


@pytest.fixture
def _undone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Logging is as before at the end."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    try:
        yield
    finally:
        logging.captureWarnings(capture=False)
        root.handlers[:] = before
        root.setLevel(level)


def objects(text: str) -> list[dict[str, Any]]:
    assert text.endswith("\n")
    return [json.loads(line) for line in text.split("\n")[:-1]]


@pytest.mark.usefixtures("_undone")
def test_what_libraries_log_is_an_object_a_line_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    Lines("json")
    log = logging.getLogger("some.library")
    log.error("it failed %d\ntimes", 2, exc_info=ZeroDivisionError("no\nsense"))
    log.error("%d of its words do not fit", "none")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old ways", UserWarning, stacklevel=1)
    sys.excepthook(ValueError, ValueError("unheard of"), None)
    told = capsys.readouterr()
    assert told.err == ""
    failed, unfit, warned, fault = objects(told.out)
    assert failed["message"].startswith("it failed 2\ntimes\nZeroDivisionError: no")
    assert failed["about"] == "some.library"
    assert unfit["message"] == "%d of its words do not fit ('none',)"
    assert "old ways" in warned["message"]
    assert warned["level"] == "warning"
    assert "ValueError: unheard of" in fault["message"]


@given(st.text(st.characters(codec=None), min_size=1))
def test_any_text_is_whole_objects_in_ascii(text: str) -> None:
    said: list[str] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("click.echo", said.append)
        logs.as_json(text, "crawl", "info")
    assert said[0].isascii()
    assert "\n" not in said[0]
    assert json.loads(said[0])["message"] == text


@pytest.mark.usefixtures("_undone")
@pytest.mark.parametrize(
    ("end", "code"), [(ConfigError("a.yaml:1:1: no", "a.yaml:2:1: nor"), 2), (KeyboardInterrupt(), 1)]
)
def test_the_end_is_told_in_the_same_form(capsys: pytest.CaptureFixture[str], end: BaseException, code: int) -> None:
    with pytest.raises(SystemExit) as ended, Lines("json").ending("run"):
        raise end
    assert ended.value.code == code
    told = capsys.readouterr()
    assert told.err == ""
    assert {one["level"] for one in objects(told.out)} == {"error"}


def test_a_run_tells_objects_only_also_of_what_failed(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text(CONFIG)
    ended = onrecord(tmp_path, "run", "--log-format", "json")
    assert ended.returncode == 1
    assert ended.stderr == ""
    told = objects(ended.stdout)
    assert told[-1] | {"time": ""} == {
        "time": "",
        "level": "error",
        "about": "run",
        "message": "not everything went well; what did is kept",
    }
    (tmp_path / "topics.yaml").write_text("topics: [")
    for command in ("run", "schedule"):
        ended = onrecord(tmp_path, command, "--log-format", "json")
        assert (ended.returncode, ended.stderr) == (2, "")
        assert objects(ended.stdout)[-1]["message"].startswith("topics.yaml:1:")


def test_the_schedule_tells_objects_only_and_a_commands_lines_under_its_step(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text(CONFIG)
    with started(tmp_path, "schedule", "--log-format", "json") as command:
        while "morning of" not in (command.streams / "stdout").read_text():
            command.process.join(0.1)
            assert command.process.exitcode is None
        command.process.terminate()
        ended = command.ended(12)
    assert (ended.returncode, ended.stderr) == (0, "")
    told = objects(ended.stdout)
    assert {"schedule", "crawl", "digest"} <= {one["about"] for one in told}
    assert [one["message"] for one in told if one["about"] == "schedule"][-1].startswith("stopped")
