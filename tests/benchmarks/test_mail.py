"""The mail as programs of others judge it, and how long it takes to make.

caniemail and axe-core are npm packages; ONRECORD_NPM names the folder that has them in its node_modules:

    npm install --prefix FOLDER caniemail axe-core puppeteer-core
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from digests import links
from digests.compose import draft
from digests.render import html, render
from digests.templates import load
from onrecord import config
from onrecord.model import (
    Citation,
    Context,
    Cue,
    Earlier,
    Edition,
    Entry,
    Field,
    Highlight,
    Hit,
    Kind,
    RelatedHeadline,
    Section,
    SpeakerKind,
    Statement,
    Tally,
    Voice,
)
from onrecord.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_benchmark.fixture import BenchmarkFixture

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MORNING = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
WORDS = (
    "the pumps have to run all winter and nobody in this council has told the people of the valley who will pay "
    "for the power that they take"
)


@pytest.fixture(scope="module")
def npm() -> Path:
    """The folder with the npm packages."""
    folder = Path(os.environ.get("ONRECORD_NPM", HERE))
    if shutil.which("node") is None or not (folder / "node_modules" / "caniemail").is_dir():
        pytest.skip("no caniemail and axe-core; ONRECORD_NPM names a folder that has them")
    return folder


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition with all that a mail can show, as a file."""
    file = tmp_path_factory.mktemp("mail") / "digest.html"
    file.write_text(render(edition(sections=3, statements=5)).html, encoding="utf-8")
    return file


def node(npm: Path, script: str, *arguments: object) -> dict[str, list[str]]:
    """What a script of this folder prints as JSON."""
    program = ["node", str(HERE / script), str(npm), *map(str, arguments)]
    ended = subprocess.run(program, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr
    found: dict[str, list[str]] = json.loads(ended.stdout)
    return found


def test_mail_programs_know_what_the_mail_is_made_of(
    npm: Path, page: Path, benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]
) -> None:
    reasons = tomllib.loads((HERE / "caniemail.toml").read_text())
    found = benchmark.pedantic(node, (npm, "caniemail.mjs", page), rounds=1)
    left = {program: set(errors) - set(reasons.get(program, ())) for program, errors in found.items()}
    hold("mail.programs", {f"errors without a reason: {program}": len(errors) for program, errors in left.items()})
    for program, known in reasons.items():
        assert set(known) <= set(found[program]), "take out the reasons that are no longer needed"


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
def test_everybody_can_read_it_light_and_dark_on_a_phone_and_a_desktop(
    npm: Path, page: Path, benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]
) -> None:
    found = benchmark.pedantic(node, (npm, "axe.mjs", CHROMIUM, page), rounds=1)
    assert len(found) == 4
    hold("mail.axe", {f"violations, {view}": len(violations) for view, violations in found.items()})


@pytest.mark.timed
@pytest.mark.benchmark(timer=time.process_time, disable_gc=True)
def test_a_hundred_statements_are_rendered_at_once(
    demo: Path, benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]
) -> None:
    """The demo's, as a digest with a limit of 100 shows them; the best of some rounds counts."""
    settings = config.load(demo / "topics.yaml")
    topics = tuple(topic.model_copy(update={"limit": 100}) for topic in settings.topics)
    digest = settings.digests[0].model_copy(update={"name": "hundred", "limit": 100})
    now = datetime.now(UTC)
    with Store.open(settings.store.engine_url()) as store:
        shown = draft(store, settings.model_copy(update={"topics": topics}), digest, now.date(), now=now)
    made, text = html_and_text(shown)
    assert made.count('class="said"') == shown.statements == 100
    assert text.count("\n  Why: ") == 100

    benchmark.pedantic(html_and_text, (shown,), setup=links.sentence_link.cache_clear, rounds=40, warmup_rounds=3)
    assert benchmark.stats is not None
    hold("mail.time", {"ms for 100 statements": 1_000 * benchmark.stats.stats.min})


def html_and_text(shown: Edition) -> tuple[str, str]:
    """The two parts of a mail, as `render` makes them."""
    found = load(None, "en", frozenset())
    return html(found, shown), found.fill("digest.txt.j2", shown, leave=None)


def edition(*, sections: int, statements: int) -> Edition:
    """An edition of invented statements that has all that a mail can show."""
    topics = tuple(_section(f"Topic {place}", str(place), statements) for place in range(sections))
    first = topics[0].voices[0]
    return Edition(
        digest="morning",
        date=date(2026, 11, 24),
        timezone="Europe/Berlin",
        composed=MORNING,
        sections=(*topics, Section("A quiet topic", (), ())),
        summary=(Highlight(topics[0].topic, first.name, first.title, first.entries[0]),),
        found=Tally(sections * statements, sections * statements // 2, 3, 1),
    )


def _section(topic: str, path: str, statements: int) -> Section:
    entries = [_entry(f"{path}/{place}", place) for place in range(statements)]
    voices = tuple(
        Voice(
            f"Speaker {place}",
            "Head of the water board",
            SpeakerKind.PERSON,
            tuple(entries[place : place + 2]),
            place == 0,
        )
        for place in range(0, statements, 2)
    )
    headlines = tuple(
        RelatedHeadline(f"Headline {place}", f"https://post.example/{path}/{place}") for place in range(4)
    )
    found = Tally(statements, len(voices), 3, 1)
    return Section(topic, voices, headlines, 0, 30, 90, (3, 0, 5, 1, 2, 8, statements), 4.0, found)


def _entry(path: str, place: int) -> Entry:
    """Half of them quoted; one in five was in other papers, one in ten was said before or needs the sentence before."""
    words = f"{path} {WORDS}"
    kind = Kind.DIRECT if place % 2 else Kind.INDIRECT
    statement = Statement(kind, ((50, 50 + len(words)),), words, Cue("told reporters", 30, 44))
    url, title = (
        f"https://gazette.example/2026/11/{path}",
        f"Council argues about the pumps of the valley, part {place}",
    )
    published = MORNING - timedelta(hours=place + 1)
    elsewhere = tuple(
        Citation(
            statement, f"https://paper.example/{path}/{other}", title, f"Paper {other}", published, date_only=False
        )
        for other in range(3)
    )
    own = Citation(statement, url, title, "Gazette", published, date_only=False)
    return Entry(
        key=path,
        statement=statement,
        url=url,
        title=title,
        source="Gazette",
        published=published,
        date_only=False,
        reason=(Hit("pump*", "pumps", Field.CONTENT),),
        sources=(own, *elsewhere) if place % 5 == 0 else (own,),
        before=Earlier(elsewhere[0], 0.85) if place % 10 == 1 else None,
        context=Context("The council met in the old mill on Monday.", 0, 42) if place % 10 == 2 else None,
        rank=place,
    )
