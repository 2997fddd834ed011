"""`onrecord annotate` as a person runs it; the model is loaded once for all of them."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING, Protocol

import pytest

from onrecord import cli
from onrecord.enrich import annotate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STORY = "Petra Lindholm said the quay is closed.\n\n“It stays closed,” she said. “Ask me in May.”\n"
OTHER = "Arne Dahl denied that the boats had left.\n"


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


class Command(Protocol):
    def __call__(self, *arguments: str, stdin: str | bytes = "", typed: bool = False) -> Ended: ...


class Keyboard(TextIOWrapper):
    """Standard input that a person types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module", autouse=True)
def _loaded_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(annotate, "load", cache(annotate.load))
        yield


@pytest.fixture
def onrecord(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command, in a folder of its own and without a terminal."""
    monkeypatch.chdir(tmp_path)
    for name in ("FORCE_COLOR", "NO_COLOR", "COLUMNS", "ONRECORD_CONFIG"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str, stdin: str | bytes = "", typed: bool = False) -> Ended:
        data = BytesIO(stdin if isinstance(stdin, bytes) else stdin.encode())
        monkeypatch.setattr(sys, "argv", ["onrecord", "annotate", *arguments])
        monkeypatch.setattr(sys, "stdin", (Keyboard if typed else TextIOWrapper)(data, encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Ended(int(ended.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture
def story(tmp_path: Path) -> Path:
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    return tmp_path / "story.txt"


def jsonl(*texts: str) -> str:
    return "".join(json.dumps({"id": number, "text": text}) + "\n" for number, text in enumerate(texts))


def test_a_text_is_listed_to_be_read(onrecord: Command, story: Path) -> None:
    ended = onrecord(story.name)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[0] == "story.txt: 2 statements"
    assert "  1 Petra Lindholm\n    said · indirect · " in ended.out
    assert "  2 Petra Lindholm – “she”\n    said · direct · " in ended.out
    assert ended.out.endswith("      “It stays closed,” … “Ask me in May.”\n")


def test_several_texts_are_listed_one_after_the_other(onrecord: Command, story: Path) -> None:
    ended = onrecord(story.name, "-", stdin=OTHER)
    heads = [line for line in ended.out.splitlines() if line.endswith(("statement", "statements"))]
    assert heads == ["story.txt: 2 statements", "standard input: 1 statement"]


def test_without_a_file_standard_input_is_read(onrecord: Command) -> None:
    assert onrecord(stdin=OTHER).out.startswith("standard input: 1 statement\n")


def test_a_text_without_statements_is_said_to_have_none(onrecord: Command) -> None:
    assert onrecord(stdin="The rain fell all day.").out == "standard input: 0 statements\n"


@pytest.mark.parametrize("variables", [{}, {"FORCE_COLOR": "1", "NO_COLOR": "1"}])
def test_a_listing_is_plain_where_there_is_no_terminal_or_no_colour_is_wanted(
    onrecord: Command, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert "\x1b" not in onrecord(stdin=STORY).out


def test_json_is_a_line_for_each_text_under_the_name_of_its_file(onrecord: Command, story: Path) -> None:
    ended = onrecord("--json", story.name, "-", stdin=OTHER)
    rows = [json.loads(line) for line in ended.out.splitlines()]
    assert [row["id"] for row in rows] == ["story.txt", "<stdin>"]
    assert [len(row["statements"]) for row in rows] == [2, 1]
    assert rows[0]["statements"][1]["spans"] == [[42, 58], [71, 85]]


def test_jsonl_keeps_its_contract(onrecord: Command) -> None:
    ended = onrecord("--jsonl", stdin=jsonl(STORY, "", OTHER))
    rows = [json.loads(line) for line in ended.out.splitlines()]
    assert [(list(row), row["id"], len(row["statements"])) for row in rows] == [
        (["id", "statements"], 0, 2),
        (["id", "statements"], 1, 0),
        (["id", "statements"], 2, 1),
    ]


def test_half_a_surrogate_pair_leaves_the_json_readable(onrecord: Command) -> None:
    ended = onrecord("--jsonl", stdin='{"id": "\\ud800", "text": "“No \\udfff,” said Arne Dahl."}\n')
    row = json.loads(ended.out)
    assert row["id"] == "\ud800"
    assert row["statements"][0]["content"] == "No \udfff,"


def test_progress_on_a_terminal_does_not_mix_with_the_results(
    onrecord: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    ended = onrecord("--jsonl", stdin=jsonl(STORY, OTHER))
    assert [json.loads(line)["id"] for line in ended.out.splitlines()] == [0, 1]
    assert "Reading texts" in ended.err
    assert "2/?" in ended.err


def test_a_page_is_written_and_its_place_told(onrecord: Command, story: Path) -> None:
    ended = onrecord("--html", "check.html", story.name)
    assert (ended.code, ended.out) == (0, "Wrote check.html: 2 statements in 1 text.\n")
    assert "<title>Statements in story.txt</title>" in (story.parent / "check.html").read_text(encoding="utf-8")


def test_a_page_goes_to_standard_output_and_may_hold_the_texts_of_lines(onrecord: Command) -> None:
    ended = onrecord("--jsonl", "--html", "-", stdin=jsonl(STORY, OTHER))
    assert ended.out.startswith("<!DOCTYPE html>")
    assert ended.out.endswith("</html>\n")
    assert "<title>Statements in 2 texts</title>" in ended.out


def test_a_page_of_no_texts_says_so(onrecord: Command) -> None:
    assert "Nothing was found: there are no texts." in onrecord("--jsonl", "--html", "-").out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--json", "--html", "a.html"), "--json and --html are two ways to show the same: choose one."),
        (("-", "-"), "Standard input can be read only once: name - once."),
        (("--html", "story.txt", "story.txt"), "--html would overwrite the text story.txt: name another file."),
        (("--html", "./story.txt", "-", "story.txt"), "--html would overwrite the text story.txt: name another file."),
        (("--engine", "guess"), "'guess' is not one of 'learned', 'rules'"),
    ],
)
def test_what_can_not_be_meant_is_wrong_usage(
    onrecord: Command, story: Path, arguments: tuple[str, ...], words: str
) -> None:
    ended = onrecord(*arguments, stdin=STORY)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err
    assert story.read_text(encoding="utf-8") == STORY


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("none.txt",), "none.txt: there is no such file; check its name"),
        (("--jsonl", "none.jsonl"), "none.jsonl: there is no such file; check its name"),
        (("folder",), "folder: can't be read (Is a directory); name a text file that you may read"),
        (("latin.txt",), "latin.txt: not UTF-8; save it as UTF-8"),
        (("--jsonl", "latin.txt"), "latin.txt: not UTF-8; save it as UTF-8"),
        (("--html", "none/a.html"), "none/a.html: can't be written (there is no folder none); name another file"),
        (("--html", "folder"), "folder: can't be written (it is a folder); name another file"),
        (("--jsonl", "story.txt"), 'story.txt:1: expected a JSON object with "id" and a text "text"'),
    ],
)
def test_what_can_not_be_read_or_written_is_told_in_a_line(
    onrecord: Command, story: Path, arguments: tuple[str, ...], line: str
) -> None:
    (story.parent / "folder").mkdir()
    (story.parent / "latin.txt").write_bytes("Café owner Arne Dahl said no.\n".encode("latin-1"))
    ended = onrecord(*arguments, stdin=STORY)
    assert (ended.code, ended.out, ended.err) == (1, "", f"onrecord: {line}\n")


def test_standard_input_that_is_not_utf_8_is_told_so(onrecord: Command) -> None:
    assert onrecord(stdin=b"Caf\xe9 owner\n").err == "onrecord: <stdin>: not UTF-8; save it as UTF-8\n"


def test_nothing_is_written_when_one_of_the_texts_can_not_be_read(onrecord: Command, story: Path) -> None:
    ended = onrecord("--html", "check.html", story.name, "none.txt")
    assert (ended.code, ended.out) == (1, "")
    assert not (story.parent / "check.html").exists()


def test_stopped_by_hand_it_ends_with_a_word(onrecord: Command, story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(annotate, "annotate", stop)
    ended = onrecord("--html", "check.html", story.name)
    assert ended.code == 1
    assert "onrecord: Stopped." in ended.err
    assert not (story.parent / "check.html").exists()


def test_a_person_at_a_terminal_is_told_that_a_text_is_awaited(onrecord: Command) -> None:
    assert "end it with Ctrl-D" in onrecord(stdin=OTHER, typed=True).err
    assert onrecord(stdin=OTHER).err == ""
