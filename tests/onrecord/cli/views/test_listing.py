"""The listing whole, compared with `expected/listing.txt`, and what a terminal adds to it.

After a change that is meant, renew the snapshots with one command and look at them:

    ONRECORD_RENEW=1 pytest tests/onrecord/cli/views
"""

from __future__ import annotations

import os
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from rich.console import Console

from onrecord.cli.views.listing import show
from onrecord.cli.views.words import Annotated

if TYPE_CHECKING:
    from onrecord.model import Statement

EXPECTED = Path(__file__).parent / "expected" / "listing.txt"


def listed(annotated: Annotated, *, width: int = 80, colour: bool = False) -> str:
    out = StringIO()
    show(annotated, Console(file=out, width=width, force_terminal=colour, color_system="standard" if colour else None))
    return out.getvalue()


def test_a_text_is_listed_as_expected(annotated: Annotated) -> None:
    made = listed(annotated)
    if os.environ.get("ONRECORD_RENEW"):
        EXPECTED.write_text(made, encoding="utf-8")
    assert made == EXPECTED.read_text(encoding="utf-8")


def test_on_a_terminal_names_are_bold_and_titles_dim(annotated: Annotated) -> None:
    made = listed(annotated, colour=True)
    assert "\x1b[1mPetra Lindholm\x1b[0m\x1b[2m, harbour master\x1b[0m" in made


def test_what_is_not_asserted_or_not_sure_stands_out(annotated: Annotated) -> None:
    made = listed(annotated, colour=True)
    assert "\x1b[1;31mnegated\x1b[0m · 77%" in made
    assert "\x1b[1;31mhypothetical\x1b[0m · \x1b[35m38%\x1b[0m" in made


@pytest.mark.parametrize("width", [24, 60, 100, 300])
def test_lines_fit_the_terminal_and_are_never_too_long_to_read(annotated: Annotated, width: int) -> None:
    lines = listed(annotated, width=width).splitlines()
    assert max(map(cell_len, lines)) <= min(max(width, 28), 100)
    assert all(line == line.rstrip() for line in lines)


def test_wide_letters_are_counted_as_the_terminal_shows_them(annotated: Annotated) -> None:
    text = "港は五月まで閉鎖されたままだ。" * 12
    one: Statement = replace(annotated.statements[0], spans=((0, len(text)),), content=text)
    lines = listed(Annotated("quay.txt", text, (one,)), width=60).splitlines()
    assert max(map(cell_len, lines)) <= 60


def test_a_text_can_not_steer_the_terminal(annotated: Annotated) -> None:
    hostile = annotated.text.replace("nine years", "\x1b[2J\x07\x9b years")
    made = listed(Annotated("\x1b]0;quay\x07", hostile, annotated.statements[:2]))
    assert "We have waited ␛[2J␇� years" in made
    assert not {"\x1b", "\x07", "\x9b"} & set(made)
    assert made.startswith("␛]0;quay␇: 2 statements\n")


def test_markup_of_the_terminal_library_is_only_text() -> None:
    assert listed(Annotated("[bold]quay[/bold] :boat:", "", ())) == "[bold]quay[/bold] :boat:: 0 statements\n"


def test_a_statement_that_names_nobody_is_listed_too(annotated: Annotated) -> None:
    one = replace(annotated.statements[0], speaker=None, cue=None)
    assert "  1 Speaker not named\n    indirect · 96%\n" in listed(replace(annotated, statements=(one,)))
