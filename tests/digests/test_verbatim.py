"""Everything that an edition shows stands so in a stored article: the demo's day, taken back to its texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select as query

from digests.select import select
from onrecord import config
from onrecord.model import Edition
from onrecord.store import Store, articles
from onrecord.store.schema import articles as articles_table
from tests.command import onrecord

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digests.select import Selection
    from onrecord.model import Article, Citation, Entry, Statement


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verbatim")
    ended = onrecord(folder, "demo")
    assert ended.returncode == 0, ended.stderr
    return folder / "onrecord-demo"


@pytest.fixture(scope="module")
def day(demo: Path) -> Iterator[tuple[Selection, dict[str, Article]]]:
    """The demo's edition as another digest would have it, and all stored articles by their addresses."""
    settings = config.load(demo / "topics.yaml")
    topics = [replace(topic, limit=100) for topic in settings.topics_of(settings.digests[0])]
    now = datetime.now(UTC)
    with Store.open(settings.store.engine_url()) as store, store.read() as tx:
        urls = tx.execute(query(articles_table.c.url)).scalars().all()
        stored = {url: found for url in urls if (found := articles.get(tx, url)) is not None}
        yield select(tx, Edition("again", now.date(), "UTC", now, ()), topics, until=now, most=500), stored


def every(selection: Selection) -> list[Entry]:
    return [
        entry
        for edition in (selection.edition, selection.whole)
        for section in edition.sections
        for voice in section.voices
        for entry in voice.entries
    ]


def stands(said: Statement, text: str) -> bool:
    """Whether a statement's content, cue and speaker are the text's own characters."""
    who = said.speaker
    return (
        " ".join(text[start:end] for start, end in said.spans) == said.content
        and (said.cue is None or text[said.cue.start : said.cue.end] == said.cue.text)
        and (who is None or (text[who.start : who.end] == who.mention and who.name in " ".join(text.split())))
        and (who is None or who.title is None or who.title in " ".join(text.split()))
    )


def test_statements_speakers_and_headlines_are_their_articles_own(
    day: tuple[Selection, dict[str, Article]],
) -> None:
    selection, stored = day
    shown = every(selection)
    assert len(shown) > 200
    for entry in shown:
        places: list[Entry | Citation] = [entry, *entry.sources, *entry.also]
        if entry.before is not None:
            places.append(entry.before.cited)
        for place in places:
            assert stands(place.statement, stored[place.url].text), place
            assert place.title == stored[place.url].title


def test_a_voice_has_a_name_and_a_title_that_articles_give(day: tuple[Selection, dict[str, Article]]) -> None:
    selection, stored = day
    texts = [" ".join(article.text.split()) for article in stored.values()]
    for section in selection.whole.sections:
        for voice in section.voices:
            assert voice.name is None or any(voice.name in text for text in texts)
            assert voice.title is None or any(voice.title in text for text in texts)


def test_a_context_is_the_articles_own_sentence_before_the_statement(
    day: tuple[Selection, dict[str, Article]],
) -> None:
    selection, stored = day
    leaning = [(entry, entry.context) for entry in every(selection) if entry.context is not None]
    assert len(leaning) > 5
    for entry, context in leaning:
        assert stored[entry.url].text[context.start : context.end] == context.text
        assert context.end <= entry.statement.spans[0][0]


def test_related_headlines_are_those_of_editors_or_of_stored_articles(
    day: tuple[Selection, dict[str, Article]],
) -> None:
    selection, stored = day
    offered = {article.title for article in stored.values()}
    offered |= {headline.title for article in stored.values() for headline in article.related}
    found = {headline.title for section in selection.edition.sections for headline in section.related}
    assert found
    assert found <= offered


def test_the_summary_repeats_statements_that_are_shown(day: tuple[Selection, dict[str, Article]]) -> None:
    edition = day[0].edition
    shown = [
        (section.topic, voice.name, voice.title, entry)
        for section in edition.sections
        for voice in section.voices
        for entry in voice.entries
    ]
    assert len(edition.summary) > 1
    assert all((one.topic, one.name, one.title, one.entry) in shown for one in edition.summary)
