"""How words are joined; what is malformed is in tests/onrecord/config/bad."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rules import And, Expression, Form, Not, Or, RuleError, Term, parse
from onrecord.rules.expressions import LONGEST, holds_without_words, terms

GAS, OIL, COAL = Term("gas", "gas"), Term("oil", "oil"), Term("coal", "coal")


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("gas", GAS),
        ("(gas)", GAS),
        ("gas AND oil AND coal", And((GAS, OIL, COAL))),
        ("gas OR oil", Or((GAS, OIL))),
        ("gas AND (oil OR coal)", And((GAS, Or((OIL, COAL))))),
        ("(gas AND NOT oil)OR coal", Or((And((GAS, Not(OIL))), COAL))),
        ("NOT (oil OR coal) AND gas", And((Not(Or((OIL, COAL))), GAS))),
        ("gas\n  OR\toil", Or((GAS, OIL))),
        ("gas supply OR oil", Or((Term("gas supply", "gas supply"), OIL))),
        (
            "(“gas supply” OR LNG) AND NOT football",
            And(
                (
                    Or((Term('"gas supply"', "gas supply", Form.EXACT), Term("LNG", "LNG"))),
                    Not(Term("football", "football")),
                )
            ),
        ),
        (
            'pipeline* OR "gas price"~5',
            Or((Term("pipeline*", "pipeline", Form.PREFIX), Term('"gas price"~5', "gas price", Form.NEAR, 5))),
        ),
        ('"and" AND gas', And((Term('"and"', "and", Form.EXACT), GAS))),
    ],
)
def test_an_expression_joins_terms(written: str, found: Expression) -> None:
    assert parse(written) == found


def test_its_terms_are_given_in_order() -> None:
    assert list(terms(parse("gas AND NOT (oil OR coal)"))) == [GAS, OIL, COAL]


def test_an_expression_has_a_bound() -> None:
    with pytest.raises(RuleError, match="at most 5000 characters"):
        parse("gas OR " * LONGEST + "oil")


@given(
    st.lists(st.sampled_from(["gas", "oil", '"a b"', '"a b"~3', "AND", "OR", "NOT", "(", ")", "*", '"', "-x", "and"]))
)
def test_any_text_is_an_expression_or_an_error_within_it(pieces: list[str]) -> None:
    written = " ".join(pieces)
    try:
        found = parse(written)
    except RuleError as caught:
        error = caught
    else:
        assert not holds_without_words(found)
        return
    assert 0 <= error.at <= len(written)
