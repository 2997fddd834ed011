"""Jobs done in processes of this computer."""

from __future__ import annotations

from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any, Final

from onrecord import processes
from onrecord.enrich.executors.ordered import LostError, Ordered
from onrecord.enrich.jobs import Kit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from onrecord.enrich.jobs import Job

_AHEAD: Final = 3  # batches for each process: those in work, and as many to be begun when they are done


class Pool(Ordered["Future[Any]"]):
    """Processes beside this one. One that is killed ends them all; others take their place."""

    def __init__(self, jobs: Sequence[Job[Any, Any]], number: int, past: Callable[[], bool]) -> None:
        super().__init__(jobs, past)
        self._number = number
        self._pool: ProcessPoolExecutor | None = None

    def close(self) -> None:
        """End them."""
        if self._pool is not None:
            processes.end(self._pool)
            self._pool = None

    def _room(self) -> int:
        return _AHEAD * self._number

    def _send(self, job: int, batch: object) -> Future[Any]:
        if self._pool is None:
            context, initial = processes.CONTEXT, (self._jobs,)
            self._pool = ProcessPoolExecutor(self._number, context, initializer=_begin, initargs=initial)
        try:
            with processes.undisturbed(), processes.whole():
                return self._pool.submit(_do, job, batch)
        except BrokenProcessPool as error:
            raise LostError(suspect=True) from error

    def _result(self, future: Future[Any]) -> Any:  # noqa: ANN401 - what the job gives
        try:
            return future.result()
        except BrokenProcessPool as error:
            raise LostError(suspect=True) from error

    def _is_here(self, future: Future[Any]) -> bool:
        return future.done() and not isinstance(future.exception(), BrokenProcessPool)

    def _renew(self, lost: LostError) -> bool:  # noqa: ARG002 - they are lost together
        self.close()
        return True


_kit: Final = Kit()
_jobs: list[Job[Any, Any]] = []


def _begin(jobs: Sequence[Job[Any, Any]]) -> None:
    processes.follow()
    _jobs[:] = jobs


def _do(job: int, batch: Any) -> Any:  # noqa: ANN401 - what the job takes and gives
    return _kit.do(_jobs[job], batch)
