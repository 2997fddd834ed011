"""Candidates to entries: what was said before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from digests.entries import said_before
from onrecord.model import Citation
from tests.digests.test_wordings import LONG, MORNING, SHORT, entry


def test_another_wording_was_not_said_before() -> None:
    short = entry(SHORT, "Gazette")
    cited = Citation(short.statement, short.url, "Storm", "Gazette", MORNING - timedelta(days=1), date_only=False)
    long = replace(entry(LONG, "Courier"), url="urn:courier")
    before = said_before(long, [cited]).before
    assert before is not None
    assert before.cited is cited
    assert said_before(replace(long, also=(short,)), [cited]).before is None
