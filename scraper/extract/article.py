"""A page ─► an `Article`, or None where the page holds none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from onrecord.model import Article
from scraper.extract import (
    addresses,
    authors,
    boxes,
    dates,
    metadata,
    published,
    refusals,
    related,
    site_rules,
    story,
    titles,
)
from scraper.extract.guesses import Guesses
from scraper.extract.page import parse, words

if TYPE_CHECKING:
    from scraper.extract.metadata import Metadata
    from scraper.extract.page import Element


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
    locked: bool = False,
    now: datetime | None = None,
) -> Article | None:
    """The article on a page that was fetched from `url`; None where it has no usable text.

    `encoding` is what the server said of it, and `locked` that it asks for a login or payment: then the page must say
    itself that it is an article. What the page says goes before the hint; dates after `now` are not believed. Never
    raises for what the page holds.
    """
    tree = parse(body, encoding)
    if tree is None:
        return None
    hint, now = hint or Hint(), now or datetime.now(UTC)
    rule = site_rules.of(url)
    rule.prune(tree)
    data, base = metadata.read(tree), _base(tree, url)
    site_name = metadata.site_name(data)
    title = next(iter(rule.texts(tree, "title")), "") or titles.choose(tree, data, site_name, hint.title)
    survey = boxes.survey(tree)
    offered = [boxes.Box(one) for one in rule.elements(tree, "related")] or boxes.find(survey)
    text = story.read(survey, offered, url, title=title, descriptions=metadata.descriptions(data))
    text = "\n\n".join(rule.texts(tree, "body")) or text
    guesses = Guesses(tree, url)
    title = title or words(guesses.title)
    linked = bool(data.article)
    if locked and not linked:
        return None
    if not title or not refusals.is_article(title, text, declared=data.declared, linked=linked, hinted=hint.title):
        return None
    fed = dates.Stamp(hint.published, hint.date_only) if hint.published else None
    ruled = rule.elements(tree, "published")
    stamp, warnings = published.choose(tree, data, url, ruled=ruled, fed=fed, guessed=lambda: guesses.date, now=now)
    modified = dates.read(data.text("dateModified") or data.meta.get("article:modified_time"), now=now)
    canonical = addresses.canonical(
        url, [absolute for one in metadata.offered(tree, data) if (absolute := addresses.absolute(base, one))]
    )
    return Article(
        url=canonical,
        title=title,
        text=text,
        source=source,
        fetched_url=url,
        authors=authors.choose(
            tree,
            data,
            ruled=rule.texts(tree, "authors"),
            guessed=lambda: guesses.author,
            house=(site_name, addresses.site(url)),
            fed=hint.authors,
        ),
        published=stamp.moment if stamp else None,
        date_only=stamp.date_only if stamp else False,
        modified=modified.moment if modified else None,
        language=metadata.language(tree, data) or hint.language,
        site_name=site_name or words(guesses.site_name) or None,
        section=metadata.section(data),
        paywalled=locked or metadata.paywalled(data),
        related=related.find(offered, base, {url, canonical}, _sections(data, url, site_name)),
        warnings=warnings,
    )


def _base(tree: Element, url: str) -> str:
    """The address that the page's relative links start from."""
    given = tree.find(".//base[@href]")
    return url if given is None else addresses.absolute(url, given.get("href")) or url


def _sections(data: Metadata, url: str, site_name: str | None) -> list[str]:
    """What the page belongs to: the sections that it names, the folders of its address, its site and host."""
    host = addresses.site(url)
    folders = urlsplit(url).path.split("/")[:-1]
    names = (*metadata.sections(data), site_name, host, host.split(".")[0], *(one.replace("-", " ") for one in folders))
    return [name for name in names if name]
