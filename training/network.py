"""The network as torch learns it; `onrecord.enrich.tagger.network` computes the same with numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from onrecord.enrich.tagger import features, labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from onrecord.enrich.tagger.features import Vocabulary
    from training.corpus import Example

WIDTH = 96  # of the model's token vectors
FORGET = 0.1  # share of words that a step sees as unknown
SCALE = 0.25  # brings them to the size of the embeddings
EMBEDDED = {"word": 64, "tag": 24, "dep": 24, "entity": 8, "quote": 8, "act": 12, "start": 4}
PAIR = 128
FORBIDDEN = -1e4


@dataclass(slots=True)
class Batch:
    """Chunks side by side, padded; `pair_*` has a row for each cue."""

    vectors: Tensor
    columns: Tensor
    lengths: Tensor
    cues: Tensor  # (chunks, tokens), 1 where a cue is
    pair_chunk: Tensor
    pair_cue: Tensor
    pair_around: Tensor
    pair_labels: Tensor


def batch(chunks: Sequence[Example]) -> Batch:
    """Put chunks side by side."""
    lengths = [len(chunk.columns) for chunk in chunks]
    longest = max(lengths)
    vectors = np.zeros((len(chunks), longest, WIDTH), np.float32)
    columns = np.zeros((len(chunks), longest, len(features.COLUMNS)), np.int64)
    cues = np.zeros((len(chunks), longest), np.float32)
    pairs = [(i, k) for i, chunk in enumerate(chunks) for k in range(len(chunk.cues))]
    around = np.zeros((len(pairs), longest, 4), np.int64)
    answers = np.zeros((len(pairs), longest), np.int64)
    for i, chunk in enumerate(chunks):
        vectors[i, : lengths[i]] = chunk.vectors
        columns[i, : lengths[i]] = chunk.columns
        cues[i, chunk.cues] = 1
    for row, (i, k) in enumerate(pairs):
        around[row, : lengths[i]] = chunks[i].around[k]
        answers[row, : lengths[i]] = chunks[i].labels[k]
    return Batch(
        torch.from_numpy(vectors * SCALE),
        torch.from_numpy(columns),
        torch.tensor(lengths),
        torch.from_numpy(cues),
        torch.tensor([i for i, _ in pairs], dtype=torch.long),
        torch.tensor([chunks[i].cues[k] for i, k in pairs], dtype=torch.long),
        torch.from_numpy(around),
        torch.from_numpy(answers),
    )


class Tagger(nn.Module):
    """A BiLSTM over the tokens, a scorer of cues, and for each cue a CRF over the labels of all tokens."""

    def __init__(self, known: Vocabulary, start: NDArray[np.float32], hidden: int, dropout: float) -> None:
        """`start` has a vector for each known word, all zeros where there is none: what is learned is added to it."""
        super().__init__()
        sizes = {
            "word": len(known.words) + 1,
            "tag": len(known.tags) + 1,
            "dep": len(known.deps) + 1,
            "entity": len(known.entities) + 1,
            "quote": features.QUOTE_STATES,
            "act": features.ACTS,
            "start": features.STARTS,
        }
        deps = len(known.deps) + 1
        self.embed = nn.ModuleDict({name: nn.Embedding(sizes[name], EMBEDDED[name]) for name in features.COLUMNS})
        self.register_buffer("start", torch.from_numpy(np.concatenate([np.zeros_like(start[:1]), start])))
        with torch.no_grad():
            self.embed["word"].weight *= torch.where((self.start != 0).any(1, keepdim=True), 0.0, 0.5)
        self.drop = nn.Dropout(dropout)
        wide = WIDTH + sum(EMBEDDED.values())
        self.lstm = nn.LSTM(wide, hidden, 2, bidirectional=True, batch_first=True, dropout=dropout)
        self.cue_hidden, self.cue_out = nn.Linear(2 * hidden, PAIR), nn.Linear(PAIR, 1)
        self.of_cue, self.of_token = nn.Linear(2 * hidden, PAIR, bias=False), nn.Linear(2 * hidden, PAIR)
        self.branch = nn.Embedding(features.BRANCHES + features.KINDS * deps, PAIR)
        self.twig, self.edge = nn.Embedding(deps + 1, PAIR), nn.Embedding(features.EDGES, PAIR)
        self.distance = nn.Embedding(features.DISTANCES, PAIR)
        for table in (self.branch, self.twig, self.edge, self.distance):
            nn.init.normal_(table.weight, std=0.3)
        self.pair_hidden, self.pair_out = nn.Linear(PAIR, PAIR), nn.Linear(PAIR, labels.COUNT)
        self.pair_drop = nn.Dropout(0.2)
        self.follow, self.open = (
            nn.Parameter(torch.zeros(labels.COUNT, labels.COUNT)),
            nn.Parameter(torch.zeros(labels.COUNT)),
        )
        never, never_first = torch.zeros(labels.COUNT, labels.COUNT), torch.zeros(labels.COUNT)
        for before, label in labels.forbidden():
            never[before, label] = FORBIDDEN
            never_first[label] = FORBIDDEN
        self.register_buffer("never", never)
        self.register_buffer("never_first", never_first)

    def encode(self, given: Batch) -> Tensor:
        """(chunks, tokens, 2 x hidden)."""
        parts = [given.vectors]
        for at, name in enumerate(features.COLUMNS):
            column = given.columns[..., at]
            if name == "word" and self.training:
                column = column * (torch.rand(column.shape) > FORGET)
            parts.append(self.embed[name](column))
            if name == "word":
                parts[-1] = parts[-1] + self.start[column]
        packed = pack_padded_sequence(
            self.drop(torch.cat(parts, -1)), given.lengths, batch_first=True, enforce_sorted=False
        )
        return self.drop(pad_packed_sequence(self.lstm(packed)[0], batch_first=True)[0])

    def numbers(self) -> dict[str, NDArray[np.float32]]:
        """What the numpy network reads, by name."""
        told = {name: value.numpy() for name, value in self.state_dict().items() if "never" not in name}
        told["embed.word.weight"] = told["embed.word.weight"] + told.pop("start")
        return told

    def loss(self, given: Batch) -> Tensor:
        """Of cues and, for the right cues, of all labels; summed over the batch."""
        hidden = self.encode(given)
        inside = torch.arange(hidden.shape[1])[None] < given.lengths[:, None]
        scores = self.scores(hidden)
        loss = nn.functional.binary_cross_entropy_with_logits(scores[inside], given.cues[inside], reduction="sum")
        return loss + self.surprise(given, hidden) if len(given.pair_cue) else loss

    def scores(self, hidden: Tensor) -> Tensor:
        """Log odds that each token is a cue, (chunks, tokens)."""
        return self.cue_out(self.pair_drop(self.cue_hidden(hidden).relu())).squeeze(-1)

    def surprise(self, given: Batch, hidden: Tensor) -> Tensor:
        """Minus log likelihood of the labels of all pairs."""
        around = given.pair_around
        pairs = self.of_token(hidden)[given.pair_chunk] + self.of_cue(hidden[given.pair_chunk, given.pair_cue])[:, None]
        pairs = pairs + self.branch(around[..., 0]) + self.twig(around[..., 1]) + self.edge(around[..., 2])
        pairs = (pairs + self.distance(around[..., 3])).relu()
        emitted = self.pair_out(self.pair_hidden(self.pair_drop(pairs)).relu())
        lengths = given.lengths[given.pair_chunk]
        first = emitted[:, :1] + self.open + self.never_first
        emitted = torch.cat([first, emitted[:, 1:]], 1)
        return _Surprise.apply(emitted, self.follow + self.never, given.pair_labels, lengths)


class _Surprise(torch.autograd.Function):
    """Minus log likelihood of label sequences under a linear chain, with its gradient by forward-backward."""

    @staticmethod
    def forward(ctx: Any, emitted: Tensor, follow: Tensor, answers: Tensor, lengths: Tensor) -> Tensor:  # noqa: ANN401
        count, steps, size = emitted.shape
        inside = torch.arange(steps)[None] < lengths[:, None]
        top = emitted.max(-1, keepdim=True).values
        shown, moves = (emitted - top).exp(), follow.exp()
        ahead, norm = torch.zeros_like(emitted), torch.ones(count, steps)
        now = shown[:, 0]
        for t in range(steps):
            if t:
                now = torch.where(inside[:, t, None], (now @ moves) * shown[:, t], now)
            total = now.sum(-1)
            norm[:, t] = torch.where(inside[:, t], total, norm[:, t])
            now = now / total[:, None]
            ahead[:, t] = now
        behind = torch.ones_like(emitted)
        back = moves.T.contiguous()
        for t in range(steps - 2, -1, -1):
            value = ((shown[:, t + 1] * behind[:, t + 1]) @ back) / norm[:, t + 1, None]
            behind[:, t] = torch.where(inside[:, t + 1, None], value, behind[:, t])
        known = nn.functional.one_hot(answers, size).to(emitted.dtype) * inside[..., None]
        chance = ahead * behind
        chance = chance / chance.sum(-1, keepdim=True) * inside[..., None]
        both = inside[:, 1:, None].to(emitted.dtype)
        later = shown[:, 1:] * behind[:, 1:] / norm[:, 1:, None] * both
        moved = moves * torch.einsum("nti,ntj->ij", ahead[:, :-1], later)
        truly = torch.einsum("nti,ntj->ij", known[:, :-1], known[:, 1:])
        ctx.save_for_backward(chance - known, moved - truly)
        partition = (norm.log() * inside).sum() + (top.squeeze(-1) * inside).sum()
        return partition - (emitted * known).sum() - (follow * truly).sum()

    @staticmethod
    def backward(ctx: Any, *given: Tensor) -> tuple[Tensor | None, ...]:  # noqa: ANN401
        emitted, follow = ctx.saved_tensors
        return given[0] * emitted, given[0] * follow, None, None
