"""Telling the operator: once, whoever does it, and again when it comes again."""

from __future__ import annotations

import email
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from email.policy import default
from typing import TYPE_CHECKING

from digests import outbox
from digests.operator import notify
from onrecord.config import Config
from onrecord.model import OPERATOR, DeliveryStatus, Edition, Message
from onrecord.state.gathering import gather
from onrecord.store import Store, editions, overview, setbacks, tasks
from onrecord.store import outbox as rows
from onrecord.store.setbacks import Failure

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

HOUR = timedelta(hours=1)
FEED = setbacks.listing("https://gazette.example/feed")
HOSTILE = "no such host <b>x</b>\r\nBcc: eve@example.org\u202e"


def config(folder: Path, **mail: object) -> Config:
    return Config.model_validate(
        {
            "sources": [{"name": "Gazette", "feed": "https://gazette.example/feed"}],
            "digests": [{"name": "morning", "recipients": ["ana@example.org"], "at": "06:00"}],
            "mail": {"operator": "Desk <desk@example.org>", "maildir": str(folder / "mails")} | mail,
        }
    )


def fail(store: Store, now: datetime, *hours: int, reason: str = "no such host") -> None:
    with store.write() as tx:
        for ago in hours:
            setbacks.failed(tx, "Gazette", Failure(FEED, reason), now=now - ago * HOUR)


def heal(store: Store) -> None:
    with store.write() as tx:
        setbacks.healed(tx, [FEED])


def compose(store: Store, at: datetime, *to: str) -> None:
    with store.write() as tx:
        its = {one: f"<{at.timestamp()}-{one}>" for one in to}
        assert editions.add(
            tx, Edition("morning", at.date(), "UTC", at, ()), Message("a", "b", "c"), keys=[], outbox=its
        )


def mails(store: Store, settings: Config, now: datetime) -> list[EmailMessage]:
    """All that was written so far, the newest last."""
    outbox.send(store, settings.mail, clock=lambda: now)
    files = sorted(settings.mail.maildir.glob("new/*"))
    return [email.message_from_bytes(file.read_bytes(), policy=default) for file in files]


def test_the_operator_gets_one_mail_of_all_that_is_urgent(store: Store, tmp_path: Path, now: datetime) -> None:
    settings = config(tmp_path)
    fail(store, now, 25, 24, reason=HOSTILE)
    with store.write() as tx:
        editions.known_since(tx, "morning", now=now - 48 * HOUR)
    compose(store, now)  # and none for the day before
    assert notify(store, settings, now=now) == 2
    [mail] = mails(store, settings, now)
    assert (mail["To"], mail["Subject"]) == ("Desk <desk@example.org>", "On Record: 2 things need you")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [name for name in mail if name.lower().startswith(("list-", "feedback", "bcc"))] == []
    plain, html = (part.get_content() for part in mail.iter_parts())
    assert "Gazette: failing for 1 day (2 times in a row): no such host <b>x</b> Bcc: eve@example.org" in plain
    assert "morning: the edition of 2026-11-23 was missed" in plain
    assert "no such host &lt;b&gt;x&lt;/b&gt;" in html
    assert f"of {settings.path.absolute()}." in plain  # it is read elsewhere
    assert "nothing has run" not in plain  # whoever reads a mail knows better
    assert notify(store, settings, now=now + HOUR) == 0
    assert len(mails(store, settings, now + HOUR)) == 1


def test_what_was_told_is_told_again_only_after_it_was_over(store: Store, tmp_path: Path, now: datetime) -> None:
    settings = config(tmp_path)
    fail(store, now, 25, 24)
    assert [notify(store, settings, now=now + hours * HOUR) for hours in (0, 1, 2)] == [1, 0, 0]
    heal(store)
    assert notify(store, settings, now=now + 3 * HOUR) == 0
    fail(store, now, -4, -5)
    assert [notify(store, settings, now=now + hours * HOUR) for hours in (6, 27, 28, 29)] == [0, 0, 1, 0]
    told = mails(store, settings, now + 29 * HOUR)
    assert [mail["To"] for mail in told] == ["Desk <desk@example.org>"] * 2
    assert told[0]["Message-ID"] != told[1]["Message-ID"]


