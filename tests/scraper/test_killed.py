"""A crawl that is killed in the middle, and the next one."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests import stores
from tests.command import started
from tests.scraper.loopback import configure, onrecord, slow, story, titles

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.scraper.loopback import Site

PATHS = [f"/{number:02}" for number in range(24)]
FIRST = 6


def wait_for(what: Callable[[], bool]) -> None:
    patience = time.monotonic() + 60
    while not what():
        assert time.monotonic() < patience
        time.sleep(0.05)


def processes_of(group: int) -> list[int]:
    """Those that still run in a process group."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, its_group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            except (OSError, ValueError):
                continue
            if int(its_group) == group and state != "Z":
                found.append(int(entry.name))
    return found


def test_killed_in_the_middle_nothing_is_lost_nothing_fetched_twice_and_nobody_left_behind(
    site: Site, tmp_path: Path
) -> None:
    """Some pages are stored, others on their way, and the feed is known by its ETag when the crawl is killed."""
    site.answers |= {path: story(f"Story {path}") for path in PATHS[:FIRST]}
    site.answers |= {path: slow(20, story(f"Story {path}")) for path in PATHS[FIRST:]}
    site.feed(*PATHS, ETag='"feed-1"')
    configure(tmp_path, Gazette=f"{site.address}/feed")
    crawl = [sys.executable, "-m", "onrecord", "crawl"]
    with subprocess.Popen(crawl, cwd=tmp_path, stderr=subprocess.DEVNULL, start_new_session=True) as process:
        wait_for(lambda: len(titles(tmp_path)) >= FIRST)
        process.kill()
        process.wait()
        wait_for(lambda: not processes_of(process.pid))
    if not stores.on_postgres():
        assert stores.rows(tmp_path, "PRAGMA integrity_check") == [("ok",)]
    assert stores.rows(tmp_path, "SELECT count(*) FROM answers WHERE url LIKE '%/feed'") == [(1,)]

    kept = titles(tmp_path)
    site.answers |= {path: story(f"Story {path}") for path in PATHS}
    ended = onrecord(tmp_path, "crawl")
    assert ended.stdout == f"Gazette: {len(PATHS) - FIRST} new, 0 changed, {FIRST} known, 0 failed.\n"
    assert titles(tmp_path) == [f"Story {path}" for path in PATHS]
    assert {site.asked[path] for path in PATHS if f"Story {path}" in kept} == {1}
    assert site.spared["/feed"] == 1


def test_killed_at_any_moment_the_next_crawl_gives_all(site: Site, tmp_path: Path) -> None:
    """Also in the middle of a transaction, and before there is a store."""
    site.answers |= {path: story(f"Story {path}") for path in PATHS}
    site.feed(*PATHS, ETag='"feed-1"')
    configure(tmp_path, Gazette=f"{site.address}/feed")
    for seconds in (0.1, 0.2, 0.4, 0.6):
        with started(tmp_path, "crawl"):
            time.sleep(seconds)
    assert onrecord(tmp_path, "crawl").returncode == 0
    assert titles(tmp_path) == [f"Story {path}" for path in PATHS]
