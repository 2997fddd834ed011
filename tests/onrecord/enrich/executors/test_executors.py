"""What does the batches of a job: whoever it is, what comes of them is the same, in their order."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

from onrecord.config import Enrichment
from onrecord.enrich.executors import BrokenOff, executing
from onrecord.errors import EnrichError
from tests.cluster import cluster
from tests.onrecord.enrich.executors.jobs import Counting, Failing, Fatal, Squares

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.enrich.jobs import Job

_B = TypeVar("_B")

ALONE = Enrichment()
POOL = Enrichment(executor="processes", processes=2)
PATIENCE = 30  # seconds
DEAF = """
from onrecord.config import Enrichment
from onrecord.enrich.executors import executing
from tests.onrecord.enrich.executors.jobs import Deaf

if __name__ == "__main__":
    for executor in ("processes", "dask"):
        with executing(Enrichment(executor=executor, processes=1), (Deaf(),)) as them:
            print(*(found for _, found in them.each(Deaf(), [(0, 0)])))
"""


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Enrichment]:
    """A scheduler and two workers."""
    with cluster(tmp_path_factory.mktemp("dask"), 2) as address:
        yield Enrichment(executor="dask", dask=address)


@pytest.fixture(params=["local", "processes", "dask"])
def how(request: pytest.FixtureRequest) -> Enrichment:
    """Each way."""
    given = {"local": ALONE, "processes": POOL}.get(request.param)
    found: Enrichment = given or request.getfixturevalue("dask")
    return found


def batches(number: int) -> Iterator[tuple[str, int]]:
    return ((f"batch {one}", one) for one in range(number))


def done(how: Enrichment, job: Job[int, _B], number: int) -> list[_B]:
    """What comes of so many batches, each of which is done."""
    with executing(how, (job,)) as executor:
        found = [found for _, found in executor.each(job, batches(number))]
    assert not any(isinstance(one, BrokenOff) for one in found)
    return [one for one in found if not isinstance(one, BrokenOff)]


def is_alive(process: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return False


def test_what_comes_of_each_batch_comes_in_their_order(how: Enrichment) -> None:
    assert [square for square, _ in done(how, Squares(wait=0.2), 12)] == [number * number for number in range(12)]


def test_several_processes_do_it_none_of_which_is_this_one(dask: Enrichment) -> None:
    for how in (POOL, dask):
        them = {process for _, process in done(how, Squares(wait=0.5), 12)}
        assert len(them) == 2
        assert os.getpid() not in them


def test_no_more_batches_are_taken_than_there_is_room_for(how: Enrichment) -> None:
    taken: list[int] = []

    def many() -> Iterator[tuple[int, int]]:
        for number in range(10_000):
            taken.append(number)
            yield number, number

    job = Squares()
    with executing(how, (job,)) as executor:
        for what, _ in executor.each(job, many()):
            assert len(taken) <= what + 10
            if what == 50:
                break


def test_a_process_makes_a_job_ready_once(how: Enrichment) -> None:
    assert set(done(how, Counting("ready"), 12)) == {1}


def test_two_jobs_are_done_by_turns(how: Enrichment) -> None:
    squares, counting = Squares(), Counting("turns")
    with executing(how, (squares, counting)) as executor:
        for what, _ in executor.each(squares, batches(3)):
            assert list(executor.each(counting, [(f"between, {what}", 0)])) == [(f"between, {what}", 1)]


def test_what_is_wrong_with_a_job_is_told_as_it_says_it(how: Enrichment) -> None:
    job = Failing()
    with executing(how, (job,)) as executor, pytest.raises(EnrichError, match=r"^the model does not fit$"):
        list(executor.each(job, batches(3)))


def test_an_error_that_looks_like_a_lost_connection_is_the_jobs_own(how: Enrichment) -> None:
    job = Failing(TimeoutError)
    with executing(how, (job,)) as executor, pytest.raises(TimeoutError, match="the model does not fit"):
        list(executor.each(job, batches(3)))


def test_a_process_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    job = Fatal(5, once=str(tmp_path / "killed"))
    assert done(POOL, job, 12) == list(range(12))
    assert Path(job.once or "").exists()


def test_a_batch_that_ends_each_process_is_given_up_and_no_other_for_it() -> None:
    job = Fatal(5)
    with executing(POOL, (job,)) as executor:
        found = [found for _, found in executor.each(job, batches(12))]
    assert isinstance(found[5], BrokenOff)
    assert [one for one in found if not isinstance(one, BrokenOff)] == [0, 1, 2, 3, 4, *range(6, 12)]


def test_ctrl_c_never_reaches_the_processes_which_would_complain_of_it() -> None:
    """In a process of its own, which has started none yet."""
    told = subprocess.run([sys.executable, "-c", DEAF], capture_output=True, check=True, timeout=PATIENCE * 2)
    assert told.stdout.split() == [b"True", b"True"]


def test_stopped_in_the_middle_no_process_is_left() -> None:
    job = Squares(wait=60)
    with executing(POOL, (job,)) as executor:
        _, found = next(executor.each(job, (("quick", 10**6), *batches(4))))
        assert not isinstance(found, BrokenOff)
        process = found[1]
        assert is_alive(process)
    until = time.monotonic() + PATIENCE
    while is_alive(process):
        assert time.monotonic() < until
        time.sleep(0.05)
