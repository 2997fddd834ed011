"""A query as it is written, and how a mistake in it is shown."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.query import QueryError, parse, pointed, written


def test_a_query_has_one_form() -> None:
    typed = "-speaker:x before:2026-05-30 after:1w KIND: direct pipe* (“gas supply”) topic:x cue:deny -no all:yes"
    assert (
        written(parse(typed, today=date(2026, 5, 31)))
        == 'pipe* "gas supply" topic:x cue:deny kind:direct after:2026-05-24 before:2026-05-30 -no -speaker:x all:yes'
    )


@pytest.mark.parametrize(
    ("text", "at", "lines"),
    [
        ("gas after:x", 10, ["gas after:x", "          ^"]),
        ("gas\n\tafter:x", 11, ["gas  after:x", "           ^"]),
        ("港 p*", 2, ["港 p*", "   ^"]),
        ("gas", 3, ["gas", "   ^"]),
        ("a" * 30 + "*" + "b" * 30, 30, ["…" + "a" * 20 + "*" + "b" * 19 + "…", " " * 21 + "^"]),
    ],
)
def test_a_mistake_is_pointed_at(text: str, at: int, lines: list[str]) -> None:
    assert pointed(text, QueryError("", at), width=40).splitlines() == lines
