"""A desk whose edition waits for its recipients, in a folder with a configuration that leads to a scripted server."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from digests import outbox
from digests.message_ids import message_id
from onrecord import config
from onrecord.model import Edition, Message
from onrecord.store import Store, editions
from tests import stores
from tests.command import MAIN, onrecord
from tests.digests.transports.scripted import Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.digests.transports.scripted import Script

FIVE = ("ana", "ben", "cem", "dan", "eve")
DAY = date(2026, 11, 24)
COMPOSED = datetime.now(UTC)  # a mail that waits is given up some days later
LATER = timedelta(hours=7)  # more than each pause between two attempts


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with a configuration, and a store in which an edition waits for its recipients."""

    folder: Path
    names: Sequence[str]

    def send(self, *, before: str = "", **env: str) -> int:
        """A run by hand, in which some code goes before the command; gives its exit code."""
        ended = onrecord(self.folder, "send", code=f"{before}\n{MAIN}", **env)
        assert "Traceback" not in ended.stderr
        return ended.returncode

    def send_later(self, runs: int = 1) -> list[str]:
        """Runs that follow, hours apart; gives what they complain of."""
        errors: list[str] = []
        settings = config.load(self.folder / "topics.yaml")
        with Store.open(settings.store.engine_url()) as store:
            for run in range(1, runs + 1):
                now = datetime.now(UTC) + run * LATER
                clock = partial(datetime.fromtimestamp, now.timestamp(), UTC)
                errors += outbox.send(store, settings.mail, clock=clock).errors
        return errors

    def end_leases(self) -> None:
        """As though the time of all claims were over."""
        stores.rows(self.folder, "UPDATE deliveries SET lease = '2026-01-01 00:00:00.000000'")

    def states(self) -> str:
        """'4 sent, 1 failed'."""
        found = Counter(state for (state,) in stores.rows(self.folder, "SELECT status FROM deliveries"))
        order = ("sent", "queued", "sending", "unknown", "failed")
        return ", ".join(f"{found[state]:,} {state}" for state in order if found[state])

    def attempts(self) -> list[int]:
        return [number for (number,) in stores.rows(self.folder, "SELECT attempts FROM deliveries ORDER BY id")]

    def copies(self, server: Server) -> str:
        """'1 each, dan 2'."""
        return told({name: len(server.copies[f"{name}@example.org"]) for name in self.names})


def told(copies: Mapping[str, int]) -> str:
    """How many copies each got: '1 each, dan 2'."""
    [(usual, _)] = Counter(copies.values()).most_common(1)
    others = [f"{name} {number or 'none'}" for name, number in copies.items() if number != usual]
    return ", ".join([f"{usual} each" if usual else "none", *others])


def prepared(folder: Path, empty: Path, names: Sequence[str]) -> Place:
    folder.mkdir()
    to = [f"{name}@example.org" for name in names]
    ids = {one: message_id("morning", DAY, one, domain="paper.example") for one in to}
    with Store.open(stores.copied(empty, folder)) as store, store.write() as tx:
        edition = Edition("morning", DAY, "UTC", COMPOSED, ())
        editions.add(tx, edition, Message("News", "<p>Words.</p>", "Words.\n.\n..\n"), keys=[], outbox=ids)
    return Place(folder, names)


@contextmanager
def faulty(place: Place, script: Script, **smtp: object) -> Iterator[Server]:
    """A server that follows the script, and the configuration that leads to it."""
    with serving() as server:
        server.script = script
        configure(place, server, **smtp)
        yield server


def configure(place: Place, server: Server, **smtp: object) -> None:
    settings = {"host": "127.0.0.1", "port": server.port, "security": "none", "timeout": 5} | smtp
    written = ", ".join(f"{key}: {value}" for key, value in settings.items())
    mail = f"mail: {{from: desk@paper.example, smtp: {{{written}}}}}\n"
    (place.folder / "topics.yaml").write_text(f"topics: [{{name: grid}}]\n{mail}")
