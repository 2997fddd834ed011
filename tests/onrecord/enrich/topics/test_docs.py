"""What docs/topics.md says is true of the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from onrecord.config import load
from onrecord.enrich.topics import About, Matcher
from onrecord.errors import ConfigError
from onrecord.model import Topic

DOC = (Path(__file__).parents[4] / "docs" / "topics.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of the rows of the table under a heading."""
    section = DOC.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize(("term", "found", "missed"), rows("How words are found"))
def test_a_term_finds_what_the_table_says(term: str, found: str, missed: str) -> None:
    matcher = Matcher([Topic("t", any=(term.strip("`"),))])
    for texts, expected in ((found, True), (missed, False)):
        for text in texts.split(" · "):
            assert bool(matcher.match(text, About(language="en"))) is expected, text


@pytest.mark.parametrize("written", re.findall(r"```yaml\n(.*?)```", DOC, re.DOTALL))
def test_each_example_is_a_configuration(written: str, tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text(written, encoding="utf-8")
    assert load(tmp_path / "topics.yaml").rules


@pytest.mark.parametrize(("written", "told"), rows("Typical mistakes"))
def test_a_mistake_is_told_as_the_table_says(written: str, told: str, tmp_path: Path) -> None:
    rule = re.findall(r"`([^`]*)`", written)[0]
    rule = f"any:\n      {rule}" if rule.startswith("-") else rule
    (tmp_path / "topics.yaml").write_text(f"topics:\n  - name: t\n    {rule}\n", encoding="utf-8")
    if told.startswith("no error"):
        assert load(tmp_path / "topics.yaml").rules
        return
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "topics.yaml")
    assert re.split(r"; write NOT in place|: YAML takes", told)[0] in str(caught.value)
