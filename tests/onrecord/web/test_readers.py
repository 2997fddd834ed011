"""Signing up, confirming, leaving and choosing, as a reader does: pages, and mail through a real SMTP server."""

from __future__ import annotations

import email
import logging
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.policy import default
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from starlette.requests import Request
from starlette.testclient import TestClient

from digests import confirming, outbox
from digests.compose import compose
from digests.reader_links import Linking
from onrecord import config as configs
from onrecord.model import DeliveryStatus
from onrecord.schedule import steps
from onrecord.state.gathering import seen
from onrecord.state.recipients import wanted
from onrecord.store import choices, readers, signups
from onrecord.store import outbox as rows
from onrecord.web import forms
from onrecord.web.app import application

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from aiosmtpd.smtp import SMTP, Envelope, Session

    from onrecord.config import Config
    from onrecord.store import Store

SITE = "https://paper.example"
TOPICS = """
topics: [{{name: power grid}}]
digests:
  - {{name: morning, open: true, when_empty: short, recipients: ["Ben <Ben@Desk.example>"]}}
  - {{name: evening, open: true, when_empty: short, language: de}}
  - {{name: inner, when_empty: short, recipients: [ben@desk.example]}}
mail: {{from: Desk <desk@paper.example>, smtp: {{host: 127.0.0.1, port: {port}, security: none, timeout: 5}}}}
web: {{url: {site}}}
"""
ANNA = "anna@reader.example"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


class Inbox:
    """What a mail server took."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refused: set[str] = set()

    async def handle_RCPT(  # noqa: N802  # aiosmtpd calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 nobody here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.mails.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@dataclass(slots=True)
class Place:
    """A desk with a web edition and a mail server."""

    store: Store
    config: Config
    inbox: Inbox
    web: TestClient
    days: int = 9

    def compose(self, name: str = "morning") -> None:
        """The next edition of a digest; the days are in the past, the moment is now."""
        [digest] = [digest for digest in self.config.digests if digest.name == name]
        self.days -= 1
        now = datetime.now(UTC)
        assert compose(self.store, self.config, digest, now.date() - timedelta(days=self.days), now=now)[1]

    def send(self) -> list[EmailMessage]:
        """What comes to readers, by a sender that is started now."""
        before = len(self.inbox.mails)
        done = outbox.send(self.store, self.config.mail, linking=Linking.of(self.store, self.config))
        assert not done.errors
        return self.inbox.mails[before:]

    def edition(self, name: str = "morning") -> dict[str, EmailMessage]:
        """The next edition of a digest, by those to whom it came."""
        self.compose(name)
        return {mail["To"].addresses[0].addr_spec.lower(): mail for mail in self.send()}

    def sign_up(self, address: str = ANNA, *digests: str, **others: Any) -> Any:  # noqa: ANN401  # as httpx has it
        data = {"address": address, "digest": list(digests or ["morning"])}
        return self.web.post("/subscribe", data=data, **others)

    def confirm(self, address: str = ANNA, *digests: str) -> None:
        """Sign up, and confirm it by the mail's link."""
        self.sign_up(address, *digests)
        [mail] = self.send()
        assert "You are in" in self.web.post(link(mail, "confirm")).text

    def gets(self, address: str = ANNA) -> dict[str, bool]:
        with self.store.read() as tx:
            return {name: choice.gets for name, choice in choices.of(tx, address).items()}


@pytest.fixture(scope="module")
def inbox() -> Iterator[tuple[Inbox, int]]:
    took = Inbox()
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(took, hostname="127.0.0.1", port=port)
    controller.start()
    yield took, port
    controller.stop()


@pytest.fixture
def desk(tmp_path: Path, store: Store, inbox: tuple[Inbox, int]) -> Iterator[Place]:
    took, port = inbox
    took.mails.clear()
    file = tmp_path / "topics.yaml"
    file.write_text(TOPICS.format(port=port, site=SITE))
    config = configs.load(file)
    with TestClient(application(config, store), base_url=SITE, raise_server_exceptions=False) as web:
        yield Place(store, config, took, web)


