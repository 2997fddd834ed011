"""Leaving, whole: the choice, and what waits in the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.mailboxes import folded
from onrecord.store import choices, outbox

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from onrecord.store.choices import By


def leave(tx: Connection, address: str, digest: str, *, now: datetime, by: By) -> int:
    """Note that an address left a digest, or `choices.ALL`; gives how many messages to it are not sent any more."""
    choices.leave(tx, address, digest, now=now, by=by)
    return outbox.withdraw(tx, folded(address), None if digest == choices.ALL else digest)
