"""What the doctor says of a mail server, with a real one on this machine."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest

from onrecord.cli.doctor import server
from onrecord.cli.doctor.findings import State
from onrecord.config import Mail
from tests.certificates import certificate
from tests.onrecord.cli.doctor.loopback import mail_server

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from onrecord.cli.doctor.findings import Finding


def look(port: int, **smtp: Any) -> list[Finding]:  # noqa: ANN401  # any key of mail.smtp
    usual = {"host": "localhost", "port": port, "security": "none", "timeout": 5}
    mail = Mail.model_validate({"from": "Desk <desk@paper.example>", "smtp": usual | smtp})
    assert mail.smtp is not None
    return list(server.findings(mail, mail.smtp))


def states(found: Sequence[Finding]) -> set[State]:
    return {finding.state for finding in found}


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_of_a_server_that_is_right_all_is_told(security: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    monkeypatch.setenv("DESK_PASSWORD", "hunter2")
    login = {"username": "desk", "password_env": "DESK_PASSWORD", "security": security}
    with mail_server(tls=context, starttls=security == "starttls", auth_require_tls=False) as (script, port):
        found = look(port, **login)
    assert states(found) == {State.OK}
    told = [finding.what for finding in found]
    assert "the certificate right and good for 90 days" in told[2]
    assert told[3:] == [
        "Takes messages of up to 33,554 KB",
        "Takes the login of desk",
        "Lets you send as desk@paper.example",
    ]
    assert script.messages == []


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (("localhost", -1), ("certificate has expired", "has run out")),
        (("mail.paper.example", 90), ("Hostname mismatch", "It is for another name")),
        (("localhost", 90), ("self-signed certificate", "Nobody that this computer trusts vouches for it")),
    ],
)
def test_a_certificate_that_is_not_right_is_told_with_what_to_do(
    made: tuple[str, int], told: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certificate(tmp_path, made[0], days=made[1])
    if "self-signed" not in told[0]:
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with mail_server(tls=context, starttls=True) as (_, port):
        found = look(port, security="starttls")
    assert found[-1].state is State.WRONG
    assert told[0] in found[-1].what
    assert told[1] in found[-1].remedy


def test_a_certificate_that_runs_out_soon_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, trusted = certificate(tmp_path, days=5)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with mail_server(tls=context) as (_, port):
        [soon] = [finding for finding in look(port, security="tls") if finding.state is State.WARNING]
    assert "good for 5 days" in soon.what


def test_a_wrong_password_is_told_with_what_providers_want(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_PASSWORD", "wrong")
    with mail_server(auth_require_tls=False) as (_, port):
        found = look(port, username="desk", password_env="DESK_PASSWORD")  # noqa: S106
    assert found[-1].what == "Refuses the login of desk: 535 5.7.8 Authentication credentials invalid"
    assert "'app password'" in found[-1].remedy


def test_a_password_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESK_PASSWORD", raising=False)
    found = look(9, username="desk", password_env="DESK_PASSWORD")  # noqa: S106
    assert found[-1].state is State.WRONG
    assert "DESK_PASSWORD is empty or not set" in found[-1].what


def test_a_server_that_wants_a_login_or_another_sender_is_told() -> None:
    with mail_server() as (script, port):
        script.refusals["desk@paper.example"] = "553 not yours"
        other = look(port)[-1]
        script.refusals["desk@paper.example"] = "530 Authentication required"
        login = look(port)[-1]
    assert other.what == "Does not let you send as desk@paper.example: 553 not yours"
    assert "mail.from" in other.remedy
    assert login.what.startswith("Does not let you send as desk@paper.example: 530")
    assert "'username'" in login.remedy


def test_a_server_without_encryption_or_login_says_which_setting_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_PASSWORD", "hunter2")
    with mail_server() as (_, port):
        plain = look(port, security="starttls")[-1]
        no_tls = look(port, security="tls")[-1]
        no_login = look(port, username="desk", password_env="DESK_PASSWORD")[-1]  # noqa: S106
    for finding in (plain, no_tls, no_login):
        assert finding.state is State.WRONG
        assert "'security: starttls' with port 587" in finding.remedy
    assert no_tls.what == "No encryption came to be (WRONG_VERSION_NUMBER)"


def test_a_server_that_takes_only_short_messages_is_told() -> None:
    with mail_server(data_size_limit=100_000) as (_, port):
        [small] = [finding for finding in look(port) if finding.state is State.WARNING]
    assert small.what == "Takes messages of at most 100 KB; a full digest may have 360"
    with mail_server(data_size_limit=None) as (_, port):
        assert "Sets no limit to a message's size" in [finding.what for finding in look(port)]


def test_a_server_that_is_not_there_or_is_no_mail_server_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        nothing = look(port, timeout=0.2)[-1]
    closed = look(port)[-1]
    monkeypatch.setattr(socket, "getaddrinfo", _no_name)
    unknown = look(port, host="smtp.paper.example")[-1]
    assert nothing.what == "Does not answer as a mail server does"
    assert closed.what == "Can't be reached: Connection refused"
    assert unknown.what == "There is no server of this name"


def _no_name(*_arguments: object, **_others: object) -> None:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