def link(mail: EmailMessage, page: str) -> str:
    """The path of the link to a page in a mail: the same in its text and in its HTML."""
    found = set()
    for part in mail.iter_parts():
        found |= set(re.findall(rf"{SITE}(/{page}/[\w.~-]+)", part.get_content()))
    [path] = found
    return str(path)


def one_click(mail: EmailMessage) -> str:
    """The path of the link by which a mail program leaves."""
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    way = mail["List-Unsubscribe"].split(",")[0].strip("<> ")
    assert way.startswith(f"{SITE}/unsubscribe/")
    return str(way.removeprefix(SITE))


def test_a_reader_signs_up_confirms_reads_and_leaves_and_others_go_on(desk: Place) -> None:
    assert "Look into your mail" in desk.sign_up().text
    assert list(desk.edition()) == [ANNA, "ben@desk.example"]  # what asks to confirm, and the edition to another
    [asking] = [mail for mail in desk.inbox.mails if mail["To"] == ANNA]
    assert "List-Unsubscribe" not in asking
    path = link(asking, "confirm")
    assert "Do you want this?" in desk.web.get(path).text
    assert "You are in" in desk.web.post(path).text
    came = desk.edition()
    assert list(came) == ["ben@desk.example", ANNA]
    assert one_click(came[ANNA]) != one_click(came["ben@desk.example"])
    left = desk.web.post(one_click(came[ANNA]), data=ONE_CLICK, follow_redirects=False)
    assert left.status_code == 200
    assert "“morning” is not sent to" in left.text
    assert list(desk.edition()) == ["ben@desk.example"]


def test_whom_topics_yaml_names_leaves_as_well_however_the_address_is_spelt(desk: Place) -> None:
    came = desk.edition()["ben@desk.example"]
    assert came["To"] == "Ben <Ben@Desk.example>"
    desk.web.post(one_click(came), data=ONE_CLICK)
    assert desk.edition() == {}
    assert list(desk.edition("inner")) == ["ben@desk.example"]


def test_who_leaves_all_digests_gets_none_also_none_to_come(desk: Place) -> None:
    path = one_click(desk.edition()["ben@desk.example"])
    assert "No digest is sent to ben@desk.example any more" in desk.web.post(path, data={"all": "yes"}).text
    assert [desk.edition(name) for name in ("morning", "evening", "inner")] == [{}, {}, {}]


def test_what_waits_in_the_outbox_is_not_sent_to_who_leaves(desk: Place) -> None:
    path = one_click(desk.edition()["ben@desk.example"])
    desk.compose()
    desk.compose("inner")
    desk.web.post(path, data=ONE_CLICK)
    with desk.store.read() as tx:
        assert rows.counts(tx) == {DeliveryStatus.SENT: 1, DeliveryStatus.LEFT: 1, DeliveryStatus.QUEUED: 1}
    [mail] = desk.send()
    assert mail["List-ID"].startswith("inner")


def test_a_link_that_is_only_opened_does_nothing(desk: Place) -> None:
    desk.sign_up()
    [asking] = desk.send()
    for _ in range(2):
        desk.web.get(link(asking, "confirm"))
        desk.web.head(link(asking, "confirm"))
    assert desk.gets() == {}
    ben = desk.edition()["ben@desk.example"]
    for path in (one_click(ben), link(ben, "preferences")):
        assert desk.web.get(path).status_code == 200
        desk.web.head(path)
    assert "Leave “morning”?" in desk.web.post(one_click(ben), data={"what": "ever"}).text
    assert list(desk.edition()) == ["ben@desk.example"]


