"""The corpus, parsed and in numbers: what the network is shown of each chunk and what it should answer."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.attrs import DEP, ENT_TYPE, LOWER, TAG

from onrecord.enrich import annotate
from onrecord.enrich.prose import plain
from onrecord.enrich.quotes import quotations
from onrecord.enrich.tagger import labels
from onrecord.enrich.tagger.features import Features, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from spacy.tokens import Doc

RARE = 4  # words seen less often get no row of their own


@dataclass(slots=True)
class Example:
    """One chunk: its numbers, and for each cue (a token of the chunk) the labels of all tokens."""

    vectors: NDArray[np.float32]
    columns: NDArray[np.int32]
    cues: list[int] = field(default_factory=list)
    around: list[NDArray[np.int32]] = field(default_factory=list)
    labels: list[NDArray[np.int8]] = field(default_factory=list)


def read(path: Path) -> list[dict[str, Any]]:
    """The articles of a file, one a line: {"id", "text", "quotes"}."""
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def parse(articles: Sequence[dict[str, Any]], model: str) -> list[Doc]:
    """The articles as the product parses them."""
    nlp = annotate.load(model)
    nlp.remove_pipe("onrecord_statements")
    return list(nlp.pipe((plain(article["text"]) for article in articles), batch_size=32))


def vocabulary(docs: Sequence[Doc], words: NDArray[np.uint64]) -> Vocabulary:
    """The hashes that get rows: of `words` and those that are not rare, of all tags, dependencies and entity types."""
    counts: list[Counter[int]] = [Counter() for _ in range(4)]
    for doc in docs:
        for count, column in zip(counts, doc.to_array([LOWER, TAG, DEP, ENT_TYPE]).T.tolist(), strict=True):
            count.update(column)
    tables = [
        np.array(sorted(key for key, n in count.items() if n >= least), dtype=np.uint64)
        for count, least in zip(counts, (RARE, 1, 1, 1), strict=True)
    ]
    return Vocabulary(np.union1d(tables[0], words), *tables[1:])


def examples(doc: Doc, quotes: Sequence[dict[str, Any]], known: Vocabulary) -> Iterator[Example]:
    """The chunks of an article with its attributions; what reaches beyond its cue's chunk is cut off."""
    seen = Features(doc, quotations(doc.text), known)
    begins = np.array([token.idx for token in doc])
    ends = begins + np.array([len(token) for token in doc])
    places = list(seen.chunks())
    made = [Example(seen.vectors[first:last], seen.columns[first:last]) for first, last in places]
    for quote in quotes:
        spans = {role: [_tokens(doc, begins, ends, span) for span in quote[role]] for role in labels.ROLES}
        spans = {role: [(a, b) for a, b in found if a < b] for role, found in spans.items()}
        if not spans["cue"] or not spans["content"]:
            continue
        cue = doc[slice(*spans["cue"][0])].root.i
        at = next((i for i, (first, last) in enumerate(places) if first <= cue < last), None)
        if at is None:
            continue
        first, last = places[at]
        answer = np.zeros(last - first, dtype=np.int8)
        for role in ("cue", "speaker", "content"):  # where they overlap, the content is kept
            label = labels.begin(labels.ROLES.index(role))
            for start, end in ((max(a, first) - first, min(b, last) - first) for a, b in spans[role]):
                if start < end:
                    answer[start:end] = label + 1
                    answer[start] = label
        for i, label in enumerate(answer.tolist()):  # an inside label that lost its beginning
            if label and label % 2 == 0 and (i == 0 or answer[i - 1] not in {label, label - 1}):
                answer[i] = label - 1
        if cue - first in made[at].cues:
            continue
        made[at].cues.append(cue - first)
        made[at].around.append(seen.around(cue, first, last).astype(np.int16))
        made[at].labels.append(answer)
    yield from made


def _tokens(doc: Doc, begins: NDArray[np.int64], ends: NDArray[np.int64], span: Sequence[int]) -> tuple[int, int]:
    """The tokens that a stretch of characters touches, white space at its ends left out."""
    first = int(np.searchsorted(ends, span[0], "right"))
    last = int(np.searchsorted(begins, span[1], "left"))
    while first < last and doc[first].is_space:
        first += 1
    while last > first and doc[last - 1].is_space:
        last -= 1
    return first, last
