"""What came of each source ─► the store: the crawl itself, and which addresses failed or answer again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from onrecord.store import answers, crawls, setbacks
from onrecord.store.engine import save_in_turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from scraper.ledger import Outcome


def record(tx: Connection, outcomes: Iterable[Outcome]) -> None:
    """Write down what came of sources, but for those that were left alone, and let go of what is long past.

    Where this computer had no network, no address is to be left alone for it when the network is back.
    """
    save_in_turn(tx)  # two crawls at once may have met the same failures, in another order
    now = datetime.now(UTC)
    outcomes = tuple(outcomes)
    is_cut_off = _is_cut_off(outcomes)
    for one in outcomes:
        if one.resting is not None:
            continue
        crawls.record(
            tx,
            crawls.Crawl(
                source=one.source,
                started=one.started,
                finished=one.finished,
                offered=one.offered,
                fetched=one.fetched,
                new=one.new,
                changed=one.changed,
                failed=one.failed,
                refusals=one.refusals,
                error=one.error,
            ),
        )
        setbacks.healed(tx, one.healed)
        for failure in () if is_cut_off else one.failures:
            setbacks.failed(tx, one.source, failure, now=now)
    for kept in (answers, crawls, setbacks):
        kept.forget(tx, now=now)


def _is_cut_off(outcomes: Sequence[Outcome]) -> bool:
    """Whether none of several sites gave any answer at all, whatever it is."""
    failures = [failure for one in outcomes for failure in one.failures]
    nothing = all(one.resting or (not one.fetched and (one.error or one.failed == one.offered)) for one in outcomes)
    sites = {urlsplit(failure.address.removeprefix(setbacks.LISTING)).netloc for failure in failures}
    return nothing and len(sites) > 1 and all(failure.status is None for failure in failures)
