"""The enrichment step: what the store holds of articles not yet done becomes statements and matches.

One process does so at a time, and it alone writes: the work itself is pure, and done wherever the configuration says
(`executors`). What comes of it is stored in one order, so that the store is the same however many did it, and whoever
was killed meanwhile.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from onrecord.config import Enrichment, Language
from onrecord.enrich import version as version_of
from onrecord.enrich.executors import BrokenOff, executing
from onrecord.enrich.jobs import Matching, Reading
from onrecord.enrich.topics import fingerprint
from onrecord.model import Field
from onrecord.store import articles, holding, matches, overview, people, statements, tasks, waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection

    from onrecord.enrich.executors import Executor
    from onrecord.model import Topic
    from onrecord.sameness import Marked
    from onrecord.store import Store
    from onrecord.store.articles import Pending
    from onrecord.store.matches import Report

BATCH: Final = 16  # articles in one transaction: what a kill can undo
_HELD: Final = 200  # articles that are held against the topics together
_SLICE: Final = 60.0  # seconds of reading after which what was found is held against the topics

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Enriched:
    """What a run did: articles read, statements found in them, articles held against the topics, articles `left`."""

    articles: int
    statements: int
    matched: int
    left: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """Whom to tell how many articles are read, and then held against the topics, and of how many."""

    reading: Callable[[int, int], None] = lambda _done, _total: None
    matching: Callable[[int, int], None] = lambda _done, _total: None


def enrich(  # noqa: PLR0913 - what a run is asked
    store: Store,
    topics: Sequence[Topic],
    *,
    language: Language | None = None,
    how: Enrichment | None = None,
    until: datetime | None = None,
    shown: Shown | None = None,
) -> Enriched:
    """Find the statements of all articles that wait for it and their speakers, then hold all against the topics.

    One process does so at a time: another one waits for it, and does what is left then. What is new comes before what
    is to be read again. From `until` on, no further articles are read, and those that wait are `left`. It can be
    stopped at any moment and run again: work left undone is found by a query.
    """
    language, how, shown = language or Language(), how or Enrichment(), shown or Shown()
    reading, matching = Reading(language.model, language.engine), Matching(tuple(topics))
    version = version_of(language.engine, language.model)
    read, found, matched = 0, 0, 0
    with (
        holding.waiting(store, tasks.READING, until=until) as held,
        executing(how, (reading, matching), past=lambda: _is_past(until)) as executor,
    ):
        if held is not None:
            run = _Run(store, executor, reading, matching, version, lambda: held.write(tasks.READING))
            for read, found in run.read(until, shown.reading):  # noqa: B007 - the last ones are told
                matched += run.match(shown.matching)
    with store.read() as tx:
        return Enriched(read, found, matched, left=overview.waiting(tx, version).number)


def match_topics(store: Store, topics: Sequence[Topic]) -> int:
    """Hold the statements of all articles that wait for it against the topics; gives how many waited."""
    reading, matching = Reading(Language().model, Language().engine), Matching(tuple(topics))
    with executing(Enrichment(), (reading, matching)) as executor:
        return _Run(store, executor, reading, matching, "", store.write).match()


@dataclass(frozen=True, slots=True)
class _Run:
    """A run on a store, which it writes to by `write`."""

    store: Store
    executor: Executor
    reading: Reading
    matching: Matching
    version: str
    write: Callable[[], AbstractContextManager[Connection]]

    def read(self, until: datetime | None, progress: Callable[[int, int], None]) -> Iterator[tuple[int, int]]:
        """Read what waits; from time to time and at the end, how many articles were read, and statements found."""
        with self.store.read() as tx:
            total = overview.waiting(tx, self.version).number
        read, found, begun = 0, 0, time.monotonic()
        if total and not _is_past(until):
            progress(0, total)
        for batch, annotated in self._annotated(self._waiting(until)):
            now = datetime.now(UTC)
            with self.write() as tx:
                statements.replace(tx, zip(batch, annotated, strict=True), version=self.version, now=now)
            read += len(batch)
            found += sum(map(len, annotated))
            progress(read, max(read, total))
            if time.monotonic() - begun > _SLICE:
                people.settle_all(self.store, self.write)
                yield read, found
                begun = time.monotonic()
        people.settle_all(self.store, self.write)
        yield read, found

    def match(self, progress: Callable[[int, int], None] = lambda _done, _total: None) -> int:
        """Hold what waits for it against the topics; gives how many articles did.

        A topic that looks into whole articles keeps what it had of those whose text was let go of.
        """
        mark = fingerprint(self.matching.topics)
        looking = {topic.name for topic in self.matching.topics if Field.ARTICLE in topic.where}
        done, total = 0, 0
        for batch, found in self.executor.each(self.matching, self._unmatched(mark, whole=bool(looking))):
            if isinstance(found, BrokenOff):
                _log.warning("articles %d to %d can't be held against the topics", batch[0].id, batch[-1].id)
                continue
            with self.write() as tx:
                matches.save(tx, zip(batch, found, strict=True), mark, settled=looking)
            done += len(batch)
            if not total and len(batch) == _HELD:
                with self.store.read() as tx:
                    total = done + matches.unmatched_number(tx, mark)
            if total:
                progress(done, max(done, total))
        return done

    def _annotated(
        self, batches: Iterator[list[Pending]]
    ) -> Iterator[tuple[list[Pending], Sequence[Sequence[Marked]]]]:
        """Articles with their statements; one that ends each process which reads it is passed over, and waits still."""
        texts = ((batch, [article.text for article in batch]) for batch in batches)
        for batch, found in self.executor.each(self.reading, texts):
            if not isinstance(found, BrokenOff):
                yield batch, found
            elif len(batch) > 1:
                yield from self._annotated([article] for article in batch)
            else:
                _log.warning(
                    "%s: a process that reads this ends; it is passed over. Is there enough memory?", batch[0].url
                )

    def _waiting(self, until: datetime | None) -> Iterator[list[Pending]]:
        place = waiting.START
        while not _is_past(until):
            with self.store.read() as tx:
                batch, place = articles.pending_after(tx, self.version, place, limit=BATCH)
            if not batch:
                return
            yield batch

    def _unmatched(self, mark: str, *, whole: bool) -> Iterator[tuple[list[Report], list[Report]]]:
        place = waiting.START
        while True:
            with self.store.read() as tx:
                batch, place = matches.unmatched(tx, mark, place, whole=whole, limit=_HELD)
            if not batch:
                return
            yield batch, batch


def _is_past(until: datetime | None) -> bool:
    return until is not None and datetime.now(UTC) >= until
