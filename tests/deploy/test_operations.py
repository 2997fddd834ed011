"""docs/operations.md and its neighbours: they name commands that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from onrecord import cli
from tests.deploy.commandlines import ROOT, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token


def code(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in {"fence", "code_inline"}:
            yield from token.content.splitlines()
        yield from code(token.children or [])


def commandlines(name: str) -> list[str]:
    return list(code(MarkdownIt().enable("table").parse((ROOT / "docs" / name).read_text("utf-8"))))


def test_the_operations_guide_names_only_commands_and_options_that_there_are() -> None:
    lines = commandlines("operations.md")
    named = {word for line in lines for word in line.split() if word in cli.COMMANDS}
    assert named >= {"init", "check", "run", "schedule", "status", "send", "doctor"}
    assert not [gap for line in lines for gap in unknown(line.split("#")[0].split())]


def test_the_guide_to_several_machines_does_so_too() -> None:
    lines = commandlines("scaling.md")
    assert any("--shard" in line for line in lines)
    assert not [gap for line in lines for gap in unknown(line.split("#")[0].split())]
