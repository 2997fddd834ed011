"""`crawl`: the sources of a configuration, once, in this process."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from onrecord.store import Store, holding, tasks, turns
from scraper import folders, job
from scraper.job import Limits
from scraper.ledger import Ledger, Outcome, Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from onrecord.config import Config, Source
    from onrecord.shards import Shard
    from scraper.job import Job
    from scraper.ledger import Holder

__all__ = ["Limits", "Outcome", "Progress", "crawl"]


def crawl(  # noqa: PLR0913  # what can be asked of it
    config: Config,
    sources: Sequence[str] = (),
    *,
    limits: Limits | None = None,
    due: bool = False,
    shard: Shard | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> tuple[Outcome, ...]:
    """Collect the new articles of the named sources, or of all enabled ones; what came of each, in their order.

    With `due`, only of those whose time has come; with a `shard`, only of those that lie in it. Articles are stored as
    they come in, and each source's outcome is recorded. One source is read by one process at a time: the outcome of one
    that is `busy` says who is at it. A dry run stores nothing, and its outcomes hold what would be fetched. `limits`
    are for sources of the web; a folder is read whole. Ctrl-C ends it in order: the sources that were not done say so
    in `error`. Raises `ConfigError` for an unknown source and for a missing contact, `StoreError` when the store can't
    be opened; a source that fails is no exception.
    """
    limits = limits or Limits()
    wanted = job.chosen(config, sources)
    if shard is not None:
        wanted = shard.share(config, wanted)
    job.from_config(config, wanted, limits)  # a contact that is missing is told whoever is due
    if limits.dry:
        return _read(config, wanted, limits, progress)
    with Store.open(config.store.engine_url()) as store:
        if due:
            holding.clear(store)
            with store.read() as tx:
                wanted = turns.due(tx, config, wanted, now=datetime.now(UTC))
        with holding.holding(store, *(f"{tasks.CRAWL}{source.name}" for source in wanted)) as held:
            ours = [source for source in wanted if f"{tasks.CRAWL}{source.name}" in held]
            holder = _Holder(held)
            found = {one.source: one for one in _read(config, ours, limits, progress, holder)}
            for one in found.values():
                holder.done(one.source, one.error)
        with store.read() as tx:
            others = tasks.of(tx, tasks.CRAWL)
    return tuple(found.get(source.name) or _busy(source, others) for source in wanted)


@dataclass(frozen=True, slots=True)
class _Holder:
    """What this process holds, by the names of the sources."""

    held: holding.Held

    def done(self, source: str, error: str | None) -> None:
        self.held.done(f"{tasks.CRAWL}{source}", error)

    def has_lost(self, source: str) -> bool:
        return self.held.has_lost(f"{tasks.CRAWL}{source}")


def _read(
    config: Config,
    sources: Sequence[Source],
    limits: Limits,
    progress: Callable[[Progress], None] | None,
    holder: Holder | None = None,
) -> tuple[Outcome, ...]:
    """What comes of these sources."""
    work = job.from_config(config, sources, limits)
    found: dict[str, Outcome] = {}
    for source in sources:
        if source.folder:
            found[source.name] = folders.read(config, source, progress, dry=limits.dry)
            if holder is not None:
                holder.done(source.name, found[source.name].error)
    if work:
        found |= {outcome.source: outcome for outcome in _web(work, progress, holder)}
    return tuple(found[source.name] for source in sources)


def _busy(source: Source, others: Mapping[str, tasks.Task]) -> Outcome:
    now = datetime.now(UTC)
    task = others.get(f"{tasks.CRAWL}{source.name}")
    who = holding.where(task.holder) if task and task.holder else "another process"
    return Outcome(source.name, now, now, busy=f"is being read already, by {who}")


def _web(
    work: Sequence[Job], progress: Callable[[Progress], None] | None, holder: Holder | None
) -> tuple[Outcome, ...]:
    """Read sources of the web here, or, since a reactor can't be started twice, in a process of their own."""
    if threading.current_thread() is threading.main_thread() and "twisted.internet.reactor" not in sys.modules:
        return _run(work, progress, holder)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_run, work).result()


def _run(
    work: Sequence[Job],
    progress: Callable[[Progress], None] | None = None,
    holder: Holder | None = None,
) -> tuple[Outcome, ...]:
    # Scrapy takes a while to import, and only here is it needed.
    from scrapy.settings import Settings  # noqa: PLC0415

    from scraper import settings as ours  # noqa: PLC0415
    from scraper.collector import Collector  # noqa: PLC0415
    from scraper.ending import Process  # noqa: PLC0415

    settings = Settings()
    settings.setmodule(ours, priority="project")
    ledgers = [Ledger((target.source for target in one.targets), progress, holder) for one in work]
    asked: set[str] = set()  # of all jobs: what two sources offer is fetched once
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    settings.set("LOG_INSTALL_ROOT_HANDLER", value=False, priority="cmdline")  # the command has set up logging
    try:
        process = Process(settings)
        for one, ledger in zip(work, ledgers, strict=True):
            process.crawl(Collector, name="crawl", work=one, ledger=ledger, asked=asked)
        process.start()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return tuple(outcome for ledger in ledgers for outcome in ledger.outcomes())
