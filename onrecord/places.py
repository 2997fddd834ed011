"""Where each page is, as a path from the site's root; a page's path ends with a slash, a file's does not."""

from __future__ import annotations

import posixpath
import re
from hashlib import blake2b
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from datetime import date

HOME: Final = "/"
EDITIONS: Final = "/editions/"
TOPICS: Final = "/topics/"
SPEAKERS: Final = "/speakers/"
SOURCES: Final = "/sources/"
SEARCH: Final = "/search"
HELP: Final = "/search/help/"
SUBSCRIBE: Final = "/subscribe"
API: Final = "/api/"

FEEDS: Final = ("rss", "atom", "json")
"""The forms of a feed, which are its file's ending."""

_LONGEST: Final = 120  # bytes of a name in a path; file systems take 255


def slug(name: str) -> str:
    """A name as a part of a path and of a file's name; two names never become one."""
    plain = _plain(name)
    if plain.replace("-", " ") == name:
        return plain
    return f"{plain or 'x'}-{blake2b(name.encode(errors='surrogatepass'), digest_size=3).hexdigest()}"


def _plain(name: str) -> str:
    return re.sub(r"\W+", "-", name.casefold()).strip("-_").encode()[:_LONGEST].decode(errors="ignore")


def digest(name: str, page: int = 1) -> str:
    """All editions of a digest; the newest are on page 1."""
    return _numbered(f"{EDITIONS}{quote(slug(name))}/", page)


def edition(name: str, day: date) -> str:
    """An edition, whole."""
    return f"{digest(name)}{day}/"


def topic(name: str, page: int = 1) -> str:
    """What was said on a topic; the newest are on page 1."""
    return _numbered(f"{TOPICS}{quote(slug(name))}/", page)


def speakers(letter: str, page: int = 1) -> str:
    """The speakers under a letter."""
    return _numbered(f"{SPEAKERS}letter/{quote(letter)}/", page)


def speaker(number: int, name: str, page: int = 1) -> str:
    """What a speaker said."""
    return _numbered(f"{SPEAKERS}{quote(who(number, name))}/", page)


def who(number: int, name: str) -> str:
    """A speaker in a path: the number tells who it is, the name is for people."""
    return f"{number}-{_plain(name)}"


def statement(key: str) -> str:
    """A statement's own page."""
    return f"/statements/{key}/"


def article(number: int) -> str:
    """An article, by its id."""
    return f"/articles/{number}/"


def search(query: str, page: int = 1) -> str:
    """What was found."""
    return f"{SEARCH}?{urlencode({'q': query} | ({'page': page} if page > 1 else {}))}"


def feed(of: str, form: str) -> str:
    """The feed of a topic's or a speaker's page, or of a search: `rss`, `atom` or `json`."""
    path, mark, query = of.partition("?")
    return f"{path.rstrip('/')}/feed.{form}{mark}{query}"


def download(query: str, form: str) -> str:
    """What was found, as a file: `csv`, `jsonl` or `parquet`."""
    return f"{SEARCH}/statements.{form}?{urlencode({'q': query})}"


def static(name: str) -> str:
    """A file that comes with the site."""
    return f"/static/{name}"


def relative(path: str, page: str) -> str:
    """The way from a page to a path of the site, for pages that lie as files; a page is the file index.html in it."""
    path, fragment = (path.partition("#")[0], "#".join(["", *path.split("#")[1:]]))
    file = f"{path}index.html" if path.endswith("/") else path
    return posixpath.relpath(file, posixpath.dirname(page) or "/") + fragment


def _numbered(path: str, page: int) -> str:
    return path if page == 1 else f"{path}page/{page}/"
