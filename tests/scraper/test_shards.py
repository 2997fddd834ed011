"""Crawling from several machines: each site is read by one of them, and by another when that one is gone."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime
from threading import Event
from typing import TYPE_CHECKING

import pytest

from onrecord import config as configs
from onrecord.shards import home
from onrecord.store import Store, tasks
from tests import stores
from tests.command import MAIN, started
from tests.scraper.loopback import Reply, Site, configure, onrecord, running, slow, story, titles
from tests.scraper.test_killed import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

ELSEWHERE = "import socket; socket.gethostname = lambda: 'elsewhere'\n" + MAIN
"""A command on another computer: nobody here can see whether its process is there still."""

QUICK = "from onrecord.store import holding; holding._RENEWAL = 0.1\n" + MAIN
"""A command that looks after its leases all the time."""


@pytest.fixture
def sites() -> Iterator[list[Site]]:
    """Four sites, each at a number of its own, with a story each."""
    with ExitStack() as stack:
        found = [stack.enter_context(running(f"127.0.0.{number}")) for number in range(1, 5)]
        for site in found:
            site.feed("/story")
            site.answers["/story"] = story(f"Story of {site.host}")
        yield found


@pytest.fixture
def folder(tmp_path: Path, sites: list[Site]) -> Path:
    feeds: dict[str, str | tuple[str, object]] = {site.host: f"{site.address}/feed" for site in sites}
    configure(tmp_path, "{delay: 0}", private=True, **feeds)
    return tmp_path


def shares(folder: Path, of: int) -> dict[int, set[str]]:
    """The names of the sources in each shard."""
    config = configs.load(folder / "topics.yaml")
    found: dict[int, set[str]] = {number: set() for number in range(1, of + 1)}
    for source in config.sources:
        found[home(config, source, of).number].add(source.name)
    return found


def asked(sites: list[Site], path: str) -> set[str]:
    return {site.host for site in sites if site.asked[path]}


def test_each_shard_reads_its_own_and_all_of_them_read_all(folder: Path, sites: list[Site]) -> None:
    ours = shares(folder, 2)
    assert all(ours.values())
    ended = onrecord(folder, "crawl", "--shard", "1/2")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert asked(sites, "/feed") == ours[1]
    ended = onrecord(folder, "crawl", ONRECORD_SHARD="2/2")
    assert ended.stdout.splitlines() == [f"{name}: 1 new, 0 changed, 0 known, 0 failed." for name in sorted(ours[2])]
    assert {site.asked["/feed"] for site in sites} == {1}
    assert len(titles(folder)) == len(sites)


def test_a_change_of_the_number_of_shards_fetches_no_article_again(folder: Path, sites: list[Site]) -> None:
    for shard in ("1/2", "2/2", "1/3", "2/3", "3/3"):
        assert onrecord(folder, "crawl", "--shard", shard).returncode == 0
    assert {(site.asked["/feed"], site.asked["/story"]) for site in sites} == {(2, 1)}


def test_a_named_source_of_another_shard_is_left_to_it(folder: Path, sites: list[Site]) -> None:
    ours = shares(folder, 2)
    mine, other = min(ours[1]), min(ours[2])
    ended = onrecord(folder, "crawl", mine, other, "--shard", "1/2")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines() == [
        f"{other} is left to shard 2/2, which it lies in.",
        f"{mine}: 1 new, 0 changed, 0 known, 0 failed.",
    ]
    assert asked(sites, "/feed") == {mine}
    assert onrecord(folder, "crawl", other, "--shard", "1/2").stdout == ended.stdout.splitlines(keepends=True)[0]


def test_a_shard_without_a_source_says_so(folder: Path) -> None:
    empty = next(number for number, names in shares(folder, 16).items() if not names)
    for command in ("crawl", "run"):
        ended = onrecord(folder, command, "--shard", f"{empty}/16")
        assert (ended.returncode, ended.stderr) == (0, "")
        assert ended.stdout.splitlines()[0] == f"Shard {empty}/16 has none of the sources."


@pytest.mark.parametrize("command", ["crawl", "run", "schedule"])
def test_what_is_no_shard_is_wrong_usage(folder: Path, command: str) -> None:
    ended = onrecord(folder, command, "--shard", "17/16")
    assert ended.returncode == 2
    assert ended.stderr.endswith(
        "Error: Invalid value for '--shard': there is no shard 17 of 16; they are numbered from 1 to 16\n"
    )


def test_a_run_reads_the_sources_of_its_shard(folder: Path, sites: list[Site]) -> None:
    ended = onrecord(folder, "run", "--shard", "1/2")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert asked(sites, "/feed") == shares(folder, 2)[1]
    assert "No source is due to be read yet" in onrecord(folder, "run", "--shard", "1/2").stdout


def test_two_that_have_sources_in_common_read_each_of_them_once(folder: Path, sites: list[Site]) -> None:
    """One reads half of the sources, another all of them; both are at work until both have all that they will get."""
    ours, gate = shares(folder, 2)[1], Event()
    for site in sites:
        site.answers["/feed"] = _behind(gate, site.answers["/feed"])
    with started(folder, "crawl", "--shard", "1/2", code=ELSEWHERE) as half:
        wait_for(lambda: asked(sites, "/feed") == ours)
        with started(folder, "crawl", "--shard", "1/1") as whole:
            wait_for(lambda: len(asked(sites, "/feed")) == len(sites))
            gate.set()
            ends = [half.ended(), whole.ended()]
    assert [(end.returncode, end.stderr) for end in ends] == [(0, "")] * 2
    assert {(site.asked["/feed"], site.asked["/story"]) for site in sites} == {(1, 1)}
    busy = {line.split()[0] for line in ends[1].stdout.splitlines() if "is being read already" in line}
    assert busy == ours


def test_what_a_machine_was_at_that_is_no_more_is_read_by_another_after_its_lease(
    folder: Path, sites: list[Site]
) -> None:
    for site in sites:
        site.answers["/feed"] = slow(60, site.answers["/feed"])
    with started(folder, "crawl", "--shard", "1/1", code=ELSEWHERE) as gone:
        wait_for(lambda: len(asked(sites, "/feed")) == len(sites))
        gone.process.kill()
        gone.process.join()
    for site in sites:
        site.feed("/story")
    early = onrecord(folder, "crawl", "--shard", "1/1")
    assert early.stdout.count(f"is being read already, by process {gone.process.pid} on elsewhere.") == len(sites)
    assert {site.asked["/feed"] for site in sites} == {1}

    stores.rows(folder, "UPDATE tasks SET until = since")  # a minute goes by
    assert onrecord(folder, "crawl", "--shard", "1/2").stdout.count("1 new") == len(shares(folder, 2)[1])
    assert onrecord(folder, "crawl", "--due", "--shard", "2/2").stdout.count("1 new") == len(shares(folder, 2)[2])
    assert len(titles(folder)) == len(sites)


def test_who_could_not_renew_its_lease_leaves_the_rest_to_the_one_that_took_the_source_over(tmp_path: Path) -> None:
    """Its machine slept, or its way to the store was cut; now it goes on, and the site has another reader."""
    paths, gate = [f"/{number}" for number in range(6)], Event()
    with running() as site:
        site.feed(*paths)
        site.answers |= {path: _behind(gate, story(f"Story {path}")) for path in paths}
        configure(tmp_path, Gazette=f"{site.address}/feed")
        with started(tmp_path, "crawl", code=QUICK) as crawl:
            wait_for(lambda: any(site.asked[path] for path in paths))
            with Store.open(stores.at(tmp_path)) as store, store.write() as tx:
                later = datetime.now(UTC) + 2 * tasks.LEASE
                assert tasks.claim(tx, f"{tasks.CRAWL}Gazette", holder="elsewhere:1:a", now=later)
            wait_for(lambda: "another process has taken it over" in (crawl.streams / "stderr").read_text())
            gate.set()
            ended = crawl.ended()
        read = [path for path in paths if site.asked[path]]
    assert len(read) <= 2  # which were on their way: no site is asked for more at once
    assert titles(tmp_path) == [f"Story {path}" for path in read]
    assert ended.returncode == 1
    assert "could not be held until its end; what is left is for whoever reads it next" in ended.stderr
    with Store.open(stores.at(tmp_path)) as store, store.read() as tx:
        assert tasks.of(tx)[f"{tasks.CRAWL}Gazette"].holder == "elsewhere:1:a"


def _behind(gate: Event, then: Reply) -> Reply:
    """An answer that waits until the gate is open."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        assert gate.wait(60)
        then(request)

    return answer
