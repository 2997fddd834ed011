"""The full edition as a page in a folder, for mail that leaves something out."""

from __future__ import annotations

import os
import re
from hashlib import blake2b
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from onrecord import places

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from onrecord.config import Config

_LONGEST: Final = 150  # bytes of a digest's name; file systems take 255 for all of a file's


def file_of(config: Config, digest: str, day: date) -> Path:
    """The file of an edition's page: in `editions.folder`, named after digest and date."""
    return config.editions.folder / f"{_safe(digest)}-{day}.html"


def found_at(config: Config, digest: str, day: date) -> str:
    """Where a reader finds an edition's page.

    The folder's web address, or that of the web edition; without either the file, seen from the folder of topics.yaml.
    """
    file = file_of(config, digest, day)
    if config.editions.url is not None:
        return f"{config.editions.url.rstrip('/')}/{quote(file.name)}"
    if config.web.url is not None:
        return f"{config.web.url.rstrip('/')}{places.edition(digest, day)}"
    home = config.path.absolute().parent
    return str(file.relative_to(home) if file.is_relative_to(home) else file)


def write(file: Path, page: str) -> None:
    """Put a page in its place at once, whole, instead of one that is there; raises `OSError` where it can't be.

    To be done by one at a time.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}.new")
    try:
        with new.open("w", encoding="utf-8", errors="replace") as opened:
            opened.write(page)
            opened.flush()
            os.fsync(opened.fileno())
        new.replace(file)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def _safe(name: str) -> str:
    """A digest's name as a part of a file's; two names never become one."""
    plain = re.sub(r"[^\w]+", "-", name).strip("-_").encode()[:_LONGEST].decode(errors="ignore")
    if plain == name:
        return plain
    return f"{plain or 'digest'}-{blake2b(name.encode(), digest_size=3).hexdigest()}"
