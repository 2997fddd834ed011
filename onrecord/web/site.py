"""The site: the configuration as it is now, the store, and how pages are filled; the server and the export share it."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Final

from onrecord import config as configs
from onrecord.errors import ConfigError
from onrecord.web import bar
from onrecord.web.kept import Kept
from onrecord.web.shown import Whole
from onrecord.web.templates import Templates, zone

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from starlette.requests import Request

    from onrecord.config import Config
    from onrecord.store import Store
    from onrecord.web.shown import Shown

LONGEST: Final = 20.0
"""Seconds for which the store is asked for one page: what takes longer is worth no reader's wait."""

_PAUSE: Final = 2.0  # seconds between two looks at topics.yaml
_LOG: Final = logging.getLogger(__name__)


@dataclass(slots=True)
class Site:
    """What all pages are made of. `static` says that they are written as files: then nothing asks a server."""

    _config: Config
    store: Store
    static: bool = False
    templates: Templates = field(init=False)
    kept: Kept = field(init=False)
    _looked: float = field(default=0.0, init=False)
    _seen: tuple[int, int] | None = field(default=None, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def __post_init__(self) -> None:
        """Prepare the templates, and note what the configuration was read from."""
        self.templates = Templates(self._config, static=self.static)
        self.kept = Kept(self.store)  # for which nobody waits: it takes as long as it takes
        if not self.static:
            self.store = self.store.within(LONGEST)
        self._seen = self._signature()

    @property
    def config(self) -> Config:
        """The configuration, read again after it changed; while the file is wrong, as it was before."""
        with self._lock:
            now = time.monotonic()
            if now - self._looked > _PAUSE:
                self._looked = now
                if (seen := self._signature()) != self._seen:
                    self._seen = seen
                    self._load()
            return self._config

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of days and times: that of the first digest."""
        return zone(self.config)

    @property
    def url(self) -> str:
        """`web.url` without a slash at its end; '' if there is none."""
        return (self.config.web.url or "").rstrip("/")

    def address(self, request: Request) -> str:
        """What absolute links begin with, without a slash at its end: `web.url`, else what the request was sent to."""
        return self.url or f"{request.url.scheme}://{request.url.netloc}"

    def html(self, shown: Shown | Whole) -> str:
        """A page as HTML."""
        if isinstance(shown, Whole):
            return bar.above(shown, self.templates)
        return self.templates.fill(shown)

    def _load(self) -> None:
        try:
            self._config = configs.load(self._config.path)
        except ConfigError as error:
            _LOG.warning("%s; the web edition goes on with what was there before", error)
        else:
            self.templates = Templates(self._config, static=self.static)

    def _signature(self) -> tuple[int, int] | None:
        try:
            found = self._config.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size
