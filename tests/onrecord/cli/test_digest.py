"""`onrecord digest`: an edition looked at, in each of its forms, and composed."""

from __future__ import annotations

import email
import json
from email.policy import default
from typing import TYPE_CHECKING

import pytest

from tests import stores
from tests.command import onrecord

if TYPE_CHECKING:
    from pathlib import Path

TOPICS = """
topics: [{name: grid}]
digests:
  - name: morning
    recipients: [Ana Lee <ana@example.org>, ben@example.org]
    language: de
    subject: "{{ digest }} of {{ date | short_day }}"
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a digest and an article that waits."""
    (tmp_path / "topics.yaml").write_text(TOPICS, encoding="utf-8")
    (tmp_path / "a.txt").write_text("Marit Halvorsen said that the grid is safe.\n", encoding="utf-8")
    assert onrecord(tmp_path, "import", "a.txt").returncode == 0
    return tmp_path


def editions(desk: Path) -> int:
    [(found,)] = stores.rows(desk, "SELECT count(*) FROM editions")
    return int(found)


@pytest.mark.parametrize(
    ("form", "begins", "holds"),
    [
        ("text", "morning\n", "the grid is safe"),
        ("html", "<!DOCTYPE html>", '<html lang="de"'),
        ("md", "**morning** · ", "> *said:* that the grid is safe"),
        ("json", "{", '"content": "that the grid is safe"'),
        ("eml", "", "To: Ana Lee <ana@example.org>"),
    ],
)
def test_a_preview_has_each_form_and_stores_nothing(form: str, begins: str, holds: str, desk: Path) -> None:
    ended = onrecord(desk, "digest", "morning", "--preview", "--format", form)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith(begins)
    assert holds in ended.stdout.replace("\r\n", "\n")
    assert editions(desk) == 0


def test_the_json_holds_the_edition_by_the_names_of_the_model(desk: Path) -> None:
    edition = json.loads(onrecord(desk, "digest", "--preview", "--format", "json", "--date", "2026-11-24").stdout)
    assert (edition["digest"], edition["date"], edition["language"]) == ("morning", "2026-11-24", "de")


def test_the_mail_of_a_preview_is_a_mail_with_both_parts(desk: Path) -> None:
    ended = onrecord(desk, "digest", "--preview", "--format", "eml", "--output", "a.eml", "--date", "2026-11-24")
    assert ended.returncode == 0, ended.stderr
    message = email.message_from_bytes((desk / "a.eml").read_bytes(), policy=default)
    assert message["Subject"] == "morning of 24. November"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert ended.stderr == "Wrote a.eml\n"


def test_a_composed_edition_is_shown_from_the_ledger_as_it_went_out(desk: Path) -> None:
    composed = onrecord(desk, "digest", "morning")
    assert "composed:" in composed.stdout
    (desk / "topics.yaml").write_text(TOPICS.replace("language: de", "language: fr"), encoding="utf-8")
    again = onrecord(desk, "digest", "morning", "--format", "html")
    assert again.stdout.startswith("<!DOCTYPE html>")
    assert '<html lang="de"' in again.stdout
    assert "was composed before" in again.stderr
    assert editions(desk) == 1


def test_json_of_an_edition_that_was_sent_is_not_promised(desk: Path) -> None:
    ended = onrecord(desk, "digest", "morning", "--format", "json")
    assert ended.returncode == 2
    assert "add --preview" in ended.stderr
    assert editions(desk) == 0


def test_a_form_for_several_digests_asks_for_the_name_of_one(desk: Path) -> None:
    (desk / "topics.yaml").write_text("topics: [{name: grid}]\ndigests: [{name: a}, {name: b}]\n", encoding="utf-8")
    ended = onrecord(desk, "digest", "--preview", "--format", "html")
    assert ended.returncode == 2
    assert "take one digest: name it" in ended.stderr


def test_a_form_that_no_browser_opens_is_refused_beside_open(desk: Path) -> None:
    ended = onrecord(desk, "digest", "--preview", "--open", "--format", "md")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "--open shows the HTML: leave out --format md" in ended.stderr


def test_an_edition_of_a_day_to_come_is_not_composed(desk: Path) -> None:
    ended = onrecord(desk, "digest", "morning", "--date", "2126-11-24")
    assert (ended.returncode, editions(desk)) == (2, 0)
    assert "2126-11-24 is still to come (today is 20" in ended.stderr
    assert onrecord(desk, "digest", "morning", "--date", "2126-11-24", "--preview").returncode == 0


def test_a_dash_stands_for_standard_output(desk: Path) -> None:
    ended = onrecord(desk, "digest", "--preview", "--output", "-")
    assert "the grid is safe" in ended.stdout
    assert not (desk / "-").exists()


def test_the_browser_opens_the_page(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = desk / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {desk}/opened\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{browser} %s")
    monkeypatch.setenv("TMPDIR", str(desk))
    ended = onrecord(desk, "digest", "--preview", "--open")
    assert (ended.returncode, ended.stdout) == (0, "")
    [page] = desk.glob("onrecord-*.html")
    assert (desk / "opened").read_text().strip() == page.as_uri()
    assert "the grid is safe" in page.read_text(encoding="utf-8")


def test_a_template_that_is_wrong_is_told_and_the_digest_is_shown_all_the_same(desk: Path) -> None:
    (desk / "mine").mkdir()
    (desk / "mine" / "digest.txt.j2").write_text("\n{{ editon }}", encoding="utf-8")
    with (desk / "topics.yaml").open("a", encoding="utf-8") as file:
        file.write("templates: ./mine\n")
    ended = onrecord(desk, "digest", "--preview")
    assert ended.returncode == 0
    assert "the grid is safe" in ended.stdout
    assert f"{desk / 'mine' / 'digest.txt.j2'}:2: 'editon' is undefined" in ended.stderr
