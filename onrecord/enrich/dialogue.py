"""Interviews and transcripts: a paragraph that begins with a name and a colon, without quotation marks."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from onrecord.enrich.lexicon import word_set
from onrecord.enrich.reading import Draft
from onrecord.model import Factuality

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.enrich.reading import Reading

_LABEL: Final = re.compile(r"((?:[A-Z][\w.'\u2019-]{0,30}[ \u00a0]){0,3}[A-Z][\w.'\u2019-]{0,30})[ \u00a0]?:\s+(?=\S)")
_NOT_NAMES: Final = word_set("""
    note editor's editors update updated correction clarification source sources photo picture
    video image read more related caption credit also watch listen subject date latest time where when what
    who
    why how topics tags disclosure background exclusive opinion analysis breaking question answer q a
    contact location price
""")


def dialogue(reading: Reading) -> Iterator[Draft]:
    """A statement for each paragraph that a speaker's name introduces.

    A label is a name when it comes twice or when its last word stands elsewhere in the text too.
    """
    labels = []
    for start, end in reading.paragraphs:
        match = _LABEL.match(reading.text, start, end)
        if match and not set(match.group(1).lower().replace("\u2019", "'").split()) & _NOT_NAMES:
            labels.append((match, end))
    if not labels:
        return
    often = Counter(match.group(1) for match, _ in labels)
    words = Counter(re.findall(r"\w[\w'\u2019-]*", reading.text))
    for match, end in labels:
        name = match.group(1)
        if often[name] == 1 and words[name.split()[-1]] < 2:  # noqa: PLR2004 - once is the label itself
            continue
        if reading.quotations_in(match.end(), end):
            continue
        tokens = reading.tokens(*match.span(1))
        yield Draft(
            ((match.end(), end),),
            None,
            match.span(1),
            tokens[-1].i if tokens else None,
            Factuality.ASSERTED,
            0.7,
            quoted=True,
        )
