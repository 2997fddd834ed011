"""A page ─► an `Article`, or None where the page holds none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from onrecord.model import Article
from scraper.extract import addresses, authors, boxes, dates, metadata, published, related, story, titles
from scraper.extract.page import parse, words

if TYPE_CHECKING:
    from scraper.extract.metadata import Metadata
    from scraper.extract.page import Element

FEWEST_CHARACTERS = 25
"""Of a text on a page that calls itself an article; any other page needs `FEWEST_UNDECLARED`."""

FEWEST_UNDECLARED = 140

_NO_ARTICLE = re.compile(
    r"\W*(?:(?:error\W*)?(?:40[0-9]|410|429|50[0-9])\b|.{0,40}\b(?:page|article|site|story)\b.{0,12}\bnot (?:be )?"
    r"found|not found|access denied|forbidden|just a moment|attention required|are you (?:a robot|human)"
    r"|verify(?:ing)? you are"
    r"|security check|one more step|before you continue|service unavailable|bad gateway|too many requests"
    r"|(?:your )?(?:privacy|cookies?|consent) (?:settings|choices|preferences|matter|consent|required)"
    r"|we (?:value|respect) your privacy|(?:please )?(?:enable|turn on) (?:javascript|cookies)|seite nicht gefunden"
    r"|page (?:introuvable|non trouvée)|página no encontrada|pagina non trovata|zustimmung|bevor sie fortfahren)",
    re.IGNORECASE,
)
_NO_ARTICLE_LENGTH = 2_000  # a longer text under such a title is an article about it


@dataclass(frozen=True, slots=True)
class Hint:
    """What a feed says of an article before its page is read."""

    title: str | None = None
    published: datetime | None = None
    date_only: bool = False
    authors: tuple[str, ...] = ()
    language: str | None = None


def extract_article(  # noqa: PLR0913  # all are what is known of a page
    body: bytes,
    url: str,
    *,
    source: str,
    encoding: str | None = None,
    hint: Hint | None = None,
    now: datetime | None = None,
) -> Article | None:
    """The article on a page that was fetched from `url`; None where it has no usable text.

    `encoding` is what the server said of it. What the page says goes before the hint; dates after `now`
    are not believed. Never raises for what the page holds.
    """
    tree = parse(body, encoding)
    if tree is None:
        return None
    hint, now = hint or Hint(), now or datetime.now(UTC)
    data = metadata.read(tree)
    site_name = _site_name(data)
    title = titles.choose(tree, data, site_name, hint.title)
    survey = boxes.survey(tree)
    related_boxes = boxes.find(survey)
    text, found = story.read(survey, related_boxes, url, title=title, descriptions=_descriptions(data))
    title = title or words(found.get("title"))
    if not title or not _usable(title, text, data, hinted=bool(hint.title)):
        return None
    fed = dates.Stamp(hint.published, hint.date_only) if hint.published else None
    stamp, warnings = published.choose(tree, data, url, fed=fed, guessed=found.get("date"), now=now)
    modified = dates.read(data.text("dateModified") or data.meta.get("article:modified_time"), now=now)
    canonical = addresses.canonical(url, _offered(tree, data))
    return Article(
        url=canonical,
        title=title,
        text=text,
        source=source,
        fetched_url=url,
        authors=authors.choose(tree, data, guessed=found.get("author"), site_name=site_name, url=url, fed=hint.authors),
        published=stamp.moment if stamp else None,
        date_only=stamp.date_only if stamp else False,
        modified=modified.moment if modified else None,
        language=_language(tree, data) or hint.language,
        site_name=site_name or words(found.get("sitename")) or None,
        paywalled=metadata.paywalled(data.article),
        related=related.find(related_boxes, url, {url, canonical}, _sections(data, url, site_name)),
        warnings=warnings,
    )


def _usable(title: str, text: str, data: Metadata, *, hinted: bool) -> bool:
    fewest = FEWEST_CHARACTERS if data.declared or hinted else FEWEST_UNDECLARED
    if len(text) < fewest:
        return False
    return len(text) >= _NO_ARTICLE_LENGTH or bool(data.article) or not _NO_ARTICLE.match(title)


def _language(tree: Element, data: Metadata) -> str | None:
    """The two or three letters of the page's language."""
    for given in (
        tree.get("lang"),
        tree.get("xml:lang"),
        data.text("inLanguage"),
        data.meta.get("og:locale"),
    ):
        if given and (found := re.match(r"([A-Za-z]{2,3})(?:[-_]|$)", given.strip())):
            return found[1].lower()
    return None


def _descriptions(data: Metadata) -> list[str]:
    """What the page's metadata says of the story, in the editors' words."""
    names = ("og:description", "description", "twitter:description")
    return [*(data.meta.get(name, "") for name in names), data.text("description")]


def _sections(data: Metadata, url: str, site_name: str | None) -> list[str]:
    """What the page belongs to: the sections that it names, the folders of its address, its site and host."""
    given = data.article.get("articleSection")
    listed = given if isinstance(given, list) else [given]
    named = [one for one in [*listed, data.meta.get("article:section")] if isinstance(one, str)]
    host = addresses.site(url)
    return [
        *named,
        site_name or "",
        host,
        host.split(".")[0],
        *(part.replace("-", " ") for part in urlsplit(url).path.split("/")[:-1] if part),
    ]


def _site_name(data: Metadata) -> str | None:
    name = data.meta.get("og:site_name") or metadata.first_text(data.article.get("publisher"))
    return None if not name or name.startswith(("http:", "https:")) else name[:200]


def _offered(tree: Element, data: Metadata) -> list[str]:
    """The addresses that a page gives for itself, the surest first."""
    links = [
        element.get("href")
        for element in tree.iter("link")
        if "canonical" in (element.get("rel") or "").lower().split()
    ]
    return [link for link in [*links, data.meta.get("og:url")] if link]
