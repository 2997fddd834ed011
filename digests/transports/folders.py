"""Mail kept as files: in a Maildir, or in a plain folder of `.eml` files.

A delivery has the same file each time, so one that is written again leaves no second copy.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, suppress
from datetime import timedelta
from errno import EDQUOT, ENOSPC
from hashlib import blake2b
from typing import TYPE_CHECKING

from digests.mail import envelope, mail
from digests.transports import Transport
from onrecord.errors import UnreachableError
from onrecord.store.outbox import Lane

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from onrecord.config import Mail
    from onrecord.model import Delivery

_LEASE = timedelta(seconds=5)
_REPEATS = Lane(copies=12)  # a repeat is the same file: only what kills its sender each time must end
_LONGEST = 60  # characters of a part of a file's name


class Maildir(Transport):
    """A folder of mail files (cur, new, tmp) that mail programs open; each message is one `.eml` file."""

    lease = _LEASE
    lane = _REPEATS

    def __init__(self, settings: Mail) -> None:
        self.settings = settings
        self.folder = settings.maildir

    def send(self, delivery: Delivery) -> None:
        """Write the message under tmp, make sure that it is on the disk, then move it to new."""
        name = f"{delivery.composed:%Y%m%dT%H%M%S}.{_mark(delivery)}.onrecord.eml"
        content = mail(delivery, self.settings)
        with _told(self.folder, "mail.maildir"):
            for part in ("tmp", "new", "cur"):
                (self.folder / part).mkdir(parents=True, exist_ok=True)
            if any((self.folder / "cur").glob(f"{name}*")):  # a mail program has moved it on: it was read
                return
            _write(content, self.folder / "tmp" / f"{os.getpid()}.{name}", self.folder / "new" / name)


class Folder(Transport):
    """A folder of `.eml` files, named after date, digest and recipient."""

    lease = _LEASE
    lane = _REPEATS

    def __init__(self, settings: Mail, folder: Path) -> None:
        self.settings = settings
        self.folder = folder

    def send(self, delivery: Delivery) -> None:
        """Write the message beside its place, make sure that it is on the disk, then move it there."""
        name = file_name(delivery)
        content = mail(delivery, self.settings)
        with _told(self.folder, "mail.folder"):
            self.folder.mkdir(parents=True, exist_ok=True)
            _write(content, self.folder / f".{os.getpid()}.{name}", self.folder / name)


def file_name(delivery: Delivery) -> str:
    """`2026-11-25-morning-anna-example.org.eml`: no other delivery's, and safe on every system.

    Where letters had to be replaced, or a hyphen makes it unclear where a part ends, a mark makes it unique.
    """
    parts = (delivery.digest, *envelope(delivery.recipient).rsplit("@", 1))
    plain = [_plain(part) for part in parts]
    marks = [] if all(map(_is_plain, parts)) else [_mark(delivery)]
    return "-".join([delivery.date.isoformat(), *filter(None, plain), *marks]) + ".eml"


def _plain(part: str) -> str:
    return re.sub(r"[^\w.]+", "-", part.lower(), flags=re.ASCII).strip("-.")[:_LONGEST]


def _is_plain(part: str) -> bool:
    return re.fullmatch(rf"[a-z0-9_]([a-z0-9_.]{{0,{_LONGEST - 2}}}[a-z0-9_])?", part) is not None


def _mark(delivery: Delivery) -> str:
    return blake2b(delivery.message_id.encode(), digest_size=8).hexdigest()


def _write(content: bytes, draft: Path, final: Path) -> None:
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(final)
        _keep_names(final.parent)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def _keep_names(folder: Path) -> None:
    """Make sure that a file's new name is on the disk, too: a power cut must not undo what is noted as sent."""
    if os.name != "posix":  # others open no folders
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def _told(folder: Path, key: str) -> Iterator[None]:
    """What goes wrong with a folder concerns all messages."""
    try:
        yield
    except OSError as error:
        remedy = "free some space there" if error.errno in {ENOSPC, EDQUOT} else f"see {key}"
        raise UnreachableError(f"outbox {folder}: {error.strerror}; {remedy}") from error
