"""An edition as it was mailed, with the site's bar above it."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from onrecord import places

if TYPE_CHECKING:
    from onrecord.web.shown import Whole
    from onrecord.web.templates import Templates

_BODY: Final = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_HEAD: Final = re.compile(r"</head\s*>", re.IGNORECASE)


def above(page: Whole, templates: Templates) -> str:
    """The page with links to the site's others before all that it shows."""
    links = {
        "On Record": places.HOME,
        "All editions": places.EDITIONS,
        "Topics": places.TOPICS,
        "Speakers": places.SPEAKERS,
    }
    made = "".join(
        f'<li><a href="{escape(templates.link(path, page.path))}">{name}</a></li>' for name, path in links.items()
    )
    files = "".join(
        f'<link rel="{use}" href="{escape(templates.link(places.static(name), page.path))}">'
        for use, name in (("stylesheet", "bar.css"), ("icon", "icon.svg"))
    )
    with_files = _HEAD.sub(lambda end: f"{files}{end[0]}", page.html, count=1)
    nav = f'<nav class="onrecord-bar" aria-label="On Record"><ul>{made}</ul></nav>'
    return _BODY.sub(lambda body: f"{body[0]}{nav}", with_files, count=1)
