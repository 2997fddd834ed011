"""Which machine reads which source."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onrecord.config import Config
from onrecord.shards import MOST, Shard, home, spread

HOSTS = ["gazette.example", "courier.example", "bbc.co.uk", "alice.blogspot.com", "localhost", "127.0.0.1", "[::1]"]
ADDRESSES = st.builds(
    "{}://{}{}:{}/{}".format,
    st.sampled_from(["http", "https"]),
    st.sampled_from(["", "www.", "m.news."]),
    st.from_regex(r"[a-z]{1,12}\.(example|co\.uk|de)", fullmatch=True),
    st.integers(1, 65_535),
    st.text("abc/", max_size=8),
)


def made(*places: str, folder: Path = Path("/desk")) -> Config:
    """A configuration with a source for each address or folder."""
    rows = [
        {"name": f"Source {number}", ("feed" if "//" in place else "folder"): place}
        for number, place in enumerate(places)
    ]
    return Config.model_validate({"sources": rows}, context=folder / "topics.yaml")


def shards(config: Config, of: int) -> list[str]:
    return [str(home(config, source, of)) for source in config.sources]


def test_where_a_source_lies_is_the_same_on_all_machines_and_in_all_versions() -> None:
    """Never change these: in the middle of an upgrade, some sources would be read by two machines, others by none."""
    places = [f"https://{host}/feed" for host in HOSTS]
    config = made(*places, "./articles", "/srv/articles")
    assert dict(zip([*HOSTS, "./articles", "/srv/articles"], shards(config, 16), strict=True)) == {
        "gazette.example": "8/16",
        "courier.example": "2/16",
        "bbc.co.uk": "5/16",
        "alice.blogspot.com": "4/16",
        "localhost": "15/16",
        "127.0.0.1": "13/16",
        "[::1]": "5/16",
        "./articles": "14/16",
        "/srv/articles": "1/16",
    }


def test_all_sources_of_a_domain_lie_in_one_shard_however_their_addresses_are_written() -> None:
    config = made(
        "https://gazette.example/feed",
        "http://www.gazette.example:8080/politics.xml",
        "https://user:password@News.Gazette.example./feed",
        "https://GAZETTE.example",
    )
    assert len(set(shards(config, MOST))) == 1
    assert len(set(shards(made("http://localhost:8001/a", "http://localhost:8002/b"), MOST))) == 1
    assert len(set(shards(made("https://münchen.example/a", "https://xn--mnchen-3ya.example/b"), MOST))) == 1
    assert len(set(shards(made("https://a.co.uk/feed", "https://b.co.uk/feed"), MOST))) == 2
    assert len(set(shards(made("https://ana.blogspot.com/", "https://ben.blogspot.com/"), MOST))) == 2


def test_a_folder_lies_in_the_same_shard_wherever_topics_yaml_lies() -> None:
    here, there = made("./articles"), made("articles/", folder=Path("/srv/other"))
    assert shards(here, MOST) == shards(there, MOST)
    assert shards(here, MOST) == shards(made("/desk/articles"), MOST)


@given(st.lists(ADDRESSES, max_size=8), st.integers(1, 12))
@example(["http://localhost:1/"], 1)
def test_for_any_number_of_shards_each_source_is_in_exactly_one_and_its_neighbours_with_it(
    places: list[str], of: int
) -> None:
    config = made(*places)
    shares = [Shard(number, of).share(config, config.sources) for number in range(1, of + 1)]
    assert sorted(source.name for share in shares for source in share) == sorted(s.name for s in config.sources)
    assert [len(share) for share in shares] == [sites.total() for sites in spread(config, of).values()]
    seen = [site for sites in spread(config, of).values() for site in sites]
    assert len(seen) == len(set(seen))


def test_ten_thousand_domains_are_spread_evenly() -> None:
    """Of 10,000 thrown at 16 at random, each would get 625, and one in a thousand times more than 120 off."""
    config = made(*(f"https://www.paper-{number}.example/feed" for number in range(10_000)))
    sizes = sorted(sites.total() for sites in spread(config, 16).values())
    assert sum(sizes) == 10_000
    assert 505 < sizes[0] <= sizes[-1] < 745


def test_sources_that_are_left_out_are_not_counted() -> None:
    rows = [{"name": "A", "folder": "a"}, {"name": "B", "folder": "b", "enabled": False}]
    found = spread(Config.model_validate({"sources": rows}), 2)
    assert sum(sites.total() for sites in found.values()) == 1
    assert all(one.number < other.number for one, other in pairwise(found))


@given(st.integers(1, MOST).flatmap(lambda of: st.builds(Shard, st.integers(1, of), st.just(of))))
def test_a_shard_is_read_as_it_is_written(shard: Shard) -> None:
    assert Shard.read(f" {shard} ") == shard


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("0/16", "there is no shard 0 of 16; they are numbered from 1 to 16"),
        ("17/16", "there is no shard 17 of 16; they are numbered from 1 to 16"),
        ("3/0", "'3/0' is no shard; there can be 1 to 10,000 of them"),
        ("1/10001", "'1/10001' is no shard; there can be 1 to 10,000 of them"),
        *(
            (wrong, f"{wrong!r} is no shard; write which one of how many, such as 3/16")
            for wrong in ("x/y", "3", "3/", "/3", "-1/3", "1/3/5", "1.0/3", "¹/3", "٣/٤", "", "1" * 5000 + "/1")
        ),
    ],
)
def test_what_is_no_shard_is_told_with_the_remedy(written: str, words: str) -> None:
    with pytest.raises(ValueError, match="shard") as told:
        Shard.read(written)
    assert str(told.value) == words
