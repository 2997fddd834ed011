"""Signatures, as a receiver checks them, with keys made here."""

from __future__ import annotations

import re
import stat
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from digests import dkim as ours
from digests.mail import mail
from onrecord.config import Mail
from onrecord.errors import ConfigError
from onrecord.model import Delivery, DeliveryStatus, Message, ReaderLinks

if TYPE_CHECKING:
    from pathlib import Path

LONG = "<p>" + "Words that need a soft line end. " * 20 + " \n</p>"


@pytest.fixture(scope="module")
def rsa(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "rsa.pem"
    ours.make(path)
    return path


@pytest.fixture(scope="module")
def ed25519(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "ed25519.pem"
    path.write_bytes(
        Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return path


def signed(key: Path, **dkim_settings: str) -> bytes:
    settings: dict[str, Any] = {"from": "Küste <desk@mail.paper.example>"}
    settings["unsubscribe_url"] = "https://paper.example/leave?who={recipient}"
    settings["dkim"] = {"selector": "onrecord", "key_file": str(key)} | dkim_settings
    delivery = Delivery(
        id=1,
        digest="morning",
        date=date(2026, 11, 24),
        recipient="ben@reader.example",
        message_id="<1@mail.paper.example>",
        composed=datetime(2025, 11, 24, 6, 30, tzinfo=UTC),
        message=Message("Küste", LONG, "Text  \n"),
        status=DeliveryStatus.SENDING,
    )
    return mail(delivery, Mail.model_validate(settings))


def linked(key: Path, token: str) -> bytes:
    """A signed mail of the same edition, with a recipient's own links."""
    place = "https://paper.example/subscribe#yours"
    delivery = Delivery(
        id=1,
        digest="morning",
        date=date(2026, 11, 24),
        recipient="ben@reader.example",
        message_id="<1@mail.paper.example>",
        composed=datetime(2025, 11, 24, 6, 30, tzinfo=UTC),
        message=Message("News", f'{LONG}<a href="{place}">leave</a>', f"Leave:\n{place}\n"),
        status=DeliveryStatus.SENDING,
        links=ReaderLinks(place, f"https://paper.example/p/{token}", f"https://paper.example/u/{token}"),
    )
    settings = {"from": "desk@paper.example", "dkim": {"selector": "onrecord", "key_file": str(key)}}
    return mail(delivery, Mail.model_validate(settings))


def test_a_reader_s_own_links_are_signed_with_the_rest(rsa: Path) -> None:
    for token in ("anna" * 30, "ben"):
        message = linked(rsa, token)
        assert holds(message, rsa, "paper.example")
        assert message == linked(rsa, token)
        assert not holds(message.replace(b"/u/", b"/x/", 1), rsa, "paper.example")
        assert not holds(message.replace(b"/p/", b"/x/", 1), rsa, "paper.example")


def holds(message: bytes, key: Path, domain: str = "mail.paper.example") -> bool:
    """Whether a receiver that finds the key's record in the DNS takes the signature."""
    records = {f"onrecord._domainkey.{domain}.": ours.record(key)}

    def answer(name: bytes, **_others: object) -> bytes:
        return records[name.decode()].encode()

    return bool(dkim.verify(message, dnsfunc=answer))


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_a_receiver_takes_the_signature_and_no_change(kind: str, request: pytest.FixtureRequest) -> None:
    key = request.getfixturevalue(kind)
    message = signed(key)
    assert holds(message, key)
    assert not holds(message.replace(b"Words", b"Swords", 1), key)
    assert not holds(message.replace(b"List-Unsubscribe-Post: ", b"List-Unsubscribe-Post: No-", 1), key)
    assert not holds(b"From: Somebody <x@y.example>\r\n" + message, key)
    assert not holds(b"Subject: Other news\r\n" + message, key)


def test_all_that_a_reader_relies_on_is_signed_and_lines_are_short(rsa: Path) -> None:
    head = signed(rsa).partition(b"\r\n\r\n")[0].decode("ascii")
    tag = re.search(r"\bh=([^;]*);", head)
    assert tag is not None
    names = {name.strip() for name in tag[1].split(":")}
    assert names >= {
        *("from", "to", "subject", "date", "message-id", "mime-version", "content-type"),
        *("list-unsubscribe", "list-unsubscribe-post"),
    }
    assert "c=relaxed/relaxed" in head
    assert max(map(len, head.split("\r\n"))) < 78


def test_a_message_sent_again_is_the_same_to_its_last_byte(rsa: Path) -> None:
    assert signed(rsa) == signed(rsa)
    assert b" t=1763965800;" in signed(rsa).replace(b"\r\n", b"")


def test_a_domain_above_the_sender_s_can_sign(rsa: Path) -> None:
    assert holds(signed(rsa, domain="paper.example"), rsa, "paper.example")


def test_a_key_made_here_is_its_owner_s_alone_and_no_key_is_written_over(rsa: Path) -> None:
    assert stat.S_IMODE(rsa.stat().st_mode) == 0o600
    assert not ours.readable_for_others(rsa)
    with pytest.raises(ConfigError, match="exists already, perhaps a key in use"):
        ours.make(rsa)
    with pytest.raises(ConfigError, match=r"can't be written \(No such file or directory\)"):
        ours.make(rsa.parent / "no" / "folder")


@pytest.mark.parametrize("text", ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_file_that_holds_no_key_is_named_with_how_to_make_one(text: str, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(text)
    with pytest.raises(ConfigError, match=r"key holds no private key .* 'onrecord doctor --make-dkim-key FILE'"):
        signed(tmp_path / "key")


def test_a_key_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"mail\.dkim\.key_file: can't read .*missing \(No such file or directory\)"):
        signed(tmp_path / "missing")


def test_an_ed25519_key_without_its_library_names_what_to_install(
    ed25519: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(dkim, "nacl")
    with pytest.raises(ConfigError, match=r"PyNaCl is missing; type: pip install 'on-record\[ed25519\]'"):
        signed(ed25519)
