"""Where the articles are read: in one process, in several, or on a Dask cluster."""

from typing import Annotated, Literal, Self, TypeAlias
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from onrecord.config import kinds
from onrecord.config.part import Part

Executor: TypeAlias = Literal["local", "processes", "dask"]


def _scheduler(text: str) -> str:
    """The address of a Dask scheduler, as it is typed."""
    try:
        parts = urlsplit(text.strip())
        known = parts.scheme in {"tcp", "tls"} and parts.hostname and parts.port
    except ValueError:
        known = None
    if not known or parts.path or parts.query or parts.fragment or parts.username is not None:
        raise ValueError("expected the address of a Dask scheduler, such as tcp://10.0.0.5:8786 or tls://10.0.0.5:8786")
    return text.strip()


class Enrichment(Part):
    """Where statements are looked for and held against the topics. What is found is the same everywhere."""

    executor: Executor = Field(
        default="local",
        description=(
            "Who does it: one process (local), several on this computer (processes), or the workers of a Dask "
            "cluster (dask)."
        ),
        examples=["processes"],
    )
    processes: kinds.Whole | None = Field(
        default=None,
        ge=1,
        le=1024,
        description=(
            "How many processes of this computer do it, where the executor is processes, or dask without an address. "
            "Without it, one for each processor."
        ),
        examples=[4],
    )
    dask: Annotated[str, AfterValidator(_scheduler), WithJsonSchema({"type": "string", "minLength": 1})] | None = Field(
        default=None,
        description=(
            "The address of the Dask scheduler, where the executor is dask. Without it, a cluster is started on this "
            "computer for each run. Whoever reaches a scheduler can run programs on its workers: keep it in a closed "
            "network, or use tls."
        ),
        examples=["tcp://10.0.0.5:8786"],
    )

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        if self.dask is not None and self.executor != "dask":
            raise ValueError("'dask' is the address of a cluster: it goes with 'executor: dask'")
        if self.processes is not None and self.executor == "local":
            raise ValueError("'processes' goes with 'executor: processes' or 'executor: dask'")
        if self.processes is not None and self.dask is not None:
            raise ValueError("a cluster that runs has its own workers: give 'dask' or 'processes', not both")
        return self
