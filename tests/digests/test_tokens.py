"""Tokens of links: good for what they were made for, whole, for a time; and nothing else is one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.reader_links import Linking, place, root
from digests.tokens import ExpiredError, ForgedError, Purpose, read, signed

KEY = b"k" * 32
NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
LINKING = Linking("https://paper.example", KEY)
TOKEN = signed(KEY, Purpose.LEAVE, "a1b2.bW9ybmluZw", moment=NOW)

purposes = st.sampled_from(Purpose)
values = st.text("abcdef0123456789._-", min_size=1, max_size=60)
moments = st.integers(1_600_000_000, 3_700_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))


@given(purpose=purposes, value=values, moment=moments, share=st.floats(0, 0.999))
def test_a_token_gives_its_value_back_as_long_as_it_lasts(
    purpose: Purpose, value: str, moment: datetime, share: float
) -> None:
    token = signed(KEY, purpose, value, moment=moment)
    assert re.fullmatch(r"[\w.-]+", token, re.ASCII)
    assert token == signed(KEY, purpose, value, moment=moment)
    assert read(KEY, purpose, token, now=moment + share * purpose.lasts) == value
    assert read(KEY, purpose, token, now=moment - timedelta(days=1)) == value  # by a clock that is behind
    with pytest.raises(ExpiredError):
        read(KEY, purpose, token, now=moment + purpose.lasts)


@given(purpose=purposes, other=purposes, value=values)
def test_it_is_good_for_its_purpose_and_with_its_key_alone(purpose: Purpose, other: Purpose, value: str) -> None:
    token = signed(KEY, purpose, value, moment=NOW)
    for key, wanted in ((KEY, other), (b"l" * 32, purpose)):
        if (key, wanted) != (KEY, purpose):
            with pytest.raises(ForgedError):
                read(key, wanted, token, now=NOW)


@given(at=st.integers(0, len(TOKEN) - 1), other=st.characters(), cut=st.booleans())
def test_no_character_of_it_can_be_another_or_missing(at: int, other: str, cut: bool) -> None:  # noqa: FBT001
    changed = TOKEN[:at] + ("" if cut else other) + TOKEN[at + 1 :]
    if changed != TOKEN:
        with pytest.raises(ForgedError):
            read(KEY, Purpose.LEAVE, changed, now=NOW)


@given(st.text(max_size=200))
def test_whatever_else_is_typed_is_none(text: str) -> None:
    with pytest.raises(ForgedError):
        read(KEY, Purpose.LEAVE, text, now=NOW)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=100))
def test_any_digest_s_name_goes_through_a_link(name: str) -> None:
    assert LINKING.left(LINKING.leaving("a1b2", name, moment=NOW), now=NOW) == ("a1b2", name)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://paper.example/", "https://paper.example"),
        ("https://Paper.example:8443/on/record/", "https://paper.example:8443/on/record"),
        ("https://bücher.example/a b", "https://xn--bcher-kva.example/a%20b"),
        ("http://[::1]:8321", "http://[::1]:8321"),
        ("https://paper.example/\"<'&>?x=1#y", "https://paper.example/%22%3C%27%26%3E"),
    ],
)
def test_links_are_plain_letters_whatever_the_address_is(url: str, expected: str) -> None:
    assert root(url) == expected
    assert place(url) == f"{expected}/subscribe#yours"
