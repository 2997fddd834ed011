"""The outbox: one row a message and recipient, claimed by one sender at a time.

    queued ─► sending ─► sent | failed | queued again, for later
       │         └─────► unknown ─► sending, once more ─► sent | failed | unknown for good
       └─► left

A delivery is `sending` until its sender tells how it went, or its lease ends: then nobody knows, as when the answer
to a message was lost. Each of these counts as one copy that may be there (`lost`), and how many may be is the
transport's to say: two for mail, so that what has no copy for certain is retried, and what may have one just once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, func, literal, not_, or_, select, update

from onrecord.mailboxes import folded
from onrecord.model import CONFIRMATION, OPERATOR, Delivery, DeliveryStatus, Message
from onrecord.store import choices
from onrecord.store.among import among
from onrecord.store.schema import deliveries, editions

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Connection

COPIES = 2
"""How often a message is handed over at most while no answer comes."""

LONGEST_WAIT = timedelta(days=5)
"""How long after its edition was composed a message waits for a way out that is shut, as mail servers do.

Nothing is due or claimed for longer ahead: where it says so, it was written while a clock was wrong.
"""

WEBHOOK = "webhook:"
"""How a recipient begins that is a channel of a chat, and no mail address."""

VANISHED = "whoever sent it vanished before it told how that went"


@dataclass(frozen=True, slots=True)
class Lane:
    """The deliveries that leave one way: to channels of a chat (`webhooks`), or by mail.

    `copies` is how often one may be handed over without an answer.
    """

    webhooks: bool = False
    copies: int = COPIES

    @property
    def all(self) -> ColumnElement[bool]:
        """That a delivery is one of them."""
        to_chat = deliveries.c.recipient.startswith(WEBHOOK, autoescape=True)
        return to_chat if self.webhooks else not_(to_chat)

    def due(self, now: datetime) -> tuple[ColumnElement[bool], ...]:
        """That one can be claimed; apart for those of unknown outcome, so that the index finds each in its order."""
        its_time = and_(_is_past(deliveries.c.due, now), self.all)
        return (
            and_(deliveries.c.status == DeliveryStatus.QUEUED, its_time),
            and_(deliveries.c.status == DeliveryStatus.UNKNOWN, deliveries.c.lost < self.copies, its_time),
        )

    def left(self, now: datetime) -> ColumnElement[bool]:
        """That the lease of one that is being sent has ended."""
        return and_(deliveries.c.status == DeliveryStatus.SENDING, _is_past(deliveries.c.lease, now), self.all)


def _is_past(moment: ColumnElement[datetime], now: datetime) -> ColumnElement[bool]:
    return or_(moment <= now, moment > now + LONGEST_WAIT)


MAIL = Lane()

# One that may have arrived stays of unknown outcome while it waits.
_QUEUED = case((deliveries.c.lost > 0, DeliveryStatus.UNKNOWN), else_=DeliveryStatus.QUEUED)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A delivery that needs a person's look: one that failed, of unknown outcome, or that waits for a reason."""

    digest: str
    date: date
    recipient: str
    status: DeliveryStatus
    attempts: int
    due: datetime
    again: bool  # it is tried again without anybody's word
    error: str | None


def claim(
    tx: Connection, *, now: datetime, lease: timedelta, lane: Lane = MAIL, before: Delivery | None = None
) -> Delivery | None:
    """Take the next delivery that is due, for as long as the lease; None when there is none.

    Those whose recipients have left are passed over, and noted as that. `before` is one that was claimed earlier: of
    the same edition, the message is taken from it, and not read again.
    """
    while (delivery_id := _take(tx, now, lease, lane)) is not None:
        delivery = _get(tx, delivery_id, before)
        if lane.webhooks or not _is_unwanted(tx, delivery):
            return delivery
        _report(tx, delivery, status=DeliveryStatus.LEFT, attempts=delivery.attempts - 1, error=None)
    return None


def withdraw(tx: Connection, address: str, digest: str | None) -> int:
    """Note of the mails that wait for an address, of one digest or of all, that it left; gives how many.

    What is being sent at this moment is not stopped. `address` is as `mailboxes.folded` gives it.
    """
    waits = or_(
        deliveries.c.status == DeliveryStatus.QUEUED,
        and_(deliveries.c.status == DeliveryStatus.UNKNOWN, deliveries.c.lost < MAIL.copies),
    )
    query = select(deliveries.c.id, deliveries.c.recipient, editions.c.digest).join(editions)
    ids = [
        row.id
        for row in tx.execute(
            query.where(waits, MAIL.all, func.lower(deliveries.c.recipient).contains(address, autoescape=True))
        )
        if folded(row.recipient) == address
        and not row.digest.startswith(OPERATOR)
        and (digest is None or row.digest.casefold() == digest.casefold())
    ]
    left = {"status": DeliveryStatus.LEFT, "error": None}
    return tx.execute(update(deliveries).where(among(deliveries.c.id, ids), waits).values(left)).rowcount


