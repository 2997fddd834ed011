"""Emptying the outbox: each delivery is claimed, handed over, and its outcome noted."""

from __future__ import annotations

import signal
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, Final

from digests import transports
from onrecord.errors import ConfigError, RefusedError, SendError, UnansweredError, UnreachableError
from onrecord.model import CONFIRMATION, DeliveryStatus
from onrecord.store import outbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sqlalchemy import Connection

    from digests.reader_links import Linking
    from digests.transports import Transport
    from onrecord.config import Mail
    from onrecord.model import Delivery
    from onrecord.store import Store
    from onrecord.store.outbox import Trouble

ATTEMPTS: Final = 12  # with the pauses below: a little more than a day
_FIRST_PAUSE: Final = timedelta(minutes=2)
_LONGEST_PAUSE: Final = timedelta(hours=6)
_UNKNOWN_PAUSE: Final = timedelta(minutes=15)  # before a message that may have arrived is sent once more
_PATIENCE: Final = timedelta(seconds=10)  # how long to wait for a delivery that a vanished sender still holds
_ASK: Final = "ask whether it arrived; if not: onrecord send --again"
_STOPPED: Final = "the sending was stopped before the answer came"
_TOO_LATE: Final = "what it asks to confirm can't be confirmed any more"
_MOST_TOLD: Final = 20  # lines: `onrecord status` tells of the others


@dataclass(slots=True)
class Sent:
    """What a run of the outbox did, in numbers of messages.

    `postponed` were refused for now, `unknown` handed over without an answer, `waiting` are those for which there was
    no way out. `errors` has a line for each message that was not accepted, up to a number, and for each shut way.
    """

    accepted: int = 0
    postponed: int = 0
    unknown: int = 0
    failed: int = 0
    waiting: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def through(self) -> int:
        """How many messages were tried."""
        return self.accepted + self.postponed + self.unknown + self.failed

    @property
    def any(self) -> bool:
        """Whether there was anything to send."""
        return self.through + self.waiting > 0

    @property
    def told(self) -> str:
        """All that in a line."""
        later = self.postponed + self.waiting
        parts = [
            f"{self.accepted:,} message{'' if self.accepted == 1 else 's'} sent",
            f"{later:,} to be tried again",
            f"{self.failed:,} failed",
            *([f"{self.unknown:,} of unknown outcome"] if self.unknown else []),
        ]
        return f"{', '.join(parts)}."


