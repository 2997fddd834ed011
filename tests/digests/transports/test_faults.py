"""Each way in which sending goes wrong: in which states the deliveries end, and who got how many copies.

What is seen makes a row of the table in docs/sending.md, which must have it so; ONRECORD_RENEW=1 writes it there.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import time
from collections import Counter
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import copy
from typing import TYPE_CHECKING

import pytest

from digests import outbox
from digests.message_ids import message_id
from onrecord import config
from onrecord.errors import ConfigError
from onrecord.model import Edition, Message
from onrecord.store import Store, editions
from onrecord.store import outbox as rows
from tests.command import MAIN, PROGRAM, onrecord, started
from tests.digests.transports.certificates import certificate
from tests.digests.transports.scripted import DROP, HANG, LOSE, MESSAGE, Server, always, serving, times

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.digests.transports.scripted import Script

DOCS = Path(__file__).parents[3] / "docs" / "sending.md"
FIVE = ("ana", "ben", "cem", "dan", "eve")
DAY = date(2026, 11, 24)
COMPOSED = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
LATER = timedelta(hours=7)  # more than each pause between two attempts


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with a configuration, and a store in which an edition waits for its recipients."""

    folder: Path
    names: Sequence[str]

    @property
    def database(self) -> Path:
        return self.folder / "onrecord.db"

    def send(self, *, before: str = "", **env: str) -> int:
        """A run by hand, in which some code goes before the command; gives its exit code."""
        ended = onrecord(self.folder, "send", code=f"{before}\n{MAIN}", **env)
        assert "Traceback" not in ended.stderr
        return ended.returncode

    def send_later(self, runs: int = 1) -> None:
        """Runs that follow, hours apart."""
        settings = config.load(self.folder / "topics.yaml")
        with Store.open(settings.store.engine_url()) as store:
            for run in range(1, runs + 1):
                now = datetime.now(UTC) + run * LATER
                outbox.send(store, settings.mail, clock=partial(datetime.fromtimestamp, now.timestamp(), UTC))

    def states(self) -> str:
        """'4 sent, 1 failed'."""
        with closing(sqlite3.connect(self.database)) as store:
            found = Counter(state for (state,) in store.execute("SELECT status FROM deliveries"))
        order = ("sent", "queued", "sending", "unknown", "failed")
        return ", ".join(f"{found[state]:,} {state}" for state in order if found[state])

    def attempts(self) -> list[int]:
        with closing(sqlite3.connect(self.database)) as store:
            return [number for (number,) in store.execute("SELECT attempts FROM deliveries ORDER BY id")]

    def copies(self, server: Server) -> str:
        """'1 each, dan 2'."""
        got = {name: len(server.copies[f"{name}@example.org"]) for name in self.names}
        [(usual, _)] = Counter(got.values()).most_common(1)
        others = [f"{name} {number or 'none'}" for name, number in got.items() if number != usual]
        return ", ".join([f"{usual} each" if usual else "none", *others])


@pytest.fixture
def place(tmp_path: Path, empty: Path) -> Place:
    return prepared(tmp_path / "desk", empty, FIVE)


def prepared(folder: Path, empty: Path, names: Sequence[str]) -> Place:
    folder.mkdir()
    to = [f"{name}@example.org" for name in names]
    ids = {one: message_id("morning", DAY, one, sender="desk@paper.example") for one in to}
    with Store.open(f"sqlite:///{copy(empty, folder / 'onrecord.db')}") as store, store.write() as tx:
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


def holds(fault: str, first: str, code: int, later: str, copies: str) -> None:
    """That the table of docs/sending.md tells it as it was seen."""
    row = f"| {fault} | {first} | {code} | {later} | {copies} |"
    told = DOCS.read_text("utf-8")
    if os.environ.get("ONRECORD_RENEW"):
        DOCS.write_text(re.sub(rf"(?m)^\| {re.escape(fault)} \|.*$", lambda _: row, told), "utf-8")
    assert row in DOCS.read_text("utf-8").splitlines()


