"""Links that are safe in a mail, and links to the very sentence of an article.

A text fragment, `#:~:text=first words,last words`, makes a browser scroll to the words and mark them
(WICG, URL Fragment Text Directives, https://wicg.github.io/scroll-to-text-fragment/).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import quote, urlsplit

_ENDS: Final = 5
"""Words at either end of a range; what has fewer than both is given in full."""

_CLAUSES: Final = 1
"""The same in clauses; of more of them, browsers often find no word's end at the end."""

_LONGEST: Final = 2_000
"""Characters of a link; mail clients and servers cut what is much longer."""

_STOPS: Final = r"\u3001\u3002\uff0c\uff1b\uff1a\uff01\uff1f"
_STOP: Final = re.compile(f"[{_STOPS}]")
_CLAUSE: Final = re.compile(rf"(?:[^\s{_STOPS}]+[{_STOPS}]*|[{_STOPS}]+)\s*")
"""In Chinese and Japanese, which put no spaces, a clause with its full-width comma or stop stands for a word."""

_NOT_IN_URLS: Final = re.compile(r"[^!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]")
"""What RFC 3986 keeps out of a URL, all that could end an attribute or a line among it."""

_FIT: Final = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]+)?(?:/[!$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]*)?")
"""A plain address, which needs nothing done to it; most are."""

_EDGES: Final = " .,;:!?…\"'“”()[]"
"""Left off at the ends of a term: a mail program that looks for links in plain text leaves it off too."""

_ODD: Final = re.compile(r"[^ 0-9A-Za-z._~]+")
"""What is percent-encoded in a term; most words have none of it."""

_DIRECTIVE: Final = ":~:"


def link(url: str | None) -> str | None:
    """The URL made fit for an attribute or a line of its own; None for anything but http and https."""
    if url is None or (len(url) <= _LONGEST and _FIT.fullmatch(url)):
        return url
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or len(url) > _LONGEST:
        return None
    return _NOT_IN_URLS.sub(lambda found: quote(found[0], safe="", errors="replace"), parts.geturl())


@lru_cache(maxsize=4096)  # the HTML, the text and the Markdown of an edition have the same links
def sentence_link(url: str, pieces: tuple[str, ...]) -> str | None:
    """The link to the words in their article, given as its contiguous pieces, in order; None as for `link`.

    A short piece is named in full. Of a longer one, and of several, the first words and the last are named:
    such a range may run over paragraphs.
    """
    if (plain := link(url)) is None:
        return None
    if not (text := _directive(pieces)):
        return plain
    page, _, fragment = plain.partition("#")
    linked = f"{page}#{fragment.partition(_DIRECTIVE)[0]}{_DIRECTIVE}text={text}"
    return linked if len(linked) <= _LONGEST else plain


def _directive(pieces: tuple[str, ...]) -> str:
    """The value of a text directive; a block of the page must hold the whole of each of its terms."""
    blocks = [block for piece in pieces for block in piece.split("\n\n") if block.strip(_EDGES + "\n\t")]
    if not blocks:
        return ""
    words, most, between = _words(blocks[0])
    if len(blocks) == 1 and len(words) < 2 * most:
        return _encoded(between.join(words))
    start = _encoded(between.join(words[:most]))
    if len(blocks) > 1:
        words, most, between = _words(blocks[-1])
    return f"{start},{_encoded(between.join(words[-most:]))}"


def _words(block: str) -> tuple[list[str], int, str]:
    """The words or clauses of a block, how many of them an end has, and what stands between them."""
    if block.isascii() or not _STOP.search(block):
        return block.split(), _ENDS, " "
    return _CLAUSE.findall(" ".join(block.split())), _CLAUSES, ""


def _encoded(words: str) -> str:
    """Percent-encoded as the specification asks: '-', ',' and '&' have a meaning there."""
    return _ODD.sub(lambda found: _percent(found[0]), words.strip(_EDGES)).replace(" ", "%20")


@lru_cache(maxsize=1024)  # marks and accented letters come again and again
def _percent(odd: str) -> str:
    return quote(odd, safe="", errors="replace").replace("-", "%2D")
