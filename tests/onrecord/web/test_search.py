"""The search page: what is found, how it can be narrowed and widened, and what is wrong with what was typed."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from onrecord import config as configs
from onrecord.model import Topic
from onrecord.store import Store
from onrecord.web.app import application
from tests import stores
from tests.onrecord.web.test_app import TOPICS
from tests.samples import add, article, statement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, empty: Path) -> Iterator[TestClient]:
    """A site with 70 statements on the grid and one with hostile words."""
    folder = tmp_path_factory.mktemp("search")
    (folder / "topics.yaml").write_text(TOPICS)
    with Store.open(stores.copied(empty, folder)) as store:
        fill(store)
        with TestClient(
            application(configs.load(folder / "topics.yaml"), store), base_url="http://127.0.0.1:8321"
        ) as client:
            yield client


def fill(store: Store) -> None:
    topics = (Topic("power grid", any=("grid",)),)
    for number in range(70):
        page = article(number, published=NOW - timedelta(hours=number), title=f"Story {number}")
        add(store, page, statement(f"the grid holds for the {number}th hour"), now=NOW, topics=topics)
    hostile = article(99, published=NOW, title="<script>alert(1)</script>")
    add(store, hostile, statement('=cmd|"x" <img src=x onerror=alert(1)>', "</title><script>"), now=NOW, topics=topics)


def test_an_empty_search_tells_how_to_ask(site: TestClient) -> None:
    shown = site.get("/search")
    assert shown.status_code == 200
    assert "/search/help/" in shown.text
    help_ = site.get("/search/help/")
    assert all(f"<code>{key}:</code>" in help_.text for key in ("speaker", "topic", "after"))


def test_what_is_found_links_to_its_sentence_and_to_its_own_page(site: TestClient) -> None:
    shown = site.get("/search", params={"q": '"69th hour"'}).text
    assert "1 statement " in shown
    assert 'href="https://gazette.example/69#:~:text=' in shown
    assert 'href="/statements/' in shown
    assert 'value="&#34;69th hour&#34;"' in shown


def test_the_words_sought_are_marked_where_they_stand(site: TestClient) -> None:
    shown = site.get("/search", params={"q": '"69TH hour" hold*'}).text
    assert 'the grid <mark class="hit">holds</mark> for the <mark class="hit">69th hour</mark>' in shown
    assert "<mark" not in site.get("/search", params={"q": "speaker:halvorsen"}).text


def test_it_is_turned_over_page_by_page(site: TestClient) -> None:
    pages = [site.get("/search", params={"q": "grid", "page": str(number)}).text for number in (1, 2, 3, 4)]
    assert [page.count('<article class="statement">') for page in pages] == [30, 30, 10, 0]
    assert all("70 statements" in page for page in pages)
    assert "q=grid&amp;page=2" in pages[0]
    assert 'rel="next"' not in pages[2]
    for odd in ("0", "-1", "x", "9" * 30, "2.5", "٣"):
        assert site.get("/search", params={"q": "grid", "page": odd}).status_code == 200


def test_each_filter_can_be_taken_off(site: TestClient) -> None:
    shown = site.get("/search", params={"q": "grid speaker:marit -hour after:2026-11-01 topic:power"}).text
    for less in (
        "grid+topic%3Apower+after%3A2026-11-01+-hour",
        "grid+speaker%3Amarit+topic%3Apower+after%3A2026-11-01",
    ):
        assert f"/search?q={less}" in shown


def test_what_is_wrong_is_told_with_its_place(site: TestClient) -> None:
    shown = site.get("/search", params={"q": "grid spekaer:marit"})
    assert shown.status_code == 400
    assert "speaker" in shown.text
    assert '<code dir="auto">grid <mark>' in shown.text


def test_what_was_said_is_text_whatever_it_holds(site: TestClient) -> None:
    shown = site.get("/search", params={"q": "cmd"}).text
    assert "<img src=x" not in shown
    assert "&lt;img src=x" in shown
    assert "<script>alert" not in shown


@pytest.mark.parametrize(
    ("form", "kind"), [("csv", "text/csv"), ("jsonl", "application/jsonl"), ("parquet", "parquet")]
)
def test_all_that_is_found_can_be_taken_along(site: TestClient, form: str, kind: str) -> None:
    sent = site.get(f"/search/statements.{form}", params={"q": "grid"})
    assert kind in sent.headers["content-type"]
    assert f'.{form}"' in sent.headers["content-disposition"]
    if form == "csv":
        assert len(list(csv.DictReader(io.StringIO(sent.content.decode("utf-8-sig"))))) == 70
    elif form == "jsonl":
        assert len([json.loads(line) for line in sent.text.splitlines()]) == 70


def test_a_file_of_a_wrong_search_or_an_unknown_form_is_refused(site: TestClient) -> None:
    assert site.get("/search/statements.csv", params={"q": "spekaer:x"}).status_code == 400
    assert site.get("/search/statements.xml", params={"q": "grid"}).status_code == 404


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.text(max_size=200) | st.from_regex(r'-?(speaker|topic|cue|after|xyz):"?[a-z0-9 -]{0,9}"?\*?', fullmatch=True))
def test_nothing_that_can_be_typed_breaks_it(site: TestClient, asked: str) -> None:
    assert site.get("/search", params={"q": asked}).status_code in {200, 400}
