"""Lists of feeds in OPML 2.0, as feed readers exchange them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree  # type: ignore[import-untyped]  # its stubs are a package that is not kept in step

from onrecord.config import kinds
from onrecord.config.collecting import without_login
from onrecord.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable

_LOGIN = re.compile(r"//[^/?#]*@")
_LONGEST = 200  # characters of an address that is told

MAX_BYTES = 20 * 1024 * 1024

# Nothing is loaded that a list names, no entity is written out, and what is not well formed is read as far as it goes.
_PARSER = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False, "recover": True}


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed of a list; the name is empty where the list gives none."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list holds: its feeds, each address once; `bad` are addresses, as written, that no source can have."""

    feeds: tuple[Feed, ...]
    bad: tuple[str, ...] = ()


def read(data: bytes, name: str) -> Listed:
    """The feeds of an OPML document, folders left aside.

    Raises `DocumentError`, which calls the document by its `name`.
    """
    if len(data) > MAX_BYTES:
        raise DocumentError(f"{name}: larger than 20 MiB; is it the right file?")
    try:
        root = etree.fromstring(data, etree.XMLParser(**_PARSER))
    except (etree.LxmlError, ValueError):
        root = None
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise DocumentError(f"{name}: this is no OPML; export the list of feeds from your reader as OPML")
    feeds: dict[str, Feed] = {}
    bad: list[str] = []
    for outline in root.iter("outline", "OUTLINE"):
        given = {key.lower(): " ".join(value.split()) for key, value in outline.items()}
        written = given.get("xmlurl")
        if not written:
            continue
        url = _web(written)
        if url is None:
            bad.append(_LOGIN.sub("//", written)[:_LONGEST])
        else:
            feeds.setdefault(url, Feed(given.get("title") or given.get("text") or "", url))
    if bad and not feeds:
        raise DocumentError(f"{name}: none of its feeds has a web address, such as {bad[0]!r}")
    if not feeds:
        raise DocumentError(f"{name}: no feeds in it; a feed is an outline with the attribute xmlUrl")
    return Listed(tuple(feeds.values()), tuple(dict.fromkeys(bad)))


def write(feeds: Iterable[Feed], title: str) -> str:
    """An OPML 2.0 document of these feeds; logins in their addresses are left out."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for feed in feeds:
        url = without_login(feed.url)
        etree.SubElement(body, "outline", type="rss", text=feed.name, title=feed.name, xmlUrl=url)
    etree.indent(root)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written.decode() + "\n"


def _web(url: str) -> str | None:
    """A web address that a source can have; readers also write `feed:` before it or in place of `http:`."""
    if url.lower().startswith("feed:"):
        url = url[5:] if "://" in url[5:] else f"http:{url[5:]}"
    try:
        return kinds.web(url)
    except ValueError:
        return None
