"""`onrecord topics test` as a person runs it; the model is loaded once for all of them."""

from __future__ import annotations

import sys
from functools import cache
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING, Protocol

import pytest

from onrecord import cli
from onrecord.enrich import annotate
from onrecord.model import Article, Kind, Statement
from onrecord.store import Store, articles
from tests import stores
from tests.samples import replaced

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

RULES = """
topics:
  - name: gas
    any: [gas supply, '"gas price"~3']
    none: [tear gas]
  - name: promises
    cue: promise
"""
TEXT = (
    "“The gas supply is safe,” said Jonas Weller, the harbour minister. Ana Reed said that tear gas was fired near the "
    "gas supply. Weller promised to keep the price of gas low.\n"
)


class Command(Protocol):
    def __call__(self, *arguments: str, stdin: str | bytes = "") -> tuple[int, str, str]: ...


@pytest.fixture(scope="module", autouse=True)
def _loaded_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(annotate, "load", cache(annotate.load))
        yield


@pytest.fixture
def topics(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command, in a folder with rules and a text; gives its exit code and what it wrote."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ONRECORD_CONFIG", raising=False)
    (tmp_path / "topics.yaml").write_text(RULES)
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")

    def run(*arguments: str, stdin: str | bytes = "") -> tuple[int, str, str]:
        data = BytesIO(stdin if isinstance(stdin, bytes) else stdin.encode())
        monkeypatch.setattr(sys, "argv", ["onrecord", "topics", *arguments])
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(data, encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return run


def test_a_text_is_held_against_all_topics_and_each_match_has_its_reason(topics: Command) -> None:
    code, out, err = topics("test", "--text", "text.txt")
    assert (code, err) == (0, "")
    lines = [line.strip() for line in out.splitlines()]
    assert lines[0] == "gas: 2 of 3 statements match, 1 nearly; 0 have its words elsewhere in the article."
    assert "any: gas supply" in lines
    assert 'any: "gas price"~3 = price of gas' in lines
    assert (
        "any: gas supply, \"gas price\"~3 = price of gas (article); but kept out by 'tear gas' (none: tear gas)"
        in lines
    )
    assert "promises: 1 of 3 statements match, 0 nearly; 0 have its words elsewhere in the article." in lines
    assert lines[-1] == "cue: promise"


def test_standard_input_is_read_and_a_topic_can_be_named_twice(topics: Command) -> None:
    code, out, _ = topics("test", "gas", "gas", "--text", "-", stdin=TEXT)
    assert code == 0
    assert [line for line in out.splitlines() if not line.startswith(" ")] == [
        "gas: 2 of 3 statements match, 1 nearly; 0 have its words elsewhere in the article."
    ]


def test_show_0_counts_and_shows_none(topics: Command) -> None:
    code, out, _ = topics("test", "promises", "--text", "text.txt", "--show", "0")
    assert code == 0
    assert len(out.splitlines()) == 2


@pytest.mark.parametrize("text", ["", " \n\n", "It rained.", "\ufeff", "🌧🌧", "\u200f\u200f"])
def test_a_text_without_statements_says_so_and_what_to_do(topics: Command, text: str) -> None:
    code, out, err = topics("test", "gas", "--text", "-", stdin=text)
    assert code == 0
    assert out == "gas: 0 of 0 statements match, 0 nearly; 0 have its words elsewhere in the article.\n"
    assert err == (
        "onrecord: <stdin>: no statements were found in it; 'onrecord annotate' shows what is found in a text\n"
    )


def test_a_store_without_statements_says_so_and_what_to_do(topics: Command) -> None:
    code, out, err = topics("test")
    assert (code, out.count("0 of 0 statements")) == (0, 2)
    assert err == (
        "onrecord: no statements in articles since then; --since 30d looks further back, "
        "'onrecord run' collects new ones\n"
    )


def test_stored_statements_are_counted_by_day_and_since_looks_back(
    topics: Command, tmp_path: Path, now: datetime
) -> None:
    content = "The gas supply is safe."
    with Store.open(stores.at(tmp_path)) as store, store.write() as tx:
        articles.save(tx, Article("https://g.example/1", "In brief", content, "Gazette", published=now), now=now)
        [waiting] = articles.pending(tx, "1")
        said = Statement(Kind.INDIRECT, ((0, len(content)),), content)
        replaced(tx, waiting, said, version="1", now=now)
    code, out, err = topics("test", "gas", "--since", "2026-11-23")
    assert (code, err) == (0, "")
    assert out.startswith("gas: 1 of 1 statement match")
    assert "  2026-11-24  " in out
    assert "  + Gazette, 2026-11-24: somebody: The gas supply is safe." in out
    assert topics("test", "gas", "--since", "2027-01-01")[1].startswith("gas: 0 of 0")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["test", "gass"], 2, "topics.yaml: topics: there is no topic 'gass'; did you mean 'gas'?"),
        (["test", "harbour"], 2, "there is no topic 'harbour'; its topics are: 'gas', 'promises'"),
        (["test", "--since", "soon"], 2, "'soon' is no date"),
        (["test", "--since", "3d", "--text", "text.txt"], 2, "choose one"),
        (["test", "--show", "-1"], 2, "not in the range"),
        (["test", "--text", "none.txt"], 1, "none.txt: there is no such file; check its name"),
        (["test", "--text", "."], 1, "can't be read"),
        (["test", "-c", "other.yaml"], 2, "other.yaml: there is no such file"),
        (["tset"], 2, "No such command 'tset'"),
    ],
)
def test_what_is_wrong_is_told_with_its_remedy(topics: Command, arguments: list[str], code: int, message: str) -> None:
    ended, out, err = topics(*arguments)
    assert (ended, out) == (code, "")
    assert message in err
    assert "Traceback" not in err


def test_a_text_that_is_no_text_is_told(topics: Command) -> None:
    assert topics("test", "--text", "-", stdin=b"\xff\xfe")[::2] == (
        1,
        "onrecord: <stdin>: not UTF-8; save it as UTF-8\n",
    )


def test_a_configuration_without_topics_says_where_to_write_one(topics: Command, tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text("sources: []\n")
    code, _, err = topics("test")
    assert code == 2
    assert err == "onrecord: topics.yaml: topics: there are none yet; write one under 'topics:'\n"


def test_a_wrong_rule_is_told_with_its_place(topics: Command, tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text("topics:\n  - name: gas\n    match: gas AND oil OR coal\n")
    code, _, err = topics("test")
    assert code == 2
    assert "topics.yaml:3:24: topics.0.match: AND and OR side by side" in err
    assert err.splitlines()[-1].strip() == "^"


def test_help_keeps_its_examples_apart(topics: Command) -> None:
    code, out, _ = topics("test", "--help")
    assert code == 0
    assert "\n    onrecord topics test\n    onrecord topics test" in out
    assert "\\b" not in out
