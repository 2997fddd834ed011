"""What docs/search.md says is true of the program."""

from __future__ import annotations

import re
import shlex
from datetime import date
from pathlib import Path

from onrecord.model import Act, Kind
from onrecord.query import KEYS, Query, parse

DOC = (Path(__file__).parents[3] / "docs" / "search.md").read_text(encoding="utf-8")
TODAY = date(2026, 5, 31)


def test_each_key_has_its_row() -> None:
    assert re.findall(r"^\| `(\w+):` \|", DOC, re.MULTILINE) == list(KEYS)


def test_each_value_of_few_is_named_and_no_other() -> None:
    rows = dict(re.findall(r"^\| `(\w+):` \| (.*) \|$", DOC, re.MULTILINE))
    assert re.findall(r"[a-z]+", rows["cue"].partition(": ")[2].replace(" or ", " ")) == list(Act)
    assert all(kind in rows["kind"] for kind in Kind)


def test_its_examples_are_queries() -> None:
    typed = re.findall(r"(?<!`)`([^`\n]*\w[^`\n]*)`", DOC.partition("## Exports")[0])
    asked = [text for text in typed if text.rstrip(":") not in {*KEYS, "note:this"} and not text.startswith("note:")]
    assert len(asked) > 10
    for text in asked:
        assert parse(text, today=TODAY) != Query()


def test_the_box_and_the_command_take_the_same() -> None:
    [box] = re.findall(r"```\n(.+)\n```", DOC)
    first = next(line for line in DOC.splitlines() if line.startswith("onrecord statements"))
    assert shlex.split(first) == ["onrecord", "statements", box]
    assert len(parse(box, today=TODAY).words) == 2
