"""How the outbox does, in words for a person: how many messages stand where, what went wrong, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.cli.terminal import count
from onrecord.model import DeliveryStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from onrecord.store.outbox import Trouble

_NAMES = {DeliveryStatus.UNKNOWN: "of unknown outcome"}
_REMEDIES = {
    DeliveryStatus.QUEUED: "'onrecord send' and each 'onrecord run' send those that are due",
    DeliveryStatus.SENDING: "a sender that was ended leaves some so; the next one goes on with them",
    DeliveryStatus.UNKNOWN: "each is sent once more by itself; what stays so after that: ask whether it arrived, and "
    "if not, 'onrecord send --again'",
    DeliveryStatus.FAILED: "mend what is told below, then 'onrecord send --again'",
}


def standing(counts: Mapping[DeliveryStatus, int]) -> Iterator[str]:
    """A line for each state that messages are in, with what to do about it."""
    for status in DeliveryStatus:
        if status in counts:
            remedy = f": {_REMEDIES[status]}" if status in _REMEDIES else ""
            yield f"Outbox: {count(counts[status], 'message')} {_NAMES.get(status, status)}{remedy}"


def line(trouble: Trouble) -> str:
    """One delivery that is not sent: whose it is, how it stands and why."""
    tried = f" after {count(trouble.attempts, 'attempt')}" if trouble.attempts else ""
    again = f"; again after {trouble.due.astimezone():%Y-%m-%d %H:%M %Z}" if trouble.again else ""
    status = _NAMES.get(trouble.status, trouble.status)
    return f"{trouble.digest} of {trouble.date} to {trouble.recipient}: {status}{tried}: {trouble.error}{again}"
