"""What a crawl did, source by source."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from onrecord.store.articles import Saved
    from onrecord.store.setbacks import Failure, Setback
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

    It `offered` so many articles, and `fetched` pages were read: of them `new` articles, `changed` ones; `same` are
    those that the store has as they are, fetched again or not; `failed` pages gave no article, and `left` ones failed
    before and were not asked for. `error` is why the source itself failed; one that is `resting` failed before and was
    not read, nor was one at which another process is: `busy` says who. `planned` are the articles that a dry run would
    fetch. `failures` and `healed` addresses are for the store, `refusals` are answers that were no pages by their HTTP
    status.
    """

    source: str
    started: datetime
    finished: datetime
    offered: int = 0
    fetched: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    failed: int = 0
    left: int = 0
    error: str | None = None
    resting: Setback | None = None
    busy: str | None = None
    planned: tuple[Entry, ...] = ()
    refusals: Mapping[int, int] = field(default_factory=dict)
    failures: tuple[Failure, ...] = field(default=(), repr=False)
    healed: tuple[str, ...] = field(default=(), repr=False)


class Holder(Protocol):
    """What holds sources, so that no other process reads them meanwhile."""

    def done(self, source: str, error: str | None) -> None:
        """Let go of a source."""

    def has_lost(self, source: str) -> bool:
        """Whether a source may be another process's by now."""


_COUNTED = ("offered", "fetched", "new", "changed", "same", "failed", "left")


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
    resting: Setback | None = None
    planned: tuple[Entry, ...] = ()
    failures: list[Failure] = field(default_factory=list)
    suspect: set[str] = field(default_factory=set)  # addresses that failed the last time
    healed: list[str] = field(default_factory=list)


class Ledger:
    """Counts as articles come in; says when each source is done."""

    def __init__(
        self,
        sources: Iterable[str],
        progress: Callable[[Progress], None] | None = None,
        holder: Holder | None = None,
    ) -> None:
        """The `holder` of the sources is told of each that is through, with why it failed, if it did."""
        self._tallies = {source: _Tally(source, _now()) for source in sources}
        self._progress = progress
        self._holder = holder

    def has_lost(self, source: str) -> bool:
        """Whether the source may be another process's by now."""
        return self._holder is not None and self._holder.has_lost(source)

    def suspect(self, source: str, addresses: Iterable[str]) -> None:
        """These addresses failed when they were last asked: it is to be told when they answer."""
        self._tallies[source].suspect.update(addresses)

    def rests(self, source: str, setback: Setback) -> None:
        """The source failed before, and is left alone for now."""
        tally = self._tallies[source]
        tally.resting = setback
        self._step(tally)

    def listed(self, source: str, *, wanted: int, known: int = 0, left: int = 0, offered: int | None = None) -> None:
        """The source offers articles: to be fetched, that the store has, that failed before and are left alone.

        It `offered` more of them in all where the crawl has a limit.
        """
        tally = self._tallies[source]
        offered = wanted + known + left if offered is None else offered
        for name, number in {"offered": offered, "same": known, "left": left}.items():
            tally.counts[name] += number
        tally.waiting += wanted
        tally.known += wanted
        self._step(tally)
        self._tell(tally)

    def planned(self, source: str, entries: Sequence[Entry], *, known: int, left: int) -> None:
        """The source offers these articles to be fetched, and they are not."""
        self._tallies[source].planned = tuple(entries)
        self.listed(source, wanted=0, known=known, left=left)

    def unreachable(self, source: str, error: str, failure: Failure | None = None) -> None:
        """The source itself failed; with what its address is to be left alone for, if it is its fault."""
        tally = self._tallies[source]
        tally.error = error
        self._note(tally, failure)
        self._step(tally)

    def answered(self, source: str, address: str) -> None:
        """An address gave what it is there for."""
        tally = self._tallies[source]
        if address in tally.suspect:
            tally.healed.append(address)

    def fetched(self, source: str) -> None:
        """A page came in."""
        self._tallies[source].counts["fetched"] += 1

    def saved(self, source: str, how: Saved) -> None:
        """An article is in the store."""
        self._page(source, how.value)

    def same(self, source: str) -> None:
        """A page turned out to be one that is known."""
        self._page(source, "same")

    def failed(self, source: str, failure: Failure | None = None) -> None:
        """A page gave no article; with what its address is to be left alone for, if it is the page's fault."""
        self._note(self._tallies[source], failure)
        self._page(source, "failed")

    def left(self, source: str, failure: Failure) -> bool:
        """A page is left for the next run, and what else its site offers; whether it is the source's first.

        What the site itself asked to wait is noted once for an address.
        """
        tally = self._tallies[source]
        first = tally.error is None
        if first:
            tally.error = failure.reason
        if failure.until and failure.address not in {one.address for one in tally.failures}:
            self._note(tally, failure if first else replace(failure, status=None))  # it gave its answer once
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
                resting=tally.resting,
                busy=None,
                planned=tally.planned,
                refusals=_refusals(tally.failures),
                failures=tuple(tally.failures),
                healed=tuple(tally.healed),
                **tally.counts,
            )
            for tally in self._tallies.values()
        )

    def _note(self, tally: _Tally, failure: Failure | None) -> None:
        if failure is not None:
            tally.failures.append(failure)

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
            if self._holder:
                self._holder.done(tally.source, tally.error)


def _refusals(failures: Collection[Failure]) -> Mapping[int, int]:
    return dict(Counter(one.status for one in failures if one.status is not None))


def _now() -> datetime:
    return datetime.now(UTC)
