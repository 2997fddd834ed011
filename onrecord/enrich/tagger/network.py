"""The network in numpy: token vectors in, cues and the labels that go with each of them out.

A two-layer BiLSTM reads the chunks of several documents at once; a scorer finds the cues; for each cue a
linear-chain CRF labels the tokens of its chunk. `training/network.py` learns the same function.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from onrecord.enrich.tagger import labels
from onrecord.enrich.tagger.features import COLUMNS, GROUPS, Features, Vocabulary
from onrecord.errors import EnrichError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

GROUP: Final = 64
PAIRS: Final = 16_384  # tokens labelled together, over all cues
NEVER: Final = -1e4


@dataclass(frozen=True, slots=True)
class Found:
    """A cue (token), how likely it is one, the labels of the tokens from `first` on, and how sure those are."""

    cue: int
    first: int
    labels: list[int]
    likely: float
    sure: float


class Network:
    """The numbers of `weights.npz`, ready to read documents."""

    def __init__(self, numbers: Mapping[str, NDArray[Any]]) -> None:
        self.probe = str(numbers["probe"])
        self.answer = np.asarray(numbers["answer"], dtype=np.float32)
        if tuple(map(str, numbers["groups"])) != GROUPS:
            raise EnrichError("the tagger was trained with other groups of verbs: train it anew (training/README.md)")
        self.vocabulary = Vocabulary(*(numbers[f"known.{name}"] for name in ("words", "tags", "deps", "entities")))
        self._w = {
            name: np.ascontiguousarray(value, dtype=np.float32)
            for name, value in numbers.items()
            if not name.startswith(("known.", "groups", "probe", "answer"))
        }
        self._layers = [self._layer(layer) for layer in range(2)]
        edges = self._w["edge.weight"]
        self._twigs = (self._w["twig.weight"][:, None] + edges[None]).reshape(-1, edges.shape[1])
        self._edges = len(edges)
        self._follow = self._w["follow"].copy()
        self._open = self._w["open"].copy()
        for before, label in labels.forbidden():
            self._follow[before, label] = NEVER
            self._open[label] = NEVER

    @classmethod
    def load(cls, path: Path) -> Network:
        """Read the numbers from a file; it holds no code."""
        with np.load(path, allow_pickle=False) as numbers:
            return cls(dict(numbers))

    def _layer(self, layer: int) -> tuple[Floats, Floats, Floats]:
        """Input weights (in, 2 x 4h), biases and recurrent weights (2, h, 4h) of both directions.

        The gates i, f and o are halved, so that one tanh serves all four: sigmoid(x) = (1 + tanh(x/2)) / 2.
        """
        wide, bias, again = [], [], []
        for direction in (f"l{layer}", f"l{layer}_reverse"):
            hidden = self._w[f"lstm.weight_hh_{direction}"].shape[1]
            half = np.repeat(np.array([0.5, 0.5, 1, 0.5], dtype=np.float32), hidden)
            wide.append((self._w[f"lstm.weight_ih_{direction}"] * half[:, None]).T)
            bias.append((self._w[f"lstm.bias_ih_{direction}"] + self._w[f"lstm.bias_hh_{direction}"]) * half)
            again.append((self._w[f"lstm.weight_hh_{direction}"] * half[:, None]).T)
        return np.ascontiguousarray(np.stack(wide)), np.stack(bias), np.ascontiguousarray(np.stack(again))

    def read(self, documents: Sequence[Features], least: float) -> list[list[Found]]:
        """For each document what was found: every cue whose likelihood is `least` or more."""
        found: list[list[Found]] = [[] for _ in documents]
        chunks = [(at, *chunk) for at, seen in enumerate(documents) for chunk in seen.chunks()]
        chunks.sort(key=lambda chunk: chunk[1] - chunk[2])  # long ones first
        for start in range(0, len(chunks), GROUP):
            self._read(documents, chunks[start : start + GROUP], least, found)
        for row in found:
            row.sort(key=lambda one: one.cue)
        return found

    def _read(
        self,
        documents: Sequence[Features],
        chunks: Sequence[tuple[int, int, int]],
        least: float,
        found: list[list[Found]],
    ) -> None:
        lengths = np.array([last - first for _, first, last in chunks])
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        hidden = self._encode(
            np.concatenate([documents[at].vectors[first:last] for at, first, last in chunks]),
            np.concatenate([documents[at].columns[first:last] for at, first, last in chunks]),
            lengths,
        )
        w = self._w
        scores = np.maximum(hidden @ w["cue_hidden.weight"].T + w["cue_hidden.bias"], 0) @ w["cue_out.weight"][0]
        likely = 1 / (1 + np.exp(-(scores + w["cue_out.bias"])))
        cues = np.nonzero(likely >= least)[0]
        if not len(cues):
            return
        tokens = hidden @ w["of_token.weight"].T + w["of_token.bias"]
        of_cues = hidden[cues] @ w["of_cue.weight"].T
        homes = np.searchsorted(offsets, cues, "right") - 1
        for group in _groups(lengths[homes]):
            rows = []
            for k in group:
                at, first, last = chunks[homes[k]]
                start, end = offsets[homes[k]], offsets[homes[k] + 1]
                around = documents[at].around(first + int(cues[k] - start), first, last)
                rows.append((around, tokens[start:end], of_cues[k]))
            emitted = self._emitted(rows)
            sizes = lengths[homes[group]]
            for k, answer, sure in zip(group, *self._decode(emitted, sizes), strict=True):
                at, first, _ = chunks[homes[k]]
                cue = first + int(cues[k] - offsets[homes[k]])
                found[at].append(Found(cue, first, answer, float(likely[cues[k]]), sure))

    def _encode(self, vectors: Floats, columns: NDArray[np.int32], lengths: Ints) -> Floats:
        """(tokens, 2 x hidden) of chunks that lie one after the other, the longest first."""
        embedded = [self._w[f"embed.{name}.weight"][columns[:, at]] for at, name in enumerate(COLUMNS)]
        hidden = np.concatenate([vectors * self._w["scale"], *embedded], axis=1)
        steps, ahead, back = _order(lengths)
        for layer in self._layers:
            hidden = _lstm(hidden, layer, steps, ahead, back)
        return hidden

    def _emitted(self, rows: Sequence[tuple[NDArray[np.int32], Floats, Floats]]) -> Floats:
        """Scores of the labels, (tokens of all cues, labels)."""
        w = self._w
        around = np.concatenate([row[0] for row in rows])
        pairs = np.concatenate([row[1] + row[2] for row in rows])
        pairs += w["branch.weight"][around[:, 0]]
        pairs += self._twigs[around[:, 1] * self._edges + around[:, 2]]
        pairs += w["distance.weight"][around[:, 3]]
        np.maximum(pairs, 0, out=pairs)
        pairs = pairs @ w["pair_hidden.weight"].T + w["pair_hidden.bias"]
        np.maximum(pairs, 0, out=pairs)
        return np.asarray(pairs @ w["pair_out.weight"].T + w["pair_out.bias"])

    def _decode(self, emitted: Floats, lengths: Ints) -> tuple[list[list[int]], list[float]]:
        """The best labels of each sequence (Viterbi), and how likely they are among all (forward)."""
        count, longest = len(lengths), int(lengths.max())
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        scores = np.zeros((longest, count, labels.COUNT), dtype=np.float32)
        for k in range(count):
            scores[: lengths[k], k] = emitted[offsets[k] : offsets[k + 1]]
        scores[0] += self._open
        moves = np.exp(self._follow)
        back = np.zeros((longest, count, labels.COUNT), dtype=np.int8)
        best, total = scores[0].copy(), np.zeros(count)
        top = scores[0].max(-1)
        chance = np.exp(scores[0] - top[:, None])
        for t in range(longest):
            inside = (t < lengths)[:, None]
            if t:
                ways = best[:, :, None] + self._follow
                back[t] = np.where(inside, ways.argmax(1), np.arange(labels.COUNT))
                best = np.where(inside, ways.max(1) + scores[t], best)
                top = scores[t].max(-1)
                chance = np.where(inside, (chance @ moves) * np.exp(scores[t] - top[:, None]), chance)
            norm = chance.sum(-1)
            total += np.where(inside[:, 0], np.log(norm) + top, 0)
            chance = np.where(inside, chance / norm[:, None], chance)
        now = best.argmax(-1)
        path = np.zeros((longest, count), dtype=np.int8)
        each = np.arange(count)
        for t in range(longest - 1, -1, -1):
            path[t] = now
            now = back[t, each, now] if t else now
        sure = np.exp(np.minimum(best.max(-1) - total, 0))
        return [path[: lengths[k], k].tolist() for k in range(count)], sure.tolist()


def _groups(lengths: Ints) -> list[Ints]:
    """Numbers of cues in groups of about `PAIRS` tokens."""
    group = np.cumsum(lengths) // PAIRS
    return np.split(np.arange(len(lengths)), np.nonzero(np.diff(group))[0] + 1)


def _order(lengths: Ints) -> tuple[Ints, Ints, Ints]:
    """How many chunks go on at each step, and the rows of the tokens step by step, ahead and back."""
    offsets = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    steps = (lengths[None] > np.arange(lengths[0])[:, None]).sum(1)
    chunk = np.concatenate([np.arange(n) for n in steps])
    step = np.repeat(np.arange(lengths[0]), steps)
    return steps, offsets[chunk] + step, offsets[chunk] + lengths[chunk] - 1 - step


def _lstm(given: Floats, layer: tuple[Floats, Floats, Floats], steps: Ints, ahead: Ints, back: Ints) -> Floats:
    """One bidirectional layer: (tokens, in) -> (tokens, 2 x hidden)."""
    wide, bias, again = layer
    size = again.shape[1]
    gates = np.stack([given[ahead] @ wide[0] + bias[0], given[back] @ wide[1] + bias[1]])
    hidden = np.zeros((2, steps[0], size), dtype=np.float32)
    cell = np.zeros_like(hidden)
    told = np.empty((2, len(given), size), dtype=np.float32)
    at = 0
    for count in steps.tolist():
        now = gates[:, at : at + count]
        now += hidden[:, :count] @ again
        np.tanh(now, out=now)
        enter, keep, new, leave = (now[:, :, k * size : (k + 1) * size] for k in range(4))
        cell = cell[:, :count] * (0.5 + 0.5 * keep) + (0.5 + 0.5 * enter) * new
        hidden = (0.5 + 0.5 * leave) * np.tanh(cell)
        told[:, at : at + count] = hidden
        at += count
    result = np.empty((len(given), 2 * size), dtype=np.float32)
    result[ahead, :size] = told[0]
    result[back, size:] = told[1]
    return result
