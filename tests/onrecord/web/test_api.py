"""The JSON API gives what is on record in parts that lead on to each other, and says what is wrong with a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import insert, text

from onrecord.store.schema import statement_moves
from onrecord.web.api.asked import LAST_PAGE
from tests.onrecord.web.record import HERE, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

V1 = "/api/v1"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, empty: Path) -> Iterator[TestClient]:
    with served(tmp_path_factory.mktemp("api"), empty) as client:
        yield client


def contents(site: TestClient, asked: str) -> list[str]:
    answer = site.get(f"{V1}/statements?per_page=100&{asked}")
    assert answer.status_code == 200, answer.text
    return [one["content"] for one in answer.json()["items"]]


def test_a_statement_says_who_said_what_and_where(site: TestClient) -> None:
    (one,) = site.get(f'{V1}/statements?q="10th hour"').json()["items"]
    assert one["content"] == "the grid holds for the 10th hour"
    assert one["speaker"] | {"id": 0} == {
        "id": 0,
        "name": "Marit Halvorsen",
        "title": "energy minister",
        "kind": "person",
    }
    assert one["cue"] == {"text": "said", "act": "say"}
    assert one["topics"] == ["power grid"]
    assert one["article"]["url"] == "https://gazette.example/10"
    assert one["link"].startswith("https://gazette.example/10#:~:text=")
    assert one["page"] == f"{HERE}/statements/{one['key']}/"
    assert site.get(f"{V1}/statements/{one['key']}").json() == one


def test_an_earlier_key_leads_to_what_the_statement_became(site: TestClient) -> None:
    (one,) = site.get(f"{V1}/statements?q=gas").json()["items"]
    with site.app.state.site.store.write() as tx:  # type: ignore[attr-defined]
        tx.execute(insert(statement_moves).values(key="f" * 32, became=one["key"]))
    assert site.get(f"{V1}/statements/{'f' * 32}").json() == one


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("", 27),
        ("q=gas", 1),
        ("speaker=weller", 1),
        ("speaker=weller&speaker=halvorsen", 26),
        ("topic=power", 27),
        ("topic=power&act=deny", 1),
        ("kind=direct", 1),
        ("source=gazette&kind=indirect", 26),
        ("q=grid&after=2026-11-24&before=2026-11-25", 10),
        ("q=hour&after=2026-11-24", 8),  # of Berlin: it begins at 23:00 UTC
        ("all=true", 28),
        ("q=gas&speaker=halvorsen", 0),
        ("topic=%21%3F", 0),
        ("q=%00&speaker=%00weller", 1),
        ("after=0001-01-01&before=9999-12-31", 27),
    ],
)
def test_filters_narrow_what_is_given(site: TestClient, asked: str, number: int) -> None:
    assert len(contents(site, asked)) == number


@pytest.mark.parametrize(
    "path",
    [
        "/statements?q=hour&topic=power+grid&",
        "/topics/power-grid/statements?",
        "/topics?",
        "/speakers?",
        "/editions?",
        "/sources?",
    ],
)
def test_each_part_leads_to_the_next_until_all_were_given_once(site: TestClient, path: str) -> None:
    whole = site.get(f"{V1}{path}per_page=100").json()
    assert whole["next"] is None
    assert whole["previous"] is None
    found: list[Any] = []
    address: str | None = f"{HERE}{V1}{path}per_page=1" if "statements" not in path else f"{HERE}{V1}{path}per_page=10"
    while address:
        part = site.get(address.removeprefix(HERE)).json()
        found += part["items"]
        address = part["next"]
    assert [strip(one) for one in found] == [strip(one) for one in whole["items"]]


def strip(one: dict[str, Any]) -> dict[str, Any]:
    """Without what depends on when it is asked."""
    return {name: value for name, value in one.items() if name != "next"}


def test_a_part_leads_back_and_no_further_than_the_last_page(site: TestClient) -> None:
    second = site.get(f"{V1}/statements?q=hour&per_page=5&page=2").json()
    assert second["previous"] == f"{HERE}{V1}/statements?q=hour&per_page=5&page=1"
    last = site.get(f"{V1}/statements?page={LAST_PAGE}")
    assert (last.status_code, last.json()["next"]) == (200, None)


def test_a_topic_a_speaker_an_article_and_an_edition_lead_to_what_was_said(site: TestClient) -> None:
    (one,) = site.get(f"{V1}/statements?q=gas").json()["items"]
    topic = site.get(f"{V1}/topics/power-grid").json()
    assert (topic["name"], topic["statements"], topic["feed"]) == (
        "power grid",
        27,
        f"{HERE}/topics/power-grid/feed.json",
    )
    speaker = site.get(f"{V1}/speakers/{one['speaker']['id']}").json()
    assert [speaker["name"], speaker["titles"][0]["text"]] == ["Jonas Weller", "energy minister"]
    assert site.get(f"{V1}/speakers/{speaker['id']}/statements").json()["items"] == [one]
    article = site.get(f"{V1}/articles/{one['article']['id']}").json()
    assert article["date_only"] is True
    assert "text" not in article
    said = site.get(urlsplit(article["statements"]).path).json()["items"]
    assert [each["factuality"] for each in said] == ["asserted", "negated"]
    (edition,) = site.get(f"{V1}/editions?digest=morning").json()["items"]
    whole = site.get(f"{V1}/editions/morning/{edition['date']}").json()
    assert whole["subject"] == "What morning heard & saw"
    assert "as mailed" in whole["html"]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/statements?per_page=101", "per_page"),
        ("/statements?page=0", "page"),
        ("/statements?page=1001", "page"),
        ("/statements?kind=loud", "kind.0"),
        ("/statements?act=shout", "act.0"),
        ("/statements?after=yesterday", "after"),
        ("/statements?speeker=weller", "speeker"),
        ("/statements/xyz", "key"),
        ("/topics?q=x", "q"),
        ("/speakers/0", "number"),
        ("/speakers/99999999999999999999", "number"),
        ("/articles/one", "number"),
        ("/editions/morning/today", "day"),
    ],
)
def test_a_mistake_is_named(site: TestClient, path: str, place: str) -> None:
    answer = site.get(f"{V1}{path}")
    problem = answer.json()
    assert answer.status_code == problem["status"] == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [fault["place"] for fault in problem["errors"]] == [place]
    assert place in problem["detail"]


def test_a_mistyped_search_is_pointed_at(site: TestClient) -> None:
    problem = site.get(f"{V1}/statements?q=grid%20cue:denny").json()
    assert problem["errors"][0]["place"] == "q"
    assert problem["errors"][0]["at"] >= len("grid ")
    assert "did you mean cue:deny?" in problem["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        f"/statements/{'0' * 32}",
        "/topics/none",
        "/topics/none/statements",
        "/speakers/999",
        "/speakers/999/statements",
        "/articles/999",
        "/articles/999/statements",
        "/editions?digest=none",
        "/editions/operator-1/2026-11-24",
        "/editions/morning/2020-01-01",
    ],
)
def test_what_is_not_there_is_a_problem(site: TestClient, path: str) -> None:
    answer = site.get(f"{V1}{path}")
    assert (answer.status_code, answer.json()["status"]) == (404, 404)
    assert answer.headers["content-type"] == "application/problem+json"


def test_it_can_only_be_read(site: TestClient) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        answer = site.request(method, f"{V1}/topics")
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert site.head(f"{V1}/topics").status_code == 200


def test_no_page_elsewhere_may_read_it_through_a_readers_browser(site: TestClient) -> None:
    answer = site.get(f"{V1}/topics", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers
    assert site.get(f"{V1}/topics", headers={"Host": "evil.example"}).status_code == 421


def test_its_page_lists_all_that_the_description_has(site: TestClient) -> None:
    shown = site.get("/api/").text
    described = site.get("/api/openapi.json").json()
    for path, its in described["paths"].items():
        assert f"<code>/api{path}</code>" in shown
        for parameter in its["get"].get("parameters", []):
            assert f"<code>{parameter['name']}</code>" in shown
    assert f"curl &#39;{HERE}/api/v1/" in shown or f"curl '{HERE}/api/v1/" in shown
    for path in ("/api/docs", "/api/redoc"):
        assert site.get(path).status_code == 404


def test_a_store_out_of_order_is_a_problem(tmp_path: Path, empty: Path) -> None:
    with served(tmp_path, empty) as client:
        with client.app.state.site.store.write() as tx:  # type: ignore[attr-defined]
            tx.execute(text("DROP TABLE matches"))
        answer = client.get(f"{V1}/topics/none/statements")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
        assert answer.json()["title"] == "Service Unavailable"
        client.app.state.site.store = None  # type: ignore[attr-defined]
        answer = client.get(f"{V1}/speakers/1")
        assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
        assert "Traceback" not in answer.text
