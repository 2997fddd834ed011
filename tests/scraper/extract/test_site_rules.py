"""Each publisher's rule reads a page of our own making as expected. To renew what is expected, after reading it:

ONRECORD_RENEW=1 pytest tests/scraper/extract/test_site_rules.py -n 0
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.errors import ConfigError
from scraper.extract import extract_article, site_rules, to_json

SITES = Path(__file__).parent / "sites"
RULES = sorted(site_rules.FOLDER.glob("*.yaml"))
NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


def parsed(folder: Path) -> dict[str, object]:
    url = f"https://www.{folder.name}/2026/47/3.html"
    article = extract_article((folder / "page.html").read_bytes(), url, source="", now=NOW)
    assert article is not None
    return to_json(article)


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_a_rule_has_a_page_and_reads_it_as_expected(rule: Path) -> None:
    expected = SITES / rule.stem / "expected.json"
    found = parsed(expected.parent)
    if os.environ.get("ONRECORD_RENEW"):
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    assert found == json.loads(expected.read_text())


def test_every_page_has_a_rule() -> None:
    assert {path.name for path in SITES.iterdir()} == {path.stem for path in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_no_field_of_a_rule_is_idle(rule: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = site_rules.load(site_rules.FOLDER)
    expected = parsed(SITES / rule.stem)
    for field in whole[rule.stem].model_fields_set:
        without = whole[rule.stem].model_copy(update={field: site_rules.NO_RULE.model_dump()[field]})
        monkeypatch.setattr(site_rules, "load", lambda _, only=without: {rule.stem: only})
        assert parsed(SITES / rule.stem) != expected, field


def test_the_guide_shows_the_rule_as_it_is() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "adding-a-source.md").read_text()
    lines = (site_rules.FOLDER / "brook-herald.example.yaml").read_text().splitlines(keepends=True)
    assert "```yaml\n" + "".join(line for line in lines if not line.startswith("#")) + "```" in guide
    assert all(f"| `{field}` |" in guide for field in site_rules.SiteRule.model_fields)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("headline: h1", "headline: Extra inputs are not permitted"),
        ("title: 'h1['", "title: Value error, 'h1[' is no CSS selector"),
        ("drop: p.ad", "drop: Input should be a valid tuple"),
        ("- title", "file: Input should be a valid dictionary"),
        ("title: [", "no YAML"),
    ],
)
def test_a_faulty_rule_is_told_with_its_file_and_field(text: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "gazette.example.yaml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        site_rules.load(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 'gazette.example.yaml'}: {fault}")


@pytest.mark.parametrize("url", ["https://gazette.example/a", "", "https://[", "https://example/a", "urn:a:b"])
def test_other_addresses_have_no_rule(url: str) -> None:
    assert site_rules.of(url) == site_rules.NO_RULE


def test_a_rule_holds_for_the_hosts_of_its_domain() -> None:
    assert site_rules.of("https://m.brook-herald.example/x") == site_rules.of("https://brook-herald.example")
    assert site_rules.of("https://m.brook-herald.example/x") != site_rules.NO_RULE