def third_mail() -> Script:
    """A session is closed at its third message, once."""
    mails = count(1)
    return lambda step, _recipient: "421 enough" if step == "MAIL" and next(mails) == 3 else None


MANY = 14  # runs: more than there are attempts
FAULTS: dict[str, tuple[Script, int]] = {
    "`421` at connect, in the first run": (times(1, always("connect", "421 busy")), 1),
    "`421` at connect, in all runs": (always("connect", "421 busy"), MANY),
    "`554` at connect, in the first run": (times(1, always("connect", "554 no mail here")), 1),
    "`451` at `MAIL`, in the first run": (times(1, always("MAIL", "451 busy")), 1),
    "`421` at `MAIL` of the third message, once": (third_mail(), 1),
    "`451` at `RCPT` for one, once": (times(1, always("RCPT", "451 busy", to="dan")), 1),
    "`451` at `RCPT` for one, always": (always("RCPT", "451 busy", to="dan"), MANY),
    "`550` at `RCPT` for one": (always("RCPT", "550 no such person", to="dan"), MANY),
    "`452` at `DATA` for one, once": (times(1, always("DATA", "452 full", to="dan")), 1),
    "`452` after the message for one, once": (times(1, always(MESSAGE, "452 full", to="dan")), 1),
    "`554` at `DATA` for one": (always("DATA", "554 no", to="dan"), MANY),
    "`554` after the message for one": (always(MESSAGE, "554 no", to="dan"), MANY),
    "hangs up at `DATA` for one, once": (times(1, always("DATA", DROP, to="dan")), 1),
    "hangs up at `DATA` for all, always": (always("DATA", DROP), 3 * MANY),
    "keeps the message and hangs up for one, once": (times(1, always(MESSAGE, DROP, to="dan")), 1),
    "keeps the message and hangs up for one, always": (always(MESSAGE, DROP, to="dan"), MANY),
    "loses the message and hangs up for one, once": (times(1, always(MESSAGE, LOSE, to="dan")), 1),
    "loses the message and hangs up for one, always": (always(MESSAGE, LOSE, to="dan"), MANY),
}
HANGS: dict[str, tuple[Script, int]] = {
    "keeps the message and says nothing for one, once": (times(1, always(MESSAGE, HANG, to="dan")), 1),
    "keeps the message and says nothing for one, always": (always(MESSAGE, HANG, to="dan"), MANY),
}
OTHERS = (
    "a certificate that is not to be trusted, until it is",
    "a wrong password, until it is mended",
    "the sender is killed between the message and its note, once",
    "the sender is killed between the message and its note, twice",
    "four senders at once, 1,000 recipients",
    "the disk of the Maildir is full, in the first run",
)


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_of_a_server_ends_as_the_docs_tell(place: Place, fault: str) -> None:
    script, runs = FAULTS[fault]
    with faulty(place, script) as server:
        code, first = place.send(), place.states()
        place.send_later(runs)
        holds(fault, first, code, place.states(), place.copies(server))


