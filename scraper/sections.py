"""A page that lists articles ─► the links that look like headlines, in the page's order.

A link counts with two of three signs: its address looks like an article's (a date, a number, or a name of several
words in it), its text like a headline (several words), and it is marked up as one (`h1` to `h4`). Menus, footers and
pages of another kind (tags, authors, the newsletter) don't count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from w3lib.encoding import http_content_type_encoding

from onrecord.errors import CrawlError
from scraper.extract import Hint, addresses
from scraper.extract.page import inner, parse
from scraper.listing import Entry, Listing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scraper.extract.page import Element

FEWEST_WORDS = 4
"""Of a headline, and of a name in an address; deeper in a site a name of one fewer will do."""

_LETTERS_A_WORD = 5  # of a headline in a script without spaces: two or three signs are a word
_LONGEST_NAME = 300  # characters of an element's classes that are read
_HEADINGS = {"h1", "h2", "h3", "h4"}
_AROUND = {"nav", "footer", "form", "select"}
_ROLES = {"navigation", "contentinfo", "search", "menu", "menubar", "banner"}
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|footer|pagination|pager|tags?|social|share|sharing|"
    r"newsletter|login|cookie|consent|sponsor(?:ed)?|advert(?:isement)?|promo)(?:$|[\s_-])",
    re.IGNORECASE,
)
_OTHER_PAGES = re.compile(
    r"/(?:tags?|topics?|themen?|categor(?:y|ies)|authors?|autor(?:en)?|people|profiles?|about|contact|privacy|terms|"
    r"imprint|impressum|datenschutz|login|signin|sign-in|register|account|subscribe|subscriptions?|newsletters?|rss|"
    r"feeds?|search|help|faq|jobs|careers|advertise|shop|archive|archiv|page|cookies?|sitemap)(?:/|$|\.)",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?!html?$|php$|aspx?$|jsp$|shtml$|ece$|cms$)[a-z][a-z0-9]{1,4}$", re.IGNORECASE)
_DAY = re.compile(r"/((?:19|20)\d\d)(?:([/-])(\d\d?)\2(\d\d?)|(\d\d)(\d\d))(?=[/_-]|$)")
_MONTH = re.compile(r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2])/")
_NUMBER = re.compile(r"\d{5,}")
_FILE_END = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_SPACELESS = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


def read(body: bytes, url: str, content_type: str | None = None, *, most: int, now: datetime) -> Listing:
    """The first `most` articles that the page at `url` links to. Raises `CrawlError` when it links to none."""
    tree = parse(body, http_content_type_encoding(content_type))
    if tree is None:
        raise CrawlError(f"{url}: the page is empty")
    stated = tree.find(".//base[@href]")
    base = (addresses.absolute(url, stated.get("href")) if stated is not None else None) or url
    best: dict[str, _Link] = {}
    for link in _links(tree, base):
        seen = best.get(link.url)
        # A story's picture, headline and teaser are links of their own: the headline tells what it is.
        best[link.url] = link if seen is None or (link.marked, len(link.text)) > (seen.marked, len(seen.text)) else seen
    found = [link for link in best.values() if _is_article(link, url)][:most]
    if not found:
        raise CrawlError(
            f"{url}: no links to articles found; name a page that lists them, or the site's feed or sitemap"
        )
    return Listing(tuple(Entry(link.url, _hint(link, now)) for link in found))


@dataclass(frozen=True, slots=True)
class _Link:
    """A link on the page; `marked` when it is marked up as a headline."""

    url: str
    text: str
    marked: bool


def _links(tree: Element, base: str) -> Iterator[_Link]:
    menus: dict[Element, bool] = {}
    headings: dict[Element, bool] = {}
    for element in tree.iter("a"):
        target = addresses.absolute(base, element.get("href") or "")
        if target is None or _within(element, _is_navigation, menus):
            continue
        heading = next(iter(element.iter(*_HEADINGS)), None)
        marked = heading is not None or _within(element, _is_heading, headings)
        yield _Link(addresses.clean(target), inner(element if heading is None else heading), marked)


def _within(element: Element, judge: Callable[[Element], bool | None], judged: dict[Element, bool]) -> bool:
    """What the nearest element around it that can tell says; each is asked once for all links in it."""
    passed = []
    for one in chain([element], element.iterancestors()):
        told = judged[one] if one in judged else judge(one)
        passed.append(one)
        if told is not None:
            break
    judged |= dict.fromkeys(passed, bool(told))
    return bool(told)


def _is_heading(element: Element) -> bool | None:
    return True if element.tag in _HEADINGS else None


def _is_navigation(element: Element) -> bool | None:
    """Whether an element is a menu or the like; None where those around it tell."""
    if element.tag in {"body", "article"}:
        return False  # what an article's own parts are called tells nothing of it, nor what a whole page is
    names = " ".join((element.get(name) or "")[:_LONGEST_NAME] for name in ("class", "id"))
    if element.tag in _AROUND or (element.get("role") or "").lower() in _ROLES or _NAMES.search(names):
        return True
    return None


def _is_article(link: _Link, listing: str) -> bool:
    parts = urlsplit(link.url)
    if addresses.site(link.url) != addresses.site(listing) or _is_listing(link.url, listing):
        return False
    if _OTHER_PAGES.search(parts.path) or _FILE.search(parts.path):
        return False
    signs = (_looks_like_article(parts.path, parts.query), _words(link.text) >= FEWEST_WORDS, link.marked)
    return bool(link.text) and sum(signs) > 1


def _is_listing(url: str, listing: str) -> bool:
    """Whether it is the listing itself, a page above it, or another page of it."""
    path, own = urlsplit(url).path.rstrip("/"), urlsplit(addresses.clean(listing)).path.rstrip("/")
    return own == path or own.startswith(f"{path}/")


def _looks_like_article(path: str, query: str) -> bool:
    above, _, last = path.strip("/").rpartition("/")
    if _MONTH.search(path) or _DAY.search(path) or _NUMBER.search(f"{last} {query}"):
        return True
    name = _FILE_END.sub("", last)
    return len([word for word in re.split(r"[-_]", name) if word]) >= FEWEST_WORDS - bool(above)


def _words(text: str) -> int:
    spaceless = len(_SPACELESS.findall(text))
    return max(len(re.findall(r"[^\W\d_]{2,}", text)), spaceless // _LETTERS_A_WORD * 2)


def _hint(link: _Link, now: datetime) -> Hint:
    """The day in the address; the title is left to the article's page, where it is whole."""
    found = _DAY.search(urlsplit(link.url).path)
    if found is None:
        return Hint()
    try:
        day = datetime(*(int(part) for part in found.groups() if part and part.isdigit()), tzinfo=UTC)  # type: ignore[arg-type,misc]
    except ValueError:
        return Hint()
    return Hint(published=day, date_only=True) if day <= now else Hint()
