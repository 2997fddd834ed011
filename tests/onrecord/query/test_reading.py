"""What is typed into the search box, and what it means."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model import Act, Kind
from onrecord.query import KEYS, Parts, Query, QueryError, Words, parse, written
from onrecord.query.reading import LONGEST, MOST

TODAY = date(2026, 5, 31)
GAS = Words("gas")
SUPPLY = Words("gas supply", phrase=True)
PIECES = (
    *(f"{key}:" for key in KEYS),
    *' ""“-*()+:/,.#ß港é',
    *("gas", "OR", "AND", "said", "deny", "direct", "yes", "2026-11-01", "7d", "0000-01", "x:", "http://"),
    *("\0", "\ud800", "\u202e", "\u200b", "\n"),
)
ANY = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=20).map("".join)


def wrong(text: str) -> QueryError:
    with pytest.raises(QueryError) as caught:
        parse(text, today=TODAY)
    assert caught.value.exit_code == 2
    return caught.value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", Query()),
        ("gas oil gas", Query(words=(GAS, Words("oil")))),
        ('"gas  supply"', Query(words=(SUPPLY,))),
        ("“gas supply” «gas supply»", Query(words=(SUPPLY,))),
        ('gas"gas supply"', Query(words=(GAS, SUPPLY))),
        ("pipe*", Query(words=(Words("pipe", prefix=True),))),
        ('"gas pipe*"', Query(words=(Words("gas pipe", prefix=True, phrase=True),))),
        ('"gas pipe"*', Query(words=(Words("gas pipe", prefix=True, phrase=True),))),
        ("speaker:weller", Query(speakers=(Words("weller"),))),
        ("Speaker: weller", Query(speakers=(Words("weller"),))),
        ("speaker:weller speaker:marlow", Query(speakers=(Words("weller"), Words("marlow")))),
        ('topic:"gas supply" source:gaz*', Query(topics=(SUPPLY,), sources=(Words("gaz", prefix=True),))),
        ("cue:deny cue:Warn kind:direct", Query(acts=(Act.DENY, Act.WARN), kinds=(Kind.DIRECT,))),
        ("-gas", Query(without=Parts(words=(GAS,)))),
        ("−gas", Query(without=Parts(words=(GAS,)))),
        ('-"gas supply" -speaker:x', Query(without=Parts(words=(SUPPLY,), speakers=(Words("x"),)))),
        ("-cue:say -kind:mixed", Query(without=Parts(acts=(Act.SAY,), kinds=(Kind.MIXED,)))),
        ("all:yes", Query(doubtful=True)),
    ],
)
def test_a_query_is_words_and_keys_with_values(text: str, found: Query) -> None:
    assert parse(text, today=TODAY) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2026-04-03", date(2026, 4, 3)),
        ("2026-4-3", date(2026, 4, 3)),
        ("2026-04", date(2026, 4, 1)),
        ("today", TODAY),
        ("7d", date(2026, 5, 24)),
        ("2w", date(2026, 5, 17)),
        ("3m", date(2026, 2, 28)),
        ("1Y", date(2025, 5, 31)),
    ],
)
def test_days_are_dates_or_lie_back_from_today(typed: str, found: date) -> None:
    assert parse(f"after:{typed}", today=TODAY) == Query(after=found)
    assert parse(f"before:{typed}", today=TODAY) == Query(before=found)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("http://paper.example/a?b=c", ["http://paper.example/a?b=c"]),
        ("12:30 a:b", ["12:30", "a:b"]),
        ("Moscow: no gas!", ["Moscow", "no", "gas"]),
        ("well-known teachers' strike -", ["well-known", "teachers", "strike"]),
        ("(gas, oil); … — & € * .", ["gas", "oil"]),
        ("C++ #strike 5% O’Brien", ["C++", "#strike", "5%", "O’Brien"]),
        ("gas AND oil", ["gas", "oil"]),
        ("gas\0oil\ud800", ["gas", "oil"]),
        ("港 Путин:газ", ["港", "Путин:газ"]),
    ],
)
def test_words_out_of_a_text_are_words(text: str, words: list[str]) -> None:
    assert parse(text, today=TODAY) == Query(words=tuple(map(Words, words)))


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ('gas "oil', 4, "a quotation mark is opened here and never closed"),
        ("speakr:weller", 0, "did you mean speaker:?"),
        ("gas since:7d", 4, "did you mean after:?"),
        ("xyz:weller", 0, "there are speaker:, topic:, source:"),
        ("gas speaker:", 11, "something is missing behind speaker:"),
        ("speaker: topic:grid", 7, "something is missing behind speaker:"),
        ("speaker: -gas", 7, "something is missing behind speaker:"),
        ('speaker:"!"', 7, "something is missing behind speaker:"),
        ("cue:denied", 4, "did you mean cue:deny?"),
        ("cue:said", 4, "did you mean cue:say?"),
        ("cue:admitting", 4, "did you mean cue:admit?"),
        ("cue:pledged", 4, "did you mean cue:promise?"),
        ("cue:xyz", 4, "there are say, ask, answer"),
        ("kind:quoted", 5, "did you mean kind:direct?"),
        ("kind:indrect", 5, "did you mean kind:indirect?"),
        ("all:maybe", 4, "write all:yes"),
        ("all:yes all:no", 12, "write all:yes"),
        ("after:1.11.2026", 6, "write one as 2026-11-01"),
        ("after:2026-02-30", 6, "no such day"),
        ("after:9999y", 6, "no such day"),
        ("after:7d after:3d", 9, "stands here twice"),
        ("before:2026-01-01 after:2026-01-01", 24, "no day between"),
        ("-after:7d", 0, "no meaning before after:"),
        ("-(gas oil)", 0, "a - goes before one word or quotation"),
        ("p*", 0, "at least 2 letters before it"),
        ('"gas *"', 1, "at least 2 letters before it"),
        ("pi*pe", 2, "only at the end of a word"),
        ("gas OR oil", 4, "OR has no meaning here"),
        ("NOT gas", 0, "write a - before the word"),
        ("x" * (LONGEST + 1), LONGEST, "at most 1,000 characters"),
        ("after:7d " + "x" * (LONGEST - 9), LONGEST, "at most 1,000 characters"),
        ("gas " * MOST + "oil", 4 * MOST, "at most 40 parts"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_do(text: str, at: int, message: str) -> None:
    error = wrong(text)
    assert message in str(error)
    assert error.at == at


@given(ANY)
def test_any_text_is_a_query_or_an_error_within_it(text: str) -> None:
    try:
        found = parse(text, today=TODAY)
    except QueryError as caught:
        error = caught
    else:
        again = written(found)
        assert parse(again, today=date(2000, 1, 1)) == found
        assert written(parse(again, today=TODAY)) == again
        again.encode()
        return
    assert 0 <= error.at <= len(text)
    assert str(error)


NAMES = st.builds(
    Words,
    st.lists(st.sampled_from(["gas", "oil price", "o'brien", "AND", "x:yes", "-no"]), min_size=1).map(" ".join),
    prefix=st.booleans(),
    phrase=st.just(value=True),
)
PARTS: dict[str, Any] = {
    **{
        field: st.lists(NAMES, max_size=2, unique=True).map(tuple)
        for field in ("words", "speakers", "topics", "sources")
    },
    "acts": st.lists(st.sampled_from(Act), max_size=2, unique=True).map(tuple),
    "kinds": st.lists(st.sampled_from(Kind), max_size=2, unique=True).map(tuple),
}


@given(
    st.builds(
        Query,
        **PARTS,
        after=st.none() | st.dates(max_value=date(2020, 1, 1)),
        before=st.none() | st.dates(min_value=date(2020, 1, 2)),
        without=st.builds(Parts, **PARTS),
        doubtful=st.booleans(),
    ).filter(lambda query: len(written(query)) <= LONGEST)
)
def test_a_query_is_read_again_as_it_was_written(query: Query) -> None:
    assert parse(written(query), today=TODAY) == query