def test_confirming_twice_and_at_once_is_the_same_as_once(desk: Place) -> None:
    desk.sign_up()
    path = link(desk.send()[0], "confirm")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(desk.web.post, [path] * 4))
    assert ["You are in" in answer.text for answer in answers] == [True] * 4
    assert "You are in" in desk.web.get(path).text
    assert desk.gets() == {"morning": True}
    assert list(desk.edition()) == ["ben@desk.example", ANNA]


def test_a_sign_up_from_before_leaving_brings_nobody_back(desk: Place) -> None:
    desk.confirm()
    desk.sign_up(ANNA, "morning", "evening")
    again = link(desk.send()[0], "confirm")
    desk.web.post(one_click(desk.edition()[ANNA]), data=ONE_CLICK)
    assert "You are in" in desk.web.post(again).text  # for the other one, which was not left
    assert desk.gets() == {"morning": False, "evening": True}
    desk.web.post(one_click(desk.edition("evening")[ANNA]), data={"all": "yes"})
    assert "Nothing was changed" in desk.web.post(again).text
    assert desk.gets() == {"morning": False, "": False}


def test_whoever_signs_up_is_told_the_same_and_who_left_is_not_written_to(desk: Place) -> None:
    desk.confirm("cem@reader.example")
    desk.web.post(one_click(desk.edition()["cem@reader.example"]), data=ONE_CLICK)
    told = [desk.sign_up(to) for to in ("new@reader.example", "ben@desk.example", "CEM@Reader.example")]
    assert len({(answer.status_code, answer.text) for answer in told}) == 1
    assert [mail["To"] for mail in desk.send()] == ["new@reader.example", "ben@desk.example"]


def test_a_mail_that_waits_is_not_sent_either_to_who_has_left_meanwhile(desk: Place) -> None:
    ben = one_click(desk.edition()["ben@desk.example"])
    desk.sign_up("ben@desk.example", "evening")
    desk.web.post(ben, data={"all": "yes"})
    assert desk.send() == []


def test_the_way_back_is_the_link_to_what_one_gets(desk: Place) -> None:
    ben = desk.edition()["ben@desk.example"]
    path = link(ben, "preferences")
    shown = desk.web.get(path).text
    assert re.findall(r'value="(\w+)"[^>]*?( checked)?> ', shown) == [
        ("morning", " checked"), ("evening", ""), ("inner", " checked"),
    ]  # fmt: skip
    desk.web.post(one_click(ben), data={"all": "yes"})
    saved = desk.web.post(path, data={"digest": ["evening"], "shown": ["morning", "evening", "inner"]}).text
    assert "Saved." in saved
    assert [list(desk.edition(name)) for name in ("morning", "evening", "inner")] == [[], ["ben@desk.example"], []]
    desk.web.post(path, data={"digest": ["morning"], "shown": ["morning", "evening"]})
    assert [list(desk.edition(name)) for name in ("morning", "evening")] == [["ben@desk.example"], []]


def test_what_the_page_did_not_show_is_left_as_it_is(desk: Place) -> None:
    path = link(desk.edition()["ben@desk.example"], "preferences")
    desk.web.post(path, data={"digest": ["evening"], "shown": ["evening"], "save": "yes"})
    assert desk.gets("ben@desk.example") == {"evening": True}
    assert list(desk.edition()) == ["ben@desk.example"]


def test_a_reader_chooses_nothing_that_is_not_offered(desk: Place) -> None:
    desk.confirm()
    path = link(desk.edition()[ANNA], "preferences")
    assert "inner" not in desk.web.get(path).text
    desk.web.post(path, data={"digest": ["morning", "inner"], "save": "yes"})
    assert desk.sign_up(ANNA, "inner").status_code == 422
    assert desk.gets() == {"morning": True}


