"""Each kind of bad topics.yaml gives one line that names the place and what to do.

bad/NAME.yaml is the file, bad/NAME.expected the line. After a wanted change, `ONRECORD_RENEW=1 pytest` renews
the lines; read the difference before you keep it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from onrecord.config import load
from onrecord.errors import ConfigError

BAD = Path(__file__).parent / "bad"
TEXTUAL = sorted(BAD.glob("*.yaml"))

DEEP = b"a: " + b"[" * 60 + b"]" * 60
BOMB = b"a0: &a0 [gas]\n" + b"".join(
    b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 11)
)
MANY_ALIASES = b"topics: [&x gas, " + b"*x, " * 101 + b"]\n"
TOO_MANY = "more than 50000 values; split the file, or look for aliases that repeat too much"

GENERATED = {
    "larger than 1 MiB": (
        b"# " + b"x" * 1024 * 1024,
        "topics.yaml: the file is larger than 1 MiB; is it the right one?",
    ),
    "too many aliases": (
        MANY_ALIASES,
        "topics.yaml:1:418: more than 100 aliases (*name); write the values out",
    ),
    "aliases of aliases": (
        BOMB,
        f"topics.yaml:1:10: {TOO_MANY}",
    ),
    "too deep": (
        DEEP,
        "topics.yaml:1:53: nested deeper than 50 steps; look for brackets that are not closed",
    ),
    "too deep and unclosed": (
        b"[" * 500_000,
        "topics.yaml:1:51: nested deeper than 50 steps; look for brackets that are not closed",
    ),
    "too many values": (
        b"topics: [" + b"a," * 60_000 + b"]\n",
        f"topics.yaml:1:100002: {TOO_MANY}",
    ),
    "Latin-1": (
        b"topics:\n  - name: caf\xe9\n",
        "topics.yaml:2:14: the byte 0xe9 is not UTF-8; save the file as UTF-8",
    ),
    "UTF-16": (
        "topics: []".encode("utf-16"),
        "topics.yaml:1:1: the file is in UTF-16; save it as UTF-8 (a plain text editor offers that)",
    ),
    "a NUL": (
        b"topics:\n  - name: a\0b\n",
        "topics.yaml:2:12: the control character U+0000; take it out",
    ),
    "no bytes": (
        b"",
        "topics.yaml:1:1: the file is empty; 'onrecord init' writes one to start from",
    ),
}


@pytest.mark.parametrize("file", TEXTUAL, ids=lambda file: file.stem)
def test_a_bad_file_gives_the_line_beside_it(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = file.with_suffix(".expected")
    line = problem(file.read_bytes(), tmp_path, monkeypatch)
    if os.environ.get("ONRECORD_RENEW"):
        expected.write_text(line + "\n", "utf-8")
    assert line == expected.read_text("utf-8").rstrip("\n")


def test_each_expected_line_has_its_file() -> None:
    assert sorted(BAD.glob("*.expected")) == [file.with_suffix(".expected") for file in TEXTUAL]


@pytest.mark.parametrize(("data", "line"), GENERATED.values(), ids=GENERATED)
def test_bytes_that_no_editor_shows_give_a_line(
    data: bytes, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert problem(data, tmp_path, monkeypatch) == line


def test_all_faults_of_a_file_are_told_in_its_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "digests:\n  - name: a\n    topics: [x]\n    at: 25:00\nsources:\n  - nam: b\ncrawl:\n  delay: -1\n"
    lines = problem(text.encode(), tmp_path, monkeypatch).splitlines()
    assert [line.split(" ")[0] for line in lines] == [
        "topics.yaml:3:14:",
        "topics.yaml:4:9:",
        "topics.yaml:6:5:",
        "topics.yaml:6:5:",
        "topics.yaml:8:10:",
    ]


def test_a_flood_of_faults_is_cut_to_fifty_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "topics:\n" + "  - nam: x\n" * 100
    lines = problem(text.encode(), tmp_path, monkeypatch).splitlines()
    assert len(lines) == 51
    assert lines[-1] == "topics.yaml: and 150 more like these"


@pytest.mark.parametrize("key", ["mail:\n  smtp: hunter2\n", "mail:\n  smtp:\n    host: 'smtp://me:hunter2@x'\n"])
def test_a_password_at_a_wrong_place_is_not_repeated(key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "hunter2" not in problem(key.encode(), tmp_path, monkeypatch)


def problem(data: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The message for a topics.yaml of these bytes, loaded from its own folder."""
    monkeypatch.chdir(folder)
    Path("topics.yaml").write_bytes(data)
    with pytest.raises(ConfigError) as caught:
        load(Path("topics.yaml"))
    return str(caught.value)
