"""What a page says of itself: JSON-LD (schema.org) and meta elements, however badly written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, TypeAlias

from scraper.extract.page import is_data, words

if TYPE_CHECKING:
    from scraper.extract.page import Element
Node: TypeAlias = Mapping[str, object]

MAX_NODES = 5_000
MAX_SCRIPT = 2_000_000

# https://schema.org/Article and what is derived from it, without the types that newspapers do not use
ARTICLE_TYPES = frozenset({
    "advertisercontentarticle", "analysisnewsarticle", "article", "askpublicnewsarticle",
    "backgroundnewsarticle", "blogposting", "claimreview", "liveblogposting", "newsarticle",
    "opinionnewsarticle", "report", "reportagenewsarticle", "reviewnewsarticle", "satiricalarticle",
    "scholarlyarticle", "socialmediaposting", "techarticle",
})  # fmt: skip

_COMMENT = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|(?://\s*)?\]\]>|;)\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The article's JSON-LD node (empty where there is none), and the meta elements, the first of a name.

    `named` holds the names of JSON-LD nodes by their `@id`.
    """

    article: Node = field(default_factory=dict)
    meta: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)

    @property
    def declared(self) -> bool:
        """Whether the page says that it is an article."""
        return bool(self.article) or "article" in self.meta.get("og:type", "").lower()

    def text(self, name: str) -> str:
        """A property of the article that is one text, on one line; empty without it."""
        return first_text(self.article.get(name))


def read(tree: Element) -> Metadata:
    """The metadata of a page; never raises for what the page says."""
    nodes = list(_nodes(tree))
    named = {
        one: name
        for node in nodes
        if isinstance(one := node.get("@id"), str) and (name := first_text(node.get("name")))
    }
    return Metadata(_article(nodes), _meta(tree), named)


def first_text(value: object) -> str:
    """The first text in a JSON-LD value, which may be a list, or an object with a name or `@value`."""
    for _ in range(8):
        if isinstance(value, list):
            value = next((item for item in value if item), None)
        elif isinstance(value, Mapping):
            value = value.get("@value") or value.get("name") or value.get("@id")
        else:
            break
    return words(unescape(value)) if isinstance(value, str) else ""


def types(node: Node) -> frozenset[str]:
    """The types of a JSON-LD node in lower case, without schema.org's address."""
    given = node.get("@type")
    listed = given if isinstance(given, list) else [given]
    return frozenset(re.split(r"[/#:]", one)[-1].lower() for one in listed if isinstance(one, str))


def is_false(value: object) -> bool:
    """Whether a JSON-LD truth value is given, and false: `false`, `"False"`, `"http://schema.org/False"`, 0."""
    waiting = [value]
    for _ in range(MAX_NODES):
        if not waiting:
            break
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, str):
            if re.split(r"[/#:]", one.strip().lower())[-1] in {"false", "no", "0"}:
                return True
        elif isinstance(one, int | float) and not one:
            return True
    return False


def paywalled(data: Metadata) -> bool:
    """Whether the article says that it, or where it says nothing a part of it, is not free to read."""
    article = data.article
    for given in (article.get("isAccessibleForFree"), data.meta.get("isaccessibleforfree")):
        if given is not None:
            return is_false(given)
    # https://developers.facebook.com/docs/instant-articles/subscriptions: free, locked, metered
    if data.meta.get("article:content_tier", "").lower() in {"locked", "metered"}:
        return True
    parts = article.get("hasPart")
    listed = parts if isinstance(parts, list) else [parts]
    return any(isinstance(part, Mapping) and is_false(part.get("isAccessibleForFree")) for part in listed)


def language(tree: Element, data: Metadata) -> str | None:
    """The two or three letters of the page's language."""
    for given in (
        tree.get("lang"),
        tree.get("xml:lang"),
        data.text("inLanguage"),
        *(data.meta.get(name) for name in ("og:locale", "content-language", "dc.language", "language")),
    ):
        if given and (found := re.match(r"([A-Za-z]{2,3})(?:[-_]|$)", given.strip())):
            return found[1].lower()
    return None


def site_name(data: Metadata) -> str | None:
    """What the site calls itself."""
    name = data.meta.get("og:site_name") or first_text(data.article.get("publisher"))
    return None if not name or name.startswith(("http:", "https:")) else name[:200]


def sections(data: Metadata) -> list[str]:
    """The sections that the page says it is in."""
    given = data.article.get("articleSection")
    listed = given if isinstance(given, list) else [given]
    return [one for one in [*listed, data.meta.get("article:section")] if isinstance(one, str)]


def section(data: Metadata) -> str | None:
    """The first of them, if any."""
    return next(filter(None, map(first_text, sections(data))), None)


def descriptions(data: Metadata) -> list[str]:
    """What the page's metadata says of the story, in the editors' words."""
    names = ("og:description", "description", "twitter:description")
    return [*(data.meta.get(name, "") for name in names), data.text("description")]


def offered(tree: Element, data: Metadata) -> list[str]:
    """The addresses that a page gives for itself, the surest first."""
    links = [one.get("href") for one in tree.iter("link") if "canonical" in (one.get("rel") or "").lower().split()]
    return [link for link in [*links, data.meta.get("og:url")] if link]


def _article(nodes: list[Node]) -> Node:
    """The node of the page's own article: the first with a headline that is not merely part of another."""
    found = [node for node in nodes if types(node) & ARTICLE_TYPES]
    for wanted in ("articleBody", "datePublished", "headline"):
        for node in found:
            if node.get(wanted) and node.get("headline"):
                return node
    return found[0] if found else {}


def _nodes(tree: Element) -> Iterator[Node]:
    left = MAX_NODES
    for script in tree.iter("script"):
        if not is_data(script) or not script.text:
            continue
        for node in _flat(_loads(script.text)):
            left -= 1
            if not left:
                return
            yield node


def _loads(script: str) -> object:
    """The script's JSON, mended where it is nearly JSON; None where it is not."""
    if len(script) > MAX_SCRIPT:
        return None
    bare = _COMMENT.sub("", _COMMENT.sub("", script)).strip()
    for text in (script, bare, _TRAILING_COMMA.sub(r"\1", bare), unescape(bare)):
        try:
            loaded: object = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        return loaded
    return None


def _flat(value: object) -> Iterator[Node]:
    """All nodes that may be the article, the outer before the inner; lists and `@graph` opened."""
    waiting = [value]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting[:0] = one[:MAX_NODES]
        elif isinstance(one, Mapping):
            yield one
            waiting += [one[key] for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemReviewed") if key in one]


def _meta(tree: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (
            element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv") or ""
        )
        content = words(element.get("content"))
        if name and content and len(content) < 4_000:  # noqa: PLR2004  # a longer one is no name or date
            found.setdefault(name.strip().lower(), content)
    return found
