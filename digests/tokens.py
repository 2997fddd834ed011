"""Signed tokens for links: each says what it is for and when it was made, and is good for that alone, for a time.

They are made by itsdangerous (HMAC with SHA-256, a key of its own for each purpose). What they hold can be read by
anybody, so it names nobody: see `onrecord.store.readers.mark`.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from itsdangerous import BadSignature, TimestampSigner

from onrecord.errors import OnRecordError

if TYPE_CHECKING:
    from typing import Final


class Purpose(Enum):
    """What a token is for, and how long after it was made it is good for that."""

    CONFIRM = "confirm", timedelta(hours=48)
    LEAVE = "leave", timedelta(days=400)
    PREFERENCES = "preferences", timedelta(days=400)

    def __init__(self, word: str, lasts: timedelta) -> None:
        self.word = word
        self.lasts = lasts


class ForgedError(OnRecordError):
    """A token that was not made here, not whole, or made for something else."""


class ExpiredError(OnRecordError):
    """A token whose time is over."""


def signed(key: bytes, purpose: Purpose, value: str, *, moment: datetime) -> str:
    """A token of letters, digits, and `._-`, if the value is; the same for the same value and second."""
    return _Signer(key, purpose, moment).sign(value).decode()


def read(key: bytes, purpose: Purpose, token: str, *, now: datetime) -> str:
    """The value of a token. Raises `ForgedError` and `ExpiredError`."""
    try:
        value, made = _Signer(key, purpose, now).unsign(token, return_timestamp=True)
        text = value.decode()
    except (BadSignature, ValueError) as error:
        raise ForgedError("this is no token for it") from error
    if signed(key, purpose, text, moment=made) != token:  # base64 has several spellings of the last bits
        raise ForgedError("this is no token for it")
    if now >= made + purpose.lasts:
        raise ExpiredError("the time of this token is over")
    return text


class _Signer(TimestampSigner):
    """Signs as at a given moment."""

    def __init__(self, key: bytes, purpose: Purpose, moment: datetime) -> None:
        super().__init__(key, salt=f"onrecord.{purpose.word}", key_derivation="hmac", digest_method=hashlib.sha256)
        self.moment: Final = moment

    def get_timestamp(self) -> int:
        """The moment, in seconds since 1970."""
        return int(self.moment.timestamp())

    def timestamp_to_datetime(self, ts: int) -> datetime:
        """The moment that a token tells."""
        return datetime.fromtimestamp(ts, UTC)
