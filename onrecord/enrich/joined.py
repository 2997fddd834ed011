"""Whether a quotation goes on with the one before: "A," X said. "B"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from onrecord.enrich.cueless import ENDS, Attribution
from onrecord.enrich.cues import verb
from onrecord.enrich.quotes import Quotation, trimmed

if TYPE_CHECKING:
    from spacy.tokens import Token

    from onrecord.enrich.reading import Reading

DASHES: Final = frozenset({"\u2013", "—", "--", "-", "―"})


def shares(reading: Reading, last: tuple[Quotation, Attribution], quotation: Quotation, low: int) -> bool:
    """Whether a quotation goes on with the one before: nothing but that one's attribution lies between."""
    earlier, source = last
    if source.cue is None or low != earlier.end or source.end > quotation.start or source.cue.idx < earlier.end:
        return source.cue is not None and source.cue.idx >= earlier.end and _split(reading, earlier, source, quotation)
    return trimmed(reading.text, source.end, quotation.start) is None


def goes_on(reading: Reading, last: tuple[Quotation, Attribution], quotation: Quotation) -> bool:
    """Whether a quotation ends the sentence that the one before began: "A," X said, "b."."""
    earlier, source = last
    between = reading.tokens(earlier.end, quotation.start)
    if len(between) > 1 and between[-1].pos_ == "CCONJ":
        between.pop()  # "A," X said, but "b"
    if source.cue is None or not between or between[-1].text != "," or source.cue.idx < earlier.end:
        return False
    if _told_again(source, between):
        return False
    return reading.text[earlier.spans[-1][1] - 1] == "," and not any(word.text in ENDS for word in between)


def _split(reading: Reading, earlier: Quotation, source: Attribution, quotation: Quotation) -> bool:
    """Whether an attribution stands in the middle of a sentence: "A," X said, "B"."""
    if reading.paragraph(earlier.end - 1) != reading.paragraph(quotation.start):
        return False
    between = reading.tokens(earlier.end, quotation.start)
    if not between or between[-1].text not in {",", ";", ":", *DASHES}:
        return False
    return not _told_again(source, between)


def _told_again(source: Attribution, between: list[Token]) -> bool:
    """Whether a second report begins between two quotations: "A," X said, adding later, "B"."""
    return source.cue is not None and any(
        word.i > source.cue.i and word.tag_ == "VBG" and verb(word.lower_) for word in between
    )
