"""What the tagger sees of a parsed document: numbers for each token, and for each pair of cue and token.

Words, tags and dependencies are known by their 64-bit hashes in spaCy's string store; a table of hashes turns
them into row numbers, 0 for what was not seen in training.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np
from spacy.attrs import DEP, ENT_TYPE, IDX, IS_SPACE, LOWER, SENT_START, TAG

from onrecord.enrich.cues import NOUNS, VERBS
from onrecord.enrich.lexicon import hashes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from spacy.tokens import Doc, Token

    from onrecord.enrich.quotes import Quotation


COLUMNS: Final = ("word", "tag", "dep", "entity", "quote", "act", "start")
"""The columns of `Features.columns`; each has an embedding of its own in the network."""

QUOTE_STATES: Final = 4  # outside, opening mark, inside, closing mark
STARTS: Final = 3  # inside a sentence, its first token, first token of a paragraph

GROUPS: Final = tuple(dict.fromkeys(entry.group for entry in VERBS.values()))
"""The groups of reporting verbs, in the order in which the network knows them."""
_GROUPS: Final = {name: at for at, name in enumerate(GROUPS, start=1)}
ACTS: Final = len(_GROUPS) + 2
"""Row numbers of the `act` column: no reporting word, each class of verbs, a reporting noun."""

SHORT: Final = 160
LONG: Final = 260
"""Tokens up to which paragraphs are read together, and above which one is cut."""

_BEFORE, _AFTER, _BESIDE, _SELF = range(4)  # rows of tokens that no branch holds
BRANCHES: Final = 4
"""Row numbers of `branch` below which no dependency is named."""
KINDS: Final = 5
"""What a branch may be: below the cue; beside it, near or far; above it, near or far."""
_ABOVE: Final = 3  # ancestors of a cue that are looked at
DISTANCES: Final = 41
EDGES: Final = 4


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The hashes that have rows of their own, sorted."""

    words: NDArray[np.uint64]
    tags: NDArray[np.uint64]
    deps: NDArray[np.uint64]
    entities: NDArray[np.uint64]


