"""`onrecord parse` as a person runs it."""

from __future__ import annotations

import gzip
import json
import sys
from typing import TYPE_CHECKING

import pytest

from onrecord import cli

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://gazette.example/2026/11/23/quay"
PAGE = """<html lang="en"><head><title>Council puts off the quay</title><script type="application/ld+json">
{"@type": "NewsArticle", "headline": "Council puts off the quay", "datePublished": "2024-05-01"}</script></head>
<body><article><h1>Council puts off the quay</h1><p>The harbour council met on Monday evening to settle who pays for the
new quay, and it did not.</p></article></body></html>"""


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["onrecord", "parse", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_a_page_becomes_a_line_and_doubts_about_it_are_notes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    assert run(monkeypatch, page, "--url", URL) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["title"] == "Council puts off the quay"
    assert said.err == f"onrecord: {page}: note: the page is dated 2024-05-01, but its address says 2026-11-23\n"


def test_a_manifest_names_pages_and_those_without_an_article_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    (tmp_path / "two.html").write_text("<p>Soon.</p>")
    manifest = tmp_path / "pages.jsonl"
    names = ("one.html.gz", "two.html")
    manifest.write_text(
        "".join(json.dumps({"id": name, "file": str(tmp_path / name), "url": URL}) + "\n" for name in names)
    )
    assert run(monkeypatch, "--manifest", manifest) == 1
    said = capsys.readouterr()
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == ["one.html.gz"]
    assert f"{tmp_path / 'two.html'}: no article found in it" in said.err
