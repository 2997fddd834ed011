"""To whom mail goes: those whom topics.yaml names and those who signed up, without those who left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.mailboxes import folded
from onrecord.model import CONFIRMATION, OPERATOR
from onrecord.store import choices
from onrecord.store.outbox import WEBHOOK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from onrecord.config import Config, Digest


def gets(made: Mapping[str, choices.Choice], digest: Digest, address: str) -> bool:
    """Whether a digest goes to an address with these choices."""
    choice = choices.deciding(made, digest.name)
    return folded(address) in map(folded, digest.recipients) if choice is None else choice.gets


def wanted(tx: Connection, config: Config) -> Callable[[str, str], bool]:
    """Whether a digest, or what the operator is told, still goes to a recipient, whatever name stands by the address.

    It is asked with the digest's name, which may be one that topics.yaml had earlier, and the recipient.
    """
    readers = {folded(to) for digest in config.digests for to in digest.recipients}
    operator = folded(config.mail.operator) if config.mail.operator else None
    channels = {f"{WEBHOOK}{name}" for digest in config.digests for name in digest.webhooks}
    made: dict[str, dict[str, choices.Choice]] = {}
    for choice in choices.every(tx):
        made.setdefault(choice.address, {})[choice.digest] = choice

    def goes(digest: str, to: str) -> bool:
        if to.startswith(WEBHOOK):
            return to in channels
        if digest.startswith(CONFIRMATION):  # who typed it may have mistyped it
            return False
        address = folded(to)
        if digest.startswith(OPERATOR):
            return address == operator or address in readers
        choice = choices.deciding(made.get(address, {}), digest)
        return address in readers if choice is None else choice.gets

    return goes
