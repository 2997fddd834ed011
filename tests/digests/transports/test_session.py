"""A conversation with a mail server, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from digests.transports.session import HungUpError, Session
from onrecord.config import Smtp
from onrecord.errors import ConfigError, RefusedError, SendError, UnansweredError, UnreachableError
from tests.digests.transports.scripted import CUT, DRIP, MESSAGE, Server, always, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

MAIL = b"Message-ID: <1@paper.example>\r\n\r\nWords.\r\n.\r\n..\r\n"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


def session(server: Server, timeout: float = 5) -> Session:
    settings = Smtp.model_validate({"host": "127.0.0.1", "port": server.port, "security": "none", "timeout": timeout})
    return Session(settings, None)


def send(server: Server, content: bytes = MAIL, to: str = "ana@example.org") -> None:
    opened = session(server)
    try:
        opened.send("desk@paper.example", to, content)
    finally:
        opened.close()


def test_lines_that_begin_with_a_dot_arrive_as_they_are(server: Server) -> None:
    send(server)
    assert server.contents == [MAIL.replace(b"\r\n.", b"\r\n..")]  # as the other side undoes (RFC 5321, section 4.5.2)


def test_a_server_that_hangs_up_in_the_middle_of_a_message_does_not_have_it(server: Server) -> None:
    server.script = always("DATA", CUT)
    with pytest.raises(HungUpError, match="hung up before it had the message"):
        send(server, MAIL + b"so long\r\n" * 4_000_000)


@pytest.mark.parametrize("answer", ["what?", "354 go on", "150 wait"])
def test_an_answer_to_a_message_that_is_none_leaves_its_outcome_unknown(server: Server, answer: str) -> None:
    server.script = always(MESSAGE, answer)
    with pytest.raises(UnansweredError, match="nothing that an answer to a message can be"):
        send(server)


@pytest.mark.parametrize(
    ("step", "answer", "expected"),
    [
        ("MAIL", "530 login first", ConfigError),
        ("MAIL", "550 not yours", ConfigError),
        ("MAIL", "552 too large", RefusedError),
        ("MAIL", "452 no room for that", SendError),
        ("MAIL", "450 slow down", UnreachableError),
        ("MAIL", "421 busy", UnreachableError),
        ("RCPT", "421 busy", HungUpError),
        ("DATA", "421 busy", HungUpError),
        ("DATA", "250 OK", HungUpError),
        (MESSAGE, "421 busy", HungUpError),
        (MESSAGE, "530 login first", ConfigError),
    ],
)
def test_what_a_server_answers_is_understood(server: Server, step: str, answer: str, expected: type[Exception]) -> None:
    server.script = always(step, answer)
    with pytest.raises(expected) as told:
        send(server)
    assert told.type is expected
    assert answer in str(told.value)


def test_a_message_that_is_too_large_is_not_offered(server: Server) -> None:
    server.features = ("SIZE 40",)
    with pytest.raises(RefusedError, match=r"takes at most 40 bytes, and the message has 48; show fewer statements"):
        send(server)
    assert not any(command.startswith("MAIL") for command in server.commands)


@pytest.mark.parametrize("size", ["SIZE", "SIZE 0", "SIZE 5000"])
def test_a_server_that_wants_to_know_the_size_is_told(server: Server, size: str) -> None:
    server.features = (size,)
    send(server)
    assert f"MAIL FROM:<desk@paper.example> SIZE={len(MAIL)}" in server.commands


@pytest.mark.parametrize("address", ["ana\r\nRCPT TO:<eve@example.org>", "änne@example.org"])
def test_an_address_that_is_none_is_refused(server: Server, address: str) -> None:
    with pytest.raises(RefusedError, match="is no address in plain letters"):
        send(server, to=address)
    assert server.copies == {}


def test_a_session_knows_that_its_server_has_gone(server: Server) -> None:
    opened = session(server)
    opened.send("desk@paper.example", "ana@example.org", MAIL)
    assert opened.is_ready()
    server.script = always("RSET", "421 time is over")
    assert not opened.is_ready()
    opened.close()


@pytest.mark.parametrize(
    ("step", "answer", "expected"), [("EHLO", "421", UnreachableError), ("RCPT", "?", HungUpError)]
)
def test_an_answer_that_is_none_is_no_yes(server: Server, step: str, answer: str, expected: type[Exception]) -> None:
    server.script = always(step, answer)
    with pytest.raises(expected):
        send(server)
    assert server.copies == {}


def test_a_login_that_is_refused_for_now_is_no_fault_of_the_settings(server: Server) -> None:
    server.script = always("AUTH", "454 come again")
    settings = {
        "host": "localhost",
        "port": server.port,
        "security": "none",
        "username": "desk",
        "password_env": "DESK",
    }
    with pytest.raises(UnreachableError, match="refused the login: 454 come again"):
        Session(Smtp.model_validate(settings), "secret")


def test_a_server_that_does_not_encrypt_from_the_first_byte_is_told_so(server: Server) -> None:
    settings = {"host": "127.0.0.1", "port": server.port, "security": "tls", "timeout": 5}
    with pytest.raises(UnreachableError, match=r"no safe connection \(.*\); see mail\.smtp\.security"):
        Session(Smtp.model_validate(settings), None)


@pytest.mark.parametrize("step", ["connect", "EHLO"])
def test_an_answer_that_comes_character_by_character_is_waited_for_no_longer_than_any(
    server: Server, step: str
) -> None:
    server.script = always(step, DRIP)
    with pytest.raises(UnreachableError, match="timed out"):
        session(server, timeout=0.4)


def test_a_message_whose_answer_comes_character_by_character_is_of_unknown_outcome(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digests.transports.session.PATIENCE", 1)
    server.script = always(MESSAGE, DRIP)
    opened = session(server, timeout=0.4)
    with pytest.raises(UnansweredError, match="timed out"):
        opened.send("desk@paper.example", "ana@example.org", MAIL)
    opened.close()


@pytest.mark.parametrize("step", ["connect", "RCPT", MESSAGE])
def test_of_a_long_answer_the_beginning_is_told_and_of_a_wild_one_what_can_be_shown(server: Server, step: str) -> None:
    server.script = always(step, "\r\n".join([*["451-\0\x1b[31mno \u202e" + "x" * 1_000] * 100, "451 no"]))
    with pytest.raises(SendError) as told:
        send(server)
    assert "451 [31mno xxx" in str(told.value)
    assert str(told.value).isprintable()
    assert len(str(told.value)) < 500


def test_an_answer_without_end_is_not_kept(server: Server) -> None:
    server.script = always("RCPT", "\r\n".join(["451-" + "x" * 1_000] * 3_000))
    with pytest.raises(HungUpError, match="more than 1,000,000 bytes"):
        send(server)


def test_a_size_that_is_no_number_of_bytes_is_none(server: Server) -> None:
    server.features = (f"SIZE {'9' * 5_000}",)
    send(server)
    assert len(server.contents) == 1


@pytest.mark.parametrize("answer", ["334 a", "334 \xff"])
def test_a_login_that_makes_no_sense_is_told(server: Server, answer: str) -> None:
    server.features = ("AUTH CRAM-MD5",)
    server.script = always("AUTH", answer)
    login = {"host": "localhost", "port": server.port, "security": "none", "username": "desk", "password_env": "DESK"}
    with pytest.raises((UnreachableError, ConfigError), match=f"localhost:{server.port}"):
        Session(Smtp.model_validate(login), "secret")


def test_a_server_that_knows_no_ehlo_is_greeted_in_the_old_way(server: Server) -> None:
    server.script = always("EHLO", "502 what?")
    send(server)
    assert len(server.contents) == 1
    assert [one.split()[0].upper() for one in server.commands] == ["EHLO", "HELO", "MAIL", "RCPT", "DATA", "QUIT"]
