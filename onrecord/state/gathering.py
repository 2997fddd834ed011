"""All that there is to know of a running On Record, from one look into the store that changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from onrecord.enrich import version
from onrecord.model import OPERATOR, DeliveryStatus
from onrecord.state import editions, sources, works
from onrecord.state.parts import UNSENT, Need, State
from onrecord.state.recipients import wanted
from onrecord.state.words import count, span
from onrecord.store import outbox, overview, tasks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from onrecord.config import Config
    from onrecord.store import Store

_UNDELIVERED: Final = timedelta(days=7)  # how long a message that was not delivered needs a person: then it is old news
_UNREAD: Final = timedelta(hours=6)  # how long articles wait before somebody should look


def gather(config: Config, store: Store, *, now: datetime, days: int = 7) -> State:
    """The state now; figures of sources and missed editions are over so many days. Raises `StoreError`."""
    with store.read() as tx:
        return seen(tx, config, now=now, days=days)


def seen(tx: Connection, config: Config, *, now: datetime, days: int = 7) -> State:
    """The same, within a transaction."""
    followed, failing = sources.states(tx, config, now=now, days=days)
    digests, undone = editions.states(tx, config, now=now, days=days)
    found = tasks.of(tx)
    waiting = overview.waiting(tx, version(config.language.engine, config.language.model)).number
    since = overview.waiting_since(tx)
    more = {tasks.READING: now if waiting else None, tasks.SENDING: outbox.next_try(tx)}
    steps = works.works(found, now, more)
    read = max((one.health.read for one in followed if one.health.read), default=None)
    nobody = works.idle(config, found, read, now)
    unread = None if nobody or _is_held(found, tasks.READING, now) else _unread(waiting, since, now)
    lasting = [*failing, *undone, *_undelivered(tx, config, now), *works.failed(steps, now), *works.broken(found)]
    return State(
        moment=now,
        days=days,
        needs=tuple(need for need in (nobody, *lasting, unread) if need),
        daemons=works.daemons(found, now),
        works=steps,
        digests=digests,
        sources=followed,
        waiting=waiting,
        waiting_since=since,
        deliveries=outbox.counts(tx),
        unsent=tuple(outbox.troubles(tx, limit=UNSENT + 1)),
        store=tx.engine.url.render_as_string(hide_password=True),
        size=overview.size(tx),
        counts=overview.counts(tx),
    )


def _undelivered(tx: Connection, config: Config, now: datetime) -> Iterator[Need]:
    """The messages that are not tried again by themselves, to those who still want them."""
    goes = wanted(tx, config)
    for trouble in outbox.over(tx, since=now - _UNDELIVERED):
        if not goes(trouble.digest, trouble.recipient):
            continue
        what = f"{trouble.digest} of {trouble.date} to {trouble.recipient}"
        if trouble.status is DeliveryStatus.FAILED:
            text = f"{what} was not delivered: {trouble.error}; mend that, then 'onrecord send --again'"
        else:
            text = f"{what} may not have arrived: {trouble.error}; ask, and if it did not: 'onrecord send --again'"
        key = f"delivery:{trouble.status}:{trouble.digest}:{trouble.date}:{trouble.recipient}"
        # What the operator did not get is no reason to write to the operator.
        yield Need(key, text, urgent=not trouble.digest.startswith(OPERATOR))


def _unread(waiting: int, since: datetime | None, now: datetime) -> Need | None:
    if since is None or now - since < _UNREAD:
        return None
    what = count(waiting, "article waits", "articles wait")
    text = f"{what} to be read, the first for {span(now - since)}: 'onrecord enrich' and each 'onrecord run' read them"
    return Need("waiting", text, since)


def _is_held(found: dict[str, tasks.Task], name: str, now: datetime) -> bool:
    return name in found and found[name].is_held(now)
