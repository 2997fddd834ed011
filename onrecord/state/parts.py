"""What there is to know of a running On Record, as frozen types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from onrecord.model import DeliveryStatus
    from onrecord.store.health import Health
    from onrecord.store.outbox import Trouble
    from onrecord.store.overview import Size
    from onrecord.store.setbacks import Setback

UNSENT: Final = 10
"""Messages of which it is told why they are not sent."""


@dataclass(frozen=True, slots=True)
class Need:
    """Something that needs a person, in words with the remedy; `key` stays the same while the trouble lasts.

    `since` is when it began, where that is known. The operator is told of `urgent` ones by mail.
    """

    key: str
    text: str
    since: datetime | None = None
    urgent: bool = False

    @property
    def kind(self) -> str:
        """What the trouble is with: the key up to its first colon."""
        return self.key.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Daemon:
    """An `onrecord schedule` that is at work, and since when."""

    host: str
    process: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Work:
    """A step of the job: when it was begun and ended last, well or with an error, and when there is more of it.

    `next` is None where nothing of it waits.
    """

    name: str
    begun: datetime | None
    ended: datetime | None
    succeeded: datetime | None
    error: str | None
    at_work: bool
    next: datetime | None = None


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source: how it does, which of its addresses fail, when it was last begun and is to be read next.

    `advice` are lines on what to look at, as long as it needs nobody at once.
    """

    health: Health
    failing: Mapping[str, Setback]
    begun: datetime | None
    next: datetime
    at_work: bool
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DigestState:
    """A digest: its newest edition, the date that is due and not composed yet, those missed, and when it comes next.

    `recipients` are the mail addresses to which it goes now, `left` those that left it.
    """

    name: str
    last: date | None
    composed: datetime | None
    due: date | None
    due_since: datetime | None
    missed: Mapping[date, datetime]  # by date, when each was due; the newest first
    next: datetime
    recipients: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """All that `onrecord status` shows, as it was at `moment`; figures of sources are over so many `days`.

    `waiting` articles are to be read, the first of them since `waiting_since`. `unsent` are the newest deliveries that
    are not sent for a reason, `UNSENT` of them and one more if there is.
    """

    moment: datetime
    days: int
    needs: tuple[Need, ...]
    daemons: tuple[Daemon, ...]
    works: tuple[Work, ...]
    digests: tuple[DigestState, ...]
    sources: tuple[SourceState, ...]
    waiting: int
    waiting_since: datetime | None
    deliveries: Mapping[DeliveryStatus, int]
    unsent: tuple[Trouble, ...]
    store: str
    size: Size
    counts: Mapping[str, int]
