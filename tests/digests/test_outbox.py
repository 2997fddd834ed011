"""Sending, with a Maildir and a real SMTP server that follows a script."""

from __future__ import annotations

import email
import socket
import threading
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from email.policy import default
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from digests import outbox
from digests.transports import Transport, of_mail
from digests.transports.folders import Maildir
from onrecord.config import Mail
from onrecord.errors import ConfigError, RefusedError, SendError, UnreachableError
from onrecord.model import DeliveryStatus, Edition, Message
from onrecord.store import Store, editions
from onrecord.store import outbox as rows
from onrecord.store.outbox import Lane

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from aiosmtpd.smtp import SMTP, Envelope, Session

    from onrecord.model import Delivery

HTML = "<p>Ünïcode, and a line " + "so long " * 200 + "</p>"


@pytest.fixture
def filled(store: Store, now: datetime) -> Store:
    edition = Edition("morning", date(2026, 11, 24), "UTC", now, ())
    to = {"ana@example.org": "<1@onrecord>", "Ben Ök <ben@example.org>": "<2@onrecord>"}
    with store.write() as tx:
        editions.add(tx, edition, Message("3 new voices: “gas”", HTML, "Text ü"), keys=[], outbox=to)
    return store


class Server:
    """An SMTP server that takes mail, or answers recipients and messages as told."""

    username = "desk"

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipient_answers: dict[str, str] = {}
        self.message_answers: list[str] = []

    def login(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: object) -> AuthResult:
        assert isinstance(given, LoginPassword)
        right = LoginPassword(self.username.encode(), b"hunter2")
        return AuthResult(success=given == right, handled=given == right)

    async def handle_RCPT(  # noqa: N802  # aiosmtpd calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.recipient_answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=default)
        answer = self.message_answers.pop(0) if self.message_answers else "250 OK"
        if answer.startswith("250"):
            self.messages.append(message)
        return answer


@pytest.fixture
def server() -> Iterator[tuple[Server, Mail]]:
    script = Server()
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(script, hostname="127.0.0.1", port=port, authenticator=script.login, auth_require_tls=False)
    controller.start()
    smtp = {"host": "127.0.0.1", "port": port, "security": "none", "timeout": 5}
    yield script, Mail.model_validate({"from": "Desk <desk@paper.example>", "smtp": smtp})
    controller.stop()


def statuses(store: Store) -> dict[DeliveryStatus, int]:
    with store.read() as tx:
        return rows.counts(tx)


def at(moment: datetime) -> Any:  # noqa: ANN401  # a clock
    return lambda: moment


def test_without_a_server_mail_lies_in_a_maildir_as_eml(filled: Store, tmp_path: Path, now: datetime) -> None:
    done = outbox.send(filled, Mail(maildir=tmp_path / "outbox"), clock=at(now))
    assert done.accepted == 2
    files = sorted((tmp_path / "outbox" / "new").glob("*.eml"))
    assert len(files) == 2
    assert list((tmp_path / "outbox" / "tmp").iterdir()) == []
    parsed = [email.message_from_bytes(file.read_bytes(), policy=default) for file in files]
    by_id = {one["Message-ID"]: one for one in parsed}
    ben = by_id["<2@onrecord>"]
    assert ben["To"] == "Ben Ök <ben@example.org>"
    assert ben["Subject"] == "3 new voices: “gas”"
    assert ben["Date"].datetime == now
    assert ben["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in ben.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    plain, html = ben.iter_parts()
    assert html.get_content().strip() == HTML
    assert plain.get_content().strip() == "Text ü"


def test_mail_is_sent_once(filled: Store, server: tuple[Server, Mail], now: datetime) -> None:
    script, settings = server
    assert outbox.send(filled, settings, clock=at(now)).accepted == 2
    assert outbox.send(filled, settings, clock=at(now)).accepted == 0
    assert sorted(message["Message-ID"] for message in script.messages) == ["<1@onrecord>", "<2@onrecord>"]
    assert statuses(filled) == {DeliveryStatus.SENT: 2}


def test_many_senders_at_once_send_each_message_once(filled: Store, server: tuple[Server, Mail], now: datetime) -> None:
    script, settings = server
    senders = [
        threading.Thread(target=outbox.send, args=(filled, settings), kwargs={"clock": at(now)}) for _ in range(4)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(script.messages) == 2


def test_a_busy_server_gets_the_message_later(filled: Store, server: tuple[Server, Mail], now: datetime) -> None:
    script, settings = server
    script.message_answers = ["451 busy, come again"]
    done = outbox.send(filled, settings, clock=at(now))
    assert (done.accepted, done.postponed, done.failed) == (1, 1, 0)
    assert "451 busy, come again" in done.errors[0]
    assert outbox.send(filled, settings, clock=at(now)).accepted == 0
    assert outbox.send(filled, settings, clock=at(now + timedelta(minutes=2))).accepted == 1
    assert len(script.messages) == 2


def test_a_recipient_that_the_server_refuses_does_not_hold_up_the_others(
    filled: Store, server: tuple[Server, Mail], now: datetime
) -> None:
    script, settings = server
    script.recipient_answers["ana@example.org"] = "550 no such person"
    done = outbox.send(filled, settings, clock=at(now))
    assert (done.accepted, done.postponed, done.failed) == (1, 0, 1)
    assert "ana@example.org" in done.errors[0]
    assert "550 no such person" in done.errors[0]
    assert statuses(filled) == {DeliveryStatus.SENT: 1, DeliveryStatus.FAILED: 1}


def test_a_server_that_is_down_loses_nothing(filled: Store, now: datetime) -> None:
    with closing(socket.socket()) as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    settings = Mail.model_validate({"smtp": {"host": "127.0.0.1", "port": port, "security": "none"}})
    done = outbox.send(filled, settings, clock=at(now))
    assert (done.waiting, done.told) == (2, "0 messages sent, 2 to be tried again, 0 failed.")
    remedy = "is mail.smtp right and the server up?; 2 messages will be tried again"
    assert done.errors == [f"127.0.0.1:{port}: Connection refused; {remedy}"]


def test_a_server_without_encryption_gets_nothing_unless_it_is_allowed(
    filled: Store, server: tuple[Server, Mail], now: datetime
) -> None:
    script, settings = server
    assert settings.smtp is not None
    strict = Mail.model_validate({"smtp": {"host": "127.0.0.1", "port": settings.smtp.port}})
    with pytest.raises(ConfigError, match="STARTTLS extension not supported by server; check security"):
        outbox.send(filled, strict, clock=at(now))
    assert script.messages == []


def with_login(server: tuple[Server, Mail]) -> Mail:
    script, settings = server
    assert settings.smtp is not None
    login = {"host": "127.0.0.1", "port": settings.smtp.port, "security": "none"}
    login |= {"username": script.username, "password_env": "DESK_PASSWORD"}
    return Mail.model_validate({"smtp": login})


@pytest.mark.parametrize("password", ["", "hunterä", "wrong"])
def test_a_fault_in_the_login_costs_no_attempt_and_when_it_is_mended_all_is_sent(
    filled: Store, server: tuple[Server, Mail], now: datetime, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    settings = with_login(server)
    monkeypatch.setenv("DESK_PASSWORD", password)
    for _ in range(outbox.ATTEMPTS):
        with pytest.raises(ConfigError, match=r"mail\.smtp.* password"):
            outbox.send(filled, settings, clock=at(now))
    assert statuses(filled) == {DeliveryStatus.QUEUED: 2}
    monkeypatch.setenv("DESK_PASSWORD", "hunter2")
    server[0].message_answers = ["451 busy, come again"]
    done = outbox.send(filled, settings, clock=at(now))
    assert (done.accepted, done.postponed, done.failed) == (1, 1, 0)


def test_a_server_that_wants_a_login_gets_the_messages_once_there_is_one(
    filled: Store, server: tuple[Server, Mail], now: datetime
) -> None:
    script, settings = server
    script.recipient_answers = dict.fromkeys(("ana@example.org", "ben@example.org"), "530 Authentication required")
    with pytest.raises(ConfigError, match=r"530 Authentication required; check mail\.smtp: username and password"):
        outbox.send(filled, settings, clock=at(now))
    script.recipient_answers = {}
    assert outbox.send(filled, settings, clock=at(now)).accepted == 2


@pytest.mark.parametrize(("timeout", "lease"), [(1, timedelta(minutes=10)), (3600, timedelta(hours=40))])
def test_a_claim_outlasts_a_server_that_takes_its_time_with_each_answer(timeout: float, lease: timedelta) -> None:
    settings = Mail.model_validate({"smtp": {"host": "localhost", "security": "none", "timeout": timeout}})
    assert of_mail(settings).lease == lease


def test_after_many_refusals_a_message_is_given_up(filled: Store, server: tuple[Server, Mail], now: datetime) -> None:
    script, settings = server
    script.recipient_answers = dict.fromkeys(("ana@example.org", "ben@example.org"), "450 full, come again")
    failed = 0
    for day in range(outbox.ATTEMPTS):
        failed += outbox.send(filled, settings, clock=at(now + timedelta(days=day))).failed
    assert failed == 2
    assert statuses(filled) == {DeliveryStatus.FAILED: 2}


def test_a_message_that_was_read_already_is_not_delivered_again(filled: Store, tmp_path: Path, now: datetime) -> None:
    settings = Mail(maildir=tmp_path / "outbox")
    with filled.write() as tx:
        claimed = rows.claim(tx, now=now, lease=Maildir.lease)
    assert claimed is not None
    Maildir(settings).send(claimed)  # and the process is killed before it can note it
    [file] = (settings.maildir / "new").iterdir()
    file.rename(settings.maildir / "cur" / f"{file.name}:2,S")
    assert outbox.send(filled, settings, clock=at(now + Maildir.lease)).accepted == 2
    assert len(list(settings.maildir.glob("*/*.eml*"))) == 2


def test_a_maildir_that_can_not_be_written_is_named(filled: Store, tmp_path: Path, now: datetime) -> None:
    (tmp_path / "file").write_text("in the way")
    done = outbox.send(filled, Mail(maildir=tmp_path / "file"), clock=at(now))
    assert done.waiting == 2
    assert f"outbox {tmp_path / 'file'}: Not a directory; see mail.maildir" in done.errors[0]


class Chat(Transport):
    """A way out for what goes to a chat, that is shut in some manner."""

    lease = timedelta(minutes=5)
    lane = Lane(webhooks=True)

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault
        self.posted: list[str] = []

    def send(self, delivery: Delivery) -> None:
        if self.fault:
            raise self.fault
        self.posted.append(delivery.recipient)


@pytest.fixture
def with_chat(store: Store, now: datetime) -> Store:
    edition = Edition("morning", date(2026, 11, 24), "UTC", now, ())
    to = {"webhook:newsroom": "<1@onrecord>", "ana@example.org": "<2@onrecord>", "webhook:desk": "<3@onrecord>"}
    with store.write() as tx:
        editions.add(tx, edition, Message("News", HTML, "Text ü"), keys=[], outbox=to)
    return store


def test_mail_and_chats_are_sent_each_their_way(with_chat: Store, server: tuple[Server, Mail], now: datetime) -> None:
    chat = Chat()
    assert outbox.send(with_chat, server[1], others=[chat], clock=at(now)).accepted == 3
    assert chat.posted == ["webhook:newsroom", "webhook:desk"]
    assert [message["To"] for message in server[0].messages] == ["ana@example.org"]


@pytest.mark.parametrize("fault", [UnreachableError("no way"), SendError("later"), RefusedError("never")])
def test_trouble_with_a_chat_holds_up_no_mail(
    with_chat: Store, server: tuple[Server, Mail], now: datetime, fault: SendError
) -> None:
    done = outbox.send(with_chat, server[1], others=[Chat(fault)], clock=at(now))
    assert done.accepted == 1
    assert done.waiting + done.postponed + done.failed == 2
    assert all(str(fault) in line for line in done.errors)


def test_a_fault_in_the_settings_of_mail_holds_up_no_chat(
    with_chat: Store, server: tuple[Server, Mail], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = Chat()
    monkeypatch.setenv("DESK_PASSWORD", "wrong")
    with pytest.raises(ConfigError, match=r"check mail\.smtp: username and password"):
        outbox.send(with_chat, with_login(server), others=[chat], clock=at(now))
    assert len(chat.posted) == 2
    assert statuses(with_chat) == {DeliveryStatus.QUEUED: 1, DeliveryStatus.SENT: 2}


def test_of_many_failures_some_are_told(store: Store, server: tuple[Server, Mail], now: datetime) -> None:
    script, settings = server
    to = {f"r{number}@example.org": f"<{number}@onrecord>" for number in range(30)}
    script.recipient_answers = dict.fromkeys(to, "550 no such person")
    with store.write() as tx:
        edition = Edition("morning", date(2026, 11, 24), "UTC", now, ())
        editions.add(tx, edition, Message("News", HTML, "Text ü"), keys=[], outbox=to)
    done = outbox.send(store, settings, clock=at(now))
    assert done.told == "0 messages sent, 0 to be tried again, 30 failed."
    assert len(done.errors) == 21
    assert done.errors[-1] == "and so on: 'onrecord status' tells of more"


def test_what_a_vanished_sender_holds_for_moments_is_waited_for(
    filled: Store, server: tuple[Server, Mail], now: datetime
) -> None:
    with filled.write() as tx:
        assert rows.claim(tx, now=now, lease=timedelta(hours=1))
        assert rows.claim(tx, now=now, lease=datetime.now(UTC) + timedelta(seconds=0.3) - now)
    done = outbox.send(filled, server[1])
    assert (done.accepted, statuses(filled)) == (2, {DeliveryStatus.SENT: 2})


def test_what_waited_five_days_for_a_server_is_given_up_and_told(filled: Store, now: datetime) -> None:
    with closing(socket.socket()) as shut:
        shut.bind(("127.0.0.1", 0))
        smtp = {"host": "127.0.0.1", "port": shut.getsockname()[1], "security": "none", "timeout": 5}
        settings = Mail.model_validate({"from": "desk@paper.example", "smtp": smtp})
        with filled.write() as tx:
            may_have_arrived = rows.claim(tx, now=now, lease=timedelta(minutes=10))
            assert may_have_arrived is not None
            rows.lose(tx, may_have_arrived, due=now, error="its answer was lost")
        almost = outbox.send(filled, settings, clock=at(now + rows.LONGEST_WAIT - timedelta(seconds=1)))
        assert (almost.waiting, almost.failed) == (2, 0)
        over = outbox.send(filled, settings, clock=at(now + rows.LONGEST_WAIT))
    assert (over.waiting, over.failed, over.unknown) == (0, 1, 1)
    assert statuses(filled) == {DeliveryStatus.FAILED: 1, DeliveryStatus.UNKNOWN: 1}
    told = [line for line in over.errors if line.startswith("morning of 2026-11-24 to ")]
    assert len(told) == 2
    assert all("given up after 5 days; to try once more: onrecord send --again" in line for line in told)
    assert not outbox.send(filled, settings, clock=at(now + rows.LONGEST_WAIT)).any


def test_what_waited_long_is_sent_when_there_is_a_way_at_last(
    filled: Store, server: tuple[Server, Mail], now: datetime
) -> None:
    assert outbox.send(filled, server[1], clock=at(now + timedelta(days=8))).accepted == 2


def test_what_waited_for_settings_to_be_mended_is_given_up_as_late(
    filled: Store, server: tuple[Server, Mail], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_PASSWORD", "wrong")
    with pytest.raises(
        ConfigError, match=r"check mail\.smtp: username and password\n(.*given up after 5 days.*\n?){2}"
    ):
        outbox.send(filled, with_login(server), clock=at(now + rows.LONGEST_WAIT))
    assert statuses(filled) == {DeliveryStatus.FAILED: 2}


def test_what_was_queued_or_claimed_by_a_clock_that_ran_years_ahead_is_sent(
    filled: Store, server: tuple[Server, Mail], now: datetime
) -> None:
    ahead = now + timedelta(days=1_000)
    with filled.write() as tx:
        held, later = (rows.claim(tx, now=ahead, lease=timedelta(minutes=10)) for _ in range(2))
        assert held is not None
        assert later is not None
        rows.postpone(tx, later, due=ahead + timedelta(minutes=2), error="451 busy")
    done = outbox.send(filled, server[1], clock=at(now))
    assert (done.accepted, statuses(filled)) == (2, {DeliveryStatus.SENT: 2})


def test_how_far_it_is_is_told(with_chat: Store, server: tuple[Server, Mail], now: datetime) -> None:
    seen: list[tuple[int, int]] = []
    outbox.send(
        with_chat, server[1], others=[Chat()], clock=at(now), progress=lambda done, total: seen.append((done, total))
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]
