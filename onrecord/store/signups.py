"""Who asked for digests on the web and has to confirm it by mail; forgotten after some days, confirmed or not."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, delete, func, insert, or_, select, update

from onrecord.mailboxes import folded, untagged
from onrecord.model import CONFIRMATION
from onrecord.store import choices
from onrecord.store.engine import choose_in_turn
from onrecord.store.schema import editions, signups

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

KEPT: Final = timedelta(days=7)
"""How long a sign-up is kept: longer than its link works, so that one who comes late is told so."""

_BYTES: Final = 12  # no two sign-ups have the same mark by chance, and nobody guesses one


@dataclass(frozen=True, slots=True)
class Signup:
    """That somebody asked for digests to be sent to an address."""

    mark: str
    address: str
    digests: tuple[str, ...]
    asked: datetime
    confirmed: datetime | None = None


def enter(tx: Connection, address: str, digests: Collection[str], *, now: datetime) -> Signup:
    """Keep a sign-up that waits to be confirmed."""
    made = Signup(secrets.token_hex(_BYTES), folded(address), tuple(digests), now)
    row = {"mark": made.mark, "address": made.address, "digests": list(made.digests), "asked": now}
    tx.execute(insert(signups), row)
    return made


def find(tx: Connection, mark: str) -> Signup | None:
    """A sign-up by its mark; None where it is forgotten by now."""
    row = tx.execute(select(signups).where(signups.c.mark == mark)).one_or_none()
    return None if row is None else Signup(row.mark, row.address, tuple(row.digests), row.asked, row.confirmed)


def number(tx: Connection, *, since: datetime, address: str | None = None) -> int:
    """How many there were since a moment, in all or of one address with whatever tag: it is one person's box."""
    query = select(func.count()).select_from(signups).where(signups.c.asked > since)
    if address is not None:
        bare = untagged(address)
        local, _, domain = bare.rpartition("@")
        tagged = signups.c.address.startswith(f"{local}+", autoescape=True)
        there = signups.c.address.endswith(f"@{domain}", autoescape=True)
        query = query.where(or_(signups.c.address == bare, and_(tagged, there)))
    return tx.execute(query).scalar_one()


def confirm(tx: Connection, signup: Signup, *, open_to: Collection[str], now: datetime) -> None:
    """The reader wants it: the address gets those digests of the sign-up that are open still, as they are named.

    Only the first time does anything. What the address has left is left: no sign-up undoes that, also none that was
    made before.
    """
    choose_in_turn(tx)
    first = update(signups).where(signups.c.mark == signup.mark, signups.c.confirmed.is_(None)).values(confirmed=now)
    if not tx.execute(first).rowcount:
        return
    made = choices.of(tx, signup.address)
    for digest in sorted(set(signup.digests) & set(open_to)):
        if not choices.is_left(made, digest):
            choices.join(tx, signup.address, digest, now=now, by=choices.By.READER)


def got(tx: Connection, signup: Signup) -> tuple[str, ...]:
    """The digests of a sign-up that the address has chosen to get, now."""
    made = choices.of(tx, signup.address)
    its = ((digest, choices.deciding(made, digest)) for digest in signup.digests)
    return tuple(digest for digest, choice in its if choice is not None and choice.gets)


def forget(tx: Connection, *, now: datetime) -> int:
    """Let go of sign-ups that are older than `KEPT`, and of their mails; gives how many sign-ups."""
    its = editions.c.digest.startswith(CONFIRMATION, autoescape=True), editions.c.composed < now - KEPT
    tx.execute(delete(editions).where(*its))
    return tx.execute(delete(signups).where(signups.c.asked < now - KEPT)).rowcount
