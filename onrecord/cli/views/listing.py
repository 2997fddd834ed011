"""Statements as lines of a terminal: who, by which cue, how sure, and the words."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.text import Text

from onrecord.cli.terminal import count
from onrecord.cli.views.words import pieces, visible, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.cli.views.words import Annotated, Words
    from onrecord.model import Statement

WIDEST: Final = 100
"""Columns at most: longer lines are hard to read."""

_CUE: Final = "green"
_NOT_ASSERTED: Final = "bold red"
_UNSURE: Final = "magenta"
_INDENT: Final = 2
_CONTENT_INDENT: Final = 2


def console() -> Console:
    """Standard output: in colour on a terminal, plain when piped or where NO_COLOR is set."""
    return Console(color_system=None) if os.environ.get("NO_COLOR") else Console()


def show(annotated: Annotated, screen: Console) -> None:
    """Print a text's name, how many statements it has, and each of them."""
    number = count(len(annotated.statements), "statement")
    _print(screen, Text.assemble((visible(annotated.name), "bold"), f": {number}"))
    gutter = _INDENT + len(str(len(annotated.statements)))
    for position, statement in enumerate(annotated.statements, start=1):
        told = words(statement)
        screen.print()
        _print(screen, _who(told), indent=gutter + 1, label=f"{position:>{gutter}} ")
        _print(screen, _how(told), indent=gutter + 1)
        _print(screen, _content(annotated, statement), indent=gutter + 1 + _CONTENT_INDENT)


def _who(told: Words) -> Text:
    line = Text(visible(told.name), "bold")
    if told.title:
        line.append(f", {visible(told.title)}", "not bold dim")
    if told.mention:
        line.append(f" – “{visible(told.mention)}”", "not bold")
    return line


def _how(told: Words) -> Text:
    return Text(" · ").join(_marks(told))


def _marks(told: Words) -> Iterator[Text]:
    if told.cue:
        yield Text(visible(told.cue) + (f" ({told.act})" if told.act else ""), _CUE)
    yield Text(told.kind)
    if told.factuality:
        yield Text(told.factuality, _NOT_ASSERTED)
    yield Text(told.confidence, _UNSURE if told.unsure else "")


def _content(annotated: Annotated, statement: Statement) -> Text:
    return Text(visible(" … ".join(pieces(annotated, statement))))


def _print(screen: Console, text: Text, *, indent: int = 0, label: str = "") -> None:
    """The text in lines that fit, each after the indent; the label stands in the first one's."""
    width = max(min(screen.width, WIDEST) - indent, 20)
    for position, line in enumerate(text.wrap(screen, width)):
        line.rstrip()
        before = (label, "dim") if label and position == 0 else " " * indent
        screen.print(Text.assemble(before, line), soft_wrap=True)
