"""What trafilatura reads of a page beside its text. It takes as long as the text, and most pages say it themselves."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from trafilatura import extract_metadata

from scraper.extract.page import FAULTS

if TYPE_CHECKING:
    from scraper.extract.page import Element


@dataclass(frozen=True)
class Guesses:
    """Guesses at what a page does not say of itself, made when the first one is asked for."""

    tree: Element
    url: str

    @property
    def title(self) -> str | None:
        """The headline."""
        return self._found.get("title")

    @property
    def author(self) -> str | None:
        """Names, with `;` between several."""
        return self._found.get("author")

    @property
    def date(self) -> str | None:
        """The day of publication, `YYYY-MM-DD`."""
        return self._found.get("date")

    @property
    def site_name(self) -> str | None:
        """What the site is called, or its host."""
        return self._found.get("sitename")

    @cached_property
    def _found(self) -> dict[str, str | None]:
        try:
            document = extract_metadata(copy(self.tree), self.url)
        except FAULTS:
            return {}
        return {name: getattr(document, name) for name in ("title", "author", "date", "sitename")}
