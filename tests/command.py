"""The commands as a person runs them, in a folder: each in a process of its own.

Python, Scrapy and spaCy take longer to start than most of what a test asks of a command. So a server imports them and
loads the language model once (`tests.warm`), and each command is a fork of it, with its own arguments, environment and
streams. What depends on how the real program starts is tested with `PROGRAM`.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import forkserver
from pathlib import Path
from typing import TYPE_CHECKING, Final

import scraper.workers  # noqa: F401  # it says what a server imports, too, and comes first

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from multiprocessing.context import ForkServerProcess

PROGRAM: Final = (sys.executable, "-m", "onrecord")
"""The real program, which imports all that it needs by itself."""

MAIN: Final = "from onrecord.cli import main; main()"

STREAMS: Final = ("stdin", "stdout", "stderr")
_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.warm"])


@dataclass(frozen=True, slots=True)
class Started:
    """A command at work; what it writes lies in `streams`."""

    process: ForkServerProcess
    streams: Path

    def ended(self, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """How it ended, and what it wrote. Raises `TimeoutExpired` after so many seconds, and it is at work still."""
        self.process.join(timeout)
        if self.process.exitcode is None:
            raise subprocess.TimeoutExpired(self.process.name, timeout)
        out, err = ((self.streams / name).read_text("utf-8") for name in STREAMS[1:])
        return subprocess.CompletedProcess(self.process.name, self.process.exitcode, out, err)


@contextmanager
def started(
    folder: Path,
    *arguments: str,
    code: str = MAIN,
    stdin: str = "",
    others: Mapping[str, str | Path] | None = None,
    **env: str,
) -> Iterator[Started]:
    """Start a command, some streams of which may be `others`, as a pipe; at the end of the block it is ended too."""
    with tempfile.TemporaryDirectory() as place:
        streams = Path(place)
        for name in STREAMS:
            (streams / name).write_text(stdin if name == "stdin" else "", "utf-8")
        opened = {name: streams / name for name in STREAMS} | dict(others or {})
        process = _SERVER.Process(
            target=_become,
            args=(code, ["onrecord", *arguments], folder, dict(os.environ) | env, opened),
            name=" ".join(arguments),
        )
        process.start()
        try:
            yield Started(process, streams)
        finally:
            process.kill()
            process.join()


def onrecord(
    folder: Path, *arguments: str, code: str = MAIN, stdin: str = "", **env: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; `code` goes before or instead of its own start, `env` is added to the environment."""
    with started(folder, *arguments, code=code, stdin=stdin, others=None, **env) as command:
        return command.ended()


def _become(
    code: str, argv: list[str], folder: Path, env: Mapping[str, str], streams: Mapping[str, str | Path]
) -> None:
    """Take on, in the forked process, all that a new one is given."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    os.environ.pop("COVERAGE_PROCESS_CONFIG", None)  # it is measured; what it starts would run what tests run in here
    for number, name in enumerate(STREAMS):
        opened = os.open(streams[name], os.O_WRONLY | os.O_APPEND if number else os.O_RDONLY)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = os.fdopen(0, encoding="utf-8")
    sys.stdout = os.fdopen(1, "w", encoding="utf-8")
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", buffering=1, errors="backslashreplace")
    sys.argv = argv
    # What reads for it is forked of the same server.
    forkserver._forkserver.ensure_running = lambda: None  # type: ignore[method-assign]  # noqa: SLF001
    exec(code, {"__name__": "__main__"})  # noqa: S102  # a test's own code
