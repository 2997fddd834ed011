"""Paths of pages: one for each name, and a way from any page to any other without a server."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from hypothesis import example, given
from hypothesis import strategies as st

from onrecord import places

NAMES = st.text(min_size=1, max_size=200).filter(str.strip)


@given(NAMES, NAMES)
@example("gas supply", "gas-supply")
@example("Gas", "gas")
@example("gas_", "gas")
@example("a" * 150, "a" * 160)
def test_two_names_are_never_one_path(one: str, other: str) -> None:
    assert (places.slug(one) == places.slug(other)) == (one == other)


@given(NAMES)
def test_a_name_is_a_part_of_a_path_and_of_a_file(name: str) -> None:
    slug = places.slug(name)
    assert slug
    assert not set(slug) & set('/\\:*?"<>|# ')
    assert not slug.startswith(".")
    assert len(slug.encode()) < 140
    assert unquote(places.topic(name)) == f"/topics/{slug}/"


def test_a_plain_name_is_its_own_path() -> None:
    assert places.topic("energy security") == "/topics/energy-security/"
    assert places.topic("énergie", 3) == "/topics/%C3%A9nergie/page/3/"
    assert places.edition("morning", date(2026, 11, 26)) == "/editions/morning/2026-11-26/"


def test_a_search_keeps_its_words() -> None:
    asked = 'speaker:"R&D" +50% #1'
    assert parse_qs(urlsplit(places.search(asked, 2)).query) == {"q": [asked], "page": ["2"]}
    assert places.feed(places.search(asked), "atom").startswith("/search/feed.atom?q=speaker%3A")


@given(st.sampled_from(["/", "/topics/", "/topics/a%20b/", "/topics/a/page/2/", "/static/site.css", "/sources/#row"]))
def test_a_file_finds_each_other_one_wherever_the_folder_is(path: str) -> None:
    for page in ("/", "/topics/", "/topics/a/page/2/"):
        found = urljoin(f"file:///put/here{page}index.html", places.relative(path, page))
        plain, mark, fragment = path.partition("#")
        expected = f"{plain}index.html" if plain.endswith("/") else plain
        assert found == f"file:///put/here{expected}{mark}{fragment}"
