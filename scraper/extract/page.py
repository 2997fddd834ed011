"""A page's bytes ─► its tree, whatever is wrong with them. The one module that knows lxml, which ships no types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from lxml import etree, html  # type: ignore[import-untyped]  # its stubs are a package that is not kept in step
from w3lib.encoding import html_to_unicode

if TYPE_CHECKING:
    from collections.abc import Iterator

Element: TypeAlias = Any
"""An element of a page's tree (`lxml.html.HtmlElement`)."""

LxmlError = etree.LxmlError

MAX_CHARACTERS = 5_000_000
"""A longer page is cut: no article begins beyond that."""

# XML 1.0, section 2.2: characters that no tree may hold.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>", re.IGNORECASE)
_HUGE_ATTRIBUTE = re.compile(r"""=\s*(?:"[^"]{100000,}"|'[^']{100000,}')""")


def decode(body: bytes, encoding: str | None = None) -> str:
    """The page as text: by its byte order mark, the server's `encoding`, its own word, else UTF-8 or Windows-1252."""
    header = f"text/html; charset={encoding}" if encoding else None
    try:
        _, text = html_to_unicode(header, body, auto_detect_fun=_guess)
    except (LookupError, ValueError):
        text = body.decode("utf-8", "replace")
    return text


def parse(body: bytes, encoding: str | None = None) -> Element | None:
    """The page's tree; None when there is nothing in it."""
    text = _DECLARATION.sub("", decode(body, encoding)[:MAX_CHARACTERS], count=1)
    text = _HUGE_ATTRIBUTE.sub('=""', _FORBIDDEN.sub("", text))
    if not text.strip():
        return None
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None
    return tree if isinstance(tree, html.HtmlElement) else None


def words(text: object) -> str:
    """Text on one line, white space collapsed, without what is no character: a page's JSON can spell any."""
    return " ".join(_FORBIDDEN.sub(" ", text).split()) if isinstance(text, str) else ""


def inner(element: Element) -> str:
    """All text inside an element, on one line, without scripts and styles."""
    return words("".join(_pieces(element)))


def _pieces(element: Element) -> Iterator[str]:
    """Depth does not matter here: lxml walks the tree without recursion."""
    hidden = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        silent = node.tag in {"script", "style", "noscript", "template", "svg"}
        if event == "start":
            hidden += silent
            if not hidden and node.text:
                yield node.text
        else:
            hidden -= silent
            if node.tag in {"br", "p", "div", "li", "h1", "h2", "h3", "h4", "td"}:
                yield " "
            if not hidden and node is not element and node.tail:
                yield node.tail


def _guess(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A page that was cut off inside a character is UTF-8 all the same.
        return "utf-8" if error.start > len(body) - 4 else "cp1252"
    return "utf-8"
