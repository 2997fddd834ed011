"""An `Article` ─► the line that `onrecord parse` writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from onrecord.model import Article


def to_json(article: Article) -> dict[str, object]:
    """The article as the data contract of `onrecord parse` has it, ready for `json.dumps`; `id` is the caller's.

    `url` is the address that the page was read from. A date without a time is written as `YYYY-MM-DD`.
    """
    return {
        "url": article.fetched_url or article.url,
        "canonical_url": article.url,
        "title": article.title,
        "authors": list(article.authors),
        "published": _written(article.published, date_only=article.date_only),
        "modified": _written(article.modified, date_only=False),
        "language": article.language,
        "site_name": article.site_name,
        "section": article.section,
        "paywalled": article.paywalled,
        "text": article.text,
        "related": [{"title": link.title, "url": link.url, "box": link.box} for link in article.related],
    }


def _written(moment: datetime | None, *, date_only: bool) -> str | None:
    if moment is None:
        return None
    return moment.date().isoformat() if date_only else moment.isoformat(timespec="seconds")
