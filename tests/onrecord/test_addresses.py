"""Addresses as names of pages."""

from __future__ import annotations

from typing import TypeAlias

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from onrecord.addresses import entry_name, identity, site

Page: TypeAlias = tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]

letters = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=8)
segments = st.text("abcXYZ0189-._~äé", min_size=1, max_size=8).filter(
    lambda text: text.strip(".") and not text.lower().endswith(".amp")
)
# What names a story, in its host, its path, and parameters.
pages = st.tuples(
    st.sampled_from(["gazette.example", "news.gazette.example", "paper.co.uk", "127.0.0.1", "courier.de"]),
    st.lists(segments, min_size=1, max_size=4).map(tuple),
    st.lists(
        st.tuples(st.sampled_from(["id", "p", "story", "articleId", "page"]), letters),
        max_size=2,
        unique_by=lambda f: f[0],
    ).map(tuple),
)
TRACKING = ["utm_source=feed", "UTM_Medium=mail", "fbclid=Ab3-x", "gclid=1", "ref=home", "cid=social", "at_medium=rss"]


def plain(page: Page) -> str:
    host, path, query = page
    return f"https://{host}/{'/'.join(path)}{'?' if query else ''}{'&'.join(f'{n}={v}' for n, v in query)}"


@st.composite
def disguised(draw: st.DrawFn, page: Page) -> str:
    """Another address of the same page."""
    host, path, query = page
    scheme, port = draw(st.sampled_from([("http", ""), ("https", ""), ("HTTPS", ":443"), ("http", ":80")]))
    if not host.startswith("127"):
        host = draw(st.sampled_from(["", "www.", "m.", "amp.", "mobile.", "www.m."])) + host
    if draw(st.booleans()):
        host = host.upper()
    whole = list(path)
    amp = draw(st.sampled_from(["", "front", "back"]))
    whole = ["amp", *whole] if amp == "front" else [*whole, "amp"] if amp == "back" else whole
    ending = draw(st.sampled_from(["", "/", "/index.html", "/index.php", "/default.aspx", "//"]))
    fields = [f"{name}={value}" for name, value in query]
    fields += draw(st.lists(st.sampled_from([*TRACKING, "amp=1", "amp", "outputType=amp"]), max_size=3))
    fields = draw(st.permutations(fields))
    end = draw(st.sampled_from(["", "#top", "#:~:text=said", "#xtor=RSS-1"]))
    return f"{scheme}://{host}{port}/{'/'.join(whole)}{ending}{'?' if fields else ''}{'&'.join(fields)}{end}"


@given(st.data(), pages)
def test_all_addresses_of_a_page_have_one_identity(data: st.DataObject, page: Page) -> None:
    assert identity(data.draw(disguised(page))) == identity(plain(page))


@given(st.data(), pages, pages)
def test_different_pages_never_have_the_same_identity(data: st.DataObject, one: Page, other: Page) -> None:
    assume((one[:2], sorted(one[2])) != (other[:2], sorted(other[2])))
    assert identity(data.draw(disguised(one))) != identity(data.draw(disguised(other)))


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://gazette.example/", "http://[", "urn:"]))
def test_whatever_stands_for_an_address_has_an_identity(text: str, start: str) -> None:
    assert isinstance(identity(start + text), str)
    assert isinstance(site(start + text), str)


@pytest.mark.parametrize(
    "address",
    [
        "http://gazette.example/story?id=7",
        "https://www.gazette.example/story/?id=7&utm_campaign=x",
        "https://gazette.example/story.amp?id=7",
        "https://gazette.example/story;jsessionid=4F2A?id=7",
        "https://www-gazette-example.cdn.ampproject.org/c/s/www.gazette.example/story?id=7",
        "https://www.google.com/amp/s/m.gazette.example/amp/story?id=7",
        "  https://gazette.example/%73tory?id=7 ",
    ],
)
def test_an_address_is_reduced_to_what_names_the_page(address: str) -> None:
    assert identity(address) == "gazette.example/story?id=7"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://gazette.example/?cid=17", "https://gazette.example/?cid=18"),
        ("https://gazette.example/?cid=a81f", "https://gazette.example/?cid=b22c"),
        ("https://gazette.example/Story", "https://gazette.example/story"),
        ("https://gazette.example/#!/story/1", "https://gazette.example/#!/story/2"),
        ("http://127.0.0.1:8001/1", "http://127.0.0.1:8002/1"),
        ("https://gazette.example/?n=%CF%F0", "https://gazette.example/?n=%CF%F1"),
        ("https://m.github.io/1", "https://github.io/1"),
        ("https://gazette.example/" + "a" * 3_000 + "1", "https://gazette.example/" + "a" * 3_000 + "2"),
    ],
)
def test_what_may_name_another_story_is_kept(one: str, other: str) -> None:
    assert identity(one) != identity(other)


def test_what_is_no_web_address_is_its_own_identity() -> None:
    assert identity("urn:onrecord:document:12ab") == "urn:onrecord:document:12ab"


def test_an_index_takes_any_identity() -> None:
    assert len(identity(f"https://gazette.example/{'я' * 1_900}").encode()) < 2_700


@pytest.mark.parametrize(
    ("address", "whose"),
    [
        ("https://www.news.paper.co.uk/1", "paper.co.uk"),
        ("https://m.gazette.example/1", "gazette.example"),
        ("http://127.0.0.1:8001/1", "127.0.0.1:8001"),
        ("urn:onrecord:document:12ab", ""),
    ],
)
def test_a_site_is_who_holds_the_domain(address: str, whose: str) -> None:
    assert site(address) == whose


def test_an_entry_that_has_only_a_number_is_named_within_its_site() -> None:
    assert entry_name("17", "https://gazette.example/feed") != entry_name("17", "https://courier.example/feed")
    assert entry_name("17", "https://gazette.example/feed") == entry_name(" 17", "http://www.gazette.example/rss")
    for whole in ("tag:gazette.example,2026:17", "urn:uuid:1", "https://gazette.example/?p=17"):
        assert entry_name(whole, "https://gazette.example/feed") == whole
