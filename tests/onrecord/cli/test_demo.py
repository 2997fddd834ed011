"""The whole job on the sample papers, as `onrecord demo` does it."""

from __future__ import annotations

import email
import re
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from onrecord.store.schema import articles, statements
from tests import stores
from tests.command import onrecord

if TYPE_CHECKING:
    import subprocess

SEEDS = Path(__file__).parents[3] / "seeds"
TOPICS = ("energy security", "harbour expansion", "public health", "regional security")


pytestmark = pytest.mark.sqlite("a demo makes its own file anew")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The demo's folder, and what it said; run twice, as a person would who liked it."""
    folder = tmp_path_factory.mktemp("demo")
    first = onrecord(folder, "demo")
    assert first.returncode == 0, first.stderr
    again = onrecord(folder, "demo")
    assert again.returncode == 0, again.stderr
    return folder / "onrecord-demo", again


def test_it_says_nothing_on_standard_error(demo: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    assert demo[1].stderr == ""


def test_it_shows_the_digest_and_where_to_open_it(demo: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, ended = demo
    assert (folder / "digest.txt").read_text() in ended.stdout
    assert "onrecord-demo/digest.html" in ended.stdout


def test_its_mail_holds_statements_on_every_topic(demo: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    message = email.message_from_bytes((demo[0] / "digest.eml").read_bytes(), policy=default)
    plain, html = message.iter_parts()
    text = plain.get_content().replace("\r\n", "\n")
    for topic in TOPICS:
        assert re.search(rf"{topic}\n\d+ statements by", text)
        assert topic in html.get_content()


def test_its_outbox_holds_one_mail(demo: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    assert len(list((demo[0] / "outbox").glob("*/*"))) == 1


def test_it_reads_all_pages_of_both_papers_but_the_one_that_robots_may_not(
    demo: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    urls = {url for (url,) in stores.rows(demo[0], "SELECT url FROM articles WHERE url NOT LIKE 'urn:%'")}
    pages = {path.relative_to(SEEDS / "site").as_posix() for path in (SEEDS / "site").glob("*/20*/*/*.html")}
    assert len(pages) >= 12
    assert {re.sub(r"^http://127\.0\.0\.1:\d+/", "", url) for url in urls} == pages


def test_every_statement_shown_stands_in_a_stored_article(
    demo: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    said = select(statements.c.content, statements.c.spans, articles.c.text).join(articles)
    rows = stores.rows(demo[0], said)
    assert len(rows) > 100
    for content, spans, text in rows:
        assert content == " ".join(text[start:end] for start, end in spans)


def test_its_store_moved_there_and_back_answers_the_same(
    demo: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    folder = demo[0]
    there, back = (f"sqlite:///{tmp_path / name}" for name in ("there.db", "back.db"))
    first = onrecord(folder, "store", "copy", there)
    second = onrecord(folder, "store", "copy", there, back)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    checksums = [
        re.findall(r"^(\w+ +[\d,]+  [0-9a-f]{32})  the same$", one.stdout, re.MULTILINE) for one in (first, second)
    ]
    assert checksums[0] == checksums[1]
    assert any(line.startswith("statements ") for line in checksums[0])
    moved = folder / "moved.yaml"
    moved.write_text(f"{(folder / 'topics.yaml').read_text()}\nstore: {{url: '{back}'}}\n")
    asked = [onrecord(folder, "statements", "grid", "-c", name).stdout for name in ("topics.yaml", "moved.yaml")]
    moved.unlink()
    assert asked[0] == asked[1]
    assert "grid" in asked[0]
