"""What is on a page, for machines that read pages: schema.org as JSON-LD, for `Shown.data`.

A statement is a `Quotation` (https://schema.org/Quotation), its speaker a `Person` or `Organization`, its article a
`NewsArticle`. A property whose value is not known is left out. `base` is the site's address without a slash at its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from digests.escaping import clean, folded
from digests.links import link
from onrecord import places
from onrecord.model import SpeakerKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.store.recorded import Recorded
    from onrecord.store.speakers import Record

_CONTEXT: Final = {"@context": "https://schema.org"}
_TYPES: Final = {SpeakerKind.PERSON: "Person", SpeakerKind.ORGANISATION: "Organization"}


def statement(one: Recorded, base: str) -> dict[str, Any]:
    """The data of a statement's own page."""
    return _CONTEXT | _quotation(one, base)


def listing(name: str, path: str, some: Iterable[Recorded], base: str) -> dict[str, Any]:
    """The data of a page that lists statements."""
    elements = [
        {"@type": "ListItem", "position": position, "item": _quotation(one, base)}
        for position, one in enumerate(some, start=1)
    ]
    found = {"@type": "ItemList", "numberOfItems": len(elements), "itemListElement": elements}
    return _CONTEXT | {"@type": "CollectionPage", "name": _line(name), "url": f"{base}{path}", "mainEntity": found}


def profile(record: Record, some: Iterable[Recorded], base: str) -> dict[str, Any]:
    """The data of a speaker's page, with some of their statements."""
    url = f"{base}{places.speaker(record.id, record.name)}"
    others = [line for seen in record.names if (line := _line(seen.text)) and line != _line(record.name)]
    titles = [line for seen in record.titles if (line := _line(seen.text))]
    is_person = record.kind is SpeakerKind.PERSON
    who = {
        "@type": _TYPES.get(record.kind, "Thing"),
        "@id": url,
        "name": _line(record.name),
        "url": url,
        "alternateName": list(dict.fromkeys(others)),
        "jobTitle": titles if is_person else None,
    }
    parts = [_quotation(one, base) for one in some]
    return _CONTEXT | _known(
        {
            "@type": "ProfilePage" if is_person or record.kind is SpeakerKind.ORGANISATION else "CollectionPage",
            "url": url,
            "mainEntity": _known(who),
            "hasPart": parts,
        }
    )


def _quotation(one: Recorded, base: str) -> dict[str, Any]:
    url = f"{base}{places.statement(one.key)}"
    who = _speaker(one, base)
    return _known(
        {
            "@type": "Quotation",
            "@id": url,
            "url": url,
            "text": _line(one.statement.content),
            "creator": who,
            "spokenByCharacter": who,
            "inLanguage": one.language,
            "dateCreated": _date(one),
            "about": [{"@type": "Thing", "name": line} for topic in one.topics if (line := _line(topic))],
            "isPartOf": _article(one),
        }
    )


def _speaker(one: Recorded, base: str) -> dict[str, Any] | None:
    """Who said it; None of one whom the article does not name, and of a group that is no organisation."""
    its = one.statement.speaker
    if its is None or one.name is None or its.kind not in _TYPES:
        return None
    return _known(
        {
            "@type": _TYPES[its.kind],
            "name": _line(one.name),
            "jobTitle": _line(its.title or "") if its.kind is SpeakerKind.PERSON else None,
            "url": f"{base}{places.speaker(one.person, one.name)}" if one.person else None,
        }
    )


def _article(one: Recorded) -> dict[str, Any]:
    return _known(
        {
            "@type": "NewsArticle",
            "headline": _line(one.title),
            "url": link(one.url),
            "publisher": {"@type": "Organization", "name": _line(one.source)},
            "datePublished": _date(one),
            "inLanguage": one.language,
        }
    )


def _date(one: Recorded) -> str | None:
    """When the article appeared, as ISO 8601, without a time of day that means nothing; None where nobody says."""
    if one.published is None:
        return None
    return one.published.date().isoformat() if one.date_only else one.published.isoformat()


def _known(some: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in some.items() if value not in (None, "", [])}


def _line(text: str) -> str:
    return folded(clean(text))
