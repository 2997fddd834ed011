"""One quotation in the words of several sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from digests import wordings
from digests.wordings import gather
from onrecord import sameness
from onrecord.model import Citation, Entry, Kind, Speaker, SpeakerKind, Statement

MORNING = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
LONG = "Four villages were destroyed by the storm, and the road to a fifth is under water"
SHORT = "The storm destroyed 4 villages, and the road to a fifth is under water"
OTHER = "We have asked the army for boats and the south for bread"


def entry(words: str, source: str, *, who: str = "Kofi Mensah", published: datetime | None = MORNING) -> Entry:
    speaker = Speaker(who, who, 0, len(who), SpeakerKind.PERSON)
    said = Statement(Kind.DIRECT, ((0, len(words)),), words, speaker=speaker)
    return Entry(words + source, said, "https://paper.example/", "Storm", source, published, date_only=False, reason=())


def shown(*entries: Entry) -> dict[str, list[str]]:
    """The words of each entry that is left, with those it has beside it."""
    return {one.statement.content: [other.statement.content for other in one.also] for one in gather(entries)}


def test_another_sources_wording_stands_with_the_longer_one() -> None:
    assert shown(entry(SHORT, "Gazette"), entry(OTHER, "Post"), entry(LONG, "Courier")) == {OTHER: [], LONG: [SHORT]}


def test_the_order_of_entries_stays() -> None:
    assert list(shown(entry(OTHER, "Post"), entry(LONG, "Courier"))) == [OTHER, LONG]


def test_reports_that_contradict_each_other_stand_together() -> None:
    more = SHORT.replace("4", "14")
    assert shown(entry(SHORT, "Gazette"), entry(more, "Courier")) == {more: [SHORT]}


@pytest.mark.parametrize(
    "other",
    [
        entry(SHORT, "Gazette", who="Ama Mensah"),
        entry(SHORT, "Gazette", published=MORNING + timedelta(days=3)),
        entry(SHORT, "Courier"),
        entry("We count the villages and the roads", "Gazette"),
    ],
    ids=["another speaker", "another occasion", "the same source", "other words"],
)
def test_what_is_no_other_wording_stands_alone(other: Entry) -> None:
    assert shown(entry(LONG, "Courier"), other) == {LONG: [], other.statement.content: []}


def test_a_speaker_under_a_part_of_the_name_and_an_article_without_a_date_are_no_hindrance() -> None:
    assert shown(entry(LONG, "Courier"), entry(SHORT, "Gazette", who="Mensah", published=None)) == {LONG: [SHORT]}


def test_a_source_that_gives_both_wordings_tells_two_statements() -> None:
    long = entry(LONG, "Courier")
    cited = Citation(long.statement, long.url, long.title, "Courier", MORNING, date_only=False)
    assert len(gather([long, replace(entry(SHORT, "Gazette"), sources=(cited,))])) == 2


def test_of_many_statements_in_like_words_each_is_held_against_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    held = []

    def compare(one: Statement, other: Statement) -> sameness.Likeness:
        held.append((one, other))
        return sameness.compare(one, other)

    monkeypatch.setattr(wordings, "compare", compare)
    chance, words = Random(1), ["storm", "village", "road", "water", "boat", "army", "bread", "bridge", "field"]  # noqa: S311 - the same each time
    many = [
        entry(" ".join([*chance.sample(words, len(words)), f"place{number}"]), f"Paper {number}")
        for number in range(150)
    ]
    found = shown(*many, entry(SHORT, "Gazette"), entry(LONG, "Courier"))
    assert found[LONG] == [SHORT]
    assert len(held) < 30 * len(many)
