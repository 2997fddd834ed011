"""A spaCy pipeline made lighter: the same tokens, parse and entities in little more than half the time.

- Matrix products go through numpy's BLAS, which takes half the time of the one that thinc brings (`use_blis`). It is
  kept to one thread in the whole process: the matrices are small, and threads that wait for one another cost more
  than they bring as soon as another process has work.
- What a word means apart from its neighbours is computed once for all its copies in a batch.
- The attribute ruler and the lemmatiser take an eighth of an English pipeline's time, and all that the extraction
  needs of them is `token.pos`, which `tags` gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from thinc.api import Model, NumpyOps, chain, with_array
from threadpoolctl import threadpool_limits

from onrecord.enrich.tags import NAME

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from spacy.language import Language

_EMBEDDING: Final = ("extract_features", "list2ragged", "with_array", "with_array", "ragged2list")
"""The layers by which spaCy embeds words: their features, the features' vectors, and the mixture of those."""

# Odd multipliers that make one number of a row of features.
_MIX: Final = np.random.default_rng(1).integers(1, 2**63, 64, dtype=np.uint64) * np.uint64(2) + np.uint64(1)


def lighten(nlp: Language) -> None:
    """Make a pipeline lighter in place; what is built otherwise, or computes on a GPU, stays as it is."""
    threadpool_limits(limits=1, user_api="blas")
    ops = NumpyOps(use_blis=False)
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        nodes = list(model.walk()) if model is not None else []
        if all(isinstance(node.ops, NumpyOps) for node in nodes):
            for node in nodes:
                node.ops = ops
                _embed_once(node)
    if "attribute_ruler" not in nlp.pipe_names:
        return
    patterns = nlp.get_pipe("attribute_ruler").patterns  # type: ignore[attr-defined]  # spaCy types pipes as callables
    nlp.add_pipe(NAME, after="attribute_ruler", config={"patterns": patterns})
    nlp.remove_pipe("attribute_ruler")
    if "lemmatizer" in nlp.pipe_names:
        nlp.remove_pipe("lemmatizer")


def _embed_once(node: Model[Any, Any]) -> None:
    """Let an embedding compute each different row of features once."""
    if tuple(layer.name.partition("(")[0] for layer in node.layers) == _EMBEDDING:
        vectors, mixture = (node.layers[at].layers[0] for at in (2, 3))
        node.layers[2:4] = [with_array(_once(chain(vectors, mixture)))]


def _once(layer: Model[Any, Any]) -> Model[Any, Any]:
    """A layer that sees each different row of its input once; it reads and does not learn."""
    return Model("onrecord_once", _forward, layers=[layer], ops=layer.ops)


def _forward(
    model: Model[Any, Any],
    rows: NDArray[np.uint64],
    is_train: bool,  # noqa: FBT001 - as thinc calls it
) -> tuple[NDArray[np.float32], Callable[[Any], Any]]:
    """(rows, columns) of features to (rows, width)."""
    keys = rows @ _MIX[: rows.shape[1]]  # modulo 2**64: two rows in a thousand million batches have one key
    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    vectors, back = model.layers[0](rows[first], is_train)
    return vectors[place], back
