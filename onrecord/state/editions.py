"""The digests: the newest edition of each, what is due or was missed, and when it comes next."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from onrecord.config import times
from onrecord.state.parts import DigestState, Need
from onrecord.state.words import clock, count, span
from onrecord.store import choices, ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from onrecord.config import Config, Digest

TOLD: Final = timedelta(days=3)
"""How long a missed edition needs a person: then it is old news."""

_LATE: Final = timedelta(hours=1)  # an edition may take so long, beside what its digest waits for


def states(tx: Connection, config: Config, *, now: datetime, days: int) -> tuple[tuple[DigestState, ...], list[Need]]:
    """The state of each digest, and which editions need a person."""
    known = ledger.known(tx)
    found: list[DigestState] = []
    needs: list[Need] = []
    for digest in config.digests:
        state = _state(tx, digest, now=now, known=known.get(digest.name, now), days=days)
        found.append(state)
        needs += _needs(digest, state, now)
    return tuple(found), needs


def _state(tx: Connection, digest: Digest, *, now: datetime, known: datetime, days: int) -> DigestState:
    since = now - max(timedelta(days=days), TOLD)
    owed = times.due(digest, now, known=known)
    done = ledger.composed(tx, digest.name, since=times.today(digest, since) - timedelta(days=9))
    last, composed = ledger.newest(tx, digest.name) or (None, None)
    due = owed if owed not in done else None
    return DigestState(
        name=digest.name,
        last=last,
        composed=composed,
        due=due,
        due_since=None if due is None else max(times.moment(digest, due), known),
        missed={
            day: times.moment(digest, day)
            for day in times.missed(digest, now, known=known, since=since)
            if day not in done
        },
        next=times.coming(digest, now),
        recipients=len(choices.recipients(tx, digest.name, digest.recipients)),
        left=choices.left(tx, digest.name, digest.recipients),
    )


def _needs(digest: Digest, state: DigestState, now: datetime) -> Iterator[Need]:
    for day, since in state.missed.items():
        if now - since <= TOLD:
            text = (
                f"{digest.name}: the edition of {day} was missed: nothing composed it at {clock(since)} or in the "
                f"{_span(digest.catch_up)} after; to send it all the same: "
                f"onrecord digest {_quoted(digest.name)} --date {day} && onrecord send"
            )
            yield Need(f"edition:{digest.name}:{day}", text, since, urgent=True)
    if state.due is not None and state.due_since is not None and now - state.due_since >= digest.wait + _LATE:
        text = (
            f"{digest.name}: the edition of {state.due} is due for {span(now - state.due_since)} and not there: "
            f"'onrecord run' composes it, or says why it can't"
        )
        yield Need(f"late:{digest.name}:{state.due}", text, state.due_since)


def _span(time: timedelta) -> str:
    hours, rest = divmod(time, timedelta(hours=1))
    return span(time) if rest or not hours else count(hours, "hour")


def _quoted(name: str) -> str:
    return name if name.isalnum() else f'"{name}"'
