"""A folder of text documents as a source: its documents are imported, or, in a dry run, named."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from onrecord.errors import OnRecordError
from onrecord.store import Store
from scraper.documents import find, import_documents
from scraper.ledger import Outcome, Progress
from scraper.listing import Entry
from scraper.record import record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from onrecord.config import Config, Source
    from onrecord.store.articles import Saved

_log = logging.getLogger(__name__)


def read(
    config: Config, source: Source, progress: Callable[[Progress], None] | None = None, *, dry: bool = False
) -> Outcome:
    """Import a folder's documents; one that can't be read counts as failed."""
    started = datetime.now(UTC)
    folder = [source.folder] if source.folder else []
    if dry:
        try:
            planned = tuple(Entry(str(path)) for path in find(folder))
        except OnRecordError as caught:
            return _outcome(source.name, started, error=str(caught))
        return _outcome(source.name, started, planned=planned)

    def tell(done: int, known: int) -> None:
        if progress:
            progress(Progress(source.name, done, known))

    with Store.open(config.store.engine_url()) as store:
        try:
            results, errors = import_documents(store, folder, source=source.name, now=started, progress=tell)
            for one in errors:
                _log.warning("%s: %s", source.name, one)
            error = str(errors[0]) if errors and not results else None
            outcome = _outcome(source.name, started, [one.saved for one in results], failed=len(errors), error=error)
        except OnRecordError as caught:
            outcome = _outcome(source.name, started, error=str(caught))
        with store.write() as tx:
            record(tx, [outcome])
    return outcome


def _outcome(  # noqa: PLR0913  # what an outcome is made of
    source: str,
    started: datetime,
    saved: Sequence[Saved] = (),
    *,
    failed: int = 0,
    error: str | None = None,
    planned: tuple[Entry, ...] = (),
) -> Outcome:
    kinds = [one.value for one in saved]
    return Outcome(
        source=source,
        offered=len(saved) + failed,
        fetched=len(saved),
        new=kinds.count("new"),
        changed=kinds.count("changed"),
        same=kinds.count("same"),
        failed=failed,
        error=error,
        started=started,
        finished=datetime.now(UTC),
        planned=planned,
    )
