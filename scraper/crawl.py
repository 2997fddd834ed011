"""`crawl`: the sources of a configuration, once, in this process."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from onrecord.errors import OnRecordError
from onrecord.store import Store, crawls
from scraper import job
from scraper.documents import import_documents
from scraper.ledger import Ledger, Outcome, Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from onrecord.config import Config, Source
    from onrecord.store.articles import Saved
    from scraper.job import Job

__all__ = ["Outcome", "Progress", "crawl"]

_log = logging.getLogger(__name__)


def crawl(
    config: Config,
    sources: Sequence[str] = (),
    *,
    progress: Callable[[Progress], None] | None = None,
) -> tuple[Outcome, ...]:
    """Collect the new articles of the named sources, or of all enabled ones; what came of each, in their order.

    Articles are stored as they come in, and each source's outcome is recorded. Ctrl-C ends it in order: the
    sources that were not done say so in `error`. Raises `ConfigError` for an unknown source and `StoreError`
    when the store can't be opened; a source that fails is no exception.
    """
    wanted = job.chosen(config, sources)
    Store.open(config.store.engine_url()).close()
    found: dict[str, Outcome] = {}
    for source in wanted:
        if source.folder:
            found[source.name] = _read_folder(config, source, progress)
    work = job.from_config(config, [source for source in wanted if source.feed])
    if work.targets:
        found |= {outcome.source: outcome for outcome in _feeds(work, progress)}
    return tuple(found[source.name] for source in wanted)


def _feeds(work: Job, progress: Callable[[Progress], None] | None) -> tuple[Outcome, ...]:
    """Read feeds here, or, since a reactor can't be started twice, in a process of their own."""
    if threading.current_thread() is threading.main_thread() and "twisted.internet.reactor" not in sys.modules:
        return _run(work, progress)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_run, work).result()


def _run(work: Job, progress: Callable[[Progress], None] | None = None) -> tuple[Outcome, ...]:
    # Scrapy takes a while to import, and only here is it needed.
    from scrapy.crawler import AsyncCrawlerProcess  # noqa: PLC0415
    from scrapy.settings import Settings  # noqa: PLC0415

    from scraper import settings as ours  # noqa: PLC0415
    from scraper.spiders.feed import FeedSpider  # noqa: PLC0415

    settings = Settings()
    settings.setmodule(ours, priority="project")
    ledger = Ledger((target.source for target in work.targets), progress)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    settings.set("LOG_INSTALL_ROOT_HANDLER", value=False, priority="cmdline")  # the command has set up logging
    try:
        process = AsyncCrawlerProcess(settings)
        process.crawl(FeedSpider, work=work, ledger=ledger)
        process.start()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return ledger.outcomes()


def _read_folder(config: Config, source: Source, progress: Callable[[Progress], None] | None) -> Outcome:
    """Import a folder's documents; one that can't be read counts as failed."""
    started = datetime.now(UTC)
    saved: list[Saved] = []
    failed, error = 0, None

    def tell(done: int, known: int) -> None:
        if progress:
            progress(Progress(source.name, done, known))

    with Store.open(config.store.engine_url()) as store:
        try:
            folder = [source.folder] if source.folder else []
            results, errors = import_documents(store, folder, source=source.name, now=started, progress=tell)
            saved, failed = [one.saved for one in results], len(errors)
            for one in errors:
                _log.warning("%s: %s", source.name, one)
            error = str(errors[0]) if errors and not results else None
        except OnRecordError as caught:
            error = str(caught)
        kinds = [one.value for one in saved]
        outcome = Outcome(
            source=source.name,
            fetched=len(saved),
            new=kinds.count("new"),
            changed=kinds.count("changed"),
            same=kinds.count("same"),
            failed=failed,
            error=error,
            started=started,
            finished=datetime.now(UTC),
        )
        with store.write() as tx:
            crawls.record(
                tx,
                outcome.source,
                started=started,
                finished=outcome.finished,
                fetched=outcome.fetched,
                stored=outcome.new + outcome.changed,
                failed=failed,
                error=error,
            )
    return outcome
