"""Every command: its help, its exit codes, its words."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click
import pytest

from onrecord import cli
from tests.command import onrecord, started

README = Path(__file__).parents[3] / "README.md"


def command(name: str) -> click.Command:
    found = cli.cli.get_command(click.Context(cli.cli), name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_a_commands_help_has_an_example(name: str) -> None:
    text = command(name).get_help(click.Context(command(name), info_name=name))
    assert "Example:" in text
    assert f"onrecord {name}" in text


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_each_example_in_a_commands_help_has_a_line_of_its_own(name: str) -> None:
    lines = command(name).get_help(click.Context(command(name), info_name=name)).splitlines()
    examples = lines[lines.index("  Example:") + 1 : lines.index("", lines.index("  Example:"))]
    assert all(line.startswith("    onrecord ") for line in examples)


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_the_list_of_commands_says_of_one_what_its_help_begins_with(name: str) -> None:
    assert cli.COMMANDS[name].summary == command(name).get_short_help_str(limit=200)


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_a_command_stands_in_the_readme(name: str) -> None:
    assert f"onrecord {name}" in README.read_text() or f"`{name}`" in README.read_text()


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_option_says_what_it_does(name: str) -> None:
    options = [param for param in command(name).params if isinstance(param, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_init_writes_a_configuration_that_check_accepts(tmp_path: Path) -> None:
    assert onrecord(tmp_path, "init").returncode == 0
    checked = onrecord(tmp_path, "check")
    assert checked.returncode == 0
    assert "topics.yaml: fine." in checked.stdout


def test_check_says_what_keeps_a_crawl_from_starting(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text("sources: [{name: Gazette, feed: 'https://gazette.example/feed'}]")
    checked = onrecord(tmp_path, "check")
    assert checked.returncode == 0
    assert "but no crawl can start: topics.yaml: crawl.contact is missing" in checked.stdout


def test_init_leaves_an_existing_file_alone(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text("mine")
    again = onrecord(tmp_path, "init")
    assert again.returncode == 2
    assert again.stderr == ("onrecord: topics.yaml: exists already; edit it, or name another file with --config\n")
    assert (tmp_path / "topics.yaml").read_text() == "mine"


@pytest.mark.parametrize("arguments", [("check",), ("run",), ("crawl",), ("status",), ("digest",)])
def test_without_a_configuration_a_command_says_how_to_get_one(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    ended = onrecord(tmp_path, *arguments)
    assert ended.returncode == 2
    assert ended.stderr.startswith("onrecord: topics.yaml: there is no such file; 'onrecord init'")
    assert len(ended.stderr.splitlines()) == 1


def test_the_configuration_is_named_by_option_before_or_after_the_command_or_by_environment(
    tmp_path: Path,
) -> None:
    (tmp_path / "mine.yaml").write_text("topics: [{name: grid}]")
    named = (
        onrecord(tmp_path, "--config", "mine.yaml", "check"),
        onrecord(tmp_path, "check", "--config", "mine.yaml"),
        onrecord(tmp_path, "check", ONRECORD_CONFIG="mine.yaml"),
    )
    assert {ended.stdout for ended in named} == {"mine.yaml: fine. 0 sources, 1 topic, 0 digests.\n"}


def test_a_wrong_option_is_wrong_usage(tmp_path: Path) -> None:
    ended = onrecord(tmp_path, "digest", "--dat", "x")
    assert ended.returncode == 2
    assert "--date" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_unknown_digest_is_told_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text("digests: [{name: morning}]")
    ended = onrecord(tmp_path, "digest", "mourning")
    assert ended.returncode == 2
    assert "no digest is named 'mourning'; there are: morning" in ended.stderr


def test_annotate_writes_a_line_a_text_in_the_texts_order(tmp_path: Path) -> None:
    texts = ["Marit Halvorsen said the grid is safe.", "", "“No,” said Tom Okafor."]
    lines = "".join(json.dumps({"id": n, "text": text}) + "\n" for n, text in enumerate(texts))
    ended = onrecord(tmp_path, "annotate", "--jsonl", stdin=lines)
    assert ended.returncode == 0, ended.stderr
    rows = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [row["id"] for row in rows] == [0, 1, 2]
    [[first], [], [third]] = [row["statements"] for row in rows]
    assert first["speaker"]["name"] == "Marit Halvorsen"
    assert third["spans"] == [[1, 4]]
    assert set(first) == {"kind", "spans", "content", "cue", "speaker", "factuality", "confidence"}


def test_annotate_names_the_line_that_is_no_text(tmp_path: Path) -> None:
    ended = onrecord(tmp_path, "annotate", "--jsonl", stdin='{"id": 1, "text": "Fine."}\n{"id": 2}\n')
    assert ended.returncode == 1
    assert "<stdin>:2: expected a JSON object" in ended.stderr


def test_a_missing_language_model_is_named_with_the_remedy(tmp_path: Path) -> None:
    ended = onrecord(tmp_path, "annotate", "--model", "xx_none", stdin="Text")
    assert ended.returncode == 1
    assert "language model 'xx_none': not installed; install it" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_document_is_imported_enriched_and_shown_under_its_topic(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text("topics: [{name: grid}]")
    (tmp_path / "a.txt").write_text(
        " date 2026-11-24 Energy Minister Marit Halvorsen\n"
        "Energy Minister Marit Halvorsen said on Tuesday that the grid is safe.\n"
        "She told reporters that nobody will freeze.\n"
        "Reserve plan delayed by a month\n"
    )
    imported = onrecord(tmp_path, "import", "a.txt")
    assert (imported.returncode, imported.stdout) == (
        0,
        "1 document imported, 0 known already, 0 not readable.\n",
    )
    assert "0 documents imported, 1 known already" in onrecord(tmp_path, "import", "a.txt").stdout
    assert "1 article read, 2 statements found" in onrecord(tmp_path, "enrich").stdout
    preview = onrecord(tmp_path, "digest", "--preview")
    assert preview.returncode == 0, preview.stderr
    assert "Marit Halvorsen" in preview.stdout
    assert "the grid is safe" in preview.stdout
    assert "Reserve plan delayed by a month" in preview.stdout
    status = onrecord(tmp_path, "status")
    assert status.returncode == 0, status.stderr
    assert "1 articles" in status.stdout


def test_a_preview_reads_what_waits_and_follows_a_changed_topic(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Marit Halvorsen said that the grid is safe.\nShe said that the port is full.\n")
    shown = []
    for word in ("grid", "port"):
        (tmp_path / "topics.yaml").write_text(f"topics: [{{name: mine, any: [{word}], in: [content]}}]")
        onrecord(tmp_path, "import", "a.txt")
        shown.append(onrecord(tmp_path, "digest", "--preview").stdout)
    assert ["the grid is safe" in text for text in shown] == [True, False]
    assert ["the port is full" in text for text in shown] == [False, True]


def test_a_file_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text("topics: [{name: grid}]")
    ended = onrecord(tmp_path, "digest", "--preview", "--output", "none/a.html")
    assert ended.returncode == 1
    assert ended.stderr.startswith("onrecord: none/a.html: can't be written")


def test_a_document_that_can_not_be_read_does_not_hold_up_the_others(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text("")
    (tmp_path / "topics.yaml").write_text("topics: [{name: grid}]")
    (tmp_path / "good.txt").write_text("The grid is safe, Marit Halvorsen said.\n")
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "binary.txt").write_bytes(b"\0\1\2" * 100)
    ended = onrecord(tmp_path, "import", "good.txt", "empty.txt", "binary.txt", "none.txt")
    assert ended.returncode == 1
    assert "1 document imported, 0 known already, 3 not readable." in ended.stdout
    for name in ("empty.txt", "binary.txt", "none.txt"):
        assert sum(name in line for line in ended.stderr.splitlines()) == 1


def test_a_reader_that_goes_away_is_no_error_to_talk_about(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"id": n, "text": "Tom Okafor said no."}) + "\n" for n in range(3_000))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with started(tmp_path, "annotate", "--jsonl", stdin=lines, others={"stdout": pipe}) as command:
        with pipe.open() as reader:
            assert json.loads(reader.readline())["id"] == 0
        ended = command.ended()
    assert (ended.returncode, ended.stderr) == (1, "")
