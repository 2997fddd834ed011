"""Jobs done in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from onrecord.enrich.jobs import Kit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.enrich.jobs import Job

_T = TypeVar("_T")
_A = TypeVar("_A")
_B = TypeVar("_B")


class Alone:
    """This process, which does a batch when what came of it is asked for."""

    def __init__(self) -> None:
        self._kit = Kit()

    def each(self, job: Job[_A, _B], batches: Iterable[tuple[_T, _A]]) -> Iterator[tuple[_T, _B]]:
        """As `Executor.each`."""
        for what, batch in batches:
            yield what, self._kit.do(job, batch)

    def close(self) -> None:
        """Nothing is to be ended."""
