"""Mail as files."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from datetime import date, datetime
from itertools import product
from pathlib import Path

import pytest

from digests.message_ids import message_id
from digests.transports import of_mail
from digests.transports.folders import file_name
from onrecord.config import Mail
from onrecord.errors import UnreachableError
from onrecord.model import Delivery, DeliveryStatus, Message

DAY = date(2026, 11, 25)


@pytest.fixture
def delivery(now: datetime) -> Delivery:
    return to("anna@example.org", "morning", now)


def to(recipient: str, digest: str, now: datetime) -> Delivery:
    return Delivery(
        id=1,
        digest=digest,
        date=DAY,
        recipient=recipient,
        message_id=message_id(digest, DAY, recipient, domain="paper.example"),
        composed=now,
        message=Message("News", "<p>Words.</p>", "Words."),
        status=DeliveryStatus.SENDING,
    )


def test_a_folder_holds_a_file_for_each_mail_that_tells_what_it_is(tmp_path: Path, delivery: Delivery) -> None:
    folder = of_mail(Mail(folder=tmp_path / "mails"))
    for _ in range(2):
        folder.send(delivery)
    folder.send(replace(delivery, recipient="Ben Ök <ben@example.org>"))
    names = sorted(file.name for file in (tmp_path / "mails").iterdir())
    assert names == ["2026-11-25-morning-anna-example.org.eml", "2026-11-25-morning-ben-example.org.eml"]
    assert b"\r\nTo: anna@example.org\r\n" in (tmp_path / "mails" / names[0]).read_bytes()


def test_no_two_mails_have_the_same_file(now: datetime) -> None:
    digests = ["morning", "Morning", "morning-anna", "../../etc", "Küste", "кофе", "x" * 200, "x" * 201]
    locals_ = ["anna", "Anna", "a-b", "a.b", "a+b", "a_b", "anna-lee", "..", "con", "x" * 64]
    hosts = ["example.org", "b-example.org", "example-b.org", "lee-example.org", "EXAMPLE.org"]
    names = [file_name(to(f"{local}@{host}", digest, now)) for digest, local, host in product(digests, locals_, hosts)]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(
        name.startswith("2026-11-25-") and len(name.encode()) <= 255 and Path(name).name == name for name in names
    )


@pytest.mark.parametrize("settings", [{"folder": "mails"}, {"maildir": "mails"}])
def test_a_full_disk_leaves_no_half_mail_and_room_again_a_whole_one(
    tmp_path: Path, delivery: Delivery, settings: dict[str, str]
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no full disk to be had here")
    [(key, name)] = settings.items()
    mails = tmp_path / name
    out = of_mail(Mail.model_validate({key: mails}))
    out.send(delivery)
    [written] = [file for file in mails.rglob("*") if file.is_file()]
    written.unlink()
    draft = (
        mails if key == "folder" else mails / "tmp"
    ) / f"{'.' if key == 'folder' else ''}{os.getpid()}.{written.name}"
    draft.symlink_to("/dev/full")
    with pytest.raises(UnreachableError, match="No space left on device; free some space there"):
        out.send(delivery)
    assert [file for file in mails.rglob("*") if not file.is_dir()] == []
    out.send(delivery)
    assert written.read_bytes().endswith(b"--\r\n")


def test_a_folder_that_can_not_be_written_is_named(tmp_path: Path, delivery: Delivery) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UnreachableError, match=r"outbox .*/file: File exists; see mail\.folder"):
        of_mail(Mail(folder=tmp_path / "file")).send(delivery)


@pytest.mark.skipif(os.name != "posix", reason="folders can't be opened here")
@pytest.mark.parametrize("settings", [{"folder": "mails"}, {"maildir": "mails"}])
def test_a_mail_s_name_is_on_the_disk_before_it_counts_as_kept(
    tmp_path: Path, delivery: Delivery, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    [(key, name)] = settings.items()
    kept: list[bool] = []
    monkeypatch.setattr(os, "fsync", lambda number: kept.append(stat.S_ISDIR(os.fstat(number).st_mode)))
    of_mail(Mail.model_validate({key: tmp_path / name})).send(delivery)
    assert kept == [False, True]
