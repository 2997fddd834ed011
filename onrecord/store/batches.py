"""Many values in queries that any database takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_T = TypeVar("_T")

_MOST = 400  # values in one query, which may name them twice; SQLite takes at most 999 in old builds


def batches(values: Iterable[_T]) -> Iterator[list[_T]]:
    """The values in their order, so many together as one query takes."""
    every = list(values)
    return (every[start : start + _MOST] for start in range(0, len(every), _MOST))
