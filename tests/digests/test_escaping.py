"""Text of a page made harmless, and still the same to read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from digests.escaping import clean, markdown, target

APART = "\u200b"  # shows nothing


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It is “safe”, she said – 5% more, $9 (or 10).", "It is “safe”, she said – 5% more, $9 (or 10)."),
        ("two\n\n lines", "two lines"),
        (" two  or\tthree\xa0: ", "two or three\xa0:"),
        ("*so* [he] says", "\\*so\\* \\[he\\] says"),
        ("1. first", "1\\. first"),
        ("# first", "\\# first"),
        ("no 1. or # within", "no 1. or # within"),
        ("ask @channel", f"ask @{APART}channel"),
        ("see http://evil.example", f"see http:{APART}//evil.example"),
        ("see www.evil.example", f"see www{APART}.evil.example"),
        ("ana@example.org", f"ana@{APART}example.org"),
        ("at 19:05: he", "at 19:05: he"),
        (":skull:", f":{APART}skull:"),
        ("<!channel>", f"\\<{APART}!channel\\>"),
        ("AT&T &amp; R&D", "AT&T \\&amp; R&D"),
        ("0www.evil.example", "0www\u200b.evil.example"),
        ("a\u202eb\x00c", "abc"),
    ],
)
def test_text_for_a_chat_is_plain_and_calls_nobody(text: str, shown: str) -> None:
    assert markdown(text) == shown


@given(st.text())
def test_a_reader_of_markdown_sees_the_very_text(text: str) -> None:
    [paragraph, *_rest] = MarkdownIt("commonmark").parse(f"“{markdown(text)}”")[1:]
    shown = "".join(child.content for child in paragraph.children or ())
    assert shown.replace(APART, "").split() == f"“{clean(text).strip()}”".replace(APART, "").split()


@given(st.text())
def test_cleaning_leaves_all_that_does_not_steer(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean("ليلى — «да»\t新闻\n") == "ليلى — «да»\t新闻\n"


def test_an_address_keeps_within_its_parentheses() -> None:
    assert target("https://a.example/x_(y)#:~:text=a") == "https://a.example/x_%28y%29#:~:text=a"
