"""The outbox: one row a message and recipient, claimed by one sender at a time.

queued ─► sending (until its lease ends) ─► sent | queued again, later | failed
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select, update

from onrecord.model import Delivery, DeliveryStatus, Message
from onrecord.store.schema import deliveries, editions

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from sqlalchemy import Connection


WEBHOOK = "webhook:"
"""How a recipient begins that is a channel of a chat, and no mail address."""


def claim(tx: Connection, *, now: datetime, lease: timedelta) -> Delivery | None:
    """Take the next delivery that is due, for as long as the lease; None when there is none.

    A delivery whose sender did not report before its lease ended is taken again.
    """
    free = (
        select(deliveries.c.id)
        .where(
            or_(
                and_(deliveries.c.status == DeliveryStatus.QUEUED, deliveries.c.due <= now),
                and_(deliveries.c.status == DeliveryStatus.SENDING, deliveries.c.lease <= now),
            )
        )
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
    delivery_id = tx.execute(taken).scalar_one_or_none()
    return None if delivery_id is None else _get(tx, delivery_id)


def leased_until(tx: Connection) -> datetime | None:
    """When the first of the deliveries that others are sending falls free; None when nobody sends."""
    query = select(deliveries.c.lease).where(deliveries.c.status == DeliveryStatus.SENDING)
    moment: datetime | None = tx.execute(query.order_by(deliveries.c.lease).limit(1)).scalar_one_or_none()
    return moment


def sent(tx: Connection, delivery: Delivery, *, now: datetime) -> None:
    """Note that the message was accepted."""
    _report(tx, delivery, status=DeliveryStatus.SENT, sent=now, error=None)


def postpone(tx: Connection, delivery: Delivery, *, due: datetime, error: str) -> None:
    """Note that the message was not accepted this time, and when to try again."""
    _report(tx, delivery, status=DeliveryStatus.QUEUED, due=due, error=error)


def fail(tx: Connection, delivery: Delivery, *, error: str) -> None:
    """Note that the message will never be accepted."""
    _report(tx, delivery, status=DeliveryStatus.FAILED, error=error)


def release(tx: Connection, delivery: Delivery) -> None:
    """Give a claim back as though it had not been made: it does not count as an attempt."""
    _report(tx, delivery, status=DeliveryStatus.QUEUED, attempts=delivery.attempts - 1)


def counts(tx: Connection) -> dict[DeliveryStatus, int]:
    """How many deliveries there are in each status."""
    query = select(deliveries.c.status, func.count()).group_by(deliveries.c.status)
    return {DeliveryStatus(status): count for status, count in tx.execute(query)}


def _report(tx: Connection, delivery: Delivery, **outcome: object) -> None:
    # Only the sender of the newest attempt may say how it went: an older one lost its lease.
    mine = and_(deliveries.c.id == delivery.id, deliveries.c.attempts == delivery.attempts)
    tx.execute(update(deliveries).where(mine).values(lease=None, **outcome))


def _get(tx: Connection, delivery_id: int) -> Delivery:
    query = select(
        deliveries,
        editions.c.digest,
        editions.c.date,
        editions.c.composed,
        editions.c.subject,
        editions.c.html,
        editions.c.text,
        editions.c.markdown,
    ).join(editions)
    row = tx.execute(query.where(deliveries.c.id == delivery_id)).one()
    return Delivery(
        id=row.id,
        digest=row.digest,
        date=row.date,
        recipient=row.recipient,
        message_id=row.message_id,
        composed=row.composed,
        message=Message(row.subject, row.html, row.text, row.markdown),
        status=DeliveryStatus(row.status),
        attempts=row.attempts,
        error=row.error,
    )