def _is_unwanted(tx: Connection, delivery: Delivery) -> bool:
    """Whether the recipient has left the digest. Who left any is not asked to confirm; the operator is told anyway."""
    if delivery.digest.startswith(OPERATOR):
        return False
    if delivery.digest.startswith(CONFIRMATION):
        return choices.has_left_any(tx, delivery.recipient)
    return choices.has_left(tx, delivery.recipient, delivery.digest)


def _take(tx: Connection, now: datetime, lease: timedelta, lane: Lane) -> int | None:
    for which in lane.due(now):
        free = (
            select(deliveries.c.id)
            .where(which)
            .order_by(deliveries.c.due, deliveries.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        taken = (
            update(deliveries)
            .where(deliveries.c.id == free)
            .values(status=DeliveryStatus.SENDING, lease=now + lease, attempts=deliveries.c.attempts + 1)
            .returning(deliveries.c.id)
        )
        delivery_id: int | None = tx.execute(taken).scalar_one_or_none()
        if delivery_id is not None:
            return delivery_id
    return None


def due(tx: Connection, *, now: datetime, lane: Lane = MAIL) -> bool:
    """Whether there is a delivery to claim."""
    return _any(tx, *lane.due(now))


def wants_sender(tx: Connection, *, now: datetime, lane: Lane = MAIL) -> bool:
    """Whether there is a delivery to claim, or one whose sender vanished."""
    return _any(tx, *lane.due(now), lane.left(now))


def waiting(tx: Connection, *, now: datetime, lane: Lane = MAIL) -> int:
    """How many deliveries there are to claim."""
    return tx.execute(select(func.count()).select_from(deliveries).where(or_(*lane.due(now)))).scalar_one()


def leased_until(tx: Connection, *, now: datetime, lane: Lane = MAIL) -> datetime | None:
    """When the first of the deliveries that are being sent falls free; None when nobody sends."""
    lease = case((_is_past(deliveries.c.lease, now), literal(now, deliveries.c.lease.type)), else_=deliveries.c.lease)
    query = select(func.min(lease)).where(deliveries.c.status == DeliveryStatus.SENDING, lane.all)
    moment: datetime | None = tx.execute(query).scalar_one()
    return moment


def lapse(tx: Connection, *, now: datetime, lane: Lane = MAIL) -> list[Trouble]:
    """Note of deliveries whose lease has ended that their outcome is unknown; gives them.

    Their senders may still report: it is the truth, as long as nobody has claimed the delivery anew.
    """
    free = select(deliveries.c.id).where(lane.left(now)).with_for_update(skip_locked=True)
    lost = (
        update(deliveries)
        .where(deliveries.c.id.in_(free))
        .values(status=DeliveryStatus.UNKNOWN, lost=deliveries.c.lost + 1, lease=None, due=now, error=VANISHED)
        .returning(deliveries.c.id)
    )
    ids = list(tx.execute(lost).scalars())
    return _troubles(tx, among(deliveries.c.id, ids), lane.copies) if ids else []


def sent(tx: Connection, delivery: Delivery, *, now: datetime) -> None:
    """Note that the message was accepted."""
    _report(tx, delivery, status=DeliveryStatus.SENT, sent=now, error=None)


def postpone(tx: Connection, delivery: Delivery, *, due: datetime, error: str) -> None:
    """Note that the message was not accepted this time, and when to try again."""
    _report(tx, delivery, status=_QUEUED, due=due, error=error)


def fail(tx: Connection, delivery: Delivery, *, error: str) -> None:
    """Note that the message will never be accepted."""
    _report(tx, delivery, status=DeliveryStatus.FAILED, error=error)


def lose(tx: Connection, delivery: Delivery, *, due: datetime, error: str, lane: Lane = MAIL) -> bool:
    """Note that the message was handed over and the answer was lost; True when it is tried again, from `due` on."""
    _report(tx, delivery, status=DeliveryStatus.UNKNOWN, lost=deliveries.c.lost + 1, due=due, error=error)
    lost: int = tx.execute(select(deliveries.c.lost).where(deliveries.c.id == delivery.id)).scalar_one()
    return lost < lane.copies


def release(tx: Connection, delivery: Delivery, *, error: str | None = None) -> None:
    """Give a claim back as though it had not been made: it does not count as an attempt."""
    told = {} if error is None else {"error": error}
    _report(tx, delivery, status=_QUEUED, attempts=delivery.attempts - 1, **told)


def give_up(tx: Connection, *, now: datetime, error: str, lane: Lane = MAIL) -> list[Trouble]:
    """Note of deliveries that could be claimed that they waited too long; gives them.

    They failed, but for those that may have arrived, whose outcome stays unknown.
    """
    old = select(editions.c.id).where(editions.c.composed <= now - LONGEST_WAIT)
    outcome = {
        "status": case((deliveries.c.lost > 0, DeliveryStatus.UNKNOWN), else_=DeliveryStatus.FAILED),
        "lost": case((deliveries.c.lost > 0, lane.copies), else_=0),
        "error": f"{error}; given up after {LONGEST_WAIT.days} days",
    }
    over = update(deliveries).where(or_(*lane.due(now)), deliveries.c.edition_id.in_(old)).values(outcome)
    ids = list(tx.execute(over.returning(deliveries.c.id)).scalars())
    return _troubles(tx, among(deliveries.c.id, ids), lane.copies) if ids else []


def again(tx: Connection, *, now: datetime, wanted: Callable[[str, str], bool] = lambda _digest, _to: True) -> int:
    """Queue what failed or is of unknown outcome anew, of digests to recipients still `wanted`; a person's decision.

    Gives how many. Their Message-IDs stay, so one that had arrived after all is known for a repeat.
    """
    over = deliveries.c.status.in_([DeliveryStatus.FAILED, DeliveryStatus.UNKNOWN])
    query = select(deliveries.c.id, deliveries.c.recipient, editions.c.digest).join(editions)
    ids = [row.id for row in tx.execute(query.where(over)) if wanted(row.digest, row.recipient)]
    anew = {"status": DeliveryStatus.QUEUED, "attempts": 0, "lost": 0, "due": now}
    return tx.execute(update(deliveries).where(among(deliveries.c.id, ids), over).values(anew)).rowcount


def counts(tx: Connection) -> dict[DeliveryStatus, int]:
    """How many deliveries there are in each status."""
    query = select(deliveries.c.status, func.count()).group_by(deliveries.c.status)
    return {DeliveryStatus(status): count for status, count in tx.execute(query)}


def troubles(tx: Connection, *, limit: int) -> list[Trouble]:
    """The newest deliveries that are not sent for a reason; those that need a person first."""
    over = deliveries.c.status.in_([DeliveryStatus.SENT, DeliveryStatus.LEFT])
    has_reason = and_(not_(over), deliveries.c.error.is_not(None))
    return _troubles(tx, has_reason, COPIES, limit=limit)


def over(tx: Connection, *, since: datetime, copies: int = COPIES) -> list[Trouble]:
    """The deliveries of editions composed from `since` on that are not tried again by themselves, the newest first."""
    return _troubles(tx, and_(_over(copies), editions.c.composed >= since), copies)


def next_try(tx: Connection) -> datetime | None:
    """When the first of the deliveries that wait is due; None when none waits."""
    query = select(func.min(deliveries.c.due)).where(deliveries.c.status == DeliveryStatus.QUEUED)
    moment: datetime | None = tx.execute(query).scalar_one()
    return moment


def _over(copies: int) -> ColumnElement[bool]:
    return or_(
        deliveries.c.status == DeliveryStatus.FAILED,
        and_(deliveries.c.status == DeliveryStatus.UNKNOWN, deliveries.c.lost >= copies),
    )


def _any(tx: Connection, *ways: ColumnElement[bool]) -> bool:
    return any(tx.execute(select(deliveries.c.id).where(which).limit(1)).first() for which in ways)


def _troubles(tx: Connection, which: ColumnElement[bool], copies: int, *, limit: int | None = None) -> list[Trouble]:
    over = _over(copies)
    query = (
        select(deliveries, editions.c.digest, editions.c.date, over.label("over"))
        .join(editions)
        .where(which)
        .order_by(over.desc(), editions.c.composed.desc(), deliveries.c.id)
        .limit(limit)
    )
    return [
        Trouble(
            digest=row.digest,
            date=row.date,
            recipient=row.recipient,
            status=DeliveryStatus(row.status),
            attempts=row.attempts,
            due=row.due,
            again=not row.over,
            error=row.error,
        )
        for row in tx.execute(query)
    ]


def _report(tx: Connection, delivery: Delivery, **outcome: object) -> None:
    # Only the sender of the newest attempt may say how it went: an older one lost its lease.
    mine = and_(deliveries.c.id == delivery.id, deliveries.c.attempts == delivery.attempts)
    tx.execute(update(deliveries).where(mine).values(lease=None, **outcome))


def _get(tx: Connection, delivery_id: int, before: Delivery | None) -> Delivery:
    query = select(deliveries, editions.c.digest, editions.c.date, editions.c.composed).join(editions)
    row = tx.execute(query.where(deliveries.c.id == delivery_id)).one()
    same_edition = before is not None and (before.digest, before.date) == (row.digest, row.date)
    return Delivery(
        id=row.id,
        digest=row.digest,
        date=row.date,
        recipient=row.recipient,
        message_id=row.message_id,
        composed=row.composed,
        message=before.message if before is not None and same_edition else _message(tx, row.edition_id),
        status=DeliveryStatus(row.status),
        attempts=row.attempts,
        error=row.error,
    )


def _message(tx: Connection, edition_id: int) -> Message:
    columns = (editions.c.subject, editions.c.html, editions.c.text, editions.c.markdown)
    return Message(*tx.execute(select(*columns).where(editions.c.id == edition_id)).one())
