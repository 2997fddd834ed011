from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.enrich.tagger import labels

CONTENT, SPEAKER, CUE = range(3)


def test_a_span_is_its_first_label_and_those_that_go_on() -> None:
    told = [3, 4, 5, 1, 2, 2, 0, 1]
    assert labels.runs(told, CONTENT) == [(3, 6), (7, 8)]
    assert labels.runs(told, SPEAKER) == [(0, 2)]
    assert labels.runs(told, CUE) == [(2, 3)]


def test_a_new_beginning_is_a_new_span() -> None:
    assert labels.runs([1, 1, 2], CONTENT) == [(0, 1), (1, 3)]


@given(st.lists(st.integers(0, labels.COUNT - 1), max_size=30))
def test_in_an_allowed_sequence_every_label_is_part_of_a_span(told: list[int]) -> None:
    never = set(labels.forbidden())
    allowed = [labels.OUT]
    for label in told:
        if (allowed[-1], label) not in never:
            allowed.append(label)
    covered = [at for role in range(3) for start, end in labels.runs(allowed, role) for at in range(start, end)]
    assert sorted(covered) == [at for at, label in enumerate(allowed) if label != labels.OUT]
