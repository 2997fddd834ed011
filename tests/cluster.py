"""A Dask scheduler and workers as an operator starts them: processes of their own, which talk over TCP."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CHECKOUT: Final = Path(__file__).parents[1]
_MODEST: Final = {  # as docs/scaling.md has it
    "DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH": "10",
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def scheduler(folder: Path, port: int, *, code: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """A scheduler at a port of this computer; `code` is run before it starts."""
    options = ("--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    with _started(folder, "scheduler", *options, code=code) as process:
        yield process


@contextmanager
def worker(folder: Path, port: int, kept: str = "--no-nanny", *, code: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """A worker of one thread that waits for the scheduler at a port; `code` is run before it starts.

    With `--nanny`, another process starts it again when it ends.
    """
    address = ("worker", f"tcp://127.0.0.1:{port}", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")
    rest = (kept, "--death-timeout", "60", "--local-directory", str(folder))
    with _started(folder, *address, *rest, code=code) as process:
        yield process


@contextmanager
def cluster(folder: Path, workers: int, *, code: str = "") -> Iterator[str]:
    """The address of a scheduler with workers; `code` is run before each of these starts."""
    port = free_port()
    with ExitStack() as started:
        started.enter_context(scheduler(folder, port))
        for _ in range(workers):
            started.enter_context(worker(folder, port, code=code))
        yield f"tcp://127.0.0.1:{port}"


@contextmanager
def _started(folder: Path, *arguments: str, code: str = "") -> Iterator[subprocess.Popen[bytes]]:
    program = f"{code}\nfrom dask.__main__ import main\nmain()"
    command: Sequence[str] = (sys.executable, "-c", program, *arguments)
    settings = dict(os.environ) | _MODEST | {"PYTHONPATH": str(_CHECKOUT)}
    with (folder / f"dask-{arguments[0]}.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=folder, env=settings, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.terminate()  # a nanny ends its worker then
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
