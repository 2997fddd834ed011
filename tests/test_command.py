"""The forks that tests run commands in tell what a process of the program would."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.command import PROGRAM, onrecord, started

if TYPE_CHECKING:
    from pathlib import Path

ENDS = {
    "words": "print('out'); print('err', file=sys.stderr)",
    "code": "sys.exit(3)",
    "message": "sys.exit('no')",
    "fault": "1 / 0",
    "signal": "os.kill(os.getpid(), 9)",
    "input": "print(sys.stdin.read().upper(), os.environ['COLOUR'], os.getcwd(), sys.argv[1:])",
    "thread": "threading.Timer(0.1, print, ['late']).start()",
}


@pytest.mark.parametrize("name", ENDS)
def test_a_fork_ends_as_a_process_does(tmp_path: Path, name: str) -> None:
    code = f"import os, sys, threading\n{ENDS[name]}"
    real = subprocess.run(
        [sys.executable, "-c", code, "first"],
        cwd=tmp_path,
        env={"COLOUR": "blue"},
        input="given",
        text=True,
        capture_output=True,
        check=False,
    )
    fork = onrecord(tmp_path, "first", code=code, stdin="given", COLOUR="blue")
    assert (fork.returncode, fork.stdout) == (real.returncode, real.stdout)
    assert ("Traceback" in fork.stderr) is ("Traceback" in real.stderr) is (name == "fault")
    assert fork.stderr.splitlines()[-1:] == real.stderr.splitlines()[-1:]


def test_a_fork_says_of_a_command_what_the_program_says(tmp_path: Path) -> None:
    real = subprocess.run([*PROGRAM, "check"], cwd=tmp_path, text=True, capture_output=True, check=False)
    fork = onrecord(tmp_path, "check")
    assert (fork.returncode, fork.stdout, fork.stderr) == (real.returncode, real.stdout, real.stderr)


def test_what_is_at_work_at_the_end_of_its_block_is_killed(tmp_path: Path) -> None:
    with started(tmp_path, code="import time; time.sleep(60)") as command, pytest.raises(subprocess.TimeoutExpired):
        command.ended(timeout=0.1)
    assert command.process.exitcode == -9