def send(  # noqa: PLR0913 - what the sending is of
    store: Store,
    settings: Mail,
    *,
    others: Iterable[Transport] = (),
    linking: Linking | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Sent:
    """Send every delivery that is due, by mail and by `others`; `progress` is told how many of how many are through.

    With `linking`, each mail has its recipient's own links.
    Raises `ConfigError` where the settings keep some from being sent; what leaves another way is sent first. A
    process that is killed leaves its claim: once that has run out, whoever sends next goes by what may have happened.
    One that is stopped (SIGINT, SIGTERM) gives its claim back, or notes that the answer was not waited for.
    """
    done = Sent()
    faults: list[str] = []
    ways = (transports.of_mail(settings), *others)
    with store.read() as tx:
        total = sum(outbox.waiting(tx, now=clock(), lane=out.lane) for out in ways)
    with _stoppable():
        for out in ways:
            try:
                with closing(out):
                    _empty(store, out, done, clock, linking, lambda: progress(done.through, max(done.through, total)))
            except ConfigError as error:
                faults += error.problems
    if faults:
        raise ConfigError(*faults, *done.errors)
    return done


@contextmanager
def _stoppable() -> Iterator[None]:
    """SIGTERM, by which services are ended, stops the sending as Ctrl-C does."""
    if current_thread() is not main_thread():  # only there signals are heard
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _empty(  # noqa: PLR0913, PLR0917 - what the sending is of
    store: Store,
    out: Transport,
    done: Sent,
    clock: Callable[[], datetime],
    linking: Linking | None,
    progress: Callable[[], None],
) -> None:
    """Send what leaves one way, until nothing is due or the way is shut: then the rest waits, and is told in a line."""
    delivery: Delivery | None = None
    while _awaited(store, out, done, clock):
        try:
            out.open()
            with store.write() as tx:
                delivery = _claimed(tx, out, clock(), linking, delivery)
            if delivery is not None:
                _send(store, out, delivery, done, clock)
                progress()
        except (UnreachableError, ConfigError) as error:
            _leave(store, out, done, clock(), error)
            return


def _claimed(
    tx: Connection, out: Transport, now: datetime, linking: Linking | None, before: Delivery | None
) -> Delivery | None:
    """The next delivery, with its recipient's links; None where there is none, or one that asks to confirm in vain."""
    delivery = outbox.claim(tx, now=now, lease=out.lease, lane=out.lane, before=before)
    if delivery is not None and linking is not None:
        delivery = linking.linked(tx, delivery, now=now)
    if delivery is not None and delivery.links is None and delivery.digest.startswith(CONFIRMATION):
        outbox.fail(tx, delivery, error=_TOO_LATE)
        return None
    return delivery


def _leave(store: Store, out: Transport, done: Sent, now: datetime, shut: UnreachableError | ConfigError) -> None:
    """What waits for a way that is shut waits on, but for what has waited too long. Raises `ConfigError`s on."""
    with store.write() as tx:
        over = outbox.give_up(tx, now=now, lane=out.lane, error=str(shut))
        waiting = outbox.waiting(tx, now=now, lane=out.lane)
    done.waiting += waiting
    if isinstance(shut, UnreachableError):
        done.errors.append(f"{shut}; {waiting:,} message{'' if waiting == 1 else 's'} will be tried again")
    for trouble in over:
        failed = trouble.status is DeliveryStatus.FAILED
        done.failed += failed
        done.unknown += not failed
        _tell(done, trouble, f"given up after {outbox.LONGEST_WAIT.days} days; to try once more: onrecord send --again")
    if isinstance(shut, ConfigError):
        raise shut


def _awaited(store: Store, out: Transport, done: Sent, clock: Callable[[], datetime]) -> bool:
    """Whether a delivery is due; one that a vanished sender still holds for moments is waited for."""
    while True:
        now = clock()
        with store.read() as tx:
            if outbox.due(tx, now=now, lane=out.lane):
                return True
            free = outbox.leased_until(tx, now=now, lane=out.lane)
        if free is None or free - now > _PATIENCE:
            return False
        if free > now:
            time.sleep(max((free - now).total_seconds(), 0.05))
            continue
        with store.write() as tx:
            lapsed = outbox.lapse(tx, now=now, lane=out.lane)
        for trouble in lapsed:
            if not trouble.again:
                done.unknown += 1
                _tell(done, trouble, f"{outbox.VANISHED}; {_ASK}")


def _send(store: Store, out: Transport, delivery: Delivery, done: Sent, clock: Callable[[], datetime]) -> None:
    """Hand one delivery over, and note how that went."""
    try:
        out.send(delivery)
    except KeyboardInterrupt:
        with store.write() as tx:
            if out.handed_over:
                outbox.lose(tx, delivery, due=clock() + _UNKNOWN_PAUSE, error=_STOPPED, lane=out.lane)
            else:
                outbox.release(tx, delivery)
        raise
    except (UnreachableError, ConfigError) as error:
        with store.write() as tx:
            outbox.release(tx, delivery, error=str(error))
        raise
    except UnansweredError as error:
        done.unknown += 1
        due = clock() + _UNKNOWN_PAUSE
        with store.write() as tx:
            again = outbox.lose(tx, delivery, due=due, error=str(error), lane=out.lane)
        _tell(done, delivery, f"{error}; {f'it is sent once more, after {_shown(due)}' if again else _ASK}")
    except SendError as error:
        _tell(done, delivery, str(error))
        final = isinstance(error, RefusedError) or delivery.attempts >= ATTEMPTS
        done.failed += final
        done.postponed += not final
        pause = min(_FIRST_PAUSE * 2 ** (delivery.attempts - 1), _LONGEST_PAUSE)
        with store.write() as tx:
            if final:
                outbox.fail(tx, delivery, error=str(error))
            else:
                outbox.postpone(tx, delivery, due=clock() + pause, error=str(error))
    else:
        done.accepted += 1
        with store.write() as tx:
            outbox.sent(tx, delivery, now=clock())


def _tell(done: Sent, about: Delivery | Trouble, reason: str) -> None:
    if about.digest.startswith(CONFIRMATION):  # whoever typed the address may have mistyped it: no fault of the desk's
        return
    if len(done.errors) < _MOST_TOLD:
        done.errors.append(f"{about.digest} of {about.date} to {about.recipient}: {reason}")
    elif len(done.errors) == _MOST_TOLD:
        done.errors.append("and so on: 'onrecord status' tells of more")


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M %Z}"
