"""`onrecord sources`: feeds from and to other readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.config import example, load
from tests.command import onrecord

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

LIST = """<opml version="2.0"><body><outline text="Example News" xmlUrl="https://a.example/feed"/>
<outline text="Known" xmlUrl="https://news.example.org/feed.xml"/><outline xmlUrl="https://me:pw@b.example/feed"/></body></opml>"""


def sources(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return onrecord(folder, "sources", *arguments)


def test_an_import_says_what_it_added_and_a_second_one_adds_nothing(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text(example())
    (tmp_path / "list.opml").write_text(LIST)
    ended = sources(tmp_path, "import", "list.opml")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines() == [
        "  Example News (2): https://a.example/feed",
        "  b.example: https://b.example/feed",
        "topics.yaml: 2 feeds added, 1 there already.",
    ]
    assert [source.name for source in load(tmp_path / "topics.yaml").sources] == [
        "Example News", "Example News (2)", "b.example"
    ]  # fmt: skip
    again = sources(tmp_path, "import", "list.opml")
    assert again.stdout == "topics.yaml: 0 feeds added, 3 there already.\n"


def test_an_export_is_a_list_that_can_be_imported(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text(
        "sources: [{name: A & B, feed: 'https://a.example/feed'}, {name: C, section: 'https://c.example/'}]\n"
    )
    ended = sources(tmp_path, "export", "feeds.opml")
    assert (ended.stdout, ended.stderr) == ("feeds.opml: 1 feed written; 1 source of another kind left out.\n", "")
    assert sources(tmp_path, "export").stdout == (tmp_path / "feeds.opml").read_text()
    assert sources(tmp_path, "export", "feeds.opml").stderr == (
        "onrecord: feeds.opml: exists already; name another file\n"
    )
    (tmp_path / "other.yaml").write_text("topics: [{name: x}]\n")
    ended = sources(tmp_path, "import", "feeds.opml", "--config", "other.yaml")
    assert ended.stdout == "  A & B: https://a.example/feed\nother.yaml: 1 feed added, 0 there already.\n"


def test_a_file_that_is_no_list_is_told_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text("topics: [{name: x}]\n")
    for name, words in {"topics.yaml": "this is no OPML; export", "none.opml": "can't be read (No such file"}.items():
        ended = sources(tmp_path, "import", name)
        assert ended.returncode == 1
        assert ended.stderr.startswith(f"onrecord: {name}: {words}")


def test_a_bad_address_is_named_and_the_other_feeds_are_added(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text("topics: [{name: x}]\n")
    (tmp_path / "list.opml").write_text(LIST.replace("https://a.example/feed", "https://me:pw@a.example:99999/feed"))
    ended = sources(tmp_path, "import", "list.opml")
    assert ended.returncode == 0
    assert ended.stderr == (
        "onrecord: list.opml: 'https://a.example:99999/feed' is no address that a feed can have; it is left out\n"
    )
    assert ended.stdout.endswith("topics.yaml: 2 feeds added, 0 there already.\n")


def test_it_shows_how_many_sources_each_shard_has_and_which_site_has_most(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text(
        "sources: [{name: A, feed: 'https://a.gazette.example/feed'}, {name: B, section: 'https://b.gazette.example/'},"
        " {name: C, feed: 'https://courier.example/feed'}, {name: D, folder: ./mail},"
        " {name: E, folder: ./post, enabled: false}]\n"
    )
    ended = sources(tmp_path, "shards", "3")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines() == [
        "1/3: 2 sources of 2 sites, the largest courier.example (1).",
        "2/3: 2 sources of 1 site, the largest gazette.example (2).",
        "3/3: 0 sources.",
    ]
    assert sources(tmp_path, "shards", "0").returncode == 2
