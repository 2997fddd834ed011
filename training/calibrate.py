"""Fit the confidence of statements to marked articles: `python -m training.calibrate dev.jsonl`.

Prints the numbers that `onrecord/enrich/learned.py` and `attribution.py` hold, and a table of how often statements
of each confidence are right: content at IoU 0.5 or more of what was marked, and the speaker's words touched. A second
table tells it of cues that are no reporting words, from some confidence on, and of all others that a digest shows.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from onrecord import config
from onrecord.enrich import annotate, learned
from onrecord.enrich.prose import plain
from onrecord.model import Act
from training import corpus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from spacy.language import Language

    from onrecord.model import Statement

RIGHT = 0.5
SHOWN = 0.5  # the confidence from which on a digest shows statements
STEPS = 50


def main() -> None:
    """Command line."""
    asked = argparse.ArgumentParser(prog="python -m training.calibrate", description="Fit the confidence.")
    asked.add_argument("articles", type=Path, help="marked articles, one JSON object a line")
    asked.add_argument("--model", default=config.Language().model)
    chosen = asked.parse_args()
    articles = corpus.read(chosen.articles)
    print("base, cue, labels:", *_fitted(articles, chosen.model).round(3))
    judged = _judged(articles, annotate.load(chosen.model))
    given = np.array([value for value, _, _ in judged])
    right = np.array([good for _, good, _ in judged])
    print("as shipped:\n  confidence  statements    mean   right")
    for low in np.arange(0, 1, 0.1):
        inside = (given >= low) & (given < low + 0.1)
        if inside.any():
            print(f"{low:>9.1f}..  {inside.sum():>10}{given[inside].mean():>8.2f}{right[inside].mean():>8.2f}")
    other = np.array([act is Act.OTHER for _, _, act in judged])
    print("cues that are no reporting words, and all others:\n   from  statements   right")
    for low in np.arange(SHOWN, 0.9, 0.05):
        _tell(f"{low:.2f}", right[other & (given >= low)])
    _tell("others", right[~other & (given >= SHOWN)])


def _tell(name: str, right: NDArray[np.bool_]) -> None:
    print(f"{name:>7}  {len(right):>10}{right.mean():>8.2f}")


def _fitted(articles: Sequence[dict[str, Any]], model: str) -> NDArray[np.float64]:
    """The three numbers of `learned.py` by logistic regression over all finds; prints what the rules' own are worth."""
    seen: dict[float, tuple[float, float]] = {}
    shipped = learned.confidence

    def note(likely: float, sure: float) -> float:
        """A number of its own for each find, above those of the rules."""
        key = 2 + len(seen) * 1e-6
        seen[key] = (math.log(likely / max(1 - likely, 1e-6)), math.log(max(sure, 1e-6)))
        return key

    learned.confidence = note
    judged = _judged(articles, annotate.load(model))
    learned.confidence = shipped
    rows = np.array([(1, *seen[given]) for given, _, _ in judged if given in seen])
    right = np.array([good for given, good, _ in judged if given in seen], dtype=float)
    weights = np.zeros(3)
    for _ in range(STEPS):  # Newton's method
        guess = 1 / (1 + np.exp(-rows @ weights))
        curve = (rows * (guess * (1 - guess))[:, None]).T @ rows + 1e-3 * np.eye(3)
        weights += np.linalg.solve(curve, rows.T @ (right - guess))
    for given in sorted({given for given, _, _ in judged if given not in seen}):
        good = [was for value, was, _ in judged if value == given]
        print(f"by rules, {given}: {len(good)} statements, {sum(good) / len(good):.2f} right")
    return weights


def _judged(articles: Sequence[dict[str, Any]], nlp: Language) -> list[tuple[float, bool, Act | None]]:
    """The confidence of each statement found, whether it is right, and what its cue tells."""
    docs = nlp.pipe(plain(article["text"]) for article in articles)
    return [
        (statement.confidence, _right(statement, article["quotes"]), statement.cue and statement.cue.act)
        for doc, article in zip(docs, articles, strict=True)
        for statement in doc._.statements
    ]


def _right(statement: Statement, quotes: Sequence[dict[str, list[list[int]]]]) -> bool:
    """Whether one of the marked attributions is this one."""
    own = {at for start, end in statement.spans for at in range(start, end)}
    for quote in quotes:
        other = {at for start, end in quote["content"] for at in range(start, end)}
        if len(own & other) < RIGHT * len(own | other):
            continue
        who = statement.speaker
        if who is None or not quote["speaker"]:
            return who is None and not quote["speaker"]
        return any(who.start < end and start < who.end for start, end in quote["speaker"])
    return False


if __name__ == "__main__":
    main()
