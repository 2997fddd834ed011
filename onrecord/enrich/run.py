"""The enrichment step: what the store holds of articles not yet done becomes statements and matches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from onrecord.enrich import version as version_of
from onrecord.enrich.topics import About, Matcher, fingerprint
from onrecord.model import Field
from onrecord.store import articles, holding, overview, people, statements, tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from onrecord.model import Engine, Topic
    from onrecord.store import Store
    from onrecord.store.statements import Report, Said

BATCH = 16  # articles in one transaction: what a kill can undo


@dataclass(frozen=True, slots=True)
class Enriched:
    """What a run did: articles read, statements found in them, articles held against the topics, articles `left`."""

    articles: int
    statements: int
    matched: int
    left: int = 0


def enrich(  # noqa: PLR0913 - what reading takes
    store: Store,
    topics: Sequence[Topic],
    *,
    model: str,
    engine: Engine = "learned",
    until: datetime | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Enriched:
    """Find the statements of all articles that wait for it and their speakers, then hold all against the topics.

    One process does so at a time: another one waits for it, and does what is left then. From `until` on, no
    further articles are read, and those that wait are `left`. It can be stopped at any moment and run again: work left
    undone is found by a query. `progress` is told how many articles are done, of how many.
    """
    version = version_of(engine, model)
    with holding.waiting(store, tasks.READING, until=until) as ours:
        read, found, matched = 0, 0, 0
        if ours:
            read, found = _annotate(store, model, engine, version, until, progress)
            people.settle_all(store)
            matched = match_topics(store, topics)
    with store.read() as tx:
        return Enriched(read, found, matched, left=overview.waiting(tx, version).number)


def match_topics(store: Store, topics: Sequence[Topic]) -> int:
    """Hold the statements of all articles that wait for it against the topics; gives how many waited.

    A topic that looks into whole articles keeps what it had of those whose text was let go of.
    """
    mark = fingerprint(topics)
    looking = {topic.name for topic in topics if Field.ARTICLE in topic.where}
    matcher: Matcher | None = None
    done = 0
    while True:
        with store.read() as tx:
            batch = statements.unmatched(tx, mark)
        if not batch:
            return done
        matcher = matcher or Matcher(topics)
        found = [
            {number: matcher.match(said.content, about(article, said)) for number, said in article.said.items()}
            for article in batch
        ]
        with store.write() as tx:
            for article, its in zip(batch, found, strict=True):
                statements.save_matches(tx, article, its, mark, settled=looking if article.emptied else ())
        done += len(batch)


def about(article: Report, said: Said) -> About:
    """What topics may ask of a statement beside its words."""
    return About(
        title=article.title,
        article=article.text,
        language=article.language,
        source=article.source,
        act=said.act,
        speaker=said.speaker,
        speaker_kind=said.speaker_kind,
        speaker_title=said.speaker_title,
        person=said.person,
    )


def _annotate(  # noqa: PLR0913, PLR0917 - all that reading takes
    store: Store,
    model: str,
    engine: Engine,
    version: str,
    until: datetime | None,
    progress: Callable[[int, int], None],
) -> tuple[int, int]:
    with store.read() as tx:
        waiting = overview.waiting(tx, version)
    if waiting.first is None or _is_past(until):
        return 0, 0
    from onrecord.enrich import annotate  # noqa: PLC0415  # spaCy takes seconds to load: only when something waits

    nlp = annotate.load(model, engine)
    read, found, last, total = 0, 0, waiting.first - 1, waiting.number
    progress(0, total)
    while True:
        with store.read() as tx:
            batch = articles.pending(tx, version, after=last, limit=BATCH)
        if not batch or _is_past(until):
            return read, found
        annotated = list(annotate.annotate(nlp, (article.text for article in batch), batch_size=BATCH))
        now = datetime.now(UTC)
        with store.write() as tx:
            for article, its_statements in zip(batch, annotated, strict=True):
                statements.replace(tx, article, its_statements, version=version, now=now)
        last = batch[-1].id
        read += len(batch)
        found += sum(map(len, annotated))
        progress(read, max(read, total))


def _is_past(until: datetime | None) -> bool:
    return until is not None and datetime.now(UTC) >= until