@pytest.mark.parametrize("fault", HANGS)
def test_a_server_that_says_nothing_of_a_message_is_told_of_and_asked_once_more(
    place: Place, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    script, runs = HANGS[fault]
    with faulty(place, script, timeout=1) as server:
        code = place.send(before="from digests.transports import session; session.PATIENCE = 1")
        first = place.states()
        monkeypatch.setattr(session, "PATIENCE", 1)
        place.send_later(runs)
        holds(fault, first, code, place.states(), place.copies(server))


def test_a_repeat_is_the_same_message_under_the_same_id(place: Place) -> None:
    with faulty(place, times(1, always(MESSAGE, DROP, to="ana"))) as server:
        place.send()
        place.send_later()
    assert len(server.contents) == 6
    assert len(set(server.contents)) == 5
    assert server.copies["ana@example.org"] == 2 * [
        message_id("morning", DAY, "ana@example.org", sender="desk@paper.example")
    ]


def test_a_shut_server_is_asked_once_a_run_and_counts_as_no_attempt(place: Place) -> None:
    with faulty(place, always("connect", "421 busy")) as server:
        ended = onrecord(place.folder, "send")
    assert len(server.sessions) == 1
    told = "takes no mail now: 421 busy; 5 messages will be tried again"
    assert [line for line in ended.stderr.splitlines() if told in line] == ended.stderr.splitlines()[:1]
    assert ended.stdout == "0 messages sent, 5 to be tried again, 0 failed.\n"
    assert place.attempts() == [0, 0, 0, 0, 0]


def test_a_server_that_hangs_up_on_each_message_is_left_alone_after_some(place: Place) -> None:
    with faulty(place, always("DATA", DROP)) as server:
        ended = onrecord(place.folder, "send")
    assert "left 3 messages in a row without an answer; 2 messages will be tried again" in ended.stderr
    assert (len(server.sessions), place.attempts()) == (3, [1, 1, 1, 0, 0])


def test_a_certificate_that_is_not_to_be_trusted_gets_no_message(place: Place, tmp_path: Path) -> None:
    context, trusted = certificate(tmp_path)
    with serving(context) as server:
        configure(place, server, security="starttls")
        ended = onrecord(place.folder, "send")
        told = f"127.0.0.1:{server.port} has a certificate that is not to be trusted (self-signed certificate)"
        assert told in ended.stderr
        first, attempts = place.states(), place.attempts()
        assert place.send(SSL_CERT_FILE=str(trusted)) == 0
        holds(OTHERS[0], first, ended.returncode, place.states(), place.copies(server))
    assert attempts == [0, 0, 0, 0, 0]


def test_a_certificate_for_another_name_gets_no_message(place: Place, tmp_path: Path) -> None:
    context, trusted = certificate(tmp_path, "127.0.0.2")
    with serving(context) as server:
        configure(place, server, security="starttls")
        ended = onrecord(place.folder, "send", SSL_CERT_FILE=str(trusted))
    assert "(IP address mismatch, certificate is not valid for '127.0.0.1')" in ended.stderr
    assert (ended.returncode, place.states()) == (1, "5 queued")


def test_a_wrong_password_holds_all_until_it_is_mended(place: Place) -> None:
    with faulty(
        place, times(1, always("AUTH", "535 no")), username="desk", password_env="DESK", security="none"
    ) as server:
        ended = onrecord(place.folder, "send", DESK="wrong")
        assert "refused the login: 535 no; check mail.smtp: username and password" in ended.stderr
        first, attempts = place.states(), place.attempts()
        assert place.send(DESK="right") == 0
        holds(OTHERS[1], first, ended.returncode, place.states(), place.copies(server))
    assert attempts == [0, 0, 0, 0, 0]


@contextmanager
def killed(place: Place, server: Server) -> Iterator[None]:
    """Start a real sender, and kill it when the server has taken its first message and it waits to note so."""
    with closing(sqlite3.connect(place.database, isolation_level=None, check_same_thread=False)) as store:
        held = threading.Event()

        def hold_the_store(step: str, _recipient: str) -> None:
            if step == MESSAGE and not held.is_set():
                store.execute("BEGIN IMMEDIATE")
                held.set()

        server.script = hold_the_store
        with subprocess.Popen([*PROGRAM, "send"], cwd=place.folder) as sender:
            assert server.taken.wait(60)
            sender.kill()
        store.execute("ROLLBACK")
    server.script = usual
    server.taken.clear()
    yield


@pytest.mark.parametrize("kills", [1, 2])
def test_a_sender_that_is_killed_leaves_at_most_one_repeat(
    place: Place, kills: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    raise NotImplementedError
