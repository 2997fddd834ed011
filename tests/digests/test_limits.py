"""How many statements of each topic a digest shows."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from digests.limits import FEW, dealt


def test_what_fits_is_shown() -> None:
    assert dealt([[0.5, 0.4], [], [0.1]], 60) == [2, 0, 1]


def test_each_topic_keeps_its_best_few_and_the_rest_goes_to_those_that_score_highest() -> None:
    strong, weak = [0.9] * 10, [0.1] * 10
    assert dealt([weak, strong, weak[:1]], 10) == [3, 6, 1]


def test_where_there_is_no_room_for_a_few_of_each_all_get_one_before_any_gets_two() -> None:
    assert dealt([[0.1, 0.1], [0.9, 0.9], [0.5, 0.5]], 4) == [1, 2, 1]


def test_a_strong_statement_behind_a_weak_one_waits_for_it() -> None:
    assert dealt([[0.9, 0.9, 0.9, 0.1, 0.8], [0.3] * 5], 8) == [3, 5]


@settings(deadline=None)
@given(st.lists(st.lists(st.floats(0, 1), max_size=20), max_size=10), st.integers(1, 100))
def test_never_more_than_there_are_nor_than_the_limit_and_none_is_left_while_there_is_room(
    scores: list[list[float]], most: int
) -> None:
    shares = dealt(scores, most)
    assert sum(shares) == min(most, sum(map(len, scores)))
    assert all(share <= len(its) for share, its in zip(shares, scores, strict=True))
    if most >= FEW * len(scores):
        assert all(share >= min(FEW, len(its)) for share, its in zip(shares, scores, strict=True))
