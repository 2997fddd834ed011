"""Each way in which sending goes wrong: in which states the deliveries end, and who got how many copies.

What is seen makes a row of the table in docs/sending.md, which must have it so; ONRECORD_RENEW=1 writes it there.
"""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections import Counter
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from digests.message_ids import message_id
from digests.transports import session
from tests import stores
from tests.certificates import certificate
from tests.command import MAIN, onrecord, started
from tests.digests.transports.desk import DAY, FIVE, Place, configure, faulty, prepared, told
from tests.digests.transports.scripted import DROP, HANG, LOSE, MESSAGE, Server, always, serving, times, usual
from tests.scraper.loopback import on_a_terminal

if TYPE_CHECKING:
    from tests.digests.transports.scripted import Script

DOCS = Path(__file__).parents[3] / "docs" / "sending.md"


@pytest.fixture
def place(tmp_path: Path, empty: Path) -> Place:
    return prepared(tmp_path / "desk", empty, FIVE)


def holds(fault: str, first: str, code: int | str, later: str, copies: str) -> None:
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


MANY = 18  # runs: more than there are attempts, and over more days than a message waits
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
        message_id("morning", DAY, "ana@example.org", domain="paper.example")
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


def test_what_waits_for_a_later_try_is_told_by_a_run_that_has_nothing_to_do(place: Place) -> None:
    with faulty(place, always("RCPT", "451 busy", to="dan")):
        place.send()
        ended = onrecord(place.folder, "send")
    assert ended.stdout.splitlines()[1:] == ["1 message waits for the next try; `onrecord status` tells why."]
    assert ended.returncode == 0


def test_a_certificate_that_is_not_to_be_trusted_gets_no_message(place: Place, tmp_path: Path) -> None:
    context, trusted = certificate(tmp_path, "127.0.0.1")
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


LOGIN = {"username": "desk", "password_env": "DESK"}


def test_a_wrong_password_holds_all_until_it_is_mended(place: Place) -> None:
    with faulty(place, times(1, always("AUTH", "535 no")), **LOGIN) as server:
        ended = onrecord(place.folder, "send", DESK="wrong")
        assert "refused the login: 535 no; check mail.smtp: username and password" in ended.stderr
        first, attempts = place.states(), place.attempts()
        assert place.send(DESK="right") == 0
        holds(OTHERS[1], first, ended.returncode, place.states(), place.copies(server))
    assert attempts == [0, 0, 0, 0, 0]


def kill_a_sender(place: Place, server: Server) -> None:
    """Start a sender, and kill it when the server has said yes to a message and the store is held by another."""
    with stores.holding(place.folder) as hold:

        def hold_the_store(step: str, recipient: str) -> None:
            if step == MESSAGE and recipient.startswith("ana"):
                hold()

        server.script = hold_the_store
        server.accepted.clear()
        with started(place.folder, "send") as sender:
            while "ana@example.org" not in server.accepted:
                assert sender.process.is_alive()
                time.sleep(0.01)
    server.script = usual


@pytest.mark.parametrize("kills", [1, 2])
def test_a_sender_that_is_killed_leaves_at_most_one_repeat(place: Place, kills: int) -> None:
    with serving() as server:
        configure(place, server)
        kill_a_sender(place, server)
        first = place.states()
        for _ in range(kills - 1):
            place.end_leases()
            kill_a_sender(place, server)
        errors = place.send_later()
        holds(OTHERS[1 + kills], first, "killed", place.states(), place.copies(server))
    assert len(set(server.contents)) == 5
    vanished = "morning of 2026-11-24 to ana@example.org: whoever sent it vanished before it told how that went"
    remedy = "ask whether it arrived; if not: onrecord send --again"
    assert errors == ([f"{vanished}; {remedy}"] if kills == 2 else [])


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(("step", "states"), [("RCPT", "5 queued"), (MESSAGE, "4 queued, 1 unknown")])
def test_a_sender_that_is_stopped_gives_back_what_it_has_not_handed_over(
    place: Place, stop: signal.Signals, step: str, states: str
) -> None:
    reached = threading.Event()

    def hang(at: str, recipient: str) -> str | None:
        if at == step and recipient.startswith("ana"):
            reached.set()
            return HANG
        return None

    with faulty(place, hang) as server:
        with started(place.folder, "send") as sender:
            assert reached.wait(30)
            if step == MESSAGE:
                while not server.contents:
                    time.sleep(0.01)
            assert sender.process.pid is not None
            os.kill(sender.process.pid, stop)
            ended = sender.ended(timeout=30)
        assert ended.returncode == 1
        assert ended.stderr.strip() == "onrecord: Stopped. What was stored is kept; run the command again to go on."
        assert place.states() == states
        assert sum(place.attempts()) == (step == MESSAGE)
        server.script = usual
        place.send_later()
        assert (place.states(), place.copies(server)) == ("5 sent", "1 each" if step == "RCPT" else "1 each, ana 2")


