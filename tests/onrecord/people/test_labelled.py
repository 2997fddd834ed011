"""Speakers across articles, on sixty labelled sets of names."""

from __future__ import annotations

import pytest

from tests.onrecord.people.labelled import read, score

SETS = [*read("dev.txt"), *read("unseen.txt")]


def test_there_are_sixty_sets_half_of_them_never_tuned_against() -> None:
    assert [len(list(read(name))) for name in ("dev.txt", "unseen.txt")] == [30, 30]


@pytest.mark.parametrize("backwards", [False, True])
def test_no_two_speakers_are_taken_for_one_in_whatever_order_articles_come(backwards: bool) -> None:  # noqa: FBT001
    assert score(SETS, backwards=backwards).wrong == ()


def test_nine_of_ten_pairs_of_one_speaker_are_found() -> None:
    for name, sets in (("all", SETS), ("unseen", SETS[30:])):
        found = score(sets)
        print(f"{name}: {found.found} of {found.pairs} pairs, {len(found.wrong)} wrong")  # noqa: T201
        assert found.recall >= 0.9
