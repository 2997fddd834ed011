"""Who wrote an article, as names of persons or desks; the house's own name only where no other is given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING

from scraper.extract import metadata
from scraper.extract.page import inner, letters, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scraper.extract.metadata import Metadata
    from scraper.extract.page import Element

MOST = 12
MAX_LENGTH = 100
_LONGEST_BYLINE = 80
_SHORT = 8  # letters of a paper's name that other names may begin with
_WIDE_NAME = 8  # characters of a name in Chinese or Japanese

_BY = re.compile(
    r"^(?:(?i:by|von|par|por|di|door|av|af|autor(?:in)?:|text:|story by|penulis:|yazan:|автор:)\s+|By(?=[A-Z][a-z]))"
)
_INITIALS = re.compile(r"\s*\([^()]{0,40}\)\s*$")
_ADDRESS = re.compile(r"https?://|www\.|@|\.(?:com|org|net)\b|[<>{}]")
_BETWEEN = re.compile(r"\s*[;,|/]\s*|\s+(?:and|und|et|y|&|e|og|och|ja|ve|dan|và|en|i|и|та|și|és)\s+")
_METAS = (
    "author", "article:author", "articleauthor", "cxenseparse:author", "sailthru.author", "dc.creator",
    "dcterms.creator", "byl", "parsely-author",
)  # fmt: skip
_BYLINE = re.compile(r"(?<![a-z])(?:author|byline|autor|auteur|autore)s?(?![a-z])", re.IGNORECASE)
_NO_BYLINE = re.compile(r"comment|image|photo|caption|credit|quote|bio|related|social|avatar|box|card", re.IGNORECASE)


def choose(  # noqa: PLR0913  # all that tells an author
    tree: Element,
    data: Metadata,
    *,
    guessed: Callable[[], str | None],
    house: tuple[str | None, ...],
    fed: tuple[str, ...] = (),
    ruled: Iterable[str] = (),
) -> tuple[str, ...]:
    """The authors from JSON-LD, else as guessed (`;` between), from a meta element, the byline or the feed.

    `ruled` is what a site's rule names, and goes before all; `guessed` is what the text extraction found. The paper's
    own name (`house`) is a last resort, as is a single word that was guessed.
    """
    own = _house(*house, metadata.first_text(data.article.get("publisher")))

    def persons(names: Iterable[str]) -> list[str]:
        return [name for name in names if not _is_house(name, own)]

    def offered() -> Iterator[list[str]]:
        yield _kept(ruled)
        given = _kept(_linked(data.article.get("author"), data.named))
        yield persons(given)
        read = _kept((guessed() or "").split(";"))
        yield persons(filter(_is_full, read))
        meta = next(filter(None, (_kept([data.meta[name]]) for name in _METAS if name in data.meta)), [])
        yield persons(meta)
        line = _kept(_bylines(tree))
        yield persons(filter(_is_full, line))
        yield persons(_kept(fed))
        yield from (given, read, meta, line)

    return tuple(next(filter(None, offered()), ()))


def _house(*names: str | None) -> frozenset[str]:
    """The letters of the paper's own names; of a host, those of its first part too."""
    parts = (part for name in names if name for part in (name, name.split(".")[0]))
    return frozenset(filter(None, map(letters, parts)))


def _is_house(name: str, house: frozenset[str]) -> bool:
    """Whether a name is the paper's, or begins with it: 'Gazette Newsroom'."""
    own = letters(name)
    return (
        own in house
        or letters(name.split(maxsplit=1)[0]) in house
        or own.startswith(tuple(one for one in house if len(one) > _SHORT))
    )


def _is_full(name: str) -> bool:
    """Whether a name has two words or more, or is written in a script without spaces."""
    return " " in name or (not name.isascii() and len(name) <= _WIDE_NAME)


def _linked(value: object, named: Mapping[str, str]) -> list[str]:
    """Names in a JSON-LD author: a text, a node, a reference to one, or a list of them."""
    found: list[str] = []
    waiting = [value]
    while waiting and len(found) <= MOST:
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting[:0] = one[:MOST]
        elif isinstance(one, str):
            found.append(one)
        elif isinstance(one, Mapping):
            waiting.insert(0, one.get("name") or named.get(str(one.get("@id"))))
    return found


def _bylines(tree: Element) -> list[str]:
    """What stands in the first element that is marked as a byline and holds no more than names."""
    for element in islice(tree.iter("a", "span", "p", "div", "li", "address"), 5_000):
        marks = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('rel') or ''}"
        if not _BYLINE.search(marks) or _NO_BYLINE.search(marks):
            continue
        text = inner(element)
        if 0 < len(text) <= _LONGEST_BYLINE and not any(map(str.isdigit, text)):
            return [text]
    return []


def _kept(names: Iterable[str]) -> list[str]:
    kept: dict[str, str] = {}
    for listed in names:
        for name in _split(words(unescape(listed))):
            bare = _INITIALS.sub("", _BY.sub("", name)).strip(" ,;|")
            if (
                1 < len(bare) <= MAX_LENGTH
                and ":" not in bare
                and not _ADDRESS.search(bare)
                and any(map(str.isalpha, bare))
            ):
                kept.setdefault(letters(bare), bare)
    return list(kept.values())[:MOST]


def _split(listed: str) -> list[str]:
    """Several names in one text, where every part has the form of a name: two to four words."""
    parts = [part for part in _BETWEEN.split(listed) if part]
    whole = len(parts) < 2 or any(not 2 <= len(_BY.sub("", part).split()) <= 4 for part in parts)  # noqa: PLR2004  # a name
    return [listed] if whole else parts
