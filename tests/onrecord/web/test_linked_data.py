"""What a page says for machines is what it shows for people, in the words of schema.org."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from onrecord.model import SpeakerKind
from onrecord.query import parse
from onrecord.store import search
from onrecord.web import linked_data
from tests.onrecord.web.record import NOW, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

    from onrecord.store.recorded import Recorded


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, empty: Path) -> Iterator[TestClient]:
    with served(tmp_path_factory.mktemp("linked"), empty) as client:
        yield client


def one(site: TestClient, asked: str) -> Recorded:
    with site.app.state.site.store.read() as tx:  # type: ignore[attr-defined]
        return search.search(tx, parse(asked, today=NOW.date()), limit=1).statements[0]


def on(site: TestClient, path: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', site.get(path).text, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_a_statement_is_a_quotation_with_its_speaker_and_article(site: TestClient) -> None:
    said = one(site, '"10th hour"')
    data = linked_data.statement(said, "https://record.example")
    url = f"https://record.example/statements/{said.key}/"
    assert data["@context"] == "https://schema.org"
    assert (data["@type"], data["@id"], data["url"]) == ("Quotation", url, url)
    assert data["text"] == "the grid holds for the 10th hour"
    assert data["creator"] == data["spokenByCharacter"]
    who = data["creator"]
    assert (who["@type"], who["name"], who["jobTitle"]) == ("Person", "Marit Halvorsen", "energy minister")
    assert data["isPartOf"] == {
        "@type": "NewsArticle",
        "headline": "Grid story 10",
        "url": "https://gazette.example/10",
        "publisher": {"@type": "Organization", "name": "Harbour Gazette"},
        "datePublished": "2026-11-23T20:30:00+00:00",
        "inLanguage": "en",
    }


def test_what_is_not_known_is_left_out(site: TestClient) -> None:
    nobody = linked_data.statement(one(site, "all:yes dredging"), "")
    assert "creator" not in nobody
    assert nobody["dateCreated"] == "2026-11-24"
    hostile = linked_data.statement(one(site, "script"), "")
    assert "url" not in hostile["isPartOf"]
    undated = linked_data.statement(replace(one(site, "gas"), published=None), "")
    assert "dateCreated" not in undated


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(SpeakerKind.ORGANISATION, "Organization"), (SpeakerKind.GROUP, None), (SpeakerKind.ANONYMOUS, None)],
)
def test_only_persons_and_organisations_are_called_so(
    site: TestClient, kind: SpeakerKind, expected: str | None
) -> None:
    said = one(site, "gas")
    assert said.statement.speaker
    other = replace(said, statement=replace(said.statement, speaker=replace(said.statement.speaker, kind=kind)))
    assert linked_data.statement(other, "").get("creator", {}).get("@type") == expected


def test_a_topics_page_lists_its_quotations(site: TestClient) -> None:
    data = on(site, "/topics/power-grid/")
    listed = data["mainEntity"]
    assert (data["@type"], data["url"], listed["@type"]) == ("CollectionPage", "/topics/power-grid/", "ItemList")
    assert listed["numberOfItems"] == len(listed["itemListElement"]) == 27
    assert [one["position"] for one in listed["itemListElement"]] == list(range(1, 28))
    assert {one["item"]["@type"] for one in listed["itemListElement"]} == {"Quotation"}


def test_a_speakers_page_is_a_profile(site: TestClient) -> None:
    (speaker,) = site.get("/api/v1/speakers?name=marit%20halvorsen").json()["items"]
    data = on(site, speaker["page"])
    assert data["@type"] == "ProfilePage"
    who = data["mainEntity"]
    assert (who["@type"], who["name"], who["jobTitle"]) == ("Person", "Marit Halvorsen", ["energy minister"])
    assert len(data["hasPart"]) == 25
