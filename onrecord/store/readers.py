"""What the links in mails are made of: the key that signs them, and the mark by which they name an address."""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from onrecord.mailboxes import folded
from onrecord.store.missing import insert_missing
from onrecord.store.schema import readers, signing_keys

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from onrecord.store import Store

_LINKS: Final = "links"
_BYTES: Final = 32
_MARK: Final = 32  # characters of the mark, four bits each


def signing_key(store: Store) -> bytes:
    """The store's own key for links, made when it is first asked for."""
    key = select(signing_keys.c.key).where(signing_keys.c.name == _LINKS)
    with store.read() as tx:
        found: bytes | None = tx.execute(key).scalar_one_or_none()
    if found is not None:
        return found
    with store.write() as tx:
        insert_missing(tx, signing_keys, {"name": _LINKS, "key": secrets.token_bytes(_BYTES)})
        made: bytes = tx.execute(key).scalar_one()
    return made


def mark(tx: Connection, key: bytes, address: str) -> str:
    """The mark of an address, kept so that it leads back there: always the same one, which nobody else can make."""
    bare = folded(address)
    made = hmac.digest(key, b"reader:" + bare.encode(), "sha256").hex()[:_MARK]
    insert_missing(tx, readers, {"mark": made, "address": bare})
    return made


def address(tx: Connection, mark: str) -> str | None:
    """The address that a mark stands for, as `mailboxes.folded` has it; None where the store does not know it."""
    found: str | None = tx.execute(select(readers.c.address).where(readers.c.mark == mark)).scalar_one_or_none()
    return found
