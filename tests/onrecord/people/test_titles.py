"""Titles: whether two speak for one person, or for two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.people.titles import Agreement, agreement, apart, rivals


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("energy minister", "Energy Minister", Agreement.WHOLE),
        ("Varnian President", "president of Varnia", Agreement.WHOLE),
        ("chief executive of Norline", "Norline CEO", Agreement.WHOLE),
        ("harbour master", "Harbour Master", Agreement.OFFICE),
        ("minister", "energy minister", Agreement.OFFICE),
        ("police spokeswoman", "spokeswoman for the police", Agreement.OFFICE),
        ("energy minister", "finance minister", Agreement.HINT),
        ("former president", "president", Agreement.HINT),
        ("professor", "professor of law", Agreement.HINT),
        ("vice president", "president", Agreement.NONE),
        ("deputy mayor of Alsten", "mayor of Alsten", Agreement.NONE),
        ("goalkeeper", "finance minister", Agreement.NONE),
        ("", "", Agreement.NONE),
    ],
)
def test_how_far_two_titles_agree(one: str, other: str, how: Agreement) -> None:
    assert agreement(one, other) is agreement(other, one) is how


@pytest.mark.parametrize(
    ("one", "other", "two"),
    [
        ("goalkeeper", "transport minister", True),
        ("singer", "justice minister", True),
        ("sheriff", "neighbour", True),
        ("former goalkeeper", "transport minister", False),
        ("lawmaker", "economist", False),
        ("opposition leader", "lawmaker", False),
        ("expert", "singer", False),
    ],
)
def test_walks_of_life_that_go_ill_together_are_of_two_persons(one: str, other: str, *, two: bool) -> None:
    assert apart(one, other) is apart(other, one) is two


@pytest.mark.parametrize(
    ("one", "other", "two"),
    [
        ("mayor of Alsten", "mayor of Torvik", True),
        ("Alsten mayor", "mayor of Alsten", False),
        ("Republican governor", "governor of Alsten", False),
        ("former mayor of Alsten", "mayor of Torvik", False),
    ],
)
def test_nobody_is_mayor_of_two_towns(one: str, other: str, *, two: bool) -> None:
    assert rivals(one, other) is rivals(other, one) is two


@given(st.text(), st.text())
def test_any_two_titles_can_be_compared(one: str, other: str) -> None:
    assert agreement(one, other) is agreement(other, one)
    assert not apart(one, one)
    assert not rivals(one, one)
