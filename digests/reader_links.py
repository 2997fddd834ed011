"""The links in mails by which readers confirm, leave, and change what they get: each recipient's own.

A message is rendered and kept once for all its recipients. Where a reader's own link is to stand, it has the address
of the page to sign up, with a mark (`place`), which is what readers of the kept edition see; each mail gets the
recipient's own in its place.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from digests.tokens import Purpose, read, signed
from onrecord.model import CONFIRMATION, ReaderLinks
from onrecord.store import readers, signups
from onrecord.store.outbox import WEBHOOK

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from onrecord.config import Config
    from onrecord.model import Delivery
    from onrecord.store import Store


def root(url: str) -> str:
    """The address of the web edition in plain letters, which are the same in HTML, without a slash at its end."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        host = f"[{host}]" if ":" in host else host.encode("idna").decode()
    except UnicodeError:
        host = quote(host, safe="")
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}{quote(parts.path.rstrip('/'), safe='/%~')}"


def place(url: str | None) -> str | None:
    """What stands in a message where a reader's own link is to be; None without an address of the web edition."""
    return None if url is None else f"{root(url)}/subscribe#yours"


@dataclass(frozen=True, slots=True)
class Linking:
    """Gives deliveries their recipients' links, to pages at `url`, signed with the store's key."""

    url: str
    key: bytes

    @classmethod
    def of(cls, store: Store, config: Config) -> Linking | None:
        """The store's own; None where topics.yaml names no address of the web edition."""
        return None if config.web.url is None else cls(config.web.url, readers.signing_key(store))

    def linked(self, tx: Connection, delivery: Delivery, *, now: datetime) -> Delivery:
        """The delivery with its links; the same each time.

        What has no use for any is left as it is, and so is a mail that asks to confirm what can't be any more.
        """
        links = self._links(tx, delivery, now)
        return delivery if links is None else replace(delivery, links=links)

    def _links(self, tx: Connection, delivery: Delivery, now: datetime) -> ReaderLinks | None:
        here, moment = root(self.url), delivery.composed
        at = f"{here}/subscribe#yours"
        if delivery.digest.startswith(CONFIRMATION):
            signup = signups.find(tx, delivery.digest.removeprefix(CONFIRMATION).strip())
            if signup is None or now >= signup.asked + Purpose.CONFIRM.lasts:
                return None
            return ReaderLinks(at, f"{here}/confirm/{self.confirming(signup.mark, moment=signup.asked)}")
        if delivery.is_letter or delivery.recipient.startswith(WEBHOOK):
            return None
        mark = readers.mark(tx, self.key, delivery.recipient)
        leave = self.leaving(mark, delivery.digest, moment=moment)
        preferences = self.preferring(mark, moment=moment)
        return ReaderLinks(at, f"{here}/preferences/{preferences}", f"{here}/unsubscribe/{leave}")

    def confirming(self, signup: str, *, moment: datetime) -> str:
        """The token that confirms a sign-up, by its mark."""
        return signed(self.key, Purpose.CONFIRM, signup, moment=moment)

    def leaving(self, reader: str, digest: str, *, moment: datetime) -> str:
        """The token by which a reader, by the mark, leaves a digest."""
        name = urlsafe_b64encode(digest.encode()).decode().rstrip("=")
        return signed(self.key, Purpose.LEAVE, f"{reader}.{name}", moment=moment)

    def preferring(self, reader: str, *, moment: datetime) -> str:
        """The token by which a reader, by the mark, says what to get."""
        return signed(self.key, Purpose.PREFERENCES, reader, moment=moment)

    def confirmed(self, token: str, *, now: datetime) -> str:
        """The mark of the sign-up that a token confirms. Raises `ForgedError` and `ExpiredError`."""
        return read(self.key, Purpose.CONFIRM, token, now=now)

    def left(self, token: str, *, now: datetime) -> tuple[str, str]:
        """The mark of the reader and the digest that a token is for. Raises `ForgedError` and `ExpiredError`."""
        reader, _, name = read(self.key, Purpose.LEAVE, token, now=now).partition(".")
        return reader, urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()

    def preferred(self, token: str, *, now: datetime) -> str:
        """The mark of the reader that a token is for. Raises `ForgedError` and `ExpiredError`."""
        return read(self.key, Purpose.PREFERENCES, token, now=now)
