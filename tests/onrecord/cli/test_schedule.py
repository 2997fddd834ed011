"""`onrecord schedule`: a daemon that runs what is due, and can be stopped."""

from __future__ import annotations

import signal
import subprocess
import time
from typing import TYPE_CHECKING

from tests.command import PROGRAM

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """
sources: [{name: Desk, folder: ./articles}]
topics: [{name: grid}]
digests: [{name: morning, recipients: [ana@example.org], at: "00:00"}]
"""


def test_it_does_what_is_due_and_ends_when_asked(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text(CONFIG)
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("Marit Halvorsen said that the grid is safe.\n")
    command = [*PROGRAM, "schedule"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as daemon:
        patience = time.monotonic() + 60
        while not list(tmp_path.glob("outbox/new/*.eml")) and time.monotonic() < patience:
            time.sleep(0.2)
        daemon.send_signal(signal.SIGINT)
        try:
            out, err = daemon.communicate(timeout=10)
        finally:
            daemon.kill()
    assert daemon.returncode == 0, err
    assert len(list(tmp_path.glob("outbox/new/*.eml"))) == 1
    assert "schedule: stopped; what was stored is kept, and the next start goes on" in out
    assert "Traceback" not in err
