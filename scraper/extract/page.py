"""A page's bytes ─► its tree, whatever is wrong with them. The one module that knows lxml, which ships no types."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from copy import copy
from typing import TYPE_CHECKING, Any, TypeAlias

from charset_normalizer import from_bytes
from cssselect import SelectorError
from lxml import etree, html  # type: ignore[import-untyped]  # its stubs are a package that is not kept in step
from lxml.cssselect import CSSSelector  # type: ignore[import-untyped]
from w3lib.encoding import html_to_unicode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Element: TypeAlias = Any
"""An element of a page's tree (`lxml.html.HtmlElement`)."""

LxmlError = etree.LxmlError

FAULTS = (LxmlError, RecursionError, ValueError, TypeError, AttributeError, KeyError, IndexError)
"""What libraries raise on pages that nobody thought of."""

MAX_CHARACTERS = 5_000_000
"""A longer page is cut: no article begins beyond that."""

SURELY = 0.95
"""The share of UTF-8's letters from which a page is taken for UTF-8: one or two may be broken."""

SILENT = frozenset({"script", "style", "noscript", "template", "svg"})
"""Elements that hold no text."""

PARTING = frozenset({"br", "p", "div", "li", "h1", "h2", "h3", "h4", "td"})
"""Elements at whose end a word ends too."""

MAX_GUESSED = 50_000
"""Bytes that are enough to tell an encoding by."""

# What news pages were written in before UTF-8; more candidates only make more mistakes.
_LEGACY = ["cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256", "shift_jis", "euc_jp",
           "euc_kr", "gb18030", "big5"]  # fmt: skip
_TAG = re.compile(rb"<[^>]{0,2000}>")
# XML 1.0, section 2.2: characters that no tree may hold.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# The same in UTF-8, where they are found ten times as fast; it has no surrogates.
_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\t\n\r"})
_FORBIDDEN_BYTES = (re.compile(rb"\xc2[\x80-\x84\x86-\x9f]"), re.compile(rb"\xef\xbf[\xbe\xbf]"))
_NO_LETTERS = re.compile(r"[\W_]+")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>", re.IGNORECASE)
_HUGE_ATTRIBUTE = re.compile(r"""=\s*(?:"[^"]{100000,}"|'[^']{100000,}')""")


def decode(body: bytes, encoding: str | None = None) -> str:
    """The page as text.

    What is UTF-8 with letters beyond ASCII is nothing else, whatever it is said to be; then its byte order mark, the
    server's `encoding` and its own word count. Without these, or where UTF-8 is a false word, it is guessed.
    """
    letters = 0.0
    if not body.isascii():
        with suppress(UnicodeDecodeError):
            return body.decode("utf-8-sig")
        letters = _utf8(body)
    if letters > SURELY:
        return body.decode("utf-8-sig", "replace")
    header = f"text/html; charset={encoding}" if encoding else None
    try:
        name, text = html_to_unicode(header, body, auto_detect_fun=_guess)
        if name == "utf-8" and "\ufffd" in text and letters < 1 - SURELY:
            _, text = html_to_unicode(f"text/html; charset={_guess(body)}", body)
    except (LookupError, ValueError):
        text = body.decode("utf-8", "replace")
    return text


def parse(body: bytes, encoding: str | None = None) -> Element | None:
    """The page's tree without programs, styles and drawings; None when there is nothing in it."""
    text = _DECLARATION.sub("", decode(body, encoding)[:MAX_CHARACTERS], count=1)
    data = _HUGE_ATTRIBUTE.sub('=""', text).encode("utf-8", "ignore").translate(None, _CONTROLS)
    for forbidden in _FORBIDDEN_BYTES:
        data = forbidden.sub(b"", data)
    if not data.strip():
        return None
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    try:
        tree = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None
    if not isinstance(tree, html.HtmlElement):
        return None
    for script in tree.iter("script"):
        if not is_data(script):
            script.tag = "style"
    etree.strip_elements(tree, "style", "svg", with_tail=False)
    return tree


def is_data(script: Element) -> bool:
    """Whether a script holds linked data (JSON-LD) and is no program."""
    return "ld+json" in (script.get("type") or "").lower()


def select(tree: Element, selector: str) -> list[Element]:
    """The elements that a CSS selector names, in the page's order."""
    return list(tree.cssselect(selector))


def is_selector(text: str) -> bool:
    """Whether this is a CSS selector."""
    try:
        CSSSelector(text)
    except (SelectorError, etree.XPathError):
        return False
    return True


def without(tree: Element, tags: Iterable[str]) -> Element:
    """A copy of the tree without the elements of these tags; the text after them stays."""
    bare = copy(tree)
    etree.strip_elements(bare, *tags, with_tail=False)
    return bare


def words(text: object) -> str:
    """Text on one line, white space collapsed, without what is no character: a page's JSON can spell any."""
    line = " ".join(text.split()) if isinstance(text, str) else ""
    return line if line.isprintable() else " ".join(_FORBIDDEN.sub(" ", line).split())


def inner(element: Element) -> str:
    """All text inside an element, on one line, without scripts and styles."""
    if not len(element):
        return "" if element.tag in SILENT else words(element.text)
    return words("".join(_pieces(element)))


def letters(text: str) -> str:
    """The letters and digits of a text, folded: what two spellings of one line have in common."""
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _NO_LETTERS.sub("", folded.casefold())


def _pieces(element: Element) -> Iterator[str]:
    """Depth does not matter here: lxml walks the tree without recursion."""
    hidden = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        silent = node.tag in SILENT
        if event == "start":
            hidden += silent
            if not hidden and node.text:
                yield node.text
        else:
            hidden -= silent
            if node.tag in PARTING:
                yield " "
            if not hidden and node is not element and node.tail:
                yield node.tail


def _utf8(body: bytes) -> float:
    """The share of the characters beyond ASCII that are whole in UTF-8; a page may have been cut inside one."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return 1 - broken / beyond if beyond else 0.0


def _guess(body: bytes) -> str:
    """The encoding by the looks of the words, as charset-normalizer judges it."""
    if body.isascii():
        return "utf-8"
    best = from_bytes(_TAG.sub(b" ", body)[:MAX_GUESSED], cp_isolation=_LEGACY).best()
    return best.encoding if best else "cp1252"