def test_a_link_is_good_for_what_it_was_made_for_and_for_no_other(desk: Place) -> None:
    desk.sign_up()
    asking = link(desk.send()[0], "confirm")
    ben = desk.edition()["ben@desk.example"]
    paths = [asking, one_click(ben), link(ben, "preferences")]
    tokens = [path.rpartition("/")[2] for path in paths]
    pages = [path.split("/")[1] for path in paths]
    swapped = [f"/{page}/{token}" for page in pages for token in tokens if f"/{page}/{token}" not in paths]
    cut = [path[:-1] for path in paths] + [path[:-20] for path in paths]
    wrong = [path[:-1] + ("A" if path[-1] != "A" else "B") for path in paths]
    others = [f"/{page}/{end}" for page in pages for end in ("x", "a.b.c", "%00", "%C3%A4", "." * 99)]
    for path in [*swapped, *cut, *wrong, *others]:
        assert desk.web.post(path, data=ONE_CLICK | {"all": "yes"}).status_code == 404, path
        assert desk.web.get(path).status_code == 404, path
    assert (desk.gets(), desk.gets("ben@desk.example")) == ({}, {})


def test_links_expire(desk: Place) -> None:
    desk.sign_up()
    asking = link(desk.send()[0], "confirm")
    ben = desk.edition()["ben@desk.example"]
    leaving, choosing = one_click(ben), link(ben, "preferences")
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=47), tick=False):
        assert "Do you want this?" in desk.web.get(asking).text
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=49), tick=False):
        expired = desk.web.post(asking)
        assert (expired.status_code, "This link has expired" in expired.text) == (410, True)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=399), tick=False):
        assert desk.web.get(choosing).status_code == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(days=401), tick=False):
        assert [desk.web.post(path, data=ONE_CLICK).status_code for path in (leaving, choosing)] == [410, 410]
        assert "desk@paper.example" in desk.web.get(leaving).text
    assert (desk.gets(), desk.gets("ben@desk.example")) == ({}, {})


def test_a_mail_whose_link_would_be_dead_is_not_sent(desk: Place) -> None:
    desk.sign_up()
    later = datetime.now(UTC) + timedelta(hours=49)
    done = outbox.send(desk.store, desk.config.mail, linking=Linking.of(desk.store, desk.config), clock=lambda: later)
    assert (done.through, done.errors, desk.inbox.mails) == (0, [], [])
    desk.sign_up("ben@desk.example")
    assert not outbox.send(desk.store, desk.config.mail).through  # topics.yaml names no web edition any more
    assert desk.inbox.mails == []


def test_links_of_another_store_are_nothing_here(desk: Place) -> None:
    now = datetime.now(UTC)
    desk.edition()
    with desk.store.write() as tx:
        mark = readers.mark(tx, readers.signing_key(desk.store), "ben@desk.example")
    paths = {
        linking.key: f"/unsubscribe/{linking.leaving(mark, 'morning', moment=now)}"
        for linking in (Linking(SITE, b"x" * 32), Linking(SITE, readers.signing_key(desk.store)))
    }
    assert [desk.web.get(path).status_code for path in paths.values()] == [404, 200]


def test_what_is_wrong_with_a_form_is_told_beside_the_field(desk: Place) -> None:
    shown = desk.web.post("/subscribe", data={"address": "anna@reader", "digest": "evening"})
    assert shown.status_code == 422
    assert 'href="#address"' in shown.text
    assert 'aria-describedby="address-wrong address-use" aria-invalid="true"' in shown.text
    assert 'value="anna@reader"' in shown.text
    assert re.findall(r'value="(\w+)"[^>]*? checked', shown.text) == ["evening"]
    assert 'aria-describedby="digests-wrong"' in desk.web.post("/subscribe", data={"address": ANNA}).text


@pytest.mark.parametrize(
    "typed",
    [
        "", "anna", "anna@", "@reader.example", "anna@localhost", "a b@reader.example", f"{'a' * 65}@reader.example",
        "Anna <anna@reader.example>", "anna@reader.example, ben@desk.example", "a@reader.example\r\nBcc: x@y.example",
        f"anna@{'a.' * 130}example", '"a b"@reader.example', "änna@reader.example", "a@r..example", "a@[127.0.0.1]",
    ],
)  # fmt: skip
def test_what_is_no_address_is_not_written_to(desk: Place, typed: str) -> None:
    assert desk.sign_up(typed).status_code == 422
    assert desk.send() == []


