"""`crawl`: the sources of a configuration, once, in this process."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

from onrecord.store import Store
from scraper import folders, job
from scraper.job import Limits
from scraper.ledger import Ledger, Outcome, Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from onrecord.config import Config
    from scraper.job import Job

__all__ = ["Limits", "Outcome", "Progress", "crawl"]


def crawl(
    config: Config,
    sources: Sequence[str] = (),
    *,
    limits: Limits | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> tuple[Outcome, ...]:
    """Collect the new articles of the named sources, or of all enabled ones; what came of each, in their order.

    Articles are stored as they come in, and each source's outcome is recorded. A dry run stores nothing, and its
    outcomes hold what would be fetched. `limits` are for sources of the web; a folder is read whole. Ctrl-C ends it
    in order: the sources that were not done say so in `error`. Raises `ConfigError` for an unknown source and for a
    missing contact, `StoreError` when the store can't be opened; a source that fails is no exception.
    """
    limits = limits or Limits()
    wanted = job.chosen(config, sources)
    work = job.from_config(config, wanted, limits)
    if not limits.dry:
        Store.open(config.store.engine_url()).close()
    found: dict[str, Outcome] = {}
    for source in wanted:
        if source.folder:
            found[source.name] = folders.read(config, source, progress, dry=limits.dry)
    if work:
        found |= {outcome.source: outcome for outcome in _web(work, progress)}
    return tuple(found[source.name] for source in wanted)


def _web(work: Sequence[Job], progress: Callable[[Progress], None] | None) -> tuple[Outcome, ...]:
    """Read sources of the web here, or, since a reactor can't be started twice, in a process of their own."""
    if threading.current_thread() is threading.main_thread() and "twisted.internet.reactor" not in sys.modules:
        return _run(work, progress)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_run, work).result()


def _run(work: Sequence[Job], progress: Callable[[Progress], None] | None = None) -> tuple[Outcome, ...]:
    # Scrapy takes a while to import, and only here is it needed.
    from scrapy.crawler import AsyncCrawlerProcess  # noqa: PLC0415
    from scrapy.settings import Settings  # noqa: PLC0415

    from scraper import settings as ours  # noqa: PLC0415
    from scraper.collector import Collector  # noqa: PLC0415

    settings = Settings()
    settings.setmodule(ours, priority="project")
    ledgers = [Ledger((target.source for target in one.targets), progress) for one in work]
    asked: set[str] = set()  # of all jobs: what two sources offer is fetched once
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    settings.set("LOG_INSTALL_ROOT_HANDLER", value=False, priority="cmdline")  # the command has set up logging
    try:
        process = AsyncCrawlerProcess(settings)
        for one, ledger in zip(work, ledgers, strict=True):
            process.crawl(Collector, name="crawl", work=one, ledger=ledger, asked=asked)
        process.start()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return tuple(outcome for ledger in ledgers for outcome in ledger.outcomes())
