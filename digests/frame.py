"""The frame of a digest in its reader's language: words, numbers and dates. What people said stays as they said it.

The words lie as gettext catalogues in templates/languages/; docs/templates.md tells how to renew them. Numbers and
dates are those of the Unicode CLDR, through Babel.
"""

from __future__ import annotations

import gettext
from datetime import date, datetime, time
from functools import cache, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from onrecord import assets

if TYPE_CHECKING:
    from onrecord.model import Citation, Edition, Entry

_LOCALES: Final = {"en": "en_GB"}
"""Where a language writes dates in several ways, the one that is taken."""


class Frame:
    """What a language says; a language without a catalogue has the words of the templates themselves, English."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._locale = _LOCALES.get(language, language)
        self._catalogue = _catalogue(language)
        self._text = lru_cache(maxsize=1024)(self._catalogue.gettext)

    def say(self, message: str, /, **values: object) -> str:
        """A message in the language, with `%(name)s` filled in."""
        text = self._text(message)
        return text % values if values else text

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """A message in the form that its number asks for; `%(num)s` is the number."""
        return self._catalogue.ngettext(one, many, number) % {"num": self.number(number), **values}

    def number(self, value: int) -> str:
        """A whole number with its groups of digits."""
        return str(value) if 0 <= value < 1_000 else format_decimal(value, locale=self._locale)  # noqa: PLR2004

    def day(self, value: date) -> str:
        """A date with its weekday and year, as newspapers print it under their title."""
        return _day(self._locale, value, "full")

    def short_day(self, value: date) -> str:
        """Day and month."""
        return _day(self._locale, value, "MMMMd")

    def when(self, entry: Entry | Citation, edition: Edition) -> str:
        """When the article appeared, in the edition's time zone; a date alone if that is all, '' if unknown."""
        if entry.published is None:
            return ""
        local = entry.published if entry.date_only else entry.published.astimezone(ZoneInfo(edition.timezone))
        day = _day(self._locale, local.date(), "MMMMd" if local.year == edition.date.year else "long")
        return day if entry.date_only else f"{day}, {_clock(self._locale, local.hour, local.minute)}"


@cache
def frame(language: str) -> Frame:
    """The frame of a language, two letters."""
    return Frame(language)


def _catalogue(language: str) -> gettext.NullTranslations:
    file = assets.folder("templates") / "languages" / f"{language}.po"
    if not file.exists():
        return gettext.NullTranslations()
    with file.open("rb") as source:
        messages = read_po(source, locale=language)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@lru_cache(maxsize=4096)
def _day(locale: str, value: date, form: str) -> str:
    if form == "MMMMd":
        return format_skeleton(form, datetime.combine(value, time()), locale=locale)
    return format_date(value, form, locale=Locale.parse(locale))


@lru_cache(maxsize=4096)
def _clock(locale: str, hour: int, minute: int) -> str:
    return format_time(time(hour, minute), "short", locale=locale)
