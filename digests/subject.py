"""The subject of a mail: a line of the digest's own, or that of `subject.txt.j2`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from onrecord.errors import RenderError

if TYPE_CHECKING:
    from digests.templates import Templates
    from onrecord.model import Edition

LONGEST: Final = 120
"""Characters of a subject at most; phones show about 40, desktops about 80."""

_TEMPLATE: Final = "subject.txt.j2"
_LOG: Final = logging.getLogger(__name__)


def subject(templates: Templates, edition: Edition, own: str | None) -> str:
    """The subject on a line; `own` is the digest's template. One that fails is told, and ours stands in."""
    known = names(edition)
    if own is not None:
        try:
            if line := one_line(templates.fill_text(own, edition, **known)):
                return line
            problem = "gives no words"
        except RenderError as error:
            problem = str(error)
        _LOG.warning("digest %s: its subject: %s; correct it in topics.yaml", edition.digest, problem)
    return one_line(templates.fill(_TEMPLATE, edition, **known))


def names(edition: Edition) -> dict[str, object]:
    """What a subject may name beside `edition`: `topic` is the one with the most new voices, then statements.

    `new_voices` are those of that topic; the other counts are of the whole digest.
    """
    heard = [section for section in edition.sections if section.found.statements]
    lead = max(heard, key=lambda section: (section.found.new_voices, section.found.statements), default=None)
    return {
        "digest": edition.digest,
        "date": edition.date,
        "topic": lead.topic if lead else "",
        "new_voices": lead.found.new_voices if lead else 0,
        "statements": edition.found.statements,
        "speakers": edition.found.speakers,
        "sources": edition.found.sources,
        "topics": len(heard),
    }


def one_line(text: str) -> str:
    """A text on a line, cut at a word when it is too long."""
    line = " ".join(text.split())
    if len(line) <= LONGEST:
        return line
    return line[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:·") + "…"
