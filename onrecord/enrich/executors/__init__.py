"""Where jobs are done: in this process, in some beside it, or in those of a Dask cluster. What comes out is the same.

An executor does the batches of a job, which it takes as it has room for them, and gives what came of each in their
order. So whoever stores that can be killed at any moment and begin again at the first batch that is not stored; and
however many batches there are, only a few are held in memory.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from onrecord import processes
from onrecord.enrich.executors.alone import Alone
from onrecord.enrich.executors.ordered import BrokenOff, Executor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from onrecord.config import Enrichment
    from onrecord.enrich.jobs import Job

__all__ = ["BrokenOff", "Executor", "executing"]


@contextmanager
def executing(
    how: Enrichment, jobs: Sequence[Job[Any, Any]], *, past: Callable[[], bool] = lambda: False
) -> Iterator[Executor]:
    """What does these jobs as the configuration asks. It starts with the first batch, and ends with the block.

    Once it is `past` the time, what is lost is not waited for.
    """
    executor = _made(how, jobs, past)
    try:
        yield executor
    finally:
        executor.close()


def _made(how: Enrichment, jobs: Sequence[Job[Any, Any]], past: Callable[[], bool]) -> Executor:
    number = how.processes or processes.number()
    if how.executor == "processes":
        from onrecord.enrich.executors.pool import Pool  # noqa: PLC0415  # only who asks for it loads it

        return Pool(jobs, number, past)
    if how.executor == "dask":
        from onrecord.enrich.executors.cluster import Cluster  # noqa: PLC0415  # as above

        return Cluster(jobs, how.dask, number, past)
    return Alone()
