"""Editions to messages: the subject, HTML, plain text and Markdown that the templates make of an edition."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from css_inline import CSSInliner, InlineError

from digests.fitting import BUDGET, fitted, size
from digests.subject import subject as subject_line
from digests.templates import BrokenTemplateError, Templates, load
from onrecord.model import Message

if TYPE_CHECKING:
    from pathlib import Path

    from onrecord.model import Edition

_HTML: Final = "digest.html.j2"
_STYLE: Final = "style.css.j2"
_TEXT: Final = "digest.txt.j2"
_MARKDOWN: Final = "digest.md.j2"

_LOG: Final = logging.getLogger(__name__)
_INLINER: Final = CSSInliner(load_remote_stylesheets=False, keep_at_rules=True, keep_style_tags=False, minify_css=True)


def render(  # noqa: PLR0913 - what a message is made of
    edition: Edition,
    *,
    whole: Edition | None = None,
    full_at: str | None = None,
    leave: str | None = None,
    templates: Path | None = None,
    subject: str | None = None,
) -> Message:
    """The message of an edition.

    `templates` is the user's own folder, which may hold some or all of them; one of theirs that is wrong is told in
    the log, and ours stands in for it. `subject` is the digest's own subject, a template on one line. An edition
    whose HTML exceeds `BUDGET` loses its last statements by rank and counts them as left out. Where any are left out,
    the mail says that the `whole` is to be found at `full_at`, and `Message.full` is that page. `leave` is what the
    mail has where a recipient's own link to leave is to stand, if there is one (`digests.reader_links.place`).
    Raises `RenderError` if a template of On Record's own is wrong.
    """
    if templates is not None and not (templates.is_dir() and os.access(templates, os.R_OK | os.X_OK)):
        _LOG.warning("%s: no such folder of templates to read; create it or correct its name in topics.yaml", templates)
        templates = None
    without: frozenset[str] = frozenset()
    while True:
        try:
            return _message(load(templates, edition.language, without), edition, whole, full_at, leave, subject)
        except BrokenTemplateError as error:
            if not error.names:
                raise
            _LOG.warning("%s; the mail is made with On Record's own", error)
            without |= error.names


def _message(  # noqa: PLR0913, PLR0917 - as `render`
    templates: Templates,
    edition: Edition,
    whole: Edition | None,
    full_at: str | None,
    leave: str | None,
    subject: str | None,
) -> Message:
    promised = None if whole is None or full_at is None else replace(edition, full=full_at)
    shown, made = fitted(edition, partial(html, templates, leave=leave), promised or edition)
    if size(made) > BUDGET:
        told = "digest %s: %d bytes of HTML without a statement; mail programs will cut it"
        _LOG.warning(told, edition.digest, size(made))
    return Message(
        subject=subject_line(templates, shown, subject),
        html=made,
        text=_tidy(templates.fill(_TEXT, shown, leave=leave)),
        markdown=_tidy(templates.fill(_MARKDOWN, shown)),
        full=html(templates, whole, page=True) if whole is not None and shown.full is not None else None,
    )


def html(templates: Templates, edition: Edition, *, page: bool = False, leave: str | None = None) -> str:
    """The HTML with its styles inlined; a `page` is for a browser, in which links within it work."""
    try:
        made = _INLINER.inline(templates.fill(_HTML, edition, page=page, leave=leave))
    except InlineError as error:
        what = f"{' '.join(str(error).split())}; correct the style in the template"
        raise templates.broken(_STYLE, what) from error
    # The inliner puts a style sheet first; browsers look for the charset in the first 1,024 bytes.
    return made.replace("<head>", '<head><meta charset="utf-8">', 1)


def _tidy(text: str) -> str:
    """Lines without white space at their ends, no two empty ones, and a line feed at the end."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return "\n".join(line for line, before in zip(lines, ["", *lines], strict=False) if line or before) + "\n"
