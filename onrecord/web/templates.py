"""The pages' templates: those of `templates/web`, or the user's own in the folder `web` of theirs, in a sandbox."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from jinja2 import FileSystemLoader, StrictUndefined, pass_context
from markupsafe import Markup, escape

from digests.escaping import clean
from digests.filters import filters
from digests.frame import frame
from digests.sandbox import Sandbox
from onrecord import assets, places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2.runtime import Context

    from onrecord.config import Config
    from onrecord.query import Words
    from onrecord.store.recorded import Recorded
    from onrecord.web.shown import Shown

_LANGUAGE: Final = "en"
_PLACES: Final = SimpleNamespace(
    **{
        name: value
        for name, value in vars(places).items()
        if isinstance(value, str | tuple) or getattr(value, "__module__", None) == places.__name__
    }
)
"""What `places` says, without the modules that it uses: a template would get out of the sandbox by them."""


class Templates:
    """The templates, compiled once. `static` pages are files: their links are relative, and nothing asks a server."""

    def __init__(self, config: Config, *, static: bool) -> None:
        self._static = static
        self._zone = zone(config)
        folders = [assets.folder("templates") / "web"]
        if config.templates is not None:
            folders.insert(0, config.templates / "web")
        self._environment = Sandbox(
            loader=FileSystemLoader(folders, encoding="utf-8-sig"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        words = frame(_LANGUAGE)
        self._environment.filters |= filters(words) | {
            "at": self._at,
            "clock": self._clock,
            "json_data": json_data,
            "moment": self._moment,
            "day_and_year": self._day,
            "day_after": self._day_after,
            "emphasised": emphasised,
        }
        self._environment.globals |= {
            "_": words.say,
            "ngettext": words.count,
            "places": _PLACES,
            "static": static,
            "site_url": config.web.url.rstrip("/") if config.web.url else None,
            "subscribing": any(digest.open for digest in config.digests),
        }

    def fill(self, shown: Shown) -> str:
        """A page as HTML."""
        template = self._environment.get_template(shown.template)
        return clean(template.render(shown.values, page=shown))

    def link(self, path: str, page: str) -> str:
        """How a page links to a path of the site."""
        return places.relative(path, page) if self._static else path

    @pass_context
    def _at(self, context: Context, path: str) -> str:
        page: Shown = context["page"]
        return self.link(path, page.path)

    def _moment(self, one: Recorded) -> Markup:
        """When a statement's article appeared; what has a time of day may be shown in the reader's own zone."""
        if one.date_only and one.published is not None:
            return self._day(one.published.date())
        return self._clock(one.moment)

    def _clock(self, value: datetime) -> Markup:
        local = value.astimezone(self._zone)
        exact = value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        told = f"{local.day} {local:%b %Y, %H:%M %Z}"
        return Markup('<time datetime="{}" class="clock">{}</time>').format(exact, told)

    def _day(self, value: date) -> Markup:
        return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), f"{value.day} {value:%b %Y}")

    def _day_after(self, value: datetime) -> date:
        """The first day that is later than a moment here and in UTC: what a search for all up to it is `before`."""
        return max(value.date(), value.astimezone(self._zone).date()) + timedelta(days=1)


def zone(config: Config) -> ZoneInfo:
    """The time zone of days and times where a reader's own is not known: that of the first digest."""
    return next((digest.zone for digest in config.digests), ZoneInfo("UTC"))


def emphasised(text: str, sought: Sequence[Words]) -> Markup:
    """A text in which the words of a search are marked, as far as they are spelt so there."""
    words = [
        r"\W+".join(map(re.escape, re.findall(r"\w+", one.text))) + (r"\w*" if one.prefix else "") for one in sought
    ]
    found = "|".join(sorted(filter(None, words), key=len, reverse=True))
    if not found:
        return escape(text)
    parts = re.split(rf"(?<!\w)({found})(?!\w)", text, flags=re.IGNORECASE)  # those found stand at odd places
    return Markup("").join(
        Markup('<mark class="hit">{}</mark>').format(part) if place % 2 else part for place, part in enumerate(parts)
    )


def json_data(value: object) -> Markup:
    """JSON for a script element: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)  # noqa: S704  # escaped above
