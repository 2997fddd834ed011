"""Jobs done by the workers of a Dask cluster: one that runs somewhere, or one started for the run.

What is sent is texts and what is said of them; workers know neither the store nor the configuration.
"""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from onrecord import __version__, processes
from onrecord.enrich.executors.ordered import LostError, Ordered
from onrecord.errors import EnrichError

try:
    import dask.config
    import distributed
    from distributed import Client, LocalCluster, Security, rpc

    from onrecord.enrich.executors.tools import Failed, Tools, do, version_of
except ModuleNotFoundError as error:
    raise EnrichError(f"enrich.executor: {error.name} is not installed: pip install 'on-record[dask]'") from error

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from distributed import Future

    from onrecord.enrich.jobs import Job

PATIENCE: Final = 600.0
"""Seconds for which a scheduler or workers that went away are waited for."""

_AHEAD: Final = 3  # batches for each thread of a worker: the one in work, and some to be begun when it is done
_FIRST: Final = 10.0  # seconds for a scheduler to answer
_ALL: Final = 30.0  # seconds for all of its workers to do so
_LAST: Final = 2.0  # seconds for what is told at the end
_POLL: Final = 5.0  # seconds

_log = logging.getLogger(__name__)
_LOST: Final = (CancelledError, OSError, TimeoutError)  # Dask's own errors are among these

# What Dask keeps and samples for its dashboard and its developers, if nothing else is set: of each connection, it would
# keep a thousand messages with the texts of batches in them.
dask.config.update_defaults(
    {
        "distributed": {
            "admin": {"low-level-log-length": 10, "tick": {"interval": "1s"}},
            "worker": {"profile": {"enabled": False}},
        }
    }
)


