"""What all answers of the web edition have in common, and its archive of editions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from onrecord import config as configs
from onrecord.model import Edition, Message
from onrecord.store import editions
from onrecord.web.app import application

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from onrecord.store import Store

TOPICS = """
sources: [{name: Gazette, feed: 'https://gazette.example/feed'}]
topics: [{name: power grid}]
digests:
  - {name: morning, recipients: [anna@desk.example], timezone: Europe/Berlin}
  - {name: "<i>evening</i>", recipients: [anna@desk.example]}
crawl: {contact: desk@desk.example}
"""
MAILED = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>x</title></head>'
    '<body class="b"><p style="color:red">%s</p><script>alert(1)</script></body></html>'
)


def add(store: Store, digest: str, day: date, now: datetime, full: str | None = None) -> None:
    edition = Edition(digest, day, "Europe/Berlin", composed=now, sections=())
    message = Message(f"What {digest} heard & saw", MAILED % "as mailed", "text", "md", full)
    with store.write() as tx:
        assert editions.add(tx, edition, message, keys=(), outbox={})


@pytest.fixture
def site(tmp_path: Path, store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A site with a few editions, as a browser on this computer asks it; it looks at topics.yaml each time."""
    monkeypatch.setattr("onrecord.web.site._PAUSE", -1.0)
    (tmp_path / "topics.yaml").write_text(TOPICS)
    for ago in range(3):
        add(store, "morning", now.date() - timedelta(days=ago), now, full=MAILED % "all of it" if ago == 0 else None)
    add(store, "operator: 1", now.date(), now)
    with TestClient(
        application(configs.load(tmp_path / "topics.yaml"), store),
        base_url="http://127.0.0.1:8321",
        raise_server_exceptions=False,
    ) as client:
        yield client


def test_the_front_page_has_the_newest_edition_of_each_digest(site: TestClient) -> None:
    shown = site.get("/")
    assert shown.status_code == 200
    assert 'href="/editions/morning/2026-11-24/"' in shown.text
    assert "What morning heard &amp; saw" in shown.text
    assert "2026-11-23" not in shown.text


def test_the_archive_has_each_digest_also_one_that_waits(site: TestClient) -> None:
    shown = site.get("/editions/").text
    assert [f"2026-11-{day}/" in shown for day in (24, 23, 22)] == [True] * 3
    assert "&lt;i&gt;evening&lt;/i&gt;" in shown
    assert "<i>evening" not in shown


def test_mail_to_the_operator_is_nobody_elses(site: TestClient) -> None:
    assert "operator" not in site.get("/").text + site.get("/editions/").text
    for path in ("/editions/operator-1/", "/editions/operator:%201/2026-11-24/"):
        assert site.get(path).status_code == 404


def test_an_edition_is_shown_whole_as_it_was_mailed_under_the_sites_bar(site: TestClient) -> None:
    whole, mailed = (site.get(f"/editions/morning/2026-11-{day}/") for day in (24, 23))
    assert "all of it" in whole.text
    assert "as mailed" in mailed.text
    assert whole.text.index("<body") < whole.text.index('href="/editions/"') < whole.text.index("all of it")


def test_no_script_runs_beside_an_edition_and_none_but_the_sites_own_elsewhere(site: TestClient) -> None:
    mailed = site.get("/editions/morning/2026-11-24/").headers["content-security-policy"]
    assert "script-src" not in mailed
    assert "default-src 'none'" in mailed
    own = site.get("/").headers["content-security-policy"]
    assert "script-src 'self';" in own
    assert "unsafe" not in own
    for path in ("/", "/editions/", "/nothing/", "/static/site.css"):
        headers = site.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/nothing/",
        "/editions/evening/",
        "/editions/morning/2026-01-01/",
        "/editions/morning/today/",
        "/editions/morning/page/9/",
    ],
)
def test_what_is_not_there_is_told_on_a_page(site: TestClient, path: str) -> None:
    shown = site.get(path)
    assert shown.status_code == 404
    assert "Not here" in shown.text
    assert "ON RECORD" in shown.text


def test_an_unknown_path_is_shown_back_as_text(site: TestClient) -> None:
    assert "<script>alert" not in site.get("/%3Cscript%3Ealert(1)%3C/script%3E/").text


