"""The web edition as files: the same pages, links that work without a server, and nothing else touched."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from onrecord import config as configs
from onrecord.errors import ConfigError
from onrecord.store import people
from onrecord.web.export import LIST, Exported, export
from tests import samples
from tests.onrecord.web.test_app import MAILED, TOPICS, add

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from onrecord.config import Config
    from onrecord.store import Store


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "topics.yaml").write_text(TOPICS)
    return configs.load(tmp_path / "topics.yaml")


@pytest.fixture
def filled(store: Store, now: datetime) -> Store:
    add(store, "morning", now.date(), now, full=MAILED % "all of it")
    add(store, "<i>evening</i>", now.date(), now)
    return store


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, _tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found |= {value for name, value in attributes if name in {"href", "src"} and value}


def test_every_link_leads_to_a_file_that_is_there(tmp_path: Path, config: Config, filled: Store) -> None:
    folder = tmp_path / "site"
    done = export(config, filled, folder)
    pages = list(folder.rglob("*.html"))
    assert len(pages) >= 7
    assert done.files == sum(1 for file in folder.rglob("*") if file.is_file()) - 1
    for page in pages:
        links = Links()
        links.feed(page.read_text())
        for link in links.found:
            parts = urlsplit(urljoin(page.as_uri(), link))
            if parts.scheme == "file":
                path = unquote(parts.path)
                assert path.startswith(f"{folder}/"), link
                assert (tmp_path / path).is_file(), (page, link)


def test_who_said_nothing_that_is_sure_has_a_page_and_feeds_too(
    tmp_path: Path, config: Config, filled: Store, now: datetime
) -> None:
    page = samples.article(1, published=now)
    samples.add(filled, page, replace(samples.statement("the grid holds"), confidence=0.3), now=now, topics=())
    people.settle_all(filled)
    config.path.write_text(f"{TOPICS}\nweb:\n  url: https://record.example\n")
    folder = tmp_path / "site"
    export(configs.load(config.path), filled, folder)
    assert list(folder.glob("speakers/*halvorsen/index.html"))
    assert list(folder.glob("speakers/*halvorsen/feed.rss"))


def test_nothing_in_it_asks_a_server(tmp_path: Path, config: Config, filled: Store) -> None:
    export(config, filled, tmp_path / "site")
    for page in (tmp_path / "site").rglob("*.html"):
        assert "<form" not in page.read_text()


def test_a_second_export_writes_only_what_is_new(tmp_path: Path, config: Config, filled: Store) -> None:
    folder = tmp_path / "site"
    first = export(config, filled, folder)
    assert export(config, filled, folder) == Exported(first.files, 0, 0)
    (folder / "index.html").write_text("changed by hand")
    assert export(config, filled, folder) == Exported(first.files, 1, 0)


def test_pages_that_are_no_more_go_and_files_of_others_stay(tmp_path: Path, config: Config, filled: Store) -> None:
    folder = tmp_path / "site"
    export(config, filled, folder)
    old = folder / "editions" / "gone" / "index.html"
    old.parent.mkdir()
    old.write_text("once a page")
    own = folder / "robots.txt"
    own.write_text("a file of the user's")
    outside = tmp_path / "outside.txt"
    outside.write_text("not ours")
    with (folder / LIST).open("a") as listed:
        listed.write("editions/gone/index.html\n../outside.txt\n")
    assert export(config, filled, folder).removed == 1
    assert not old.parent.exists()
    assert own.exists()
    assert outside.exists()


def test_a_folder_with_anything_else_in_it_is_refused(tmp_path: Path, config: Config, filled: Store) -> None:
    with pytest.raises(ConfigError, match="holds files that are no export"):
        export(config, filled, tmp_path)


def test_no_link_in_it_leads_to_files_outside(tmp_path: Path, config: Config, filled: Store) -> None:
    folder, outside = tmp_path / "site", tmp_path / "outside"
    outside.mkdir()
    (outside / "mine").write_text("mine")
    folder.mkdir()
    (folder / LIST).touch()
    (folder / ".index.html.new").symlink_to(outside / "mine")
    export(config, filled, folder)
    assert (outside / "mine").read_text() == "mine"
    (folder / "topics" / "index.html").unlink()
    for one in (folder / "topics").iterdir():
        one.rename(tmp_path / one.name)
    (folder / "topics").rmdir()
    (folder / "topics").symlink_to(outside)
    with pytest.raises(ConfigError, match="link out of the export"):
        export(config, filled, folder)
    assert [one.name for one in outside.iterdir()] == ["mine"]


def test_one_that_was_stopped_goes_on(
    tmp_path: Path, config: Config, filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"

    def stop(done: int, _all: int) -> None:
        if done:
            raise KeyboardInterrupt

    monkeypatch.setattr("onrecord.web.export._AT_ONCE", 2)
    with pytest.raises(KeyboardInterrupt):
        export(config, filled, folder, progress=stop)
    whole = export(config, filled, folder)
    assert 0 < whole.written < whole.files
