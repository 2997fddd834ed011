"""The day in a few statements."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from digests.summary import MOST_WORDS, summary
from onrecord.model import Highlight, Speaker, SpeakerKind
from tests.digests.test_rank import entry

SAID = [
    "farmers sell turbines",
    "engineers count pylons",
    "storms bend masts",
    "valleys lose power",
    "ferries stay moored",
]


def highlight(number: int, topic: str | None = None, words: str | None = None) -> Highlight:
    one, name = entry(words or SAID[number]), f"Ana {'BCDFGHKLMN'[number]}erg"
    said = replace(one.statement, speaker=Speaker(name, name, 0, 0, SpeakerKind.PERSON))
    return Highlight(topic or f"topic {number}", name, "mayor", replace(one, statement=said))


def shown(*likely: tuple[float, Highlight], of: int = 20) -> list[str]:
    return [one.entry.statement.content for one in summary(likely, of)]


def test_the_best_of_different_topics_come_first() -> None:
    day = [(0.2, highlight(0)), (0.9, highlight(1, "grid")), (0.8, highlight(2, "grid")), (0.5, highlight(3))]
    assert shown(*day) == [SAID[1], SAID[3], SAID[0], SAID[2]]


def test_a_short_edition_has_none() -> None:
    day = [(0.5, highlight(number)) for number in range(3)]
    assert shown(*day, of=3) == []
    assert len(shown(*day, of=4)) == 2


def test_nobody_speaks_twice_and_nothing_is_said_twice() -> None:
    again = replace(highlight(1), name="Ana Berg")
    alike = highlight(2, words=f"{SAID[0]} daily")
    assert shown((0.9, highlight(0)), (0.8, again), (0.7, alike), (0.1, highlight(3))) == [SAID[0], SAID[3]]


def test_what_is_long_leans_on_other_words_or_has_no_speaker_does_not_stand_for_a_day() -> None:
    long = highlight(1, words="word " * 50)
    leaning = highlight(2, words="It bends masts")
    nobody = replace(highlight(3), name=None)
    unnamed = replace(highlight(3), name="the minister")
    spaceless = highlight(3, words="电网在冬天之前必须修好" * 5)
    out = [(0.9, one) for one in (long, leaning, nobody, unnamed, spaceless)]
    assert shown(*out, (0.2, highlight(0)), (0.1, highlight(4))) == [
        SAID[0],
        SAID[4],
    ]


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 60), st.integers(0, 9)), max_size=30), st.integers(0, 99))
def test_it_stays_under_120_words(day: list[tuple[float, int, int]], number: int) -> None:
    likely = [
        (score, highlight(speaker, words=" ".join(f"w{place}x{n}" for n in range(words))))
        for place, (score, words, speaker) in enumerate(day)
    ]
    found = summary(likely, number)
    words = sum(len(f"{one.name} {one.title} {one.entry.statement.content}".split()) for one in found)
    assert words < MOST_WORDS
    assert len(found) <= number / 2
    assert len({one.name for one in found}) == len(found) != 1