def test_a_domain_in_other_letters_is_written_to_as_the_dns_has_it(desk: Place) -> None:
    desk.sign_up(" Anna@Bücher.example ", "evening")
    [mail] = desk.send()
    assert mail["To"] == "anna@xn--bcher-kva.example"
    assert mail["Subject"] == "Bitte bestätigen: “evening”"


def test_forms_that_send_mail_are_taken_a_few_times_an_hour(desk: Place) -> None:
    answers = [desk.sign_up(f"a{number}@reader.example") for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1].headers["retry-after"] == "3600"
    assert len(desk.send()) == 5


def test_one_address_is_written_to_a_few_times_a_day_whoever_types_it(desk: Place) -> None:
    statuses = []
    for number in range(7):
        web = TestClient(desk.web.app, base_url=SITE, client=(f"192.0.2.{number}", 1))
        statuses.append(web.post("/subscribe", data={"address": ANNA, "digest": "morning"}).status_code)
    assert statuses == [200] * 5 + [429] * 2
    assert len(desk.send()) == confirming.MOST_A_DAY


def test_an_address_with_other_tags_is_the_same_box(desk: Place) -> None:
    for number in range(5):
        web = TestClient(desk.web.app, base_url=SITE, client=(f"192.0.2.{number}", 1))
        web.post("/subscribe", data={"address": f"Anna+{number}@reader.example", "digest": "morning"})
    assert desk.sign_up(ANNA).status_code == 429
    assert desk.sign_up("anna.other@reader.example").status_code == 200
    assert len(desk.send()) == confirming.MOST_A_DAY + 1


def test_one_network_of_ipv6_is_one_client(desk: Place) -> None:
    statuses = []
    for number in range(6):
        web = TestClient(desk.web.app, base_url=SITE, client=(f"2001:db8:1:2::{number}", 1))
        data = {"address": f"a{number}@reader.example", "digest": "morning"}
        statuses.append(web.post("/subscribe", data=data).status_code)
    assert statuses == [200] * 5 + [429]


@pytest.mark.parametrize(
    ("host", "known_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix", "unix"),
    ],
)
def test_a_client_is_known_by_what_is_its_own(host: str, known_as: str) -> None:
    assert forms.client(Request({"type": "http", "client": (host, 1)})) == known_as


def test_all_together_sign_up_so_often_an_hour(desk: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confirming, "MOST", 2)
    assert [desk.sign_up(f"a{number}@reader.example").status_code for number in range(3)] == [200, 200, 429]
    assert len(desk.send()) == 2


