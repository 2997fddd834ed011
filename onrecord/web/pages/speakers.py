"""The speakers: who was heard, and what each said."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from onrecord import places
from onrecord.model import SpeakerKind
from onrecord.store import reading, recorded, speakers
from onrecord.web import linked_data
from onrecord.web.pages.topics import MOST_PAGES, ON_A_PAGE, pages, weeks
from onrecord.web.shown import MissingError, MovedError, Page, Shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from onrecord.store.reading import Heard
    from onrecord.web.site import Site

_LATELY: Final = timedelta(days=7)
_MOST_HEARD: Final = 40
_NAMES: Final = 200  # on a page of a letter
_OTHER: Final = "other"
_SOURCES: Final = 10


def all_(site: Site, tx: Connection) -> Shown:
    """Those most heard of late, and the letters under which all are."""
    since = datetime.now(UTC) - _LATELY
    lately = site.kept("heard lately", lambda tx: reading.heard(tx, since=since), tx)[:_MOST_HEARD]
    everyone = _everyone(site, tx)
    values = {
        "lately": lately,
        "days": _LATELY.days,
        "most": everyone[:_MOST_HEARD] if not lately else [],
        "letters": sorted({_letter(one) for one in everyone}, key=lambda letter: (letter == _OTHER, letter)),
        "number": len(everyone),
    }
    return Shown("speakers.html.j2", "Speakers", places.SPEAKERS, values, tab="speakers")


def letter(site: Site, tx: Connection, letter: str, number: int = 1) -> Shown:
    """The speakers whose names begin with a letter: a person's last name, anybody else's first word."""
    its = sorted((one for one in _everyone(site, tx) if _letter(one) == letter), key=_sorting)
    start = (number - 1) * _NAMES
    if not its[start:]:
        raise MissingError("There are no speakers here.")
    values = {
        "letter": letter,
        "speakers": its[start : start + _NAMES],
        "number": number,
        "more": len(its) > start + _NAMES,
        "way": lambda page: places.speakers(letter, page),
    }
    title = f"Speakers: {letter.upper() if letter != _OTHER else letter}"
    return Shown("speakers_letter.html.j2", title, places.speakers(letter, number), values, tab="speakers")


def speaker(site: Site, tx: Connection, who: str, number: int = 1) -> Shown:
    """What a speaker said, the newest first; under which names and titles, on what, and where."""
    record = found(tx, who)
    path = places.speaker(record.id, record.name, number)
    if who != places.who(record.id, record.name):
        raise MovedError(path)
    beyond = number > MOST_PAGES  # the store would have to walk there
    ids = [] if beyond else reading.of_speaker(tx, record.id, limit=ON_A_PAGE + 1, offset=(number - 1) * ON_A_PAGE)
    if number > 1 and not ids:
        raise MissingError(f"{record.name} has no page {number}; search for what is older.")
    days = site.kept(("speaker", record.id), lambda tx: reading.days_of_speaker(tx, record.id), tx)
    shown = recorded.read(tx, ids[:ON_A_PAGE])
    values: dict[str, object] = {
        "speaker": record,
        "total": sum(days.values()),
        "weeks": weeks(days, datetime.now(UTC).date()),
        "statements": shown,
        "number": number,
        "more": len(ids) > ON_A_PAGE and number < MOST_PAGES,
        "cut": len(ids) > ON_A_PAGE and number == MOST_PAGES,
        "way": lambda page: places.speaker(record.id, record.name, page),
        "topics": site.kept(("topics of", record.id), lambda tx: reading.topics_of(tx, record.id), tx),
        "sources": site.kept(
            ("sources of", record.id), lambda tx: reading.sources_of(tx, person=record.id, limit=_SOURCES), tx
        ),
    }
    feed = places.speaker(record.id, record.name)
    data = linked_data.profile(record, shown, site.url)
    return Shown("speaker.html.j2", record.name, path, values, tab="speakers", feed=feed, data=data)


def found(tx: Connection, who: str) -> speakers.Record:
    """The speaker of a page's path: by the number, or where that is gone, by the name behind it.

    Raises `MissingError`.
    """
    number, _, slug = who.partition("-")
    if number.isascii() and number.isdecimal() and len(number) < 10:  # noqa: PLR2004  # what fits the column
        for one in speakers.records(tx, ids=[int(number)]):
            return one
    for one in speakers.named(tx, slug.replace("-", " ")):
        return one
    raise MissingError("There is no speaker of this name on record any more.")


def _everyone(site: Site, tx: Connection) -> Sequence[Heard]:
    return site.kept("heard", reading.heard, tx)


def _sorting(one: Heard) -> tuple[str, str]:
    """What a speaker is sorted by."""
    words = one.name.split() or [""]
    first = words[-1] if one.kind is SpeakerKind.PERSON else one.name.removeprefix("the ").removeprefix("The ")
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", first) if not unicodedata.combining(sign))
    return plain.casefold(), one.name


def _letter(one: Heard) -> str:
    """The letter under which a speaker stands."""
    first = _sorting(one)[0][:1]
    return first if first.isalpha() else _OTHER


def _letters(site: Site, tx: Connection) -> Iterator[Mapping[str, Any]]:
    everyone = _everyone(site, tx)
    for one in sorted({_letter(one) for one in everyone}):
        many = sum(_letter(other) == one for other in everyone)
        for number in range(1, -(-many // _NAMES) + 1):
            yield {"letter": one, "number": number}


def _every(site: Site, tx: Connection) -> Iterator[Mapping[str, Any]]:
    many = {one.id: one.statements for one in _everyone(site, tx)}
    for which, name in reading.known(tx):
        for number in pages(many.get(which, 0)):
            yield {"who": places.who(which, name), "number": number}


PAGES: Final = (
    Page(places.SPEAKERS, all_),
    Page("/speakers/letter/{letter}/", letter, None),
    Page("/speakers/letter/{letter}/page/{number:nth}/", letter, _letters),
    Page("/speakers/{who}/", speaker, None),
    Page("/speakers/{who}/page/{number:nth}/", speaker, _every),
)
