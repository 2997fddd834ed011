"""A parsed article as the extraction reads it: tokens with the paragraph and the quotation they lie in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from spacy.attrs import IDX, SENT_START

from onrecord.enrich.quotes import Quotation, Span, paragraphs, quotations, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Doc, Token

    from onrecord.model import Factuality

EDGES = " ,.;:!?\u2013—-…"
"""Stops that don't belong to a content at its ends."""
_BOX: Final = 256  # characters
CERTAIN: Final = 0.96
"""The trust in a report whose words mean nothing else."""
LEAST_WORDS: Final = 2
"""Words that a content has at least."""
_FAR: Final = 400
"""Tokens beyond which nothing belongs to a sentence: it is no prose."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement before its speaker is named; places are characters, `subject` is the mention's head."""

    spans: tuple[Span, ...]
    cue: Span | None
    mention: Span | None
    subject: int | None
    factuality: Factuality
    confidence: float
    quoted: bool  # all of its words stand in quotation marks


def overlap(spans: Iterable[Span], others: Iterable[Span]) -> int:
    """How many characters two sets of spans share."""
    others = tuple(others)
    return sum(max(0, min(end, until) - max(start, begin)) for start, end in spans for begin, until in others)


class Nearby:
    """Drafts in the order given, and for any draft those that may share words or the cue with it."""

    def __init__(self, drafts: Iterable[Draft]) -> None:
        self._all: list[Draft] = []
        self._boxes: dict[int, list[int]] = {}
        for draft in drafts:
            self.add(draft)

    def __iter__(self) -> Iterator[Draft]:
        """All of them."""
        return iter(self._all)

    def add(self, draft: Draft) -> None:
        """Take in one more."""
        for box in _boxes(draft):
            self._boxes.setdefault(box, []).append(len(self._all))
        self._all.append(draft)

    def near(self, draft: Draft) -> list[Draft]:
        """Those in the same stretches of text, in order."""
        return [self._all[at] for at in sorted({at for box in _boxes(draft) for at in self._boxes.get(box, ())})]


def _boxes(draft: Draft) -> set[int]:
    """The stretches of text, by number, in which a draft's content and cue lie."""
    spans = (*draft.spans, draft.cue) if draft.cue else draft.spans
    return {box for start, end in spans for box in range(start // _BOX, (end - 1) // _BOX + 1)}


class Reading:
    """A `Doc` with its paragraphs and quotations; every look-up takes logarithmic time."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.text = doc.text
        self.quotations = quotations(self.text)
        self.paragraphs = paragraphs(self.text)
        self._starts: list[int] = doc.to_array(IDX).tolist()
        self._sentences: list[int] = np.nonzero(doc.to_array(SENT_START) == 1)[0].tolist()
        self._quotation_starts = [quotation.start for quotation in self.quotations]
        self._paragraph_starts = [start for start, _ in self.paragraphs]

    def quotation_at(self, char: int) -> Quotation | None:
        """The quotation that a character lies in, its marks included."""
        at = bisect_right(self._quotation_starts, char) - 1
        return self.quotations[at] if at >= 0 and char < self.quotations[at].end else None

    def quoted(self, token: Token) -> bool:
        """Whether a token stands inside a quotation."""
        return self.quotation_at(token.idx) is not None

    def paragraph(self, char: int) -> int:
        """The number of the paragraph that a character lies in."""
        return max(0, bisect_right(self._paragraph_starts, char) - 1)

    def quotations_in(self, start: int, end: int) -> list[Quotation]:
        """The quotations that begin in a stretch of text."""
        return self.quotations[bisect_left(self._quotation_starts, start) : bisect_left(self._quotation_starts, end)]

    def tokens(self, start: int, end: int) -> list[Token]:
        """The tokens that begin in a stretch of text, white space left out."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [token for token in self.doc[first:last] if not token.is_space]

    def worth(self, spans: Iterable[Span]) -> bool:
        """Whether there are words enough in some stretches of text to be a content."""
        return sum(len(self.tokens(*span)) for span in spans) >= LEAST_WORDS

    def sentence_number(self, token: int) -> int:
        """The number of the sentence that a token lies in."""
        return bisect_right(self._sentences, token)

    def sentence(self, token: Token) -> tuple[int, int]:
        """The token range of the token's sentence, kept within its paragraph and not far from the token."""
        number = self.sentence_number(token.i)
        begin = self._sentences[number - 1] if number else 0
        until = self._sentences[number] if number < len(self._sentences) else len(self.doc)
        start, end = self.paragraphs[self.paragraph(token.idx)] if self.paragraphs else (0, len(self.text))
        first = max(begin, bisect_left(self._starts, start), token.i - _FAR)
        return first, max(first + 1, min(until, bisect_left(self._starts, end), token.i + _FAR))

    def span(self, first: int, last: int) -> Span | None:
        """Tokens `first` to `last` (exclusive) as characters, without stops and space at the ends."""
        if first >= last:
            return None
        start, end = self.doc[first].idx, self.doc[last - 1].idx + len(self.doc[last - 1])
        return trimmed(self.text, start, end, EDGES)
