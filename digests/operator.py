"""Telling the operator what needs a person: each thing once for as long as it lasts, in a mail of the outbox.

Such a mail is entered as the edition of a digest that no topics.yaml can hold (`operator: 1`, `operator: 2` and so on
of a day): so it has all that the outbox does for a message, one sender at a time, retries, and an outcome. What the
operator was told is noted in the same transaction. Trouble with such a mail is no reason for another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from digests.letters import letter
from digests.message_ids import message_id
from onrecord.model import OPERATOR, Edition
from onrecord.state.gathering import seen
from onrecord.state.words import clock, count
from onrecord.store import editions, notices
from onrecord.store.engine import tell_in_turn

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from onrecord.config import Config
    from onrecord.model import Message
    from onrecord.state.parts import Need
    from onrecord.store import Store

_MOST: Final = 20  # things of one mail: `onrecord status` has them all


def notify(store: Store, config: Config, *, now: datetime) -> int:
    """Put a mail to `mail.operator` in the outbox with what is urgent and was not told yet; gives how many things.

    It may run anywhere at any time: whoever is first tells. What is over is forgotten, and told again if it comes
    again. Without an operator, nothing is told or noted. Raises `StoreError`.
    """
    if config.mail.operator is None:
        return 0
    with store.read() as tx:
        fresh, over = _news(tx, config, now)
    if not fresh and not over:
        return 0
    with store.write() as tx:
        tell_in_turn(tx)
        fresh, over = _news(tx, config, now)  # another process may have told it since
        notices.forget(tx, over)
        if fresh:
            notices.tell(tx, fresh, now=now)
            _enter(tx, config, config.mail.operator, list(fresh.values()), now)
    return len(fresh)


def _news(tx: Connection, config: Config, now: datetime) -> tuple[dict[str, Need], set[str]]:
    """What the operator was not told of yet, by its mark, and the marks of what is over."""
    needs = {notices.mark(need.key): need for need in seen(tx, config, now=now).needs}
    told = notices.told(tx)
    return {mark: need for mark, need in needs.items() if need.urgent and mark not in told}, told - needs.keys()


def _enter(tx: Connection, config: Config, operator: str, needs: list[Need], now: datetime) -> None:
    day = now.date()
    name = f"{OPERATOR} {notices.letters(tx, day) + 1}"
    edition = Edition(name, day, "UTC", composed=now, sections=())
    # With the moment: a store that was lost must not give another mail the same Message-ID.
    known_by = message_id(f"{name} {now.isoformat()}", day, operator, domain=config.mail.domain)
    editions.add(tx, edition, _message(config, needs), keys=(), outbox={operator: known_by})


def _message(config: Config, needs: list[Need]) -> Message:
    heading = f"{count(len(needs), 'thing needs', 'things need')} you"
    return letter(f"On Record: {heading}", heading, list(_paragraphs(config, needs)))


def _paragraphs(config: Config, needs: list[Need]) -> Iterable[str]:
    for need in needs[:_MOST]:
        since = f" (since {clock(need.since)})" if need.since else ""
        yield f"{need.text}{since}"
    if (more := len(needs) - _MOST) > 0:
        yield f"And {more:,} more."
    yield f"“onrecord status” tells all, of {config.path.absolute()}. Each thing is told once, for as long as it lasts."
