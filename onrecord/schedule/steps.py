"""The steps of the whole job. Each works on what the store holds, so one that was killed is made good by the next.

1. collect the articles of the sources that are due; 2. find the statements in them and match them to the topics;
3. compose each digest whose time has come; 4. let go of what is old, and write to the operator what needs a person;
5. send what is in the outbox.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from digests import compose as composing
from digests import operator, outbox
from digests.reader_links import Linking
from digests.transports.webhook import Webhooks
from onrecord.config import times
from onrecord.enrich.run import Shown, enrich
from onrecord.store import editions, holding, retention, signups, tasks
from scraper.crawl import crawl

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from onrecord.config import Config, Digest
    from onrecord.model import Late
    from onrecord.shards import Shard
    from onrecord.store import Store
    from scraper.crawl import Outcome

_POLL: Final = 0.5  # seconds


@dataclass(slots=True)
class Done:
    """What steps did, in lines for a person."""

    told: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def configured(store: Store) -> None:
    """topics.yaml was read just now and is right, whatever a daemon noted of it before."""
    with store.read() as tx:
        noted = tasks.of(tx, tasks.CONFIGURATION).get(tasks.CONFIGURATION)
    if noted is not None and noted.error is not None:
        with store.write() as tx:
            tasks.note(tx, tasks.CONFIGURATION, now=datetime.now(UTC), error=None)


def collect(
    done: Done, config: Config, *, shard: Shard | None = None, progress: Callable[[str, int, int], None]
) -> None:
    """Read the sources, or those of a shard, whose time has come."""
    outcomes = crawl(config, due=True, shard=shard, progress=lambda seen: progress(seen.source, seen.done, seen.known))
    enabled = tuple(source for source in config.sources if source.enabled)
    if not outcomes and shard is not None and not shard.share(config, enabled):
        done.told.append(f"Shard {shard} has none of the sources.")
    elif not outcomes and enabled:
        done.told.append("No source is due to be read yet; 'onrecord crawl' reads them all the same.")
    for outcome in outcomes:
        done.told.append(_came(outcome))
        if outcome.error:
            done.errors.append(f"{outcome.source}: {outcome.error}")


def read(
    done: Done, config: Config, store: Store, *, until: datetime | None, progress: Callable[[int, int], None]
) -> int:
    """Find the statements in what waits, up to a time; gives how many articles wait still."""
    language, how, shown = config.language, config.enrich, Shown(progress)
    found = enrich(store, config.rules, language=language, how=how, until=until, shown=shown)
    done.told.append(f"{found.articles} articles read, {found.statements} statements found.")
    return found.left


def owed(config: Config, store: Store, *, now: datetime) -> list[tuple[Digest, date]]:
    """The digests whose time has come and which the ledger does not have, each with its date."""
    found = []
    for digest in config.digests:
        with store.write() as tx:
            known = editions.known_since(tx, digest.name, now=now)
            day = times.due(digest, now, known=known)
            if day is not None and not editions.is_done(tx, digest.name, day):
                found.append((digest, day))
    return found


def compose(  # noqa: PLR0913 - as composing itself
    done: Done, config: Config, store: Store, digest: Digest, day: date, *, late: Late = composing.NOTHING_LATE
) -> None:
    """Compose an edition, and put it in the outbox."""
    message, new = composing.compose(store, config, digest, day, now=datetime.now(UTC), late=late)
    if new:
        done.told.append(f"{digest.name} of {day}: {message.subject}")
        if late != composing.NOTHING_LATE:
            done.told.append(f"{digest.name} of {day}: {_without(late)}")


def await_crawls(store: Store, *, since: datetime, until: datetime) -> tuple[str, ...]:
    """Wait for the sources that were being read at `since`; gives those that are `until` then."""
    while True:
        reading = holding.busy(store, tasks.CRAWL, before=since)
        if not reading or datetime.now(UTC) >= until:
            return tuple(one.name.removeprefix(tasks.CRAWL) for one in reading)
        time.sleep(_POLL)


def patience(digests: list[tuple[Digest, date]]) -> timedelta:
    """How long these digests wait for what is being read: the most patient one decides."""
    return max((digest.wait for digest, _ in digests), default=timedelta())


def send(done: Done, config: Config, store: Store, *, progress: Callable[[int, int], None]) -> None:
    """Send what is in the outbox."""
    with holding.holding(store, tasks.SENDING) as held:  # who does not get it sends all the same
        linking = Linking.of(store, config)
        ways = [Webhooks(config.webhooks)]
        sent = outbox.send(store, config.mail, others=ways, linking=linking, progress=progress)
        held.done(tasks.SENDING, sent.errors[0] if sent.errors else None)
    if sent.any:
        done.told.append(sent.told)
    done.errors.extend(sent.errors)


def keep_up(done: Done, config: Config, store: Store) -> None:
    """Let go of what is old, and tell the operator what needs a person; one process does so at a time."""
    with holding.holding(store, tasks.UPKEEP) as held:
        if tasks.UPKEEP not in held:
            return
        if config.keep is not None and (emptied := retention.let_go(store, config.keep, now=datetime.now(UTC))):
            done.told.append(f"{emptied:,} old {'text' if emptied == 1 else 'texts'} let go of.")
        with store.write() as tx:
            signups.forget(tx, now=datetime.now(UTC))
        told = operator.notify(store, config, now=datetime.now(UTC))
    if told:
        done.told.append(f"{told} {'thing' if told == 1 else 'things'} told to the operator.")


def _came(outcome: Outcome) -> str:
    if outcome.resting is not None:
        return f"{outcome.source}: {outcome.resting.told}"
    if outcome.busy is not None:
        return f"{outcome.source} {outcome.busy}."
    return f"{outcome.source}: {outcome.new} new, {outcome.changed} changed, {outcome.failed} failed."


def _without(late: Late) -> str:
    parts = [f"{source}, which is still being read" for source in late.sources]
    parts += [f"{late.articles:,} articles that wait to be read"] if late.articles else []
    return f"composed without {' and '.join(parts)}"
