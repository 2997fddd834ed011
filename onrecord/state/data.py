"""The state as JSON has it; docs/status.md tells of each key."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from onrecord.state.parts import UNSENT

if TYPE_CHECKING:
    from datetime import datetime

    from onrecord.state.parts import DigestState, Need, SourceState, State, Work
    from onrecord.store.outbox import Trouble
    from onrecord.store.setbacks import Setback


def as_data(state: State) -> dict[str, Any]:
    """Only what JSON holds: times are texts in ISO 8601, in UTC, and spans are seconds."""
    return {
        "moment": _time(state.moment),
        "days": state.days,
        "well": not state.needs,
        "needs": [_need(need) for need in state.needs],
        "daemons": [{"host": one.host, "process": one.process, "since": _time(one.since)} for one in state.daemons],
        "works": [_work(work) for work in state.works],
        "digests": [_digest(digest) for digest in state.digests],
        "sources": [_source(source) for source in state.sources],
        "waiting": {"articles": state.waiting, "since": _time(state.waiting_since)},
        "deliveries": {status.value: number for status, number in state.deliveries.items()},
        "unsent": [_unsent(trouble) for trouble in state.unsent[:UNSENT]],
        "store": {
            "url": state.store,
            "bytes": state.size.all,
            "database_bytes": state.size.database,
            "log_bytes": state.size.log,
            "counts": {name.replace(" ", "_"): number for name, number in state.counts.items()},
        },
    }


def _need(need: Need) -> dict[str, Any]:
    return {
        "key": need.key,
        "kind": need.kind,
        "text": need.text,
        "since": _time(need.since),
        "urgent": need.urgent,
    }


def _work(work: Work) -> dict[str, Any]:
    return {
        "name": work.name,
        "begun": _time(work.begun),
        "ended": _time(work.ended),
        "succeeded": _time(work.succeeded),
        "error": work.error,
        "at_work": work.at_work,
        "next": _time(work.next),
    }


def _digest(digest: DigestState) -> dict[str, Any]:
    return {
        "name": digest.name,
        "last": None if digest.last is None else digest.last.isoformat(),
        "composed": _time(digest.composed),
        "due": None if digest.due is None else digest.due.isoformat(),
        "due_since": _time(digest.due_since),
        "missed": [day.isoformat() for day in digest.missed],
        "next": _time(digest.next),
        "recipients": digest.recipients,
        "left": digest.left,
    }


def _source(source: SourceState) -> dict[str, Any]:
    health = source.health
    return {
        "name": health.source,
        "begun": _time(source.begun),
        "next": _time(source.next),
        "at_work": source.at_work,
        "read": _time(health.read),
        "succeeded": _time(health.success),
        "error": health.error,
        "offered": health.offered,
        "new": health.new,
        "failed": health.failed,
        "http_errors": {str(status): times for status, times in sorted(health.refusals.items())},
        "lag_seconds": None if health.lag is None else health.lag.total_seconds(),
        "newest": _time(health.newest),
        "failing": [_failing(address, setback) for address, setback in source.failing.items()],
        "advice": list(source.advice),
    }


def _failing(address: str, setback: Setback) -> dict[str, Any]:
    return {
        "address": address,
        "since": _time(setback.since),
        "times": setback.times,
        "last": _time(setback.last),
        "until": _time(setback.until),
        "status": setback.status,
        "reason": setback.reason,
    }


def _unsent(trouble: Trouble) -> dict[str, Any]:
    return {
        "digest": trouble.digest,
        "date": trouble.date.isoformat(),
        "recipient": trouble.recipient,
        "status": trouble.status.value,
        "attempts": trouble.attempts,
        "again": _time(trouble.due) if trouble.again else None,
        "error": trouble.error,
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
