"""The labels that the tagger gives each token for one cue, and the spans that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

ROLES: Final = ("content", "speaker", "cue")
OUT: Final = 0
COUNT: Final = 1 + 2 * len(ROLES)
"""No part of it, then for each role the label of a span's first token and that of its others."""


def begin(role: int) -> int:
    """The label of the first token of a role's span."""
    return 1 + 2 * role


def forbidden() -> list[tuple[int, int]]:
    """Pairs of labels that never follow one another: a span goes on only from its own role."""
    inside = [begin(role) + 1 for role in range(len(ROLES))]
    return [(before, label) for label in inside for before in range(COUNT) if before not in {label, label - 1}]


def runs(labels: Sequence[int], role: int) -> list[tuple[int, int]]:
    """The spans of a role as token ranges within the labelled stretch."""
    found: list[tuple[int, int]] = []
    first = begin(role)
    if first not in labels:
        return found
    at = labels.index(first)
    while at < len(labels):
        if labels[at] in {first, first + 1}:
            end = at + 1
            while end < len(labels) and labels[end] == first + 1:
                end += 1
            found.append((at, end))
            at = end
        else:
            at += 1
    return found
