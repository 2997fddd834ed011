"""What the spiders hand to the pipelines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.model import Answer

if TYPE_CHECKING:
    from onrecord.model import Article
    from scraper.extract import Hint


LOCKED = (401, 402, 403)
"""Answers with which a site asks for a login or payment; some come with the beginning of the article."""


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page: `asked` is the address that the source gave, `url` the one that answered, `name` its GUID.

    `status` is that of HTTP, where one of `LOCKED` gives a part of the page at most. `answer` is what the site said of
    it, to be asked again with.
    """

    source: str
    asked: str
    url: str
    body: bytes = field(repr=False)
    encoding: str | None = None
    language: str | None = None
    hint: Hint | None = field(default=None, repr=False)
    name: str | None = None
    status: int = 200
    answer: Answer = field(default_factory=Answer, repr=False)


@dataclass(frozen=True, slots=True)
class Collected:
    """The article of a page, the other names under which it was met, and what the site said of the page's address.

    `part` says that the site showed the beginning at most.
    """

    source: str
    article: Article = field(repr=False)
    also: tuple[str, ...] = ()
    page: str | None = None
    part: bool = False
    answer: Answer = field(default_factory=Answer, repr=False)
