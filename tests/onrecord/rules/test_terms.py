"""How words to look for are written; what is malformed is in tests/onrecord/config/bad."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rules import Form, RuleError, Term, term


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("gas", Term("gas", "gas")),
        ("  energy   crisis ", Term("energy crisis", "energy crisis")),
        ("pipeline*", Term("pipeline*", "pipeline", Form.PREFIX)),
        ("nuclear plant*", Term("nuclear plant*", "nuclear plant", Form.PREFIX)),
        ('"energy  crisis"', Term('"energy crisis"', "energy crisis", Form.EXACT)),
        ("“energy crisis”", Term('"energy crisis"', "energy crisis", Form.EXACT)),
        ('"gas price"~5', Term('"gas price"~5', "gas price", Form.NEAR, 5)),
        ('"gas price" ', Term('"gas price"', "gas price", Form.EXACT)),
        ("C++", Term("C++", "C++")),
        ("AT&T", Term("AT&T", "AT&T")),
        ("driver's seat", Term("driver's seat", "driver's seat")),
        ("U.S. sanctions", Term("U.S. sanctions", "U.S. sanctions")),
        ("港", Term("港", "港")),
    ],
)
def test_a_term_and_its_marks(written: str, found: Term) -> None:
    assert term(written) == found


@given(st.text(alphabet='ab *"~5“.é\n', max_size=12))
def test_any_text_is_a_term_or_an_error_within_it(written: str) -> None:
    try:
        found = term(written)
    except RuleError as caught:
        error = caught
    else:
        assert term(found.written) == found
        return
    assert 0 <= error.at <= len(written)
    assert str(error)
