"""Emptying the outbox: each delivery is claimed, handed over, and its outcome noted."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from digests.mail import mail
from digests.transports import Maildir, SmtpServer, Transport
from onrecord.errors import ConfigError, RefusedError, SendError
from onrecord.store import outbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from onrecord.config import Mail
    from onrecord.model import Delivery
    from onrecord.store import Store

ATTEMPTS = 12  # with the pauses below: about a day and a half
_FIRST_PAUSE = timedelta(minutes=2)
_LONGEST_PAUSE = timedelta(hours=6)
_PATIENCE = timedelta(seconds=10)  # how long to wait for a delivery that a vanished sender still holds


@dataclass(frozen=True, slots=True)
class Sent:
    """What a run of the outbox did; `errors` has a line for each message not accepted."""

    accepted: int
    postponed: int
    failed: int
    errors: tuple[str, ...]


def transport(settings: Mail) -> Transport:
    """The SMTP server when one is configured, else the Maildir."""
    return Maildir(settings.maildir) if settings.smtp is None else SmtpServer(settings.smtp, settings.from_)


def send(
    store: Store,
    settings: Mail,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    progress: Callable[[Delivery], None] = lambda _delivery: None,
) -> Sent:
    """Send every delivery that is due. Raises `ConfigError` where the settings keep all of them from being sent.

    A process that is killed between the server's yes and the note of it leaves its claim; whoever sends next
    repeats that one message, under the same Message-ID, once the claim has run out.
    """
    out = transport(settings)
    accepted = postponed = failed = 0
    errors: list[str] = []
    while delivery := _next(store, out, clock):
        try:
            out.send(delivery, mail(delivery, settings))
        except ConfigError:
            with store.write() as tx:
                outbox.release(tx, delivery)
            raise
        except SendError as error:
            errors.append(f"{delivery.digest} of {delivery.date} to {delivery.recipient}: {error}")
            if _give_up(store, delivery, error, clock()):
                failed += 1
            else:
                postponed += 1
        else:
            accepted += 1
            with store.write() as tx:
                outbox.sent(tx, delivery, now=clock())
        progress(delivery)
    return Sent(accepted, postponed, failed, tuple(errors))


def _next(store: Store, out: Transport, clock: Callable[[], datetime]) -> Delivery | None:
    while True:
        with store.write() as tx:
            delivery = outbox.claim(tx, now=clock(), lease=out.lease)
            free = outbox.leased_until(tx)
        wait = None if free is None else free - clock()
        if delivery or wait is None or wait > _PATIENCE:
            return delivery
        time.sleep(max(wait.total_seconds(), 0.05))


def _give_up(store: Store, delivery: Delivery, error: SendError, now: datetime) -> bool:
    """Note the failure; True when it is for good."""
    final = isinstance(error, RefusedError) or delivery.attempts >= ATTEMPTS
    with store.write() as tx:
        if final:
            outbox.fail(tx, delivery, error=str(error))
        else:
            pause = min(_FIRST_PAUSE * 2 ** (delivery.attempts - 1), _LONGEST_PAUSE)
            outbox.postpone(tx, delivery, due=now + pause, error=str(error))
    return final
