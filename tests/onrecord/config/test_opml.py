"""Lists of feeds in OPML, from any reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.config import opml
from onrecord.config.opml import Feed, Listed
from onrecord.errors import DocumentError

LIST = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Mine</title></head><body>
<outline text="News"><outline type="rss" text="Gazette &amp; Courier" xmlUrl="https://gazette.example/feed"/>
<outline title="Board" text="b" xmlURL="feed://board.example/rss"/><outline text="Inner">
<outline xmlUrl="feed:https://c.example/f"/></outline></outline>
<outline text="Twice" xmlUrl="https://gazette.example/feed"/><outline text="Nothing"/>
<outline text="Script" xmlUrl="javascript:alert(1)"/><outline text="File" xmlUrl="file:///etc/passwd"/>
</body></opml>"""


def test_feeds_are_found_at_any_depth_once_and_only_those_of_the_web() -> None:
    assert opml.read(LIST, "list.opml") == Listed(
        (
            Feed("Gazette & Courier", "https://gazette.example/feed"),
            Feed("Board", "http://board.example/rss"),
            Feed("", "https://c.example/f"),
        ),
        ("javascript:alert(1)", "file:///etc/passwd"),
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://b.example:0/f",
        "https://b.example:99999/f",
        "https://b.example/a b",
        "http://[b",
        "feed:",
        "b.example/f",
    ],
)
def test_an_address_that_no_source_can_have_is_told_and_costs_no_other(url: str) -> None:
    body = (
        f'<opml><body><outline text="B" xmlUrl="{url}"/><outline text="C" xmlUrl="https://c.example/f"/></body></opml>'
    )
    assert opml.read(body.encode(), "list.opml") == Listed((Feed("C", "https://c.example/f"),), (url,))


def test_a_bad_address_is_told_without_its_login() -> None:
    body = b'<opml><body><outline xmlUrl="http://ana:secret@b.example:0/f"/></body></opml>'
    with pytest.raises(
        DocumentError, match=r"^x: none of its feeds has a web address, such as 'http://b\.example:0/f'"
    ):
        opml.read(body, "x")


def test_a_list_that_is_cut_off_gives_what_it_has() -> None:
    assert len(opml.read(LIST[:-200], "list.opml").feeds) >= 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "this is no OPML; export the list of feeds from your reader as OPML"),
        (b"<html/>", "this is no OPML"),
        (b"topics: []", "this is no OPML"),
        (b"<opml><body/></opml>", "no feeds in it; a feed is an outline with the attribute xmlUrl"),
        (b" " * (opml.MAX_BYTES + 1), "larger than 20 MiB; is it the right file?"),
    ],
)
def test_what_is_no_list_says_so(data: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=rf"^list\.opml: {words}"):
        opml.read(data, "list.opml")


def test_a_list_names_no_file_and_its_entities_do_no_harm() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    body = (
        f'<!DOCTYPE opml [<!ENTITY l0 "ha"><!ENTITY f SYSTEM "file:///etc/hostname">{laughs}]><opml><body>'
        '<outline text="x" xmlUrl="https://a.example/"/><outline>&f;&l11;</outline></body></opml>'
    )
    assert opml.read(body.encode(), "list.opml").feeds == (Feed("x", "https://a.example/"),)


def test_what_is_written_is_read_again_without_logins() -> None:
    feeds = (Feed('A "B" & <C>', "https://a.example/?x=1&y=2"), Feed("D", "https://ana:secret@d.example/f"))
    text = opml.write(feeds, "On Record")
    assert 'version="2.0"' in text
    assert "secret" not in text
    assert opml.read(text.encode(), "x").feeds == (feeds[0], Feed("D", "https://d.example/f"))


@given(st.binary(max_size=300) | st.binary(max_size=40).map(lambda put: LIST[:150] + put + LIST[200:]))
def test_any_bytes_are_a_list_or_an_error(data: bytes) -> None:
    try:
        assert opml.read(data, "x").feeds
    except DocumentError as error:
        assert str(error).startswith("x: ")  # noqa: PT017  # either outcome is right
