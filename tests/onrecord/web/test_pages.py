"""Topics, speakers, statements and articles: each page has what it is for, and its links lead on."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from onrecord import config as configs
from onrecord.enrich.run import match_topics
from onrecord.store import Store, people, standing
from onrecord.web.app import application
from onrecord.web.pages.statements import statement
from onrecord.web.site import Site
from tests.onrecord.web.conftest import GRID, HOSTILE, TOPICS, told
from tests.samples import add

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


def path(site: TestClient, pattern: str, start: str = "/") -> str:
    """The first link of a page that looks so."""
    found = re.search(f'href="({pattern})"', site.get(start).text)
    assert found is not None, pattern
    return found[1]


def test_the_topics_are_all_there_with_how_much_was_said(pages: TestClient) -> None:
    shown = pages.get("/topics/").text
    row = r'<a href="/topics/([^"]+)/"[^>]*>([^<]*)</a>.*?"number">(\d+)</td><td class="number">(\d+)<'
    rows = re.findall(row, shown, re.DOTALL)
    assert [(name, number) for _, name, _, number in rows] == [
        ("power grid", "40"),
        ("A/B &lt;i&gt;&amp; more&lt;/i&gt;", "4"),
        ("quiet", "0"),
    ]


def test_a_topic_has_its_statements_the_newest_first_and_who_said_most(pages: TestClient) -> None:
    first, second = pages.get("/topics/power-grid/").text, pages.get("/topics/power-grid/page/2/").text
    hours = re.findall(r"holds for hour (\d+)”", first + second)
    assert hours == [str(number) for number in range(40)]
    assert "Most heard" in first
    assert 'rel="next" href="/topics/power-grid/page/2/"' in first
    assert 'rel="prev" href="/topics/power-grid/"' in second
    assert "may hold" not in first + second  # it is not sure enough


def test_a_quiet_topic_says_so(pages: TestClient) -> None:
    assert "Nobody is on record on it yet" in pages.get("/topics/quiet/").text


@pytest.mark.parametrize(
    "path",
    [
        "/topics/nothing/",
        "/topics/power-grid/page/3/",
        "/topics/power-grid/page/999999/",
        "/speakers/999-x/",
        "/speakers/x/",
        "/speakers/letter/q/",
        "/statements/nothing/",
        "/statements/%00/",
        "/speakers/x-%00/",
        "/speakers/x-%00/feed.rss",
        "/articles/999/",
        "/articles/99999999999999999999/",
        f"/articles/{'9' * 5_000}/",
        "/topics/power-grid/page/0/",
        "/topics/power-grid/page/02/",
        f"/topics/power-grid/page/{'9' * 20}/",
        f"/topics/power-grid/page/{'9' * 5_000}/",
        f"/editions/morning/page/{'9' * 20}/",
        "/speakers/x%00y/",
    ],
)
def test_what_is_not_there_is_told(pages: TestClient, path: str) -> None:
    assert pages.get(path).status_code == 404


def test_a_page_beyond_the_last_is_not_looked_for(pages: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def walk(*_: object, **__: object) -> list[int]:
        pytest.fail("the store was asked")

    its = path(pages, r"/speakers/\d+-marit-halvorsen/", "/speakers/letter/h/")
    for kind in ("of_topic", "of_speaker"):
        monkeypatch.setattr(f"onrecord.store.reading.{kind}", walk)
    for start in ("/topics/power-grid/", its):
        assert pages.get(f"{start}page/999999999/").status_code == 404


def test_a_speaker_is_found_by_letter_and_has_a_page_of_their_own(pages: TestClient) -> None:
    letter = path(pages, "/speakers/letter/h/", "/speakers/")
    its = path(pages, r"/speakers/\d+-marit-halvorsen/", letter)
    shown = pages.get(its).text
    assert "energy minister" in shown
    assert "40 statements" in shown
    assert "holds for hour 0”" in shown
    assert 'href="/topics/power-grid/"' in shown
    assert pages.get(f"{its}page/2/").text.count('<article class="statement">') == 10


def test_an_old_name_or_a_gone_number_leads_to_the_speaker(pages: TestClient) -> None:
    its = path(pages, r"/speakers/\d+-jonas-weller/", "/speakers/letter/w/")
    number = its.split("/")[2].split("-")[0]
    for old in (f"/speakers/{number}/", f"/speakers/{number}-weller-jonas/", "/speakers/999999-jonas-weller/"):
        moved = pages.get(old, follow_redirects=False)
        assert (moved.status_code, moved.headers["location"]) == (308, its)


def test_a_statement_stands_in_its_place_with_what_is_what(pages: TestClient) -> None:
    its = path(pages, "/statements/[0-9a-f]+/", "/topics/power-grid/")
    shown = pages.get(its).text
    assert '<mark class="said-mark">the grid holds for hour 0</mark>' in shown
    assert '<mark class="cue-mark">said</mark>' in shown
    assert '<mark class="who-mark">Marit Halvorsen</mark>' in shown
    assert "Before noon it rained." in shown
    assert "The end." not in shown
    assert 'href="https://gazette.example/0#:~:text=' in shown
    assert "because of" in shown
    assert path(pages, r"/articles/\d+/", its)


def test_the_same_words_elsewhere_and_words_like_them_are_shown_if_they_are_sure(
    store: Store, now: datetime, tmp_path: Path
) -> None:
    words = "the northern grid is safe and was built to last for many years"
    every = [told(1, "Marit Halvorsen", words), told(2, "Marit Halvorsen", f"{words} in Ostermere")]
    every.append(told(75, "Marit Halvorsen", words.replace("many years", "some winters")))
    every += [(page, replace(spoken, confidence=0.2)) for page, spoken in [told(80, "Marit Halvorsen", words + " yet")]]
    for page, spoken in every:
        add(store, page, spoken, now=now, topics=())
    people.settle_all(store)
    (tmp_path / "topics.yaml").write_text(TOPICS)
    site = Site(configs.load(tmp_path / "topics.yaml"), store)
    with store.read() as tx:
        [one] = standing.statements_of(tx, 1)
        shown = site.html(statement(site, tx, one.key))
    same, before = shown.index("The same words elsewhere"), shown.index("Said like this before")
    assert same < shown.index("in Ostermere") < before < shown.index("some winters")
    assert "last for many years yet" not in shown
    assert f"Marit Halvorsen: “{words}” — “Story 1”, Gazette," in shown


def test_a_doubtful_statement_has_its_page_and_its_doubt(pages: TestClient, filled: Store) -> None:
    with filled.read() as tx:
        key = tx.execute(text("SELECT key FROM statements WHERE confidence < 0.5")).scalar_one()
    assert "not sure enough" in pages.get(f"/statements/{key}/").text


def test_an_address_of_a_statement_leads_on_or_says_that_it_is_no_longer_on_record(
    pages: TestClient, filled: Store
) -> None:
    its = path(pages, "/statements/[0-9a-f]+/", "/topics/power-grid/page/2/")
    with filled.write() as tx:
        tx.execute(text("INSERT INTO statement_moves (key, became) VALUES ('old', :now)"), {"now": its.split("/")[2]})
        tx.execute(
            text(
                "INSERT INTO editions (id, digest, date, timezone, composed, statements, subject, html, text, markdown)"
                " VALUES (9, 'gone', '2026-11-01', 'UTC', '2026-11-01 06:00:00', 1, 's', 'h', 't', 'm')"
            )
        )
        tx.execute(text("INSERT INTO edition_statements (edition_id, key) VALUES (9, 'gone')"))
    moved = pages.get("/statements/old/", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (308, its)
    assert moved.headers["cache-control"] == "no-cache"
    site = Site(pages.app.state.site.config, filled, static=True)  # type: ignore[attr-defined]  # a Starlette
    with filled.read() as tx:
        assert f"url=../{its.split('/')[2]}/index.html" in site.html(statement(site, tx, "old"))
    gone, never = pages.get("/statements/gone/"), pages.get("/statements/never/")
    assert (gone.status_code, never.status_code) == (410, 404)
    assert "no longer on record" in gone.text


def test_an_article_has_its_facts_and_excerpts_and_never_its_text(pages: TestClient) -> None:
    shown = pages.get("/articles/1/").text
    assert "Ada Moor" in shown
    assert "1 statement in it" in shown
    assert "the grid holds for hour 0" in shown
    assert "It was a long day" not in shown
    assert "The end." not in shown


def test_what_was_let_go_of_is_told(pages: TestClient, filled: Store) -> None:
    with filled.write() as tx:
        tx.execute(text("UPDATE articles SET emptied = collected, text = '' WHERE id = 2"))
    with filled.read() as tx:
        [one] = standing.statements_of(tx, 2)
    shown = pages.get(f"/statements/{one.key}/").text
    assert "let go of" in shown
    assert "the grid holds for hour 1" in shown


def test_the_front_page_has_what_was_said_last_by_different_speakers(pages: TestClient) -> None:
    shown = pages.get("/").text
    assert shown.count("Marit Halvorsen</a>") == 1
    assert "Jonas Weller</a>" in shown
    assert 'href="/topics/power-grid/"' in shown


def test_hostile_names_and_words_are_text_everywhere(pages: TestClient) -> None:
    odd = path(pages, "/topics/a-b-[^/]+/", "/topics/")
    speaker = path(pages, r"/speakers/\d+-eve[^/]*/", odd)
    statement = path(pages, "/statements/[0-9a-f]+/", speaker)
    article = path(pages, r"/articles/\d+/", statement)
    for shown in (pages.get(one).text for one in (odd, speaker, statement, article, "/", "/search?q=dredging")):
        assert "<img src=x" not in shown
        assert "\u202e" not in shown
    assert "&lt;img src=x" in pages.get(statement).text
    assert HOSTILE.split("\u202e", maxsplit=1)[0] not in pages.get(statement).text


def test_each_page_is_light(pages: TestClient) -> None:
    for one in (
        "/",
        "/topics/",
        "/topics/power-grid/",
        "/speakers/",
        "/articles/1/",
        "/search?q=grid",
        "/search/help/",
    ):
        assert len(pages.get(one).content) < 60_000


def test_an_empty_store_and_an_article_without_date_or_headline_have_their_pages(
    store: Store, now: datetime, tmp_path: Path
) -> None:
    (tmp_path / "topics.yaml").write_text(TOPICS)
    site = application(configs.load(tmp_path / "topics.yaml"), store)
    with TestClient(site, base_url="http://127.0.0.1:8321") as client:
        for one in ("/", "/topics/", "/topics/quiet/", "/speakers/"):
            assert client.get(one).status_code == 200, one
    page, spoken = told(1, "Marit Halvorsen", "the grid holds for now")
    add(store, replace(page, published=None, title=""), spoken, now=now, topics=(GRID,))
    people.settle_all(store)
    match_topics(store, (GRID,))
    site = application(configs.load(tmp_path / "topics.yaml"), store)
    with TestClient(site, base_url="http://127.0.0.1:8321") as client:
        its = path(client, "/statements/[0-9a-f]+/", "/topics/power-grid/")
        assert "“the grid holds for now” — Gazette, undated, https://gazette.example/1" in client.get(its).text
        assert "Without a headline" in client.get(path(client, r"/articles/\d+/", its)).text
        assert client.get(path(client, r"/speakers/\d+-[^/]+/", its)).status_code == 200