class Cluster(Ordered["Future[Any]"]):
    """The workers that a scheduler knows. They, it, or the way to it may be gone for a while."""

    def __init__(
        self, jobs: Sequence[Job[Any, Any]], address: str | None, number: int, past: Callable[[], bool]
    ) -> None:
        super().__init__(jobs, past)
        self._address = address
        self._number = number
        self._tools = Tools(self._jobs)
        self._cluster: LocalCluster | None = None
        self._client: Client | None = None
        self._threads, self._counted = 0, 0.0

    def close(self) -> None:
        """Take back what is under way, and end the cluster if it is this run's own."""
        self._take_back()
        self._let_go()
        if self._cluster is not None:
            self._cluster.close()
            self._cluster = None

    def _room(self) -> int:
        if time.monotonic() - self._counted > _POLL:
            self._counted = time.monotonic()
            with suppress(TimeoutError):  # whoever asks for a result learns of it
                self._threads = self._workers()
        return _AHEAD * max(self._threads, 1)

    def _send(self, job: int, batch: object) -> Future[Any]:
        if self._client is None:
            self._connect(_FIRST)
        assert self._client is not None  # noqa: S101 - connected
        try:
            return self._client.submit(do, self._tools.name, job, batch, pure=False)
        except Exception as error:
            raise LostError(suspect=False) from error

    def _result(self, future: Future[Any]) -> Any:  # noqa: ANN401 - what the job gives
        waited = 0.0
        while True:
            try:
                found = future.result(timeout=_POLL)
            except distributed.KilledWorker as error:  # Dask also takes those for it that waited behind it
                raise LostError(suspect=True) from error
            except TimeoutError:
                waited = self._waited(waited)
            except _LOST as error:
                raise LostError(suspect=False) from error
            except Exception as error:
                raise EnrichError(_plainly(error, self._at)) from error
            else:
                if isinstance(found, Failed):
                    raise found.error
                return found

    def _is_here(self, future: Future[Any]) -> bool:  # noqa: ARG002 - what was done lies with the workers
        return False

    def _renew(self, lost: LostError) -> bool:
        """Connect again, for as long as it takes; workers come again by themselves."""
        if lost.suspect:
            return True
        self._let_go()
        _log.warning("the Dask scheduler%s is gone; it is waited for", self._at)
        try:
            self._connect(PATIENCE)
        except LostError:
            return False
        _log.warning("the Dask scheduler%s is there again; the work goes on", self._at)
        return True

    def _connect(self, patience: float) -> None:
        if self._address is None and self._cluster is None:
            self._cluster = self._started()
        _quiet()
        until = time.monotonic() + patience
        while True:
            try:
                if self._address is not None:
                    asyncio.run(asyncio.wait_for(_answered(self._address), _FIRST))
                self._client = Client(self._address or self._cluster, timeout=_FIRST, set_as_default=False)
                self._client.sync(self._client.register_plugin, self._tools, callback_timeout=_ALL)
            except Exception as error:
                connected, past = self._client is not None, self._past()
                again = isinstance(error, _LOST) and not past and time.monotonic() <= until
                if not again:
                    self._take_back()
                self._let_go()
                if isinstance(error, EnrichError):
                    raise
                if past:
                    raise LostError(suspect=False) from error
                if not again:
                    raise EnrichError(_plainly(error, self._at, connected=connected)) from error
                time.sleep(1)
            else:
                return

    def _started(self) -> LocalCluster:
        try:
            with processes.undisturbed():
                return LocalCluster(
                    n_workers=self._number,
                    threads_per_worker=1,
                    memory_limit=None,  # none is ended for what it takes, as none of a pool is
                    host="127.0.0.1",
                    dashboard_address=None,
                    scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # it opens a port all the same, or 8787
                    silence_logs=logging.CRITICAL,
                )
        except Exception as error:
            why = " ".join(str(error).split()) or type(error).__name__
            raise EnrichError(f"no Dask cluster could be started on this computer: {why}") from error

    def _waited(self, so_far: float) -> float:
        """How long no worker took work.

        Raises `EnrichError` after long, `LostError` when it is past the time or the scheduler does not answer.
        """
        try:
            if self._workers():
                return 0.0
        except TimeoutError as error:
            raise LostError(suspect=False) from error
        if not so_far:
            _log.warning(
                "no worker is connected to the Dask scheduler%s and has memory left; one is waited for", self._at
            )
        if self._past():
            raise LostError(suspect=False)
        if so_far > PATIENCE:
            raise EnrichError(
                f"no worker is connected to the Dask scheduler{self._at} and has memory left: "
                "start some (dask worker …), or start them again with a higher --memory-limit"
            )
        return so_far + _POLL

    def _workers(self) -> int:
        """How many batches the workers can do at once; none is done by one that is short of memory.

        Raises `TimeoutError` when the scheduler does not answer; one that is gone, whoever asks for a result learns of.
        """
        if self._client is None:
            return self._number
        try:
            scheduler: Any = self._client.scheduler
            threads = self._client.sync(scheduler.ncores_running, callback_timeout=_FIRST)
        except TimeoutError:
            raise
        except Exception:  # noqa: BLE001  # as above
            return self._threads
        return sum(threads.values())

    @property
    def _at(self) -> str:
        return f" at {self._address}" if self._address else ""

    def _take_back(self) -> None:
        """Take from the workers what they were given for this run."""
        if self._client is not None:
            try:
                told = self._client.unregister_worker_plugin
                self._client.sync(told, self._tools.name, callback_timeout=_LAST)
            except Exception:  # noqa: BLE001  # it is gone, or going
                _log.debug("the workers could not be told", exc_info=True)

    def _let_go(self) -> None:
        if self._client is not None:
            try:
                self._client.close(timeout=_LAST)
            except Exception:  # noqa: BLE001  # it was gone already
                _log.debug("the client could not be closed", exc_info=True)
            self._client = None


async def _answered(address: str) -> None:
    """A scheduler is there. Dask's client itself waits without end for one that is connected to and says nothing."""
    ways = Security().get_connection_args("client")
    async with rpc(address, timeout=_FIRST, connection_args=ways) as scheduler:
        await scheduler.ncores_running()


def _plainly(error: Exception, at: str, *, connected: bool = True) -> str:
    if any("No module named 'onrecord" in str(one) for one in (error, error.__cause__)):  # as Dask passes it on
        return (
            f"a Dask worker or the scheduler{at} has no On Record: pip install 'on-record[dask]=={__version__}' there"
        )
    if isinstance(error, _LOST) and connected:
        return f"not all workers of the Dask scheduler{at} answer: end those that hang, or are out of its reach"
    if isinstance(error, _LOST):
        return f"no Dask scheduler answers{at}: is it running, and can this computer reach it?"
    if isinstance(error, (MemoryError, AssertionError)):  # an answer that is read as a length, or is none
        return (
            f"what answers{at} is no Dask scheduler, or one of a version too different from {version_of('distributed')}"
        )
    return f"the Dask scheduler{at}: {' '.join(str(error).split()) or type(error).__name__}"


def _quiet() -> None:
    """Dask's own log lines are of no use to a person; what matters is said here."""
    for name in ("distributed", "distributed.client", "distributed.nanny", "distributed.core", "distributed.worker"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