def test_an_unchanged_page_is_not_sent_again(site: TestClient) -> None:
    first = site.get("/editions/")
    again = site.get("/editions/", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert site.get("/editions/", headers={"If-None-Match": 'W/"other"'}).status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8321", "[::1]:8321", "10.0.0.5", "record.example"])
def test_it_answers_under_addresses_and_its_own_name(site: TestClient, tmp_path: Path, host: str) -> None:
    rename(tmp_path)
    assert site.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "record.example.evil.example", "", "[", "localhost.evil.example"),
        *("evil.example@127.0.0.1", "evil.example\\@127.0.0.1", "127.0.0.1/evil", "a b@127.0.0.1"),
    ],
)
def test_no_other_name_may_lead_to_it(site: TestClient, tmp_path: Path, host: str) -> None:
    rename(tmp_path)
    assert site.get("/", headers={"Host": host}).status_code == 421


def test_a_name_in_letters_beyond_ascii_is_asked_for_as_the_dns_has_it(site: TestClient, tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text(f"{TOPICS}\nweb: {{url: 'https://bücher.example'}}\n")
    assert site.get("/", headers={"Host": "xn--bcher-kva.example"}).status_code == 200


def rename(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text(f"{TOPICS}\nweb: {{url: 'https://record.example'}}\n")


def test_a_change_of_topics_yaml_is_seen_and_a_broken_one_is_not(site: TestClient, tmp_path: Path) -> None:
    path = tmp_path / "topics.yaml"
    path.write_text(TOPICS.replace("<i>evening</i>", "night"))
    assert "night" in site.get("/editions/").text
    path.write_text("topics: [")
    assert "night" in site.get("/editions/").text


def test_a_store_out_of_order_is_told_with_when_to_come_again(site: TestClient, store: Store) -> None:
    with store.write() as tx:
        tx.execute(text("DROP TABLE edition_statements"))
        tx.execute(text("DROP TABLE deliveries"))
        tx.execute(text("DROP TABLE editions"))
    shown = site.get("/")
    assert shown.status_code == 503
    assert shown.headers["retry-after"] == "60"
    assert "Out of order" in shown.text


def test_what_fails_behind_a_readers_link_is_kept_nowhere_and_tells_nobody_the_link(
    site: TestClient, store: Store, tmp_path: Path
) -> None:
    rename(tmp_path)
    with store.write() as tx:
        tx.execute(text("DROP TABLE signing_keys"))
    for shown in (site.get("/preferences/token-of-a-mail"), site.put("/preferences/token-of-a-mail")):
        assert shown.status_code in {503, 405}
        assert "token-of-a-mail" not in shown.text
        assert shown.headers["cache-control"] == "no-store"
        assert shown.headers["referrer-policy"] == "no-referrer"


def test_what_takes_too_long_is_ended_and_told(
    tmp_path: Path, store: Store, site: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(tx: Connection) -> None:
        tx.execute(text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"))

    monkeypatch.setattr("onrecord.web.site.LONGEST", 0.05)
    monkeypatch.setattr("onrecord.store.archive.newest", slow)
    hurried = TestClient(application(configs.load(tmp_path / "topics.yaml"), store), base_url="http://127.0.0.1")
    assert hurried.get("/").status_code == 503
    assert site.get("/editions/").status_code == 200


def test_a_fault_of_ours_shows_nothing_of_the_inside(site: TestClient) -> None:
    site.app.state.site.store = None  # type: ignore[attr-defined]
    shown = site.get("/")
    assert shown.status_code == 500
    assert "Traceback" not in shown.text
    assert shown.headers["content-security-policy"] == "default-src 'none'"


def test_the_sources_are_shown_with_how_they_do(site: TestClient) -> None:
    shown = site.get("/sources/").text
    assert "Gazette" in shown
    assert "never" in shown


def test_what_to_do_about_a_source_is_told_to_the_operator_alone(site: TestClient, tmp_path: Path) -> None:
    assert "not read yet" in site.get("/sources/").text
    assert "not read yet" in site.get("/api/v1/sources").text
    rename(tmp_path)
    assert "not read yet" not in site.get("/api/v1/sources").text
    shown = site.get("/sources/").text
    assert "Gazette" in shown
    assert "not read yet" not in shown
    assert "What to look at" not in shown


def test_nothing_can_be_changed_by_asking(site: TestClient) -> None:
    for path in ("/", "/editions/", "/sources/"):
        assert {site.post(path).status_code, site.delete(path).status_code} == {405}
        assert site.head(path).status_code == 200
