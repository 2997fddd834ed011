"""That numpy computes with the written numbers what torch has learned."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import torch

from onrecord.enrich.quotes import quotations
from onrecord.enrich.tagger.features import Features
from onrecord.enrich.tagger.network import Network
from training.corpus import Example
from training.network import batch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from spacy.tokens import Doc

    from training.network import Tagger

LEAST = 0.1
NEAR = 0.02  # weights are written in half precision


@torch.no_grad()
def check(path: Path, net: Tagger, docs: Sequence[Doc]) -> int:
    """How many finds were compared: the likelihood of each cue and of its labels. Raises where they differ."""
    net.eval()
    network = Network.load(path)
    compared = 0
    for doc in docs:
        seen = Features(doc, quotations(doc.text), network.vocabulary)
        found = network.read([seen], LEAST)[0]
        for first, last in seen.chunks():
            for one in (one for one in found if one.first == first):
                chunk = Example(seen.vectors[first:last], seen.columns[first:last])
                chunk.cues.append(one.cue - first)
                chunk.around.append(seen.around(one.cue, first, last))
                chunk.labels.append(np.array(one.labels, dtype=np.int8))
                given = batch([chunk])
                hidden = net.encode(given)
                likely = net.scores(hidden)[0, one.cue - first].sigmoid().item()
                sure = math.exp(-net.surprise(given, hidden).item())
                if abs(likely - one.likely) > NEAR or abs(sure - one.sure) > NEAR:
                    raise AssertionError(f"torch says {likely:.3f} and {sure:.3f}, numpy {one}")
                compared += 1
    return compared
