"""A year of the schedule in minutes: two daemons, cron, restarts, clocks that jump, and processes that are killed.

The clock of all is moved by time-machine. Whoever looks asks what a daemon asks, and does what it starts: in this
process, in two processes at once, or in one that is killed at a random moment.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import policy
from email.parser import BytesParser
from typing import TYPE_CHECKING, Final
from unittest import mock

import time_machine
from sqlalchemy import select

from digests.message_ids import message_id
from onrecord.config import Config, times
from onrecord.enrich import version
from onrecord.enrich.run import match_topics
from onrecord.schedule import due, steps
from onrecord.schedule.due import Step
from onrecord.schedule.run import compose
from onrecord.store import Store, articles, editions, holding
from onrecord.store.schema import edition_statements
from onrecord.store.schema import editions as ledger
from tests.samples import TEXT, article, replaced, statement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ZONES: Final = {
    "Europe/Berlin": "02:30",  # which the clock skips in March and shows twice in October
    "America/New_York": "01:45",
    "Asia/Kolkata": "07:00",
    "Pacific/Apia": "00:05",
    "Africa/Casablanca": "02:20",
}
ACTORS: Final = ("a daemon", "another daemon", "cron")
LOOKS: Final = 4  # of each a day, beside those when a digest is due
DOWN: Final = timedelta(hours=9)  # at most, all at once: less than a digest's time to catch up
ARTICLES: Final = 10  # days from one to the next
JUMP: Final = timedelta(hours=1)


@dataclass(slots=True)
class Told:
    """What came of the year."""

    kills: int = 0
    jumps: int = 0
    races: int = 0
    restarts: int = 0
    looks: int = 0
    owed: dict[str, list[date]] = field(default_factory=dict)  # by zone
    composed: dict[str, Counter[date]] = field(default_factory=dict)
    mails: dict[str, Counter[date]] = field(default_factory=dict)
    late: dict[str, timedelta] = field(default_factory=dict)
    brought: dict[str, Counter[str]] = field(default_factory=dict)  # statements by their keys
    statements: int = 0

    def rows(self) -> Iterator[tuple[str, int, int, int, int, str]]:
        """For each zone: editions owed, composed, mailed, mails twice or missing, and how late the latest was."""
        for zone, days in self.owed.items():
            mails = self.mails[zone]
            wrong = sum(abs(mails[day] - 1) for day in days) + sum(n for day, n in mails.items() if day not in days)
            yield zone, len(days), self.composed[zone].total(), mails.total(), wrong, str(self.late[zone])


def config(folder: Path) -> Config:
    """A digest for each zone, each to a reader of its own; mail is kept in a folder."""
    return Config.model_validate(
        {
            "topics": [{"name": "grid"}],
            "digests": [
                {
                    "name": zone,
                    "at": at,
                    "timezone": zone,
                    "when_empty": "short",
                    "recipients": [f"{zone.split('/')[1].lower()}@example.org"],
                }
                for zone, at in ZONES.items()
            ],
        },
        context=folder / "topics.yaml",
    )


def simulate(folder: Path, *, first: date, days: int, kills: int, seed: int = 1) -> Told:
    """Let so many days go by; so many processes are killed in them."""
    world = _World(folder, random.Random(seed), days, kills)  # noqa: S311  # chance, no secrets
    begin = datetime(first.year, first.month, first.day, 8, tzinfo=UTC)  # no digest is due in the hour after it
    with time_machine.travel(begin):
        for digest in world.config.digests:
            with world.store.write() as tx:
                editions.known_since(tx, digest.name, now=begin)
    for moment, happens in sorted(world.events(begin), key=lambda event: event[0]):
        with time_machine.travel(moment + world.ahead), mock.patch.object(holding, "_POLL", 0.01):  # real seconds
            happens()
    # At the end everybody looks once more, by a clock that is right.
    end = begin + timedelta(days=days)
    for after in range(3):
        with time_machine.travel(end + timedelta(minutes=20 * after)):
            world.look(racing=False, killing=False)
    told = world.count(begin, end)
    world.store.close()
    return told


class _World:
    def __init__(self, folder: Path, chance: random.Random, days: int, kills: int) -> None:
        self.config = config(folder)
        self.store = Store.open(self.config.store.engine_url())
        self.told = Told()
        self.ahead = timedelta()
        self._chance = chance
        self._days = days
        self._kills = kills
        self._article = 0

    def events(self, begin: datetime) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """All that happens, each with the true time."""
        end = begin + timedelta(days=self._days)
        down = list(self._breaks(begin))
        moments = [
            moment + timedelta(seconds=self._chance.uniform(0, 90))
            for digest in self.config.digests
            for day in self._around(begin)
            for moment in [times.moment(digest, day)]
            for _ in ACTORS
        ]
        moments += [begin + timedelta(days=self._chance.uniform(0, self._days)) for _ in range(LOOKS * self._days * 3)]
        up = [one for one in moments if begin <= one < end and not any(a <= one < b for a, b in down)]
        # Who comes back looks at once; so does whoever was killed, soon, as a service does.
        up += [back for _, back in down if back < end]
        for moment in (begin, *up):
            yield moment, self.look
        for day in range(0, self._days, ARTICLES):
            yield begin + timedelta(days=day, minutes=self._chance.uniform(0, 24 * 60)), self.publish
        for _ in range(max(self._days // 10, 2)):
            at = begin + timedelta(days=self._chance.uniform(0, self._days - 1))
            jump = self._chance.choice((JUMP, -JUMP))
            yield at, lambda jump=jump: self.set_clock(jump)  # type: ignore[misc]
            yield at + timedelta(hours=self._chance.uniform(0.5, 6)), lambda: self.set_clock(timedelta())

    def _breaks(self, begin: datetime) -> Iterator[tuple[datetime, datetime]]:
        """When nobody is at work: the machine is off, or all are being restarted."""
        for _ in range(max(self._days // 4, 3)):
            self.told.restarts += 1
            at = begin + timedelta(days=self._chance.uniform(0, self._days))
            yield at, at + self._chance.choice((timedelta(minutes=5), DOWN)) * self._chance.random()

    def set_clock(self, ahead: timedelta) -> None:
        """Set everybody's clock so much ahead of the true time."""
        self.told.jumps += ahead != timedelta()
        self.ahead = ahead

    def publish(self) -> None:
        """Another article comes in, and is read."""
        self._article += 1
        now = datetime.now(UTC)
        text = TEXT.replace("safe", f"safe {self._article}")
        with self.store.write() as tx:
            articles.save(tx, article(self._article, text=text, published=now, related=()), now=now)
            mark = version(self.config.language.engine, self.config.language.model)
            for one in articles.pending(tx, mark):
                said = statement(f"the grid is safe {self._article}")
                replaced(tx, one, said, version=mark, now=now)
        match_topics(self.store, self.config.rules)

    def look(self, *, racing: bool = True, killing: bool = True) -> None:
        """Somebody looks what is due, and does it; sometimes two at once do, and sometimes one is killed."""
        self.told.looks += 1
        with self.store.read() as tx:
            wanted = due.steps(tx, self.config, self.config.sources, now=datetime.now(UTC)) & {Step.DIGEST, Step.SEND}
        if not wanted:
            return
        left = self._kills - self.told.kills
        share = left / max(self._days * len(ZONES) - sum(map(len, self.told.owed.values())), 1)
        if killing and left > 0 and self._chance.random() < max(share, 0.3):
            self._kill(self._forked())
        elif racing and self._chance.random() < 0.1:
            self.told.races += 1
            for child in (self._forked(), self._forked()):
                os.waitpid(child, 0)
        else:
            self._work()

    def _forked(self) -> int:
        child = os.fork()
        if child:
            return child
        with suppress(BaseException):  # what goes wrong in it shows in what it leaves
            self.store.engine.dispose(close=False)  # the connections are the parent's
            self._work()
        os._exit(0)

    def _kill(self, child: int) -> None:
        time.sleep(self._chance.uniform(0, 0.06))
        ended, _ = os.waitpid(child, os.WNOHANG)
        if not ended:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            self.told.kills += 1

    def _work(self) -> None:
        done = steps.Done()
        compose(done, self.config, self.store, lambda _done, _total: None)
        steps.send(done, self.config, self.store, progress=lambda _done, _total: None)
        if done.errors:
            raise AssertionError(done.errors)

    def count(self, begin: datetime, end: datetime) -> Told:
        """Count what is in the ledger and in the readers' folder."""
        told = self.told
        for digest in self.config.digests:
            days = [day for day in self._around(begin) if begin <= times.moment(digest, day) < end]
            first = times.due(digest, begin, known=begin)  # a digest begins on the day on which it was set up
            told.owed[digest.name] = [*([first] if first else []), *days]
            told.composed[digest.name], told.mails[digest.name] = Counter(), Counter()
            told.late[digest.name], told.brought[digest.name] = timedelta(), Counter()
            with self.store.read() as tx:
                for row in tx.execute(select(ledger).where(ledger.c.digest == digest.name)):
                    told.composed[digest.name][row.date] += 1
                    late = row.composed - times.moment(digest, row.date)
                    if row.date in days:
                        told.late[digest.name] = max(told.late[digest.name], late)
                keys = select(edition_statements.c.key).join(ledger).where(ledger.c.digest == digest.name)
                told.brought[digest.name].update(tx.execute(keys).scalars())
            address = digest.recipients[0]
            ids = {
                message_id(digest.name, day, address, domain=self.config.mail.domain): day
                for day in self._around(begin)
            }
            for mail in self.config.mail.maildir.glob("new/*.eml"):
                head = BytesParser(policy=policy.default).parsebytes(mail.read_bytes(), headersonly=True)
                if head["To"] == address:
                    told.mails[digest.name][ids[head["Message-ID"]]] += 1
        told.statements = self._article
        return told

    def _around(self, begin: datetime) -> list[date]:
        return [begin.date() + timedelta(days=day) for day in range(-1, self._days + 1)]
