"""What the spiders hand to the pipelines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.model import Article
    from scraper.extract import Hint


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page: `asked` is the address that the source gave, `url` the one that answered, `name` its GUID."""

    source: str
    asked: str
    url: str
    body: bytes = field(repr=False)
    encoding: str | None = None
    language: str | None = None
    hint: Hint | None = field(default=None, repr=False)
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Collected:
    """The article of a page, and the other names under which it was met."""

    source: str
    article: Article = field(repr=False)
    also: tuple[str, ...] = ()
