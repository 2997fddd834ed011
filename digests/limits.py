"""How many statements of each topic a digest shows: its best few, then the best of all."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FEW = 3  # statements that a topic keeps, whatever the others have


def dealt(scores: Sequence[Sequence[float]], most: int) -> list[int]:
    """How many of each topic's statements are shown, of at most so many in all.

    `scores` are those of each topic's statements, in the order in which they would be shown. First each topic gets
    its first, then each its second and third, then those go first that score highest.
    """
    # A statement is shown only after those before it, so it counts for no more than they do.
    falling = [list(accumulate(its, min)) for its in scores]
    every = [(min(place, FEW), -score, topic) for topic, its in enumerate(falling) for place, score in enumerate(its)]
    shares = Counter(topic for _, _, topic in sorted(every)[:most])
    return [shares[topic] for topic in range(len(scores))]
