"""How near the headlines that editors offer are to their own story: of all of them, those offered beside it go first.

Editors offer what belongs to a theme, and a headline has few words; so this tells how two ways of comparing differ,
and not what a digest offers, which compares whole articles (tests/onrecord/enrich/test_related.py).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from onrecord.enrich import related
from onrecord.enrich.related import same_event
from onrecord.store.articles import Lead
from scraper import documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import pytest
    from pytest_benchmark.fixture import BenchmarkFixture

NOW = datetime(2026, 11, 24, tzinfo=UTC)
FIRST = 5
LANGUAGES = {"at": "de", "de": "de", "fr": "fr", "es": "es", "us": "en", "uk": "en", "ca": "en", "au": "en"}


def test_editors_headlines(
    bench: Path,
    benchmark: BenchmarkFixture,
    hold: Callable[[str, Mapping[str, float]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(related, "_NEAR", 0.0)  # an order is asked for, not a choice
    pages = bench / "pages"
    stories = {row["id"]: row for row in rows(pages / "dev" / "truth.jsonl")}
    offers = [
        (stories[row["id"]]["title"], "\n\n".join(stories[row["id"]]["body"]), row["id"][:2], titles(row["related"]))
        for row in rows(pages / "related_dev.jsonl")
        if row["related"]
    ]
    [given] = [documents.read(path) for path in sorted((bench.parent / "seeds").glob("*.txt"))]
    offers.append((given.title, given.text, "uk", [headline.title for headline in given.related]))

    def found() -> dict[str, float]:
        shares = [share(number, offers) for number in range(len(offers))]
        return {
            "editors' own among the first five": sum(shares[:-1]) / len(shares[:-1]),
            "the given document's among the first five": shares[-1],
        }

    hold("related", benchmark.pedantic(found, rounds=1))


def share(number: int, offers: list[tuple[str, str, str, list[str]]]) -> float:
    """Of a story's own headlines, those among the first five of all."""
    title, text, country, own = offers[number]
    leads = [Lead(0, "", title, text, "", NOW, LANGUAGES.get(country))]
    for _, _, its, headlines in offers:
        leads += [
            Lead(len(leads) + place, "", headline, "", "", NOW, LANGUAGES.get(its))
            for place, headline in enumerate(headlines)
        ]
    nearest = same_event(leads, [0], most=FIRST)[0]
    return sum(leads[one].title in own for one in nearest) / min(FIRST, len(own))


def rows(path: Path) -> Iterable[dict[str, Any]]:
    return map(json.loads, path.read_text("utf-8").splitlines())


def titles(headlines: Iterable[Mapping[str, str]]) -> list[str]:
    return list(dict.fromkeys(headline["title"] for headline in headlines))
