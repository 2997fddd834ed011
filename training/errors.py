"""A random hundred of errors to read, missed, cut wrong or invented: `python -m training.errors dev.jsonl`.

One block for each: what kind of error, the cues, the marked content and what was found, with the words around them.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.config import Language
from onrecord.enrich import annotate
from training import corpus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.model import Statement

RIGHT, TOUCHED = 0.8, 0.3  # intersection over union of characters
AROUND = 160


def main() -> None:
    """Command line."""
    asked = argparse.ArgumentParser(prog="python -m training.errors", description="Print errors to read.")
    asked.add_argument("articles", type=Path, help="marked articles, one JSON object a line")
    asked.add_argument("--count", type=int, default=100)
    asked.add_argument("--seed", type=int, default=1)
    chosen = asked.parse_args()
    articles = corpus.read(chosen.articles)
    found = annotate.annotate(annotate.load(Language().model), (article["text"] for article in articles))
    errors = [error for article, own in zip(articles, found, strict=True) for error in _errors(article, own)]
    random.seed(chosen.seed)
    for number, error in enumerate(random.sample(errors, min(chosen.count, len(errors))), start=1):
        print(f"--- {number}\n{error}")
    print(f"{len(errors)} errors in all")


def _errors(article: dict[str, Any], found: tuple[Statement, ...]) -> Iterator[str]:
    """The errors in an article: marked contents and found ones that have no counterpart."""
    text = article["text"]
    marked = [_characters(quote["content"], text) for quote in article["quotes"]]
    own = [_characters(statement.spans, text) for statement in found]
    paired = set()
    for quote, content in zip(article["quotes"], marked, strict=True):
        best = max(range(len(own)), key=lambda i: _union(own[i], content), default=None)
        close = 0.0 if best is None else _union(own[best], content)
        cue = " ".join(text[start:end] for start, end in quote["cue"])
        if best is not None and close >= TOUCHED:
            paired.add(best)
        if best is None or close < TOUCHED:
            yield f"missed; cue {cue!r}\n  {_around(text, content)}"
        elif close < RIGHT:
            told = _cue(found[best])
            yield f"cut wrong; cue {cue!r}\n  {_around(text, content)}\n  found by {told}: {found[best].content}"
    for at, statement in enumerate(found):
        if at not in paired:
            yield f"invented, {statement.confidence}; cue {_cue(statement)}\n  {_around(text, own[at])}"


def _characters(spans: Any, text: str) -> set[int]:  # noqa: ANN401 - pairs of numbers
    """The places of the letters and digits of a content."""
    return {at for start, end in spans for at in range(start, end) if text[at].isalnum()}


def _union(some: set[int], others: set[int]) -> float:
    """Intersection over union."""
    return len(some & others) / max(1, len(some | others))


def _cue(statement: Statement) -> str:
    return repr(statement.cue.text) if statement.cue else "no cue"


def _around(text: str, content: set[int]) -> str:
    """A content in brackets, with the words around it."""
    start, end = min(content, default=0), max(content, default=0) + 1
    shown = f"{text[max(0, start - AROUND) : start]}[[{text[start:end]}]]{text[end : end + AROUND]}"
    return " / ".join(shown.split("\n"))


if __name__ == "__main__":
    main()
