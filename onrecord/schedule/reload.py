"""topics.yaml, read again when it changes; a broken edit keeps what was read before."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

from onrecord import config as configs
from onrecord.errors import ConfigError, StoreError

if TYPE_CHECKING:
    from onrecord.config import Config


class Watched:
    """A configuration file: `config` is the last that was right, and `copy` is a file that holds its text.

    The commands that are started read the copy, in the place of a file that may be broken or half written by now.
    Raises `ConfigError` where the file is wrong from the start.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._folder = tempfile.TemporaryDirectory(prefix="onrecord-")
        self.copy = Path(self._folder.name) / path.name
        self._text = b""
        self._read = self._changing = _signature(path)
        try:
            self.config = self._load()
        except BaseException:
            self._folder.cleanup()
            raise

    def __enter__(self) -> Self:
        """Use it in a `with` block that removes the copy."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the copy."""
        self._folder.cleanup()

    def look(self) -> bool:
        """Read the file anew if it has changed, and rests since the last look; whether that gave a new configuration.

        Raises `ConfigError`, once, where the change is wrong; the old configuration stays. Raises `StoreError` where
        the copy can't be written.
        """
        if not self.copy.exists():  # whoever cleans the folder for temporary files took it
            self._keep()
        now = _signature(self.path)
        if now == self._read:
            return False
        if now != self._changing:  # it may be being written
            self._changing = now
            return False
        before, self._read = self._read, now
        try:
            self.config = self._load()
        except OSError as error:  # no fault of the file: it is read again
            self._read = before
            raise StoreError(f"{error.filename}: can't be written ({error.strerror}); free some space there") from error
        return True

    def _load(self) -> Config:
        try:
            text = self.path.read_bytes()
        except OSError as error:
            raise ConfigError(f"{self.path}: can't be read ({error.strerror})") from error
        tried = self.copy.with_suffix(".new")
        tried.write_bytes(text)
        config = configs.load(self.path, text_in=tried)
        tried.replace(self.copy)
        self._text = text
        return config

    def _keep(self) -> None:
        try:
            self.copy.parent.mkdir(mode=0o700, exist_ok=True)
            self.copy.write_bytes(self._text)
        except OSError as error:
            raise StoreError(f"{error.filename}: can't be written ({error.strerror}); free some space there") from error


def _signature(path: Path) -> tuple[int, ...] | None:
    """What changes when a file is written; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
