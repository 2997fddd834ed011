"""What sites said of an address when it was read, so that they can be asked whether anything changed since.

Validators and how to ask with them: RFC 9110, sections 8.8 and 13.1. A listing is kept whole: its articles may have
been too many for one run, or failed, and are there to be read again when the site says that nothing changed.
"""

from __future__ import annotations

import zlib
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from onrecord.model import Answer
from onrecord.store.missing import insert_missing
from onrecord.store.schema import answers

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

KEPT = timedelta(days=60)
"""How long an answer is kept after it was last heard."""

_LONGEST = 2_000  # bytes of an address, and of a validator; PostgreSQL indexes no more than 2,700
_LARGEST = 4 * 1024 * 1024  # bytes of a packed listing


def get(tx: Connection, url: str) -> Answer | None:
    """What was last said of an address; None where nothing is known."""
    row = tx.execute(select(answers).where(answers.c.url == url)).one_or_none()
    if row is None:
        return None
    body = None if row.body is None else zlib.decompress(row.body)
    return Answer(row.etag, row.last_modified, row.content_type, body)


def keep(tx: Connection, url: str, answer: Answer, *, now: datetime) -> None:
    """Keep what was said, in place of what was said before; nothing where it can't be asked for again."""
    packed = None if answer.body is None else zlib.compress(answer.body)
    given = [one for one in (answer.etag, answer.last_modified) if one]
    if not given or any(len(one.encode()) > _LONGEST for one in (url, *given)) or len(packed or b"") > _LARGEST:
        tx.execute(delete(answers).where(answers.c.url == url))
        return
    said = {"etag": answer.etag, "last_modified": answer.last_modified, "content_type": answer.content_type}
    values = said | {"body": packed, "seen": now}
    insert_missing(tx, answers, values | {"url": url})
    tx.execute(update(answers).where(answers.c.url == url).values(values))


def heard_again(tx: Connection, url: str, *, now: datetime) -> None:
    """The site said that what it said still holds."""
    tx.execute(update(answers).where(answers.c.url == url).values(seen=now))


def forget(tx: Connection, *, now: datetime) -> None:
    """Let go of what was not heard for `KEPT`."""
    tx.execute(delete(answers).where(answers.c.seen < now - KEPT))
