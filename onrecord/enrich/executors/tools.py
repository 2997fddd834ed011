"""What the workers of a Dask cluster are given for a run, and what they must have themselves."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Final

from distributed import WorkerPlugin, get_worker

from onrecord import __version__
from onrecord.enrich import VERSION
from onrecord.enrich.jobs import Kit, Reading
from onrecord.errors import EnrichError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from distributed import Worker

    from onrecord.enrich.jobs import Job


@dataclass(frozen=True, slots=True)
class Failed:
    """What a job raised: told apart from what Dask itself raises."""

    error: Exception


class Tools(WorkerPlugin):
    """What each worker is given once: the jobs, if it has the same product and model as whoever sends them."""

    def __init__(self, jobs: Sequence[Job[Any, Any]]) -> None:
        self.name = f"onrecord-{token_hex(8)}"
        self.jobs = tuple(jobs)
        self.wanted = versions(self.jobs)
        self.fault: EnrichError | None = None

    def setup(self, worker: Worker) -> None:
        """Look whether the worker will do. Raises `EnrichError`; one that joins later says it at its first batch."""
        has = versions(self.jobs)
        if has != self.wanted:
            self.fault = EnrichError(_differ(worker.address, has, self.wanted))
            raise self.fault

    def do(self, job: int, batch: Any) -> Any:  # noqa: ANN401 - what the job takes and gives
        """What a job makes of a batch."""
        if self.fault is not None:
            raise self.fault
        return _kit.do(self.jobs[job], batch)


def versions(jobs: Sequence[Job[Any, Any]]) -> dict[str, str]:
    """What must be the same wherever jobs are done, for the same to come out."""
    found = {"On Record": __version__, "its extraction": VERSION, "spaCy": version_of("spacy")}
    for job in jobs:
        if isinstance(job, Reading):
            found[f"the model {job.model}"] = version_of(job.model)
    return found


_kit: Final = Kit()  # a worker's process keeps its models from one run to the next


def do(tools: str, job: int, batch: Any) -> Any:  # noqa: ANN401 - what the job takes and gives
    """For a worker: what a job of these tools makes of a batch, or `Failed`."""
    try:
        given: Any = get_worker().plugins[tools]
        return given.do(job, batch)
    except Exception as error:  # noqa: BLE001  # raised again where it was asked for
        return Failed(error)


def version_of(package: str) -> str:
    """The version of a package here, or "none"."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "none"


def _differ(worker: str, has: Mapping[str, str], wanted: Mapping[str, str]) -> str:
    parts = [f"{name} {has.get(name, 'none')} instead of {one}" for name, one in wanted.items() if has.get(name) != one]
    return f"the Dask worker {worker} has {' and '.join(parts)}: install the same on all computers"
