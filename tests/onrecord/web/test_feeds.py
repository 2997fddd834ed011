"""Feeds hold what their page shows, whatever articles hold, in the forms that their standards ask for."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord import places
from onrecord.web import feeds
from onrecord.web.feeds import Entry, Feed
from tests.onrecord.web.record import HERE, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

ATOM = "{http://www.w3.org/2005/Atom}"
OTHERS = (
    "/feed.{}",
    "/topics/power-grid/feed.{}",
    "/editions/morning/feed.{}",
    '/search/feed.{}?q="10th hour"',
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, empty: Path) -> Iterator[TestClient]:
    with served(tmp_path_factory.mktemp("feeds"), empty) as client:
        yield client


def faults_of_json(feed: dict[str, Any]) -> list[str]:
    """What the JSON Feed 1.1 rules ask for and a feed does not have; each with what it asks."""
    found = []

    def ask(rule: str, *, holds: bool) -> None:
        if not holds:
            found.append(rule)

    def is_address(value: object) -> bool:
        return isinstance(value, str) and urlsplit(value).scheme in {"http", "https"} and bool(urlsplit(value).netloc)

    def is_moment(value: object) -> bool:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None

    ask("version is that of 1.1", holds=feed.get("version") == "https://jsonfeed.org/version/1.1")
    ask("title is a text", holds=isinstance(feed.get("title"), str))
    ask("items is a list", holds=isinstance(feed.get("items"), list))
    for name in ("home_page_url", "feed_url", "next_url", "icon", "favicon"):
        ask(f"{name} is an address", holds=name not in feed or is_address(feed[name]))
    ask("description is a text", holds=isinstance(feed.get("description", ""), str))
    ids = [item.get("id") for item in feed["items"]]
    ask("each id is another", holds=len(set(ids)) == len(ids))
    for item in feed["items"]:
        ask("id is a text", holds=isinstance(item.get("id"), str) and bool(item["id"]))
        ask("there is content", holds=isinstance(item.get("content_html", item.get("content_text")), str))
        for name in ("url", "external_url", "image", "banner_image"):
            ask(f"{name} of an item is an address", holds=name not in item or is_address(item[name]))
        for name in ("date_published", "date_modified"):
            ask(f"{name} is a moment of RFC 3339", holds=name not in item or is_moment(item[name]))
        ask("tags are texts", holds=all(isinstance(tag, str) for tag in item.get("tags", [])))
        ask("an author has a name, an address or a picture", holds=all(map(len, item.get("authors", [{"name": ""}]))))
        ask("author is of version 1.0", holds="author" not in item)
    return found


def faults_of_atom(data: bytes) -> list[str]:
    """As `faults_of_json`, for RFC 4287, sections 4.1.1 and 4.1.2."""
    root = ET.fromstring(data)  # noqa: S314  # our own
    found = [] if root.tag == f"{ATOM}feed" else ["the root is atom:feed"]
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            one = element.findall(f"{ATOM}{name}")
            if len(one) != 1 or not (one[0].text or "").strip():
                found.append(f"{element.tag} has one {name}")
        updated = element.findtext(f"{ATOM}updated") or ""
        if datetime.fromisoformat(updated).tzinfo is None:
            found.append("updated is a moment")
        links = [link.get("rel") for link in element.findall(f"{ATOM}link")]
        if links.count("alternate") != 1:
            found.append("there is one alternate link")
        if any(not (name.text or "").strip() for name in element.iterfind(f"{ATOM}author/{ATOM}name")):
            found.append("an author has a name")
    if root.find(f"{ATOM}author") is None:
        found.append("the feed has an author, so that each entry has one")
    ids = [entry.findtext(f"{ATOM}id") for entry in root.iterfind(f"{ATOM}entry")]
    return found + (["each id is another"] if len(set(ids)) != len(ids) else [])


def faults_of_rss(data: bytes) -> list[str]:
    """As `faults_of_json`, for RSS 2.0."""
    root = ET.fromstring(data)  # noqa: S314  # our own
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        return ["the root is rss 2.0 with a channel"]
    found = [f"the channel has one {name}" for name in ("title", "link", "description") if not channel.findtext(name)]
    for item in channel.findall("item"):
        if not item.findtext("title") and not item.findtext("description"):
            found.append("an item has a title or a description")
        if item.findtext("guid") is None:
            found.append("an item has a guid")
    return found


@pytest.mark.parametrize("path", OTHERS)
@pytest.mark.parametrize("form", places.FEEDS)
def test_each_feed_is_valid_and_has_what_its_page_shows(site: TestClient, path: str, form: str) -> None:
    answer = site.get(path.format(form))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == feeds.MEDIA_TYPES[form]
    if form == "json":
        assert faults_of_json(answer.json()) == []
        links = [item["url"] for item in answer.json()["items"]]
    else:
        read = feedparser.parse(answer.content, response_headers={"content-type": answer.headers["content-type"]})
        assert not read.bozo, read.get("bozo_exception")
        assert (faults_of_atom if form == "atom" else faults_of_rss)(answer.content) == []
        links = [entry.link for entry in read.entries]
    assert len(links) == (1 if path in OTHERS[2:] else 27)
    assert all(link.startswith(f"{HERE}/") for link in links)


def test_an_entry_says_who_said_what_and_where(site: TestClient) -> None:
    (one,) = site.get('/search/feed.json?q="10th hour"').json()["items"]
    assert one["title"] == "Marit Halvorsen: the grid holds for the 10th hour"
    assert one["authors"] == [{"name": "Marit Halvorsen"}]
    assert one["tags"] == ["power grid"]
    assert one["external_url"] == "https://gazette.example/10"
    assert one["language"] == "en"
    assert one["date_published"] == "2026-11-23T20:30:00Z"
    assert "<i>said:</i> the grid holds for the 10th hour" in one["content_html"]
    assert 'href="https://gazette.example/10#:~:text=' in one["content_html"]


def test_a_speakers_feed_is_found_from_the_page_also_under_an_earlier_name(site: TestClient) -> None:
    (speaker,) = site.get("/api/v1/speakers?name=marit%20halvorsen").json()["items"]
    found = site.get(speaker["feed"]).json()
    assert len(found["items"]) == 25
    assert 'type="application/atom+xml"' in site.get(speaker["page"]).text
    moved = site.get(f"/speakers/{speaker['id']}-other/feed.atom", follow_redirects=False)
    assert moved.status_code == 308
    assert site.get(moved.headers["location"]).headers["content-type"] == feeds.MEDIA_TYPES["atom"]


def test_what_is_hostile_is_text_and_no_link(site: TestClient) -> None:
    (one,) = [item for item in site.get("/feed.json").json()["items"] if "</title>" in item["title"]]
    assert "<b>" not in one["content_html"]
    assert "<script" not in one["content_html"]
    assert "javascript:" not in json.dumps(one)
    assert "language" not in one


@pytest.mark.parametrize("form", places.FEEDS)
def test_a_feed_that_did_not_change_is_not_sent_again(site: TestClient, form: str) -> None:
    first = site.get(f"/feed.{form}")
    assert "max-age" in first.headers["cache-control"]
    again = site.get(f"/feed.{form}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert site.get(f"/feed.{form}", headers={"If-None-Match": 'W/"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/feed.xml", 404),
        ("/topics/none/feed.rss", 404),
        ("/speakers/99999999999-x/feed.rss", 404),
        ("/editions/operator-1/feed.rss", 404),
        ("/search/feed.rss?q=cue:sya", 400),
    ],
)
def test_what_can_not_be_followed_is_told(site: TestClient, path: str, status: int) -> None:
    assert site.get(path).status_code == status


def test_links_begin_with_the_address_that_readers_use(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    own = site.app.state.site  # type: ignore[attr-defined]
    web = own.config.web.model_copy(update={"url": "https://record.example/"})
    monkeypatch.setattr(own, "_config", own.config.model_copy(update={"web": web}))
    made = site.get("/topics/power-grid/feed.json").json()
    assert made["feed_url"] == "https://record.example/topics/power-grid/feed.json"
    assert all(item["url"].startswith("https://record.example/statements/") for item in made["items"])


WILD = st.text(st.characters(exclude_categories=()), max_size=40)
MOMENTS = st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # as asked
ENTRIES = st.builds(
    Entry,
    id=st.uuids().map(lambda one: f"urn:uuid:{one}"),
    url=st.just("https://record.example/statements/1/"),
    title=WILD,
    html=WILD,
    updated=MOMENTS,
    published=st.none() | MOMENTS,
    author=st.none() | WILD,
    via=st.none() | st.just("https://gazette.example/1?a=1&b=%22"),
    categories=st.lists(WILD, max_size=3).map(tuple),
    language=st.none() | WILD | st.just("en-GB"),
)


@settings(max_examples=60, deadline=timedelta(seconds=2))
@given(title=st.just("On Record") | WILD.map(lambda one: f"a {one}"), entries=st.lists(ENTRIES, max_size=3))
def test_whatever_stands_in_it_a_feed_is_valid(title: str, entries: list[Entry]) -> None:
    wild = [
        Entry(**{name: getattr(one, name) for name in one.__slots__} | {"title": f"x {one.title}"}) for one in entries
    ]
    feed = Feed(title, "https://record.example/", "https://record.example/feed.x", wild)
    assert faults_of_json(json.loads(feeds.written(feed, "json"))) == []
    assert faults_of_atom(feeds.written(feed, "atom")) == []
    assert faults_of_rss(feeds.written(feed, "rss")) == []


def test_the_rules_see_a_feed_that_breaks_them() -> None:
    broken = {"version": "1", "items": [{"url": "/x", "date_published": "2026-11-24"}]}
    assert len(faults_of_json(broken)) >= 5
    atom = b'<feed xmlns="http://www.w3.org/2005/Atom"><updated>2026-11-24</updated></feed>'
    assert len(faults_of_atom(atom)) >= 4
    assert len(faults_of_rss(b'<rss version="2.0"><channel><item/></channel></rss>')) == 5
