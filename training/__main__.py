"""Train the tagger: `python -m training CORPUS --words VECTORS --out weights.npz`."""

from __future__ import annotations

import argparse
import copy
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from onrecord.config import Language
from onrecord.enrich.tagger.features import GROUPS
from training import corpus, words
from training.check import check
from training.network import EMBEDDED, SCALE, Tagger, batch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from onrecord.enrich.tagger.features import Vocabulary

PROBE = "The mayor said the bridge would open in May, according to two people who had read the plan."
GROUP = 16  # batches among which chunks are sorted by length
CLIP = 5.0
CHECKED = 8  # articles on which numpy must say the same as torch
TOLD = 100  # steps between two lines of progress


def main() -> None:
    """Command line."""
    asked = argparse.ArgumentParser(
        prog="python -m training", description="Train the tagger.", epilog="example: python -m training train.jsonl"
    )
    asked.add_argument("corpus", type=Path, help="articles with attributions, one JSON object a line")
    asked.add_argument("--words", type=Path, help="word vectors to start from (see words.py)")
    asked.add_argument("--most", type=int, default=30_000, help="how many of them")
    asked.add_argument("--out", type=Path, default=Path("weights.npz"), help="where the numbers go")
    asked.add_argument("--model", default=Language().model, help="the spaCy pipeline that parses")
    asked.add_argument("--epochs", type=int, default=12)
    asked.add_argument("--batch", type=int, default=16, help="chunks in a step")
    asked.add_argument("--rate", type=float, default=2e-3, help="learning rate at its highest")
    asked.add_argument("--hidden", type=int, default=128, help="units of an LSTM layer in one direction")
    asked.add_argument("--dropout", type=float, default=0.4)
    asked.add_argument("--decay", type=float, default=0.999, help="of the running mean of weights that is kept")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--threads", type=int, default=1)
    chosen = asked.parse_args()
    chosen.out = chosen.out.with_suffix(".npz")
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(chosen.seed)
    random.seed(chosen.seed)
    articles = corpus.read(chosen.corpus)
    docs = corpus.parse(articles, chosen.model)
    answer = np.asarray(corpus.parse([{"text": PROBE}], chosen.model)[0].tensor, dtype=np.float32)
    keys, vectors = np.zeros(0, np.uint64), np.zeros((0, EMBEDDED["word"]), np.float32)
    if chosen.words:
        keys, vectors = words.read(chosen.words, chosen.most, EMBEDDED["word"])
    known = corpus.vocabulary(docs, keys)
    start = np.zeros((len(known.words), EMBEDDED["word"]), np.float32)
    start[np.searchsorted(known.words, keys)] = vectors
    chunks = [
        example
        for doc, article in zip(docs, articles, strict=True)
        for example in corpus.examples(doc, article["quotes"], known)
    ]
    docs = docs[:CHECKED]
    print(f"{len(chunks)} chunks, {sum(len(c.cues) for c in chunks)} cues, {len(known.words)} words", flush=True)
    net = train(chosen, chunks, Tagger(known, start, chosen.hidden, chosen.dropout), known, answer)
    print(f"{check(chosen.out, net, docs)} finds are the same in numpy", flush=True)


def train(
    chosen: argparse.Namespace,
    chunks: Sequence[corpus.Example],
    net: Tagger,
    known: Vocabulary,
    answer: NDArray[np.float32],
) -> Tagger:
    """Learn, and write the mean of the last weights after every epoch; that mean."""
    mean = copy.deepcopy(net)
    optimiser = torch.optim.AdamW(net.parameters(), lr=chosen.rate, weight_decay=0.01)
    steps = -(-len(chunks) // chosen.batch) * chosen.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (0.05 * steps + 1)) * max(0.02, 1 - step / steps)
    )
    begun, done = time.monotonic(), 0
    for epoch in range(chosen.epochs):
        net.train()
        total = 0.0
        for at, group in enumerate(_batches(chunks, chosen.batch)):
            loss = net.loss(batch(group)) / len(group)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), CLIP)
            optimiser.step()
            schedule.step()
            done += 1
            keep = min(chosen.decay, (1 + done) / (10 + done))
            with torch.no_grad():
                for slow, fast in zip(mean.parameters(), net.parameters(), strict=True):
                    slow.lerp_(fast, 1 - keep)
            total += loss.item()
            if done % TOLD == 0:
                minutes = (time.monotonic() - begun) / 60
                print(
                    f"epoch {epoch + 1}, step {done}/{steps}: loss {total / (at + 1):.2f}, {minutes:.1f} min",
                    flush=True,
                )
        save(chosen.out, mean, known, answer)
        print(f"epoch {epoch + 1} of {chosen.epochs}: loss {total / (at + 1):.2f}", flush=True)
    return mean


def _batches(chunks: Sequence[corpus.Example], size: int) -> Iterator[list[corpus.Example]]:
    """Chunks of about one length together, in a random order."""
    order = random.sample(range(len(chunks)), len(chunks))
    groups = (
        sorted(order[i : i + size * GROUP], key=lambda j: len(chunks[j].columns))
        for i in range(0, len(order), size * GROUP)
    )
    batches = [group[i : i + size] for group in groups for i in range(0, len(group), size)]
    random.shuffle(batches)
    return ([chunks[i] for i in chosen] for chosen in batches)


def save(path: Path, net: Tagger, known: Vocabulary, answer: NDArray[np.float32]) -> None:
    """Write all numbers: half precision for the weights, hashes for the vocabulary.

    `answer` is what the model's token vectors are for `PROBE`, by which the model is known again.
    """
    weights = {name: value.astype(np.float16) for name, value in net.numbers().items()}
    tables = {f"known.{name}": getattr(known, name) for name in ("words", "tags", "deps", "entities")}
    told = {"scale": np.array(SCALE, np.float32), "probe": np.array(PROBE), "answer": answer.astype(np.float16)}
    np.savez_compressed(path, **weights, **tables, **told, groups=np.array(GROUPS))


if __name__ == "__main__":
    main()
