"""What readers decided: who gets a digest beside those whom topics.yaml names, and who left it.

A choice about a digest holds before one about all digests, and either before topics.yaml. Addresses and names of
digests are compared in small letters (`mailboxes.folded`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, exists, select, update

from onrecord.mailboxes import folded
from onrecord.store.engine import choose_in_turn
from onrecord.store.missing import insert_missing
from onrecord.store.schema import choices

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

ALL: Final = ""
"""Stands for all digests, those to come as well: no digest is named so."""


class By(StrEnum):
    """Who made a choice."""

    READER = "reader"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Choice:
    """That an address gets a digest, or that it left it; `digest` is in small letters, or `ALL`."""

    address: str
    digest: str
    gets: bool
    made: datetime
    by: By


def of(tx: Connection, address: str) -> dict[str, Choice]:
    """The choices of one address, by digest in small letters."""
    rows = tx.execute(select(choices).where(choices.c.address == folded(address)))
    return {row.digest: _choice(row) for row in rows}


def every(tx: Connection) -> list[Choice]:
    """All choices, by address and digest."""
    return [_choice(row) for row in tx.execute(select(choices).order_by(choices.c.address, choices.c.digest))]


def deciding(made: Mapping[str, Choice], digest: str) -> Choice | None:
    """Which of an address's choices says whether it gets a digest; None where it is left to topics.yaml."""
    return made.get(digest.casefold()) or made.get(ALL)


def is_left(made: Mapping[str, Choice], digest: str) -> bool:
    """Whether an address with these choices has left a digest."""
    choice = deciding(made, digest)
    return choice is not None and not choice.gets


def is_left_all(made: Mapping[str, Choice]) -> bool:
    """Whether it has left all digests, those to come as well, and asked for none since."""
    return ALL in made and not any(choice.gets for choice in made.values())


def has_left(tx: Connection, address: str, digest: str) -> bool:
    """Whether a digest must not be sent to an address."""
    return is_left(of(tx, address), digest)


def has_left_any(tx: Connection, address: str) -> bool:
    """Whether an address left any digest."""
    query = select(exists().where(choices.c.address == folded(address), choices.c.gets.is_(False)))
    return tx.execute(query).scalar_one()


def of_digest(tx: Connection, digest: str) -> list[Choice]:
    """For each address that has one, the choice that says whether it gets a digest; by address."""
    its = choices.c.digest.in_([digest.casefold(), ALL])
    rows = tx.execute(select(choices).where(its).order_by(choices.c.address, choices.c.digest))
    return list({row.address: _choice(row) for row in rows}.values())  # `ALL` comes first, and gives way


def recipients(tx: Connection, digest: str, named: Iterable[str]) -> tuple[str, ...]:
    """To whom a digest goes: those of the `named` who did not leave it, then those who asked for it; each once."""
    found: dict[str, str] = {}
    for one in named:
        found.setdefault(folded(one), one)
    for choice in of_digest(tx, digest):
        if choice.gets:
            found.setdefault(choice.address, choice.address)
        else:
            found.pop(choice.address, None)
    return tuple(found.values())


def left(tx: Connection, digest: str, named: Iterable[str]) -> int:
    """How many addresses left a digest: of those that left all digests, the ones that are `named` for it count."""
    listed = set(map(folded, named))
    its = (choice for choice in of_digest(tx, digest) if not choice.gets)
    return sum(choice.digest != ALL or choice.address in listed for choice in its)


def join(tx: Connection, address: str, digest: str, *, now: datetime, by: By) -> None:
    """Note that an address gets a digest from now on; one that does keeps the time since when."""
    choose_in_turn(tx)
    _note(tx, Choice(folded(address), digest.casefold(), gets=True, made=now, by=by))


def leave(tx: Connection, address: str, digest: str, *, now: datetime, by: By) -> None:
    """Note that an address left a digest, or `ALL` of them; one that has keeps the time at which it did.

    What waits in the outbox is not looked at: see `recipients.leave`.
    """
    choose_in_turn(tx)
    if digest == ALL:
        tx.execute(delete(choices).where(choices.c.address == folded(address), choices.c.gets))
    _note(tx, Choice(folded(address), digest.casefold(), gets=False, made=now, by=by))


def allow(tx: Connection, address: str) -> int:
    """Forget that an address left digests: topics.yaml and the page to sign up hold for it again. Gives how many."""
    choose_in_turn(tx)
    left = choices.c.address == folded(address), choices.c.gets.is_(False)
    return tx.execute(delete(choices).where(*left)).rowcount


def _note(tx: Connection, choice: Choice) -> None:
    told = {"gets": choice.gets, "made": choice.made, "by": choice.by.value}
    insert_missing(tx, choices, {"address": choice.address, "digest": choice.digest} | told)
    its = choices.c.address == choice.address, choices.c.digest == choice.digest
    tx.execute(update(choices).where(*its, choices.c.gets.is_not(choice.gets)).values(told))


def _choice(row: Row[Any]) -> Choice:
    return Choice(row.address, row.digest, row.gets, row.made, By(row.by))
