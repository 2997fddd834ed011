"""What the doctor says of a sender's domain, and the very records that it tells to enter."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from digests import dkim
from onrecord.cli.doctor import domain
from onrecord.cli.doctor.findings import State
from onrecord.cli.doctor.names import Names
from onrecord.config import Mail
from tests.onrecord.cli.doctor.loopback import domain_names

if TYPE_CHECKING:
    from pathlib import Path

    from onrecord.cli.doctor.findings import Finding

HOST = "smtp.paper.org"
SPF = "v=spf1 a:smtp.paper.org -all"
GOOD: dict[str, Any] = {
    "A": {HOST: "8.8.4.4"},
    "MX": {"paper.org": "10 smtp.paper.org."},
    "TXT": {"paper.org": ["site-verification=1", SPF], "_dmarc.paper.org": "v=DMARC1; p=reject"},
}


def look(records: dict[str, Any], *, sender: str = "desk@paper.org", **mail: Any) -> dict[str, Finding]:  # noqa: ANN401
    """The findings by what they are about."""
    settings = Mail.model_validate({"from": sender, "smtp": {"host": HOST}} | mail)
    assert settings.smtp is not None
    with domain_names(**records) as names:
        found = list(domain.findings(settings, settings.smtp, names))
    return {finding.what.partition(":")[0].partition(" ")[0]: finding for finding in found}


def texts(**named: Any) -> dict[str, Any]:  # noqa: ANN401
    """Good records but for these TXT ones: `_dmarc` or `paper`, None for none."""
    replaced = {"paper": "paper.org", "dmarc": "_dmarc.paper.org"}
    kept = GOOD["TXT"] | {replaced[name]: text for name, text in named.items()}
    return GOOD | {"TXT": {name: text for name, text in kept.items() if text is not None}}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "dkim.pem"
    dkim.make(path)
    return path


def test_of_a_domain_that_is_right_all_is_told(key: Path) -> None:
    records = texts()
    records["TXT"]["onrecord._domainkey.paper.org"] = dkim.record(key)
    found = look(records, dkim={"selector": "onrecord", "key_file": str(key)})
    assert {finding.state for finding in found.values()} == {State.OK}
    assert list(found) == ["Replies", "SPF", "DKIM", "DMARC"]
    assert found["DMARC"].what.endswith("refuse it (p=reject)")


def test_without_records_the_very_ones_to_enter_are_told(key: Path) -> None:
    found = look({"A": {HOST: "8.8.4.4"}}, dkim={"selector": "onrecord", "key_file": str(key)})
    assert found["SPF"].state is State.WRONG
    assert found["SPF"].record == "v=spf1 a:smtp.paper.org ~all"
    assert "the name paper.org (or @)" in found["SPF"].remedy
    assert found["DKIM"].state is State.WRONG
    assert found["DKIM"].record == dkim.record(key)
    assert "the name onrecord._domainkey.paper.org" in found["DKIM"].remedy
    assert "in pieces of 255 characters" in found["DKIM"].remedy
    assert found["DMARC"].state is State.WARNING
    assert found["DMARC"].record == "v=DMARC1; p=none; rua=mailto:desk@paper.org"
    assert "the name _dmarc.paper.org" in found["DMARC"].remedy
    assert found["Nobody"].state is State.WARNING


@pytest.mark.parametrize(
    ("host", "record"),
    [
        ("smtp.gmail.com", "v=spf1 include:_spf.google.com ~all"),
        ("email-smtp.eu-west-1.amazonaws.com", "v=spf1 include:amazonses.com ~all"),
        ("notgmail.com", "v=spf1 a mx ~all"),
        ("localhost", "v=spf1 a mx ~all"),
        ("8.8.4.4", "v=spf1 ip4:8.8.4.4 ~all"),
    ],
)
def test_a_provider_s_own_record_is_told_where_it_is_known(host: str, record: str) -> None:
    assert look({}, smtp={"host": host})["SPF"].record == record


def test_a_record_that_names_the_provider_is_right_wherever_its_servers_are() -> None:
    records = texts(paper="v=spf1 include:_spf.google.com -all")
    assert look(records, smtp={"host": "smtp.gmail.com"})["SPF"].state is State.OK


def test_a_record_that_does_not_name_the_server_is_told_with_the_one_that_does() -> None:
    found = look(texts(paper="v=spf1 ip4:192.0.2.0/24 -all"))["SPF"]
    assert found.state is State.WARNING
    assert "does not name smtp.paper.org (8.8.4.4)" in found.what
    assert found.record == "v=spf1 ip4:192.0.2.0/24 a:smtp.paper.org -all"


@pytest.mark.parametrize("host", ["localhost", "192.168.1.7"])
def test_whether_a_record_names_a_server_on_this_network_is_not_guessed(host: str) -> None:
    found = look(texts(), smtp={"host": host})["SPF"]
    assert found.state is State.WARNING
    assert "can't be told from here" in found.what


def test_a_record_that_can_not_be_weighed_and_two_records_are_told() -> None:
    unclear = look(texts(paper="v=spf1 exists:%{i}.paper.org -all"))["SPF"]
    two = look(texts(paper=[SPF, "v=spf1 mx -all"]))["SPF"]
    assert (unclear.state, two.state) == (State.WARNING, State.WRONG)
    assert "can't be told: the term exists:%{i}.paper.org depends on the mail" in unclear.what
    assert "there are 2 records, so none counts" in two.what


def test_mail_that_is_not_signed_is_told_with_how_to_see_whether_the_provider_signs() -> None:
    found = look(GOOD)["DKIM"]
    assert found.state is State.WARNING
    assert "dkim=pass" in found.remedy
    assert "onrecord doctor --make-dkim-key" in found.remedy


def test_another_key_in_the_dns_is_told_with_the_record_for_this_one(key: Path, tmp_path: Path) -> None:
    dkim.make(tmp_path / "other.pem")
    records = texts()
    records["TXT"]["onrecord._domainkey.paper.org"] = dkim.record(tmp_path / "other.pem")
    found = look(records, dkim={"selector": "onrecord", "key_file": str(key)})["DKIM"]
    assert found.state is State.WRONG
    assert f"the key in {key} is not the one that is published at onrecord._domainkey.paper.org" in found.what
    assert found.record == dkim.record(key)


@pytest.mark.skipif(os.name != "posix", reason="files have no such rights")
def test_a_key_that_others_can_read_or_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "dkim.pem"
    settings = {"selector": "onrecord", "key_file": str(path)}
    missing = look(GOOD, dkim=settings)["DKIM"]
    dkim.make(path)
    path.chmod(0o644)
    mail = Mail.model_validate({"from": "desk@paper.org", "smtp": {"host": HOST}, "dkim": settings})
    assert mail.smtp is not None
    with domain_names(**GOOD) as names:
        found = list(domain.findings(mail, mail.smtp, names))
    assert missing.state is State.WRONG
    assert "can't read" in missing.what
    assert f"Type: chmod 600 {path}" in [finding.remedy for finding in found]


@pytest.mark.parametrize(
    ("record", "words"),
    [("v=DMARC1; p=none", "do nothing (p=none)"), ("v=DMARC1; p=quarantine; sp=reject", "put it among spam")],
)
def test_what_the_policy_does_is_told_in_words(record: str, words: str) -> None:
    assert words in look(texts(dmarc=record))["DMARC"].what


def test_a_domain_within_another_has_that_one_s_policy() -> None:
    found = look(texts(dmarc="v=DMARC1; p=none; sp=reject"), sender="desk@mail.paper.org")["DMARC"]
    assert "the record of paper.org" in found.what
    assert "refuse it (p=reject)" in found.what
    assert look(texts(dmarc=["v=DMARC1; p=none", "v=DMARC1; p=reject"]))["DMARC"].state is State.WRONG


def test_a_domain_without_a_server_for_its_mail_is_told() -> None:
    itself = look(GOOD | {"MX": {}, "A": {HOST: "8.8.4.4", "paper.org": "8.8.4.5"}})["Replies"]
    none = look(GOOD | {"MX": {"paper.org": "0 ."}, "A": {HOST: "8.8.4.4", "paper.org": "8.8.4.5"}})["Nobody"]
    assert itself.what == "Replies to desk@paper.org go to paper.org itself (it has no MX record)"
    assert none.state is State.WARNING


@pytest.mark.parametrize("sender", ["onrecord@localhost", "desk@paper.example", "desk@home.local"])
def test_an_address_that_is_nobody_s_is_told_and_the_dns_is_not_asked(sender: str) -> None:
    settings = Mail.model_validate({"from": sender, "smtp": {"host": HOST}})
    assert settings.smtp is not None
    [found] = domain.findings(settings, settings.smtp, Names())
    assert found.state is State.WRONG
    assert "mail.from" in found.remedy


def test_a_dns_that_can_not_be_asked_is_told_as_such_and_no_more() -> None:
    found = look({"fault": {"paper.org": ""}})
    assert list(found) == ["The"]
    assert found["The"].what.startswith("The DNS could not be asked (")
    assert found["The"].state is State.WARNING
