"""What a crawl did, source by source."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from onrecord.store.articles import Saved
    from scraper.listing import Entry

STOPPED = "stopped before its end; what was collected is stored, and the next crawl goes on"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a source is: `done` of the `known` articles that it has to fetch."""

    source: str
    done: int
    known: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one source.

    `fetched` pages were read: of them `new` articles, `changed` ones; `same` are those that the store has as
    they are, fetched again or not; `failed` pages gave no article. `error` is why the source itself failed.
    `planned` are the articles that a dry run would fetch.
    """

    source: str
    fetched: int
    new: int
    changed: int
    same: int
    failed: int
    error: str | None
    started: datetime
    finished: datetime
    planned: tuple[Entry, ...] = ()


_COUNTED = ("fetched", "new", "changed", "same", "failed")


@dataclass(slots=True)
class _Tally:
    source: str
    started: datetime
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_COUNTED, 0))
    waiting: int = 1  # for the source itself, then for its pages
    done: int = 0
    known: int = 0
    error: str | None = None
    finished: datetime | None = None
    planned: tuple[Entry, ...] = ()


class Ledger:
    """Counts as articles come in; says when each source is done."""

    def __init__(self, sources: Iterable[str], progress: Callable[[Progress], None] | None = None) -> None:
        self._tallies = {source: _Tally(source, _now()) for source in sources}
        self._progress = progress

    def listed(self, source: str, *, wanted: int, known: int) -> None:
        """The source offers this many articles to be fetched, and this many that the store has."""
        tally = self._tallies[source]
        tally.counts["same"] += known
        tally.waiting += wanted
        tally.known += wanted
        self._step(tally)
        self._tell(tally)

    def planned(self, source: str, entries: Sequence[Entry], *, known: int) -> None:
        """The source offers these articles to be fetched, and they are not."""
        self._tallies[source].planned = tuple(entries)
        self.listed(source, wanted=0, known=known)

    def unreachable(self, source: str, error: str) -> None:
        """The source itself failed."""
        tally = self._tallies[source]
        tally.error = error
        self._step(tally)

    def fetched(self, source: str) -> None:
        """A page came in."""
        self._tallies[source].counts["fetched"] += 1

    def saved(self, source: str, how: Saved) -> None:
        """An article is in the store."""
        self._page(source, how.value)

    def same(self, source: str) -> None:
        """A page turned out to be one that is known."""
        self._page(source, "same")

    def failed(self, source: str) -> None:
        """A page gave no article."""
        self._page(source, "failed")

    def left(self, source: str, why: str) -> bool:
        """A page is left for the next run; whether it is the source's first."""
        tally = self._tallies[source]
        first = tally.error is None
        tally.error = tally.error or why
        self._page(source)
        return first

    def outcomes(self) -> tuple[Outcome, ...]:
        """What came of each source, in the order they were given; the rest counts as stopped."""
        return tuple(
            Outcome(
                source=tally.source,
                error=tally.error or (STOPPED if tally.waiting else None),
                started=tally.started,
                finished=tally.finished or _now(),
                planned=tally.planned,
                **tally.counts,
            )
            for tally in self._tallies.values()
        )

    def _page(self, source: str, what: str | None = None) -> None:
        tally = self._tallies[source]
        if what is not None:
            tally.counts[what] += 1
        tally.done += 1
        self._step(tally)
        self._tell(tally)

    def _tell(self, tally: _Tally) -> None:
        if self._progress:
            self._progress(Progress(tally.source, tally.done, tally.known))

    def _step(self, tally: _Tally) -> None:
        tally.waiting -= 1
        if not tally.waiting:
            tally.finished = _now()


def _now() -> datetime:
    return datetime.now(UTC)