def rows(known: NDArray[np.uint64], hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
    """Row numbers of hashes: their place in the sorted table plus one, 0 if they are not in it."""
    at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    return np.where(known[at] == hashes, at + 1, 0).astype(np.int32)


def _act_table() -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    acts = {noun + ending: ACTS - 1 for noun in NOUNS for ending in ("", "s")}
    acts |= {form: _GROUPS[entry.group] for form, entry in VERBS.items()}
    keys = hashes(acts)
    order = np.argsort(keys)
    return keys[order], np.array([0, *np.array(list(acts.values()))[order]], dtype=np.int32)


_ACT_KEYS, _ACT_ROWS = _act_table()


class Features:
    """The numbers of one document.

    `vectors` is (tokens, width) float32, the model's own token vectors; `columns` is (tokens, len(COLUMNS)).
    """

    def __init__(self, doc: Doc, quotations: Sequence[Quotation], vocabulary: Vocabulary) -> None:
        self.doc = doc
        self.vectors = np.asarray(doc.tensor, dtype=np.float32)
        told: NDArray[np.uint64] = doc.to_array([LOWER, TAG, DEP, ENT_TYPE, IS_SPACE, SENT_START, IDX]).reshape(-1, 7)  # type: ignore[assignment]
        self.spaces = told[:, 4] == 1
        self.sentence_starts = told[:, 5] == 1
        self.begins = told[:, 6].astype(np.int64)
        self.breaks = self.spaces.copy()
        for at in np.nonzero(self.spaces)[0].tolist():
            self.breaks[at] = "\n" in doc[at].text
        self._sentences = np.cumsum(self.sentence_starts)
        self._grown: dict[int, list[tuple[int, int, int]]] = {}
        self._deps = rows(vocabulary.deps, told[:, 2])
        self._wide = len(vocabulary.deps) + 1
        self.columns = np.stack(
            [
                rows(vocabulary.words, told[:, 0]),
                rows(vocabulary.tags, told[:, 1]),
                self._deps,
                rows(vocabulary.entities, told[:, 3]),
                self._quote_states(quotations),
                _ACT_ROWS[rows(_ACT_KEYS, told[:, 0])],
                self._starts(),
            ],
            axis=1,
        )

    def _starts(self) -> NDArray[np.int32]:
        """Which tokens begin a sentence, and which a paragraph."""
        fresh = np.concatenate([[True], self.breaks[:-1]]) if len(self.breaks) else self.breaks
        return np.where(fresh, 2, self.sentence_starts).astype(np.int32)

    def _quote_states(self, quotations: Sequence[Quotation]) -> NDArray[np.int32]:
        """Where each token stands to the quotation marks."""
        states = np.zeros(len(self.doc), dtype=np.int32)
        for quotation in quotations:
            first, last = np.searchsorted(self.begins, (quotation.start, quotation.end))
            states[first:last] = 2
            opens, closes = np.searchsorted(self.begins, (quotation.spans[0][0], quotation.spans[-1][1]))
            states[first:opens] = 1
            states[closes:last] = 3
        return states

    def chunks(self) -> Iterator[tuple[int, int]]:
        """Token ranges that the network reads at once: short paragraphs together, a long one in pieces."""
        first = last = 0
        for start, end in self._pieces():
            if last > first and end - first > SHORT:
                yield first, last
                first = start
            last = end
        if last > first and not self.spaces[first:last].all():
            yield first, last

    def _pieces(self) -> Iterator[tuple[int, int]]:
        """The paragraphs, those that are too long cut where a sentence starts."""
        start = 0
        for end in (*(np.nonzero(self.breaks)[0] + 1).tolist(), len(self.doc)):
            while end - start > LONG:
                at = np.nonzero(self.sentence_starts[start + 20 : start + LONG])[0]
                cut = start + 20 + int(at[-1]) if len(at) else start + LONG
                yield start, cut
                start = cut
            if end > start:
                yield start, end
            start = end

    def around(self, cue: int, first: int, last: int) -> NDArray[np.int32]:
        """How each token of a chunk stands to a cue: (tokens, 4), columns branch, twig, edge and distance.

        A branch is a dependent of the cue or of a word above it, with all that hangs below; a twig is a
        dependent of that dependent. The edge tells the first (1) and last (2) token of a branch.
        """
        found = np.zeros((last - first, 4), dtype=np.int32)
        place = self._sentences[first:last] - self._sentences[cue]
        found[:, 0] = np.where(place < 0, _BEFORE, np.where(place > 0, _AFTER, _BESIDE))
        token = self.doc[cue]
        path = [token]
        while path[-1].head.i != path[-1].i and len(path) <= _ABOVE:
            path.append(path[-1].head)
        for level in range(len(path) - 1, 0, -1):
            kind = min(level, 2)
            self._grow(found, path[level], kind, first)
            if first <= path[level].i < last:
                own = self._deps[path[level - 1].i]
                found[path[level].i - first, :3] = (BRANCHES + (2 + kind) * self._wide + own, 0, 3)
        self._grow(found, token, 0, first)
        found[cue - first, :3] = (_SELF, 0, 3)
        found[:, 3] = distances(np.arange(first, last) - cue)
        return found

    def _grow(self, found: NDArray[np.int32], head: Token, kind: int, first: int) -> None:
        """Mark the branches below a word."""
        for child, start, end in self._branches(head.i, first, first + len(found)):
            part = found[start - first : end - first]
            part[:, 0] = BRANCHES + kind * self._wide + self._deps[child]
            part[:, 1:3] = 0
            if kind == 0:
                for twig, left, right in self._branches(child, start, end):
                    part[left - start : right - start, 1] = 1 + self._deps[twig]
            part[0, 2] += 1
            part[-1, 2] += 2

    def _branches(self, head: int, first: int, last: int) -> Iterator[tuple[int, int, int]]:
        """The words right below a word with the stretches that hang on them, cut to a range of tokens."""
        if head not in self._grown:
            grown = [(child.right_edge.i + 1, child.left_edge.i, child.i) for child in self.doc[head].children]
            self._grown[head] = sorted(grown)
        grown = self._grown[head]
        for right, left, child in islice(grown, bisect_right(grown, (first, len(self.doc))), None):
            if max(left, first) < min(right, last):
                yield child, max(left, first), min(right, last)


def distances(offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Row numbers for signed distances in tokens: exact up to 7, then by half powers of two up to 127."""
    far = np.minimum(np.abs(offsets), 127)
    steps = np.where(far < 8, far, 8 + np.floor(2 * np.log2(np.maximum(far, 8) / 8)))  # noqa: PLR2004 - as said
    return (np.sign(offsets) * steps + DISTANCES // 2).astype(np.int64)
