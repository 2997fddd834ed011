"""A Dask cluster that is not as it should be: what a person is told, and what goes on by itself."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest
from distributed import Client

from onrecord import __version__
from onrecord.config import Enrichment
from onrecord.enrich.executors import BrokenOff, cluster, executing
from onrecord.errors import EnrichError
from tests.cluster import free_port, scheduler, worker
from tests.onrecord.enrich.executors.jobs import Fatal, Memory, Sizes, Squares

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SQUARES = Squares()
SETTING = "DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH"
OLDER = "import onrecord\nonrecord.__version__ = '0.0.1'"
WITHOUT = """
import sys

class Missing:
    @staticmethod
    def find_spec(name, *_):
        if name.partition(".")[0] == "onrecord":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing)
"""


def at(port: int) -> Enrichment:
    return Enrichment(executor="dask", dask=f"tcp://127.0.0.1:{port}")


def squares(how: Enrichment) -> list[int]:
    with executing(how, (SQUARES,)) as executor:
        found = [found for _, found in executor.each(SQUARES, ((number, number) for number in range(5)))]
    return [one[0] for one in found if not isinstance(one, BrokenOff)]


def test_without_an_address_a_cluster_of_this_computer_is_started_for_the_run_and_takes_what_memory_it_needs() -> None:
    job = Memory()
    with executing(Enrichment(executor="dask", processes=1), (SQUARES, job)) as executor:
        assert [found[0] for _, found in executor.each(SQUARES, ((one, one) for one in range(3)))] == [0, 1, 4]  # type: ignore[index]
        assert list(executor.each(job, [("limit", 0)])) == [("limit", None)]


def test_two_clusters_of_a_computer_are_not_in_each_other_s_way(recwarn: pytest.WarningsRecorder) -> None:
    with ExitStack() as other:
        with suppress(OSError):  # it is another one's already
            other.enter_context(socket.create_server(("127.0.0.1", 8787)))
        assert squares(Enrichment(executor="dask", processes=1)) == [0, 1, 4, 9, 16]
    assert not [told for told in recwarn.list if "Port" in str(told.message)]


def test_the_texts_that_were_sent_are_not_kept() -> None:
    job, text = Sizes(), "Marit" * 100_000
    with executing(Enrichment(executor="dask", processes=1), (job,)) as executor:
        list(executor.each(job, [("first", text)]))
        with traced() as kept:
            assert len(list(executor.each(job, ((number, text) for number in range(60))))) == 60
            assert kept() < 30 * len(text)


@contextmanager
def traced() -> Iterator[Callable[[], int]]:
    """What tells how many bytes were taken meanwhile and are not free again."""
    tracemalloc.start()
    try:
        yield lambda: tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("own", "holds"), [({}, "10"), ({SETTING: "7"}, "7")])
def test_what_is_set_of_dask_holds(own: dict[str, str], holds: str) -> None:
    loaded = "import dask, onrecord.enrich.executors.cluster"
    asked = f"{loaded}; print(dask.config.get('distributed.admin.low-level-log-length'))"
    command = [sys.executable, "-c", asked]
    told = subprocess.run(command, env=os.environ | own, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == holds


def test_a_cluster_that_cannot_be_started_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "LocalCluster", Mock(side_effect=RuntimeError("no place\nleft")))
    with pytest.raises(EnrichError, match=r"^no Dask cluster could be started on this computer: no place left$"):
        squares(Enrichment(executor="dask", processes=1))


def test_a_scheduler_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_FIRST", 1.0)
    port = free_port()
    with pytest.raises(EnrichError, match=rf"^no Dask scheduler answers at tcp://127\.0\.0\.1:{port}: is it running"):
        squares(at(port))


def test_a_worker_of_another_version_is_told(tmp_path: Path) -> None:
    port = free_port()
    with scheduler(tmp_path, port), worker(tmp_path, port, code=OLDER), pytest.raises(EnrichError) as told:
        squares(at(port))
    assert f"has On Record 0.0.1 instead of {__version__}: install the same on all computers" in str(told.value)
    assert "the Dask worker tcp://127.0.0.1:" in str(told.value)


@pytest.mark.parametrize("who", ["scheduler", "worker"])
def test_who_has_no_on_record_is_told(tmp_path: Path, who: str) -> None:
    port = free_port()
    code = {who: WITHOUT}
    started = (
        scheduler(tmp_path, port, code=code.get("scheduler", "")),
        worker(tmp_path, port, code=code.get("worker", "")),
    )
    with started[0], started[1]:
        with Client(f"tcp://127.0.0.1:{port}", set_as_default=False) as client:
            client.wait_for_workers(1)
        with pytest.raises(EnrichError, match=r"has no On Record: pip install 'on-record\[dask\]=="):
            squares(at(port))


def test_a_worker_is_waited_for(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    port = free_port()
    with scheduler(tmp_path, port), executing(at(port), (SQUARES,)) as executor:
        results = executor.each(SQUARES, [(3, 3)])
        with worker(tmp_path, port), caplog.at_level(logging.WARNING):
            assert next(results)[0] == 3


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """What has a run wait for a second only, from when it is called."""

    def from_now_on() -> None:
        for name in ("_FIRST", "_ALL", "_LAST", "_POLL"):
            monkeypatch.setattr(cluster, name, 1.0)

    return from_now_on


@contextmanager
def stuck(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """It does not answer, and no connection to it breaks."""
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


def test_a_scheduler_that_hangs_holds_nobody_up(tmp_path: Path, hasty: Callable[[], None]) -> None:
    port, job, over = free_port(), Squares(wait=8), threading.Event()
    quick, slow = ("quick", 10**6), ("slow", 0)
    with scheduler(tmp_path, port) as hangs, worker(tmp_path, port):
        squares(at(port))
        hasty()
        with ExitStack() as until:
            with executing(at(port), (job,)) as executor:
                list(executor.each(job, [quick]))
                until.enter_context(stuck(hangs))
                begun = time.monotonic()
            assert time.monotonic() - begun < 20
        with executing(at(port), (job,), past=over.is_set) as executor:
            results = executor.each(job, [quick, slow])
            next(results)
            with stuck(hangs):
                over.set()
                assert list(results) == []


@pytest.mark.parametrize(
    ("answer", "told"),
    [(b"", "no Dask scheduler answers"), (b"HTTP/1.1 400 Bad Request\r\n\r\n", "is no Dask scheduler")],
)
def test_what_is_no_scheduler_is_told(answer: bytes, told: str, hasty: Callable[[], None]) -> None:
    hasty()
    with socket.create_server(("127.0.0.1", 0)) as server, ExitStack() as taken:

        def take() -> None:
            with suppress(OSError):  # the test is over
                while True:
                    taken.enter_context(server.accept()[0]).sendall(answer)

        threading.Thread(target=take, daemon=True).start()
        with pytest.raises(EnrichError, match=told):
            squares(at(server.getsockname()[1]))
        server.shutdown(socket.SHUT_RDWR)


def test_a_worker_that_hangs_is_told(tmp_path: Path, hasty: Callable[[], None]) -> None:
    port = free_port()
    with scheduler(tmp_path, port), worker(tmp_path, port) as hangs:
        squares(at(port))
        hasty()
        with stuck(hangs), pytest.raises(EnrichError, match=r"not all workers of the Dask scheduler at \S+ answer"):
            squares(at(port))


def test_workers_that_take_nothing_for_want_of_memory_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hasty: Callable[[], None]
) -> None:
    monkeypatch.setenv("DASK_DISTRIBUTED__WORKER__MEMORY__PAUSE", "0.000001")
    monkeypatch.setattr(cluster, "PATIENCE", 0)
    port = free_port()
    with scheduler(tmp_path, port), worker(tmp_path, port):
        with Client(f"tcp://127.0.0.1:{port}", set_as_default=False) as client:
            while not client.nthreads() or client.sync(client.scheduler.ncores_running):
                time.sleep(0.05)
        hasty()
        with pytest.raises(EnrichError, match=r"has memory left: start some .* with a higher --memory-limit$"):
            squares(at(port))


def test_a_run_that_workers_do_not_fit_leaves_nothing_with_them(tmp_path: Path) -> None:
    port = free_port()
    with scheduler(tmp_path, port), worker(tmp_path, port, code=OLDER):
        with pytest.raises(EnrichError):
            squares(at(port))
        with Client(f"tcp://127.0.0.1:{port}", set_as_default=False) as client:
            given = client.run(lambda dask_worker: list(dask_worker.plugins))
    assert not any(name.startswith("onrecord-") for names in given.values() for name in names)


def test_a_batch_that_ends_each_worker_is_given_up_and_no_other_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "0")  # or it tries four times each time
    port, job, calm = free_port(), Fatal(1), Squares(wait=1.0)
    with scheduler(tmp_path, port), worker(tmp_path, port, "--nanny"), executing(at(port), (job, calm)) as executor:
        list(executor.each(calm, [("one", 0)]))  # a nanny gives up a worker that ends while it starts
        found = [found for _, found in executor.each(job, ((number, number) for number in range(3)))]
    assert (found[0], type(found[1]), found[2]) == (0, BrokenOff, 2)


def test_without_dask_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "onrecord.enrich.executors.cluster")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EnrichError, match=r"distributed is not installed: pip install 'on-record\[dask\]'"):
        squares(Enrichment(executor="dask"))