def test_on_a_terminal_it_is_shown_how_far_the_sending_is(place: Place) -> None:
    with faulty(place, usual):
        shown = on_a_terminal(place.folder, "send")
    assert re.search(r"Sending .* 5/5", shown)
    assert "5 messages sent" in shown


def test_four_senders_at_once_send_each_message_once(tmp_path: Path, empty: Path) -> None:
    place = prepared(tmp_path / "desk", empty, [f"r{number}" for number in range(1_000)])
    with serving() as server:
        configure(place, server)
        with ExitStack() as stack:
            senders = [stack.enter_context(started(place.folder, "send")) for _ in range(4)]
            ended = [sender.ended() for sender in senders]
        first, code = place.states(), max(sender.returncode for sender in ended)
        place.send_later()
        holds(OTHERS[4], first, code, place.states(), place.copies(server))
    assert [sender.stderr for sender in ended] == [""] * 4
    shares = [int(sender.stdout.split()[0].replace(",", "")) for sender in ended]
    assert sum(shares) == 1_000
    assert max(server.sessions) <= 100


FULL = """
import errno, os
def fsync(file):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
os.fsync = fsync
"""


def test_a_full_disk_leaves_no_half_message(place: Place) -> None:
    (place.folder / "topics.yaml").write_text("topics: [{name: grid}]\n")
    ended = onrecord(place.folder, "send", code=f"{FULL}\n{MAIN}")
    mails = place.folder / "outbox"
    assert f"outbox {mails}: No space left on device; free some space there; 5 messages will" in ended.stderr
    assert [file for file in mails.rglob("*") if file.is_file()] == []
    first, attempts = place.states(), place.attempts()
    place.send_later()
    got = Counter(re.search(r"^To: (\w+)@", file.read_text(), re.MULTILINE)[1] for file in mails.glob("new/*"))  # type: ignore[index]
    holds(OTHERS[5], first, ended.returncode, place.states(), told(dict.fromkeys(FIVE, 0) | got))
    assert attempts == [0, 0, 0, 0, 0]


def test_status_tells_what_is_not_sent_and_why_and_what_to_do(place: Place) -> None:
    def mixed(step: str, recipient: str) -> str | None:
        told = {"ana": ("RCPT", "550 no such person"), "ben": (MESSAGE, LOSE), "cem": ("RCPT", "451 busy")}
        at, answer = told.get(recipient.partition("@")[0], ("", None))
        return answer if step == at else None

    with faulty(place, mixed):
        place.send()
        lines = onrecord(place.folder, "status").stdout.splitlines()
    outbox_lines = [line for line in lines if line.startswith("Outbox")]
    assert [line.partition(":")[2].partition(":")[0] for line in outbox_lines] == [
        " 1 message queued",
        " 2 messages sent",
        " 1 message of unknown outcome",
        " 1 message failed",
    ]
    assert "if not, 'onrecord send --again'" in outbox_lines[2]
    assert "mend what is told below, then 'onrecord send --again'" in outbox_lines[3]
    assert lines[lines.index("Not sent, the newest:") + 1].startswith(
        "  morning of 2026-11-24 to ana@example.org: failed"
    )
    text = "\n".join(lines)
    assert re.search(r"to ana@.*: failed after 1 attempt: .* refused the recipient: 550 no such person\n", text)
    assert re.search(r"to ben@.*: of unknown outcome after 1 attempt: .* answer was lost .*; again after 20", text)
    assert re.search(r"to cem@.*: queued after 1 attempt: .* 451 busy; again after 20", text)


def test_the_docs_tell_of_these_faults_and_no_others() -> None:
    rows = re.findall(r"(?m)^\| ([^|]+) \|(?: [^|]+ \|){4}$", DOCS.read_text("utf-8"))
    assert rows[1:] == [*FAULTS, *HANGS, *OTHERS]
