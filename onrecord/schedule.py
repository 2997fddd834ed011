"""The whole job: all that is due, once (`run`) or again and again (`serve`).

1. collect the articles of every source; 2. find the statements in them and match them to the topics;
3. compose each digest whose time has come; 4. send what is in the outbox.
Each step works on what the store holds, so a run that was killed is made good by the next one.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from digests import compose, outbox
from digests.transports.webhook import Webhooks
from onrecord.config import times
from onrecord.enrich.run import enrich
from onrecord.errors import OnRecordError
from onrecord.store import editions
from scraper.crawl import Outcome, crawl

if TYPE_CHECKING:
    from collections.abc import Callable

    from onrecord.config import Config, Digest
    from onrecord.store import Store

log = logging.getLogger(__name__)

RUN_LIMIT = 2 * 60 * 60  # seconds that the daemon gives one run before it ends it


@dataclass(slots=True)
class Done:
    """What a run did, in lines for a person."""

    told: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def run(
    config: Config,
    store: Store,
    *,
    collecting: Callable[[str, int, int], None],
    reading: Callable[[int, int], None],
    sending: Callable[[int, int], None],
) -> Done:
    """Do all that is due. A step that fails does not keep the later ones from what there is."""
    done = Done()
    _step(done, "collecting", partial(_collect, done, config, collecting))
    _step(done, "reading", partial(_enrich, done, config, store, reading))
    for digest in config.digests:
        _step(done, f"composing {digest.name}", partial(_compose, done, config, store, digest))
    _step(done, "sending", partial(_send, done, config, store, sending))
    return done


def serve(config: Config, *, minutes: int) -> None:
    """Start a run every so many minutes and at each digest's time, in a process of its own, until stopped.

    The clock only wakes it; what is due is decided by each run, from the store. So a run that comes late,
    twice or beside another does no harm.
    """
    scheduler = BlockingScheduler(timezone=UTC)
    every = {"func": _start_run, "args": [config], "coalesce": True, "misfire_grace_time": None}
    scheduler.add_job(**every, trigger=IntervalTrigger(minutes=minutes), next_run_time=datetime.now(UTC))
    for digest in config.digests:
        at = CronTrigger(hour=digest.at.hour, minute=digest.at.minute, timezone=digest.zone)
        scheduler.add_job(**every, trigger=at)
    scheduler.start()


def _start_run(config: Config) -> None:
    command = [sys.executable, "-m", "onrecord", "run", "--config", str(config.path)]
    try:
        ended = subprocess.run(command, check=False, timeout=RUN_LIMIT)  # noqa: S603  # our own command
    except subprocess.TimeoutExpired:
        log.warning("a run took over %d minutes and was ended; the next one goes on", RUN_LIMIT // 60)
    else:
        if ended.returncode:
            log.warning("the run ended with exit code %d; see its lines above", ended.returncode)


def _step(done: Done, what: str, step: Callable[[], None]) -> None:
    try:
        step()
    except OnRecordError as error:
        done.errors.append(str(error))
    except Exception as error:
        log.exception("%s", what)
        fault = " ".join(f"{type(error).__name__}: {error}".split())
        done.errors.append(f"{what}: a fault in On Record ({fault}); please report it with what stands above")


def _collect(done: Done, config: Config, progress: Callable[[str, int, int], None]) -> None:
    for outcome in crawl(config, progress=lambda seen: progress(seen.source, seen.done, seen.known)):
        done.told.append(_told(outcome))
        if outcome.error:
            done.errors.append(f"{outcome.source}: {outcome.error}")


def _told(outcome: Outcome) -> str:
    if outcome.resting is not None:
        return f"{outcome.source}: {outcome.resting.told}"
    return f"{outcome.source}: {outcome.new} new, {outcome.changed} changed, {outcome.failed} failed."


def _enrich(done: Done, config: Config, store: Store, progress: Callable[[int, int], None]) -> None:
    found = enrich(store, config.rules, model=config.language.model, engine=config.language.engine, progress=progress)
    done.told.append(f"{found.articles} articles read, {found.statements} statements found.")


def _compose(done: Done, config: Config, store: Store, digest: Digest) -> None:
    now = datetime.now(UTC)
    with store.write() as tx:
        known = editions.known_since(tx, digest.name, now=now)
    day = times.due(digest, now, known=known)
    if day is None:
        return
    message, new = compose.compose(store, config, digest, day, now=now)
    if new:
        done.told.append(f"{digest.name} of {day}: {message.subject}")


def _send(done: Done, config: Config, store: Store, progress: Callable[[int, int], None]) -> None:
    sent = outbox.send(store, config.mail, others=[Webhooks(config.webhooks)], progress=progress)
    if sent.any:
        done.told.append(sent.told)
    done.errors.extend(sent.errors)