def test_several_mails_of_a_day_stand_apart(store: Store, tmp_path: Path, now: datetime) -> None:
    settings = config(tmp_path)
    for minutes in range(3):
        fail(store, now, 25, 24)
        assert notify(store, settings, now=now + minutes * HOUR / 60) == 1
        heal(store)
        assert notify(store, settings, now=now + minutes * HOUR / 60) == 0
    with store.read() as tx:
        assert [editions.find(tx, f"{OPERATOR} {number}", now.date()) is not None for number in (1, 2, 3, 4)] == [
            *[True] * 3,
            False,
        ]
        assert overview.counts(tx)["editions"] == 0
    assert len(mails(store, settings, now + HOUR)) == 3


def test_however_many_tell_at_once_it_is_told_once(tmp_path: Path, store: Store, now: datetime) -> None:
    settings = config(tmp_path)
    fail(store, now, 25, 24)
    together = threading.Barrier(4)

    def tell(_: int) -> int:
        with Store.open(store.engine.url) as its:
            together.wait(30)
            return notify(its, settings, now=now)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(tell, range(4))) == [0, 0, 0, 1]
    assert len(mails(store, settings, now)) == 1


def test_a_mail_to_the_operator_that_fails_makes_no_other(store: Store, tmp_path: Path, now: datetime) -> None:
    settings = config(tmp_path)
    compose(store, now, "ana@example.org")
    for told in (1, 0, 0):  # the digest's mail fails, then the mail about that
        with store.write() as tx:
            delivery = rows.claim(tx, now=now, lease=HOUR)
            if delivery is not None:
                rows.fail(tx, delivery, error="550 no such person")
        assert notify(store, settings, now=now) == told
    with store.read() as tx:
        assert rows.counts(tx) == {DeliveryStatus.FAILED: 2}
    needs = [need for need in gather(settings, store, now=now).needs if need.kind == "delivery"]
    assert sorted((need.text.partition(" was not")[0], need.urgent) for need in needs) == [
        ("morning of 2026-11-24 to ana@example.org", True),
        ("operator: 1 of 2026-11-24 to Desk <desk@example.org>", False),
    ]


def test_without_an_operator_nothing_is_told_or_noted(store: Store, tmp_path: Path, now: datetime) -> None:
    fail(store, now, 25, 24)
    assert notify(store, config(tmp_path, operator=None), now=now) == 0
    assert notify(store, config(tmp_path), now=now) == 1


def test_many_things_are_counted_and_the_first_are_told(store: Store, tmp_path: Path, now: datetime) -> None:
    readers = [f"reader{number}@example.org" for number in range(30)]
    settings = config(tmp_path).model_copy(
        update={"digests": (config(tmp_path).digests[0].model_copy(update={"recipients": tuple(readers)}),)}
    )
    compose(store, now, *readers)
    with store.write() as tx:
        while (delivery := rows.claim(tx, now=now, lease=HOUR)) is not None:
            rows.fail(tx, delivery, error="550 no such person")
    assert notify(store, settings, now=now) == 30
    [mail] = mails(store, settings, now)
    plain, _ = (part.get_content() for part in mail.iter_parts())
    assert plain.count("was not delivered") == 20
    assert "And 10 more." in plain


def test_what_can_tell_nobody_is_not_told(store: Store, tmp_path: Path, now: datetime) -> None:
    with store.write() as tx:
        for name, error in ((tasks.SENDING, "no such server"), (tasks.UPKEEP, "the disk is full")):
            tasks.claim(tx, name, holder="here", now=now - 25 * HOUR)
            tasks.release(tx, name, holder="here", now=now, error=error)
    assert notify(store, config(tmp_path), now=now) == 1
    with store.read() as tx:
        message = editions.find(tx, f"{OPERATOR} 1", now.date())
    assert message is not None
    assert "the disk is full" in message.text
    assert "no such server" not in message.text
