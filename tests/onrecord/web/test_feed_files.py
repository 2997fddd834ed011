"""Feeds as files are those that a server gives, under the names that exported pages link to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord import places
from onrecord.web import feed_files
from onrecord.web.pages import feeds as followed
from tests.onrecord.web.record import served
from tests.onrecord.web.test_app import TOPICS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

    from onrecord.web.site import Site

HERE = "https://record.example"


@pytest.fixture
def client(tmp_path: Path, empty: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr("onrecord.web.site._PAUSE", -1.0)
    with served(tmp_path, empty) as client:
        yield client


def every(site: Site) -> dict[str, bytes]:
    with site.store.read() as tx:
        return {name: data for one in feed_files.wanted(site, tx) for name, data in feed_files.files(site, tx, one)}


def test_each_page_with_feeds_has_those_that_a_server_gives(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text(f"{TOPICS}\nweb: {{url: '{HERE}'}}\n")
    found = every(client.app.state.site)  # type: ignore[attr-defined]
    for place in ("", "topics/power-grid/", "editions/morning/"):
        assert {f"{place}feed.{form}" for form in places.FEEDS} <= found.keys()
    assert any(name.startswith("speakers/") and name.endswith("-marit-halvorsen/feed.rss") for name in found)
    for name, data in found.items():
        assert client.get(f"/{name}", headers={"Host": "record.example"}).content == data


def test_without_an_address_there_are_none(client: TestClient) -> None:
    assert every(client.app.state.site) == {}  # type: ignore[attr-defined]


def test_what_is_gone_since_it_was_listed_is_left_out(client: TestClient) -> None:
    site: Site = client.app.state.site  # type: ignore[attr-defined]
    with site.store.read() as tx:
        for one in ((followed.topic, ("nothing",)), (followed.speaker, ("999999-nobody",))):
            assert list(feed_files.files(site, tx, one)) == []
