"""Editions to messages: the subject, HTML and plain text that the templates make of an edition."""

from __future__ import annotations

import logging
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from css_inline import CSSInliner, InlineError

from digests.templates import Templates
from onrecord.errors import RenderError
from onrecord.model import Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from onrecord.model import Edition, Section, Voice

BUDGET: Final = 90_000
"""Bytes of HTML at most: Gmail shows no more than 102 KB of a message."""

LONGEST_SUBJECT: Final = 120
"""Characters of a subject at most; phones show about 40, desktops about 80."""

_HTML: Final = "digest.html.j2"
_TEXT: Final = "digest.txt.j2"
_SUBJECT: Final = "subject.txt.j2"

_LOG: Final = logging.getLogger(__name__)
_INLINER: Final = CSSInliner(load_remote_stylesheets=False, keep_at_rules=True, keep_style_tags=False, minify_css=True)


def render(
    edition: Edition,
    *,
    whole: Edition | None = None,
    full_at: str | None = None,
    templates: Path | None = None,
    subject: str | None = None,  # noqa: ARG001
) -> Message:
    """The message of an edition; `templates` is the user's own folder, which may hold some or all of them.

    An edition whose HTML exceeds `BUDGET` loses its last statements, the fullest sections' first, and counts
    them as left out. Raises `RenderError` with the file and line of a template that is wrong.
    """
    found = Templates(templates)
    shown, html = _fitted(found, _ordered(edition))
    full = None
    if whole is not None and full_at is not None and shown.statements < whole.statements:
        full = _html(found, _ordered(whole))
    text = found.fill(_TEXT, shown)
    return Message(
        subject=_line(found.fill(_SUBJECT, shown)),
        html=html,
        text="\n".join(line.rstrip() for line in text.strip("\n").splitlines()) + "\n",
        full=full,
    )


def _fitted(templates: Templates, edition: Edition) -> tuple[Edition, str]:
    """As much of the edition as fits into the budget, and its HTML."""
    html = _html(templates, edition)
    if _size(html) <= BUDGET:
        return edition, html
    keep = bisect_right(
        range(edition.statements),
        BUDGET,
        key=lambda number: _size(_html(templates, _trimmed(edition, number))),
    )
    if keep == 0:
        _LOG.warning(
            "digest %s: %d bytes of HTML without a statement; mail programs will cut it",
            edition.digest,
            _size(html),
        )
        return edition, html
    shown = _trimmed(edition, keep - 1)
    return shown, _html(templates, shown)


def _html(templates: Templates, edition: Edition) -> str:
    """The HTML with its styles inlined."""
    try:
        html = _INLINER.inline(templates.fill(_HTML, edition))
    except InlineError as error:
        raise RenderError(f"{_HTML}: {' '.join(str(error).split())}; correct the style in the template") from error
    # The inliner puts a style sheet first; browsers look for the charset in the first 1,024 bytes.
    return html.replace("<head>", '<head><meta charset="utf-8">', 1)


def _size(html: str) -> int:
    return len(html.encode(errors="replace"))


def _ordered(edition: Edition) -> Edition:
    """Each section with its unnamed voices last."""
    return replace(
        edition,
        sections=tuple(
            replace(section, voices=tuple(sorted(section.voices, key=lambda voice: voice.name is None)))
            for section in edition.sections
        ),
    )


def _trimmed(edition: Edition, keep: int) -> Edition:
    """The edition with so many statements, dealt out to the sections one by one."""
    shares = _shares([section.statements for section in edition.sections], keep)
    return replace(edition, sections=tuple(map(_cut, edition.sections, shares)))


def _shares(sizes: Sequence[int], keep: int) -> list[int]:
    """How many each may keep: one each in turn, as long as it has more, until all are dealt out."""
    shares = [0] * len(sizes)
    keep = min(keep, sum(sizes))
    while keep:
        for place, size in enumerate(sizes):
            if keep and shares[place] < size:
                shares[place] += 1
                keep -= 1
    return shares


def _cut(section: Section, keep: int) -> Section:
    """The section with its first statements, in reading order."""
    voices: list[Voice] = []
    left = keep
    for voice in section.voices:
        if left:
            voices.append(replace(voice, entries=voice.entries[:left]))
            left -= len(voices[-1].entries)
    return replace(section, voices=tuple(voices), left_out=section.left_out + section.statements - keep)


def _line(subject: str) -> str:
    """The subject on a line, cut at a word when it is too long."""
    line = " ".join(subject.split())
    if len(line) <= LONGEST_SUBJECT:
        return line
    return line[: LONGEST_SUBJECT - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
