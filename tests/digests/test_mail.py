"""A delivery as a mail: what a mail program reads out of it, and that nothing in it becomes a header of its own."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email.header import decode_header, make_header
from email.policy import compat32, default
from email.utils import parseaddr, quote
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.headers import label, line
from digests.mail import _body, envelope, mail
from onrecord.config import Mail
from onrecord.errors import ConfigError, RefusedError
from onrecord.model import Delivery, DeliveryStatus, Message, ReaderLinks

if TYPE_CHECKING:
    from email.message import EmailMessage

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
HTML = '<!DOCTYPE html><html lang="de"><p>Ünïcode, and a line ' + "so long " * 200 + "</p></html>\n"
TEXT = "Text ü, with a space at the end \n.\nFrom here on\n"
SETTINGS: dict[str, Any] = {"from": "Küstendienst <desk@paper.example>"}
CLICK = "https://paper.example/leave?who={recipient}&what={digest}"
EACH_ONCE = {
    *("from", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-language", "list-id"),
    *("list-unsubscribe", "list-unsubscribe-post", "auto-submitted", "feedback-id"),
}

# Texts in which what could end a header, or turn the reading direction, is no rarity.
wild = st.text(
    st.one_of(st.characters(), st.sampled_from('\r\n\0\t\u2028\u202e\u2066\u200f\ud800\udfff=?<>"\\,;: ')), max_size=200
)
LONG = (
    "x",
    "ö ",
    "a b ",
    "\r\nBcc: x@y.example\r\n",
    "\u202e",
    "\ud83d",
    "👩\u200d🚀",
    '"',
    "=?utf-8?q?=0d=0aBcc:_x?=",
)


def delivery(**others: Any) -> Delivery:  # noqa: ANN401  # any of its fields
    usual: dict[str, Any] = {
        "digest": "morning",
        "recipient": "Ben Ök <ben+news@reader.example>",
        "message": Message("3 new voices: “gas”", HTML, TEXT),
    }
    usual |= {"message_id": "<1@paper.example>", "status": DeliveryStatus.SENDING}
    return Delivery(id=1, date=date(2026, 11, 24), composed=NOW, **usual | others)


def parsed(data: bytes) -> EmailMessage:
    return email.message_from_bytes(data, policy=default)


def read(of: Delivery | None = None, **settings: Any) -> EmailMessage:  # noqa: ANN401  # any key of `mail`
    return parsed(mail(of or delivery(), Mail.model_validate(SETTINGS | settings)))


def test_a_mail_program_reads_what_was_composed() -> None:
    seen = read()
    assert seen["From"] == "Küstendienst <desk@paper.example>"
    assert seen["To"] == "Ben Ök <ben+news@reader.example>"
    assert seen["Subject"] == "3 new voices: “gas”"
    assert seen["Date"].datetime == NOW
    assert seen["Message-ID"] == "<1@paper.example>"
    assert seen["Auto-Submitted"] == "auto-generated"
    assert seen["Content-Language"] == "de"
    assert seen["List-ID"] == "morning <morning.paper.example>"
    assert seen["Feedback-ID"] == "morning:paper-example:digest:onrecord"
    assert [part.get_content_type() for part in seen.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    plain, html = seen.iter_parts()
    assert tuple(part.get_content().replace("\r\n", "\n") for part in (plain, html)) == (TEXT, HTML)
    assert not seen.defects


def test_a_mail_is_plain_letters_in_short_lines_and_the_same_each_time() -> None:
    settings = Mail.model_validate(SETTINGS | {"unsubscribe_url": CLICK})
    data = mail(delivery(), settings)
    assert data == mail(delivery(message=Message("3 new voices: “gas”", HTML, TEXT)), settings)
    lines = data.decode("ascii").split("\r\n")
    assert max(map(len, lines)) < 78
    assert not any(character in line for line in lines for character in "\r\n\0")


def test_without_a_language_in_the_page_none_is_told() -> None:
    assert read(delivery(message=Message("a", "<p>b</p>", "c")))["Content-Language"] is None


def test_a_reader_leaves_by_a_mail_that_names_the_digest() -> None:
    of = delivery(digest="Küste & Energie")
    assert (
        read(of)["List-Unsubscribe"].strip()
        == "<mailto:desk@paper.example?subject=unsubscribe%20K%C3%BCste%20%26%20Energie>"
    )
    assert read(of)["List-Unsubscribe-Post"] is None
    assert (
        read(of, unsubscribe="Office <office@paper.example>")["List-Unsubscribe"]
        .strip()
        .startswith("<mailto:office@paper")
    )


def test_a_reader_leaves_by_one_click_where_there_is_an_address_for_it() -> None:
    seen = read(delivery(digest="Küste & {recipient}"), unsubscribe_url=CLICK)
    link, mailto = (way.strip("<> ") for way in seen["List-Unsubscribe"].split(","))
    assert link == (
        "https://paper.example/leave?who=ben%2Bnews%40reader.example&what=K%C3%BCste%20%26%20%7Brecipient%7D"
    )
    assert mailto.startswith("mailto:desk@paper.example?")
    assert seen["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("morning", "morning"),
        ("Energy  Security", "energy-security"),
        ("a.b", "a-b-"),
        ("Küste", "kuste-"),
        ("утро", ""),
    ],
)
def test_a_digest_s_name_is_a_word_in_its_list_and_none_is_taken_for_another(name: str, word: str) -> None:
    assert label(name).startswith(word)
    assert (len(label(name)) == len(word)) is (word.isalpha() or name == "Energy  Security") or word == ""
    assert len({label(one) for one in (name, f"{name}!", f"{name}?", f"{name}-")}) == 4


@given(digest=wild, subject=wild, recipient=wild, name=wild, message_id=wild)
def test_whatever_the_texts_are_the_headers_are_ours_and_each_is_there_once(
    digest: str, subject: str, recipient: str, name: str, message_id: str
) -> None:
    for to in (recipient, f"{name} <ana@reader.example>"):
        check(digest, subject, to, message_id)


@pytest.mark.parametrize("piece", LONG, ids=ascii)
def test_ten_thousand_characters_are_folded(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    assert check(text, text, f"{text} <ana@reader.example>", text)
    assert not check("morning", "news", text, "1")


@given(subject=wild, name=wild)
def test_what_is_seen_of_a_text_comes_through_unchanged(subject: str, name: str) -> None:
    of = delivery(message=Message(subject, HTML, TEXT), recipient=f"{quoted(name)} <ana@reader.example>")
    seen = email.message_from_bytes(mail(of, Mail.model_validate(SETTINGS)), policy=compat32)
    # The newer policy keeps the space between encoded words of a name (RFC 2047, section 6.2, has it left out).
    assert str(make_header(decode_header(seen["Subject"]))) == line(subject)
    shown, address = parseaddr(seen["To"])
    assert (str(make_header(decode_header(shown))), address) == (line(name), "ana@reader.example")


@pytest.mark.parametrize("shown", ["Lee, Anna " * 9 + "x", "a" * 90, 'Ann "the, one" <x@y.example> ' * 4 + "x"])
def test_a_long_name_is_one_recipient(shown: str) -> None:
    [to] = read(delivery(recipient=f"{quoted(shown)} <ana@reader.example>"))["To"].addresses
    # The newer policy keeps the space between encoded words of a name, where it should be left out.
    assert (to.display_name.replace(" ", ""), to.addr_spec) == (shown.replace(" ", ""), "ana@reader.example")


def test_a_subject_that_is_an_encoded_line_end_stays_a_subject() -> None:
    seen = read(delivery(message=Message("=?utf-8?q?=0d=0aBcc:_x@y.example?=", HTML, TEXT)))
    assert "Bcc" not in seen


def test_a_long_link_to_leave_is_written_as_it_is() -> None:
    link = f"https://paper.example/{'leave/' * 20}?who={{recipient}}"
    raw = mail(delivery(), Mail.model_validate(SETTINGS | {"unsubscribe_url": link}))
    assert f"<https://paper.example/{'leave/' * 20}?who=ben%2Bnews%40reader.example>".encode() in raw


PLACE = "https://paper.example/subscribe#yours"


def with_place(html: str = HTML, text: str = TEXT) -> Message:
    return Message("News", html.replace("</p>", f'</p><a href="{PLACE}">leave</a>', 1), f"{text}{PLACE}\n")


def links(token: str = "t0ken", site: str = "https://paper.example") -> ReaderLinks:  # noqa: S107  # an invented one
    return ReaderLinks(PLACE, f"{site}/preferences/{token}", f"{site}/unsubscribe/{token}")


def test_each_recipient_s_own_links_are_in_the_mail_and_the_body_is_made_once() -> None:
    message = with_place()
    _body.cache_clear()
    for token in ("anna", "ben" * 60):
        seen = read(delivery(message=message, links=links(token)))
        for part in seen.iter_parts():
            assert f"https://paper.example/preferences/{token}" in part.get_content()
            assert PLACE not in part.get_content()
        assert seen["List-Unsubscribe"].split(",")[0].strip() == f"<https://paper.example/unsubscribe/{token}>"
        assert seen["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert _body.cache_info().misses == 1


def test_an_address_that_the_desk_names_for_leaving_goes_before_ours_and_without_https_there_is_none() -> None:
    seen = read(delivery(links=links()), unsubscribe_url=CLICK)
    assert seen["List-Unsubscribe"].strip().startswith("<https://paper.example/leave?who=")
    seen = read(delivery(links=links(site="http://127.0.0.1:8321")))
    assert seen["List-Unsubscribe"].strip().startswith("<mailto:")
    assert seen["List-Unsubscribe-Post"] is None


def test_a_message_without_the_place_is_sent_as_it_is() -> None:
    with_links, without = (read(delivery(links=one)) for one in (links(), None))
    assert [part.get_content() for part in with_links.iter_parts()] == [
        part.get_content() for part in without.iter_parts()
    ]
    assert "One-Click" in with_links["List-Unsubscribe-Post"]


def test_a_letter_has_a_link_and_nothing_to_leave() -> None:
    seen = read(delivery(digest="confirmation: 1", message=with_place(), links=replace(links(), one_click=None)))
    assert "List-Unsubscribe" not in seen
    assert "/preferences/t0ken" in str(seen)


@given(before=wild, after=wild, token=st.text("abc.-_~=%", min_size=1, max_size=200), times=st.integers(1, 3))
def test_a_link_is_read_whole_wherever_it_stands(before: str, after: str, token: str, times: int) -> None:
    text = (before + PLACE) * times + after
    message, link = Message("News", f"<p>{text}</p>", text), links(token)
    data = mail(delivery(message=message, links=link), Mail.model_validate(SETTINGS))
    plain = email.message_from_bytes(data, policy=compat32).get_payload(0)
    assert isinstance(plain, email.message.Message)
    body = plain.get_payload(decode=True)
    assert isinstance(body, bytes)
    expected = text.rstrip("\r\n").replace(PLACE, link.shown)
    assert re.sub(r"\r\n?|\n", "\n", body.decode()).rstrip("\n") == re.sub(
        r"\r\n?|\n", "\n", expected.encode(errors="replace").decode()
    ).rstrip("\n")
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) < 78
    assert not any(byte in line for line in lines for byte in b"\r\n")


def quoted(name: str) -> str:
    """A name as the configuration keeps it in an address."""
    return f'"{quote(name)}"'


def check(digest: str, subject: str, recipient: str, message_id: str) -> bool:
    """Whether there is a mail; if so, its headers are as they should be."""
    settings = Mail.model_validate(SETTINGS | {"unsubscribe_url": CLICK})
    message = Message(subject, HTML, subject)
    of = delivery(digest=digest, recipient=recipient, message_id=f"<{message_id}@a>", message=message)
    try:
        data = mail(of, settings)
    except RefusedError as error:
        told = str(error)
    else:
        told = ""
    if told:
        assert "is no mail address" in told
        assert told.isprintable()
        return False
    lines = data.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")
    assert all(line.isprintable() for line in lines)
    assert all(len(line) < 78 or " " not in re.sub(r"^[A-Za-z-]+: ?", "", line.strip()) for line in lines)
    assert sorted(line.partition(":")[0].lower() for line in lines if line[0] != " ") == sorted(EACH_ONCE)
    assert sorted(key.lower() for key in parsed(data)) == sorted(EACH_ONCE)
    return True


@pytest.mark.parametrize("recipient", ["", "nobody", "a@b, c@d", "ana@reader.example\r\nBcc: x@y.example", "<a b@c>"])
def test_a_recipient_that_is_no_address_gets_no_mail_and_is_named(recipient: str) -> None:
    with pytest.raises(RefusedError, match=r"is no mail address; correct it in topics\.yaml"):
        mail(delivery(recipient=recipient), Mail.model_validate(SETTINGS))


def test_a_sender_that_is_no_address_is_a_fault_of_the_settings() -> None:
    settings = Mail.model_construct(from_="nobody", unsubscribe=None, unsubscribe_url=None, dkim=None)
    with pytest.raises(ConfigError, match=r"mail\.from: 'nobody' is no mail address"):
        mail(delivery(), settings)


def test_the_envelope_has_the_bare_address() -> None:
    assert envelope('"Lee, Anna" <anna@reader.example>') == "anna@reader.example"
