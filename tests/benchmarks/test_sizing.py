"""What docs/scaling.md says of costs."""

from __future__ import annotations

import json
from pathlib import Path

from tests.benchmarks.sizing import Rates, plan

HERE = Path(__file__).parent


def test_the_docs_have_what_the_command_prints() -> None:
    rates = Rates(**json.loads((HERE / "rates.json").read_text()))
    printed = plan(rates, 5_000_000, 100_000, 3)
    assert printed in (HERE.parents[1] / "docs" / "scaling.md").read_text()
