"""Which statements say the most, and their order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digests.rank import arranged, ranked, scored
from onrecord.model import Citation, Earlier, Entry, Field, Hit, Kind, SpeakerKind, Statement, Voice

WORDS = "the grid needs new lines before winter because old pylons bend in storms"


def entry(words: str = WORDS, kind: Kind = Kind.DIRECT, source: str = "Gazette", **changes: Any) -> Entry:  # noqa: ANN401
    said = Statement(kind, ((0, len(words)),), words, confidence=0.9)
    url = f"https://{source}.example/{words}"
    usual: dict[str, Any] = {"reason": (Hit("grid", "grid", Field.CONTENT),)}
    return Entry(f"{words} {source}", said, url, "Grid", source, None, date_only=False, **usual | changes)


def cited(*sources: str) -> tuple[Citation, ...]:
    return tuple(Citation(entry().statement, source, "Grid", source, None, date_only=False) for source in sources)


def voice(
    *entries: Entry,
    name: str | None = "Marit Halvorsen",
    title: str | None = "minister",
    kind: SpeakerKind = SpeakerKind.PERSON,
    new: bool = False,
) -> Voice:
    return Voice(name, title, kind, entries or (entry(),), new=new)


def of(one: Entry, said_by: Voice | None = None) -> float:
    return scored([replace(said_by or voice(), entries=(one,))])[0].score


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (of(entry()), of(entry(reason=(Hit("grid", "grid", Field.TITLE),)))),
        (of(entry(reason=(Hit("grid", "grid", Field.TITLE),))), of(entry(reason=(Hit("grid", "", Field.ARTICLE),)))),
        (of(entry(reason=tuple(Hit(term, term, Field.CONTENT) for term in ("grid", "lines")))), of(entry())),
        (of(entry()), of(entry(kind=Kind.MIXED))),
        (of(entry(kind=Kind.MIXED)), of(entry(kind=Kind.INDIRECT))),
        (of(entry()), of(entry(before=Earlier(cited("Post")[0], 0.7)))),
        (of(entry(), voice(new=True)), of(entry())),
        (of(entry(sources=cited("Post", "Gazette"))), of(entry())),
        (of(entry(also=(entry(source="Post"),))), of(entry())),
        (of(entry()), of(entry(), voice(title=None))),
        (scored([voice(entry(), entry(source="Post"))])[0].score, of(entry())),
        (of(entry()), of(entry(), voice(name="Grid Authority", kind=SpeakerKind.ORGANISATION))),
        (
            of(entry(), voice(name="Grid Authority", kind=SpeakerKind.ORGANISATION)),
            of(entry(), voice(name="the ministry", kind=SpeakerKind.ORGANISATION)),
        ),
        (
            of(entry(), voice(name="residents", kind=SpeakerKind.GROUP)),
            of(entry(), voice(name="a source", kind=SpeakerKind.ANONYMOUS)),
        ),
        (of(entry(), voice(name="a source", kind=SpeakerKind.ANONYMOUS)), of(entry(), voice(name=None))),
        (of(entry()), of(replace(entry(), statement=replace(entry().statement, confidence=0.6)))),
        (of(entry()), of(entry("the grid is old"))),
        (of(entry("the grid is old")), of(entry("yes"))),
    ],
    ids=[
        "words before headline",
        "headline before article",
        "more of the topic's words",
        "quoted before quoted in part",
        "quoted in part before reported",
        "new before said before",
        "a new voice",
        "in two sources",
        "in another's words",
        "with a title",
        "quoted in more sources",
        "people before bodies",
        "bodies with a name before those without",
        "groups before those whom nobody names",
        "those before nobody",
        "sure before unsure",
        "full before short",
        "short before a scrap",
    ],
)
def test_what_says_more_scores_higher(better: float, worse: float) -> None:
    assert 0 < worse < better < 1


def order(*voices: Voice, most: int = 12) -> list[str]:
    kept = arranged(voices, ranked(scored(voices), most))
    every = sorted((one for its in kept for one in its.entries), key=lambda one: one.rank)
    assert [one.rank for one in every] == list(range(len(every)))
    return [one.statement.content for one in every]


def test_no_speaker_drowns_the_others() -> None:
    many = [
        "masts bend under heavy storms",
        "engineers count old pylons twice",
        "winter reaches northern valleys early",
    ]
    loud = voice(*(entry(words, source=f"Paper {n}") for n, words in enumerate(many)))
    quiet = voice(entry("turbines stand idle most nights", Kind.INDIRECT, "Echo"), name="Tom Okafor", title=None)
    assert order(loud)[1] in many
    assert order(loud, quiet)[1] == "turbines stand idle most nights"


def test_where_all_say_like_words_each_speaker_and_source_has_a_turn() -> None:
    def said(name: str, source: str) -> Voice:
        return voice(*(entry(f"{WORDS} number{number}", source=source) for number in range(9)), name=name)

    voices = [said("Ana Berg", "Gazette"), said("Tom Okafor", "Gazette"), said("Lina Orsk", "Post")]
    first = ranked(scored(voices), 6)[:6]
    assert sorted(one.voice for one in first[:3]) == sorted(one.voice for one in first[3:]) == [0, 1, 2]
    assert first[1].entry.source == "Post"


def test_no_source_drowns_the_others() -> None:
    words = [
        "the grid needs lines",
        "engineers count pylons twice",
        "storms bend every mast",
        "winter comes early north",
    ]
    voices = [
        voice(entry(one, source="Gazette"), name=f"Ana {letter}eed") for one, letter in zip(words, "RSTU", strict=True)
    ]
    echo = entry("valleys lose their power nightly", Kind.MIXED, "Echo", reason=(Hit("power", "power", Field.CONTENT),))
    assert order(*voices, voice(echo, name="Tom Okafor"))[1] == "valleys lose their power nightly"


def test_like_words_do_not_follow_each_other() -> None:
    alike = [
        voice(entry(WORDS + end, source=end), name=name) for end, name in ((" now", "Ana Reed"), (" here", "Ben Okri"))
    ]
    other = voice(entry("farmers upriver sell their turbines", source="Echo"), name="Tom Okafor", title=None)
    assert order(*alike, other)[1] == "farmers upriver sell their turbines"


def test_voices_stand_in_the_order_of_their_best_and_nobody_last() -> None:
    voices = [
        voice(entry("some say more than others ever did say", source="A"), name=None, title=None),
        voice(entry("yes", source="B"), name="Ana Reed"),
        voice(entry("no", source="C"), entry(source="D"), name="Ben Okri"),
    ]
    kept = arranged(voices, ranked(scored(voices), 12))
    assert [one.name for one in kept] == ["Ben Okri", "Ana Reed", None]
    assert [one.statement.content for one in kept[0].entries] == [WORDS, "no"]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.text("xyz ", min_size=1), st.sampled_from("PQ")), max_size=25),
    st.integers(1, 30),
)
def test_each_entry_has_one_rank_and_the_rest_goes_by_score(said: list[tuple[str, str, str]], most: int) -> None:
    names = sorted({name for name, _, _ in said})
    voices = [
        voice(*(entry(words, source=its) for who, words, its in said if who == name), name=name) for name in names
    ]
    order = ranked(scored(voices), most)
    kept, scores = arranged(voices, order), [one.score for one in order]
    assert sorted(one.rank for its in kept for one in its.entries) == list(range(len(said)))
    assert scores[most:] == sorted(scores[most:], reverse=True)
    assert all(list(its.entries) == sorted(its.entries, key=lambda one: one.rank) for its in kept)
