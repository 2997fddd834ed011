"""Jobs done elsewhere, several batches at once, and given back in order, whatever is lost on the way."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from onrecord.errors import EnrichError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from onrecord.enrich.jobs import Job

_T = TypeVar("_T")
_A = TypeVar("_A")
_B = TypeVar("_B")
_F = TypeVar("_F")

_TRIES: Final = 3  # of a batch whose process ends
_LOSSES: Final = 20  # in a row, with nothing done between them


class BrokenOff:
    """What came of a batch that ended every process which was at it."""


class Executor(Protocol):
    """Does the batches of jobs."""

    def each(self, job: Job[_A, _B], batches: Iterable[tuple[_T, _A]]) -> Iterator[tuple[_T, _B | BrokenOff]]:
        """What comes of each batch, in their order, beside what the caller knows it by.

        Batches are taken as there is room for them. Raises what the job raises.
        """
        ...

    def close(self) -> None:
        """Be done, also in the middle of work."""
        ...


class LostError(Exception):
    """Work was lost; a `suspect` is the first of the batches, which may have ended who was at it."""

    def __init__(self, *, suspect: bool) -> None:
        super().__init__()
        self.suspect = suspect


@dataclass(slots=True)
class _Sent(Generic[_T, _A, _F]):
    """A batch under way; without a `future` it is to be sent (again)."""

    what: _T
    batch: _A
    future: _F | None = None
    tries: int = 0


class Ordered(ABC, Generic[_F]):
    """Does several batches at once; who they are sent to is lost now and then, and they are sent again."""

    def __init__(self, jobs: Sequence[Job[Any, Any]], past: Callable[[], bool]) -> None:
        self._jobs = tuple(jobs)
        self._past = past

    def each(self, job: Job[_A, _B], batches: Iterable[tuple[_T, _A]]) -> Iterator[tuple[_T, _B | BrokenOff]]:
        """As `Executor.each`."""
        number, rest = self._jobs.index(job), iter(batches)
        sent: deque[_Sent[_T, _A, _F]] = deque()
        losses = 0
        while True:
            while len(sent) < self._room() and (new := next(rest, None)) is not None:
                sent.append(_Sent(*new))
            if not sent:
                return
            head = sent[0]
            try:
                found: _B | BrokenOff = self._first(number, sent)
            except LostError as lost:
                head.tries += lost.suspect
                losses += 1
                for one in sent:
                    if one is head or (one.future is not None and not self._is_here(one.future)):
                        one.future = None
                if losses > _LOSSES:
                    raise EnrichError(f"who reads the articles went away {losses} times in a row") from lost
                if self._past() or not self._renew(lost):
                    return
                if head.tries < _TRIES:
                    continue
                found = BrokenOff()
            losses = 0
            sent.popleft()
            yield head.what, found

    def _first(self, job: int, sent: deque[_Sent[_T, _A, _F]]) -> Any:  # noqa: ANN401 - what the job gives
        """What comes of the first batch, with the others sent behind it."""
        head = sent[0]
        # One that may have ended its process goes alone, so that no other is taken for it.
        for one in [head] if head.tries else sent:
            if one.future is None:
                one.future = self._send(job, one.batch)
        return self._result(head.future)  # type: ignore[arg-type]  # it was sent just now

    @abstractmethod
    def close(self) -> None:
        """As `Executor.close`."""

    @abstractmethod
    def _room(self) -> int:
        """How many batches may be under way."""

    @abstractmethod
    def _send(self, job: int, batch: object) -> _F:
        """Begin with a batch of the job of a number. Raises `LostError`."""

    @abstractmethod
    def _result(self, future: _F) -> Any:  # noqa: ANN401 - what the job gives
        """What came of it, once it is there. Raises `LostError`, or what the job raises."""

    @abstractmethod
    def _is_here(self, future: _F) -> bool:
        """Whether what came of it is here, though others were lost."""

    @abstractmethod
    def _renew(self, lost: LostError) -> bool:
        """Find others in place of those that were lost; False when it was past the time before any were there."""
