"""A wrong topics.yaml, as the person at the command line meets it."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from onrecord import cli

BAD = sorted((Path(__file__).parents[1] / "config" / "bad").glob("*.yaml"))


def test_there_are_at_least_twenty_kinds() -> None:
    assert len(BAD) >= 20


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_fault_is_one_line_with_its_place_and_exit_code_2(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "topics.yaml").write_bytes(path.read_bytes())
    monkeypatch.setattr("sys.argv", ["onrecord", "check"])
    monkeypatch.delenv("ONRECORD_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    told = click.unstyle(capsys.readouterr().err)
    assert told == f"onrecord: {path.with_suffix('.expected').read_text().strip()}\n"
    assert told.startswith("onrecord: topics.yaml")