def test_a_form_on_another_sites_page_is_not_taken_but_for_leaving(desk: Place) -> None:
    other = {"Sec-Fetch-Site": "cross-site"}
    ben = desk.edition()["ben@desk.example"]
    assert desk.sign_up(headers=other).status_code == 403
    assert desk.web.post(link(ben, "preferences"), data={"save": "yes"}, headers=other).status_code == 403
    assert desk.sign_up(headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert desk.web.post(one_click(ben), data=ONE_CLICK, headers=other).status_code == 200


def test_large_forms_are_not_read(desk: Place) -> None:
    assert desk.web.post("/subscribe", data={"address": "a" * 50_000}).status_code == 413
    assert desk.web.post("/subscribe", files={"address": ("a.txt", b"a")}).status_code == 400
    ben = one_click(desk.edition()["ben@desk.example"])
    assert desk.web.post(ben, files={"List-Unsubscribe": (None, "One-Click")}).status_code == 200  # as RFC 8058 allows
    assert desk.gets("ben@desk.example") == {"morning": False}


def test_pages_of_readers_are_kept_nowhere_and_tell_no_other_site_where_they_are(desk: Place) -> None:
    ben = desk.edition()["ben@desk.example"]
    answers = [desk.web.get(path) for path in ("/subscribe", one_click(ben), link(ben, "preferences"), "/confirm/x")]
    answers += [
        desk.sign_up(),
        desk.sign_up(headers={"Sec-Fetch-Site": "cross-site"}),
        desk.web.post(one_click(ben), data=ONE_CLICK),
    ]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "form-action 'self'" in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers


def test_no_address_is_in_a_path_or_a_line_of_the_log(desk: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    desk.confirm()
    mail = desk.edition()[ANNA]
    for path in (one_click(mail), link(mail, "preferences")):
        desk.web.get(path)
        desk.web.post(path, data=ONE_CLICK)
        assert "anna" not in path
    web = [record.getMessage() for record in caplog.records if not record.name.startswith("mail")]
    assert not [line for line in web if "anna" in line.lower()]


def test_what_is_kept_of_an_edition_and_shown_on_the_web_has_nobodys_link(desk: Place) -> None:
    desk.sign_up()
    mail = desk.edition()["ben@desk.example"]
    shown = desk.web.get(f"/editions/morning/{datetime.now(UTC).date() - timedelta(days=desk.days)}/").text
    assert f'href="{SITE}/subscribe#yours"' in shown
    assert one_click(mail).rpartition("/")[2] not in shown
    assert "/preferences/" not in shown
    assert "confirmation" not in desk.web.get("/").text + desk.web.get("/editions/").text


def test_where_no_digest_is_open_nobody_signs_up(desk: Place, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("digests: [{name: inner}]\n")
    with TestClient(application(configs.load(tmp_path / "other.yaml"), desk.store), base_url="http://localhost") as web:
        assert web.get("/subscribe").status_code == 404
        assert "/subscribe" not in web.get("/").text
        path = one_click(desk.edition()["ben@desk.example"])
        assert web.post(path, data=ONE_CLICK).status_code == 200  # links of mails that went out work all the same


def test_sign_ups_and_their_mails_are_forgotten_after_a_week(desk: Place) -> None:
    desk.confirm()
    desk.sign_up("cem@reader.example")
    desk.send()
    keep_up = partial(steps.keep_up, steps.Done(), desk.config, desk.store)
    for days, kept in ((6, 2), (8, 0)):
        with time_machine.travel(datetime.now(UTC) + timedelta(days=days), tick=False):
            keep_up()
        with desk.store.read() as tx:
            assert signups.number(tx, since=datetime(2026, 1, 1, tzinfo=UTC)) == kept
            assert rows.counts(tx).get(DeliveryStatus.SENT, 0) == kept
    assert desk.gets() == {"morning": True}


def test_a_mistyped_address_is_no_trouble_of_the_desk_s(desk: Place) -> None:
    desk.inbox.refused.add("nobody@reader.example")
    desk.sign_up("nobody@reader.example")
    assert desk.send() == []
    with desk.store.write() as tx:
        assert rows.counts(tx) == {DeliveryStatus.FAILED: 1}
        assert [need for need in seen(tx, desk.config, now=datetime.now(UTC)).needs if need.kind == "delivery"] == []
        assert rows.again(tx, now=datetime.now(UTC), wanted=wanted(tx, desk.config)) == 0


def test_after_a_failure_a_mail_is_sent_again_only_to_who_still_wants_it(desk: Place) -> None:
    mail = desk.edition()["ben@desk.example"]
    desk.compose()
    with desk.store.write() as tx:
        taken = rows.claim(tx, now=datetime.now(UTC), lease=timedelta(minutes=1))
        assert taken
        rows.fail(tx, taken, error="550 full")
    desk.web.post(one_click(mail), data=ONE_CLICK)
    with desk.store.write() as tx:
        assert rows.again(tx, now=datetime.now(UTC)) == 1
    assert desk.send() == []
