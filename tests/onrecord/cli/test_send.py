"""`onrecord send --test`: a short message the way that digests go."""

from __future__ import annotations

import email
from datetime import UTC, datetime, timedelta
from email.policy import default
from typing import TYPE_CHECKING

from onrecord.model import Edition, Message
from onrecord.store import Store, editions, outbox
from tests import stores
from tests.command import onrecord
from tests.onrecord.cli.doctor.loopback import mail_server

if TYPE_CHECKING:
    from pathlib import Path


def configure(folder: Path, text: str) -> None:
    (folder / "topics.yaml").write_text(text)


def server(port: int) -> str:
    return f"mail: {{from: desk@paper.example, smtp: {{host: localhost, port: {port}, security: none}}}}"


def test_a_test_mail_goes_straight_to_the_server_with_all_that_a_digest_has(tmp_path: Path) -> None:
    with mail_server() as (script, port):
        configure(
            tmp_path, f"mail: {{from: desk@paper.example, smtp: {{host: localhost, port: {port}, security: none}}}}"
        )
        ended = onrecord(tmp_path, "send", "--test", "Ana <ana@reader.example>")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith(f"localhost:{port} took the test mail for ana@reader.example.\n")
    assert "look into the spam folder" in ended.stdout
    [(sender, recipients, content)] = script.messages
    assert (sender, recipients) == ("desk@paper.example", ["ana@reader.example"])
    seen = email.message_from_bytes(content, policy=default)
    assert {"List-Unsubscribe", "List-ID", "Auto-Submitted", "Feedback-ID", "Message-ID"} <= set(seen.keys())
    plain, html = (part.get_content() for part in seen.iter_parts())
    assert "It came through" in plain
    assert "<h1" in html
    assert not (tmp_path / "onrecord.db").exists()


def test_without_a_server_it_says_that_nothing_was_sent(tmp_path: Path) -> None:
    configure(tmp_path, "digests: [{name: morning}]")
    ended = onrecord(tmp_path, "send", "--test", "ana@reader.example")
    assert ended.returncode == 0
    assert "It was not sent: topics.yaml names no server (mail.smtp)." in ended.stdout
    assert len(list(tmp_path.glob("outbox/new/*.eml"))) == 1


def test_a_server_that_lets_others_send_is_told_as_a_fault_of_the_settings(tmp_path: Path) -> None:
    with mail_server() as (script, port):
        script.refusals["desk@paper.example"] = "553 not yours"
        configure(
            tmp_path, f"mail: {{from: desk@paper.example, smtp: {{host: localhost, port: {port}, security: none}}}}"
        )
        ended = onrecord(tmp_path, "send", "--test", "ana@reader.example")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "553 not yours" in ended.stderr


def test_what_is_no_address_is_wrong_usage(tmp_path: Path) -> None:
    configure(tmp_path, "webhooks: [{name: newsroom, url_env: NEWSROOM_URL}]")
    ended = onrecord(tmp_path, "send", "--test", "newsrom")
    assert ended.returncode == 2
    assert "'newsrom' is no mail address; give one such as anna@example.org, or newsroom" in ended.stderr


def test_a_test_and_what_failed_are_not_sent_in_one(tmp_path: Path) -> None:
    ended = onrecord(tmp_path, "send", "--again", "--test", "ana@reader.example")
    assert ended.returncode == 2
    assert "--test leaves the outbox alone" in ended.stderr


def test_a_channel_without_an_address_is_told(tmp_path: Path) -> None:
    configure(tmp_path, "webhooks: [{name: newsroom, url_env: NEWSROOM_URL}]")
    ended = onrecord(tmp_path, "send", "--test", "newsroom")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "NEWSROOM_URL is empty or not set; put the url there" in ended.stderr


def test_what_failed_is_sent_once_more_when_a_person_says_so_to_whom_a_digest_still_goes(tmp_path: Path) -> None:
    configure(tmp_path, "digests: [{name: noon, recipients: [Ana Ek <ANA@reader.example>]}]")
    now = datetime.now(UTC)
    edition = Edition("morning", now.date(), "UTC", now, ())
    with Store.open(stores.at(tmp_path)) as store, store.write() as tx:
        to = {"Ana <ana@reader.example>": "<1@paper.example>", "left@reader.example": "<2@paper.example>"}
        editions.add(tx, edition, Message("News", "<p>html</p>", "text"), keys=[], outbox=to)
        for _ in to:
            claimed = outbox.claim(tx, now=datetime.now(UTC), lease=timedelta(minutes=1))
            assert claimed is not None
            outbox.fail(tx, claimed, error="550 no such person")
    assert "0 messages sent" in onrecord(tmp_path, "send").stdout
    again = onrecord(tmp_path, "send", "--again")
    assert again.returncode == 0, again.stderr
    assert again.stdout.startswith("1 message queued once more.\n1 message sent")
    assert len(list(tmp_path.glob("outbox/new/*.eml"))) == 1
