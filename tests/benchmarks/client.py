"""Enriches a store in a process of its own, and prints what the clock, and the memory, say at each stored batch.

python -m tests.benchmarks.client '{"url": "sqlite:///onrecord.db", "how": {"executor": "processes"}}'
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import spacy

from onrecord.config import Enrichment, Language
from onrecord.enrich import jobs, run
from onrecord.model import Topic
from onrecord.store import Store, matches, people, statements
from tests.benchmarks.test_memory import memory

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Task:
    """What to do: enrich a store, or with `bare` only have its model read the texts of a file of JSON lines.

    `topics` are lists of terms. Of the processes `watched`, and of this one, the memory is noted too. After some
    `articles` it ends. What was read in them goes into the file `kept`, for `answer_from`.
    """

    url: str = ""
    how: dict[str, Any] = field(default_factory=dict)
    topics: dict[str, list[str]] = field(default_factory=dict)
    bare: str = ""
    watched: tuple[int, ...] = ()
    articles: int | None = None
    kept: str = ""


@dataclass(frozen=True)
class Told:
    """What came of it: (articles, seconds, MB of this process, of the watched ones …) at each batch.

    `spent` are seconds by the clock on each part of the work in this process: one that takes another in has it too.
    """

    read: list[list[float]]
    matched: list[list[float]]
    statements: int = 0
    spent: dict[str, float] = field(default_factory=dict)


def done(task: Task) -> Told:
    """Have it done by a process of its own."""
    command, asked = [sys.executable, "-m", "tests.benchmarks.client"], json.dumps(asdict(task))
    ended = subprocess.run(command, cwd=CHECKOUT, input=asked, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return Told(**json.loads(ended.stdout))


def answer_from(kept: str) -> None:
    """Make a worker one that reads nothing, and gives what was read in a text before."""
    known = pickle.loads(Path(kept).read_bytes())  # noqa: S301 - our own
    jobs.Reading.ready = lambda _job: lambda texts: [known[text] for text in texts]  # type: ignore[assignment, method-assign]


class _EnoughError(Exception):
    pass


class _Watch:
    """Notes the moments at which batches are done."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self.read: list[list[float]] = []
        self.matched: list[list[float]] = []

    def reading(self, number: int, _total: int) -> None:
        if number:
            self.read.append(self._now(number))
        if self._task.articles is not None and number >= self._task.articles:
            raise _EnoughError

    def matching(self, number: int, _total: int) -> None:
        self.matched.append(self._now(number))

    def _now(self, number: int) -> list[float]:
        watched = self._task.watched
        memories = [memory(one) / 1024 for one in (os.getpid(), *watched)] if watched else []
        return [number, time.perf_counter(), *memories]


def _enriched(task: Task) -> Told:
    watch, spent, read = _Watch(task), defaultdict[str, float](float), dict[str, Any]()
    if task.kept:
        _keep(read)
    _count(spent)
    found = 0
    with Store.open(task.url) as store:
        rules = [Topic(name, any=tuple(terms)) for name, terms in task.topics.items()]
        shown = run.Shown(watch.reading, watch.matching)
        with suppress(_EnoughError):
            found = run.enrich(store, rules, how=Enrichment(**task.how), shown=shown).statements
    if task.kept:
        Path(task.kept).write_bytes(pickle.dumps(read))
    return Told(watch.read, watch.matched, found, dict(spent))


def _keep(found: dict[str, Any]) -> None:
    """Have it noted by its text what was read in each article."""
    made_ready = jobs.Reading.ready

    def ready(job: jobs.Reading) -> Callable[[Sequence[str]], Any]:
        read = made_ready(job)

        def reading(texts: Sequence[str]) -> Any:  # noqa: ANN401 - what reading gives
            its = read(texts)
            found.update(zip(texts, its, strict=True))
            return its

        return reading

    jobs.Reading.ready = ready  # type: ignore[assignment, method-assign]


def _count(spent: defaultdict[str, float]) -> None:
    """Have the time noted that the parts of the work take."""

    def noted(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def working(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - as what it stands for
            begin = time.perf_counter()
            try:
                return work(*given, **named)
            finally:
                spent[name] += time.perf_counter() - begin

        return working

    def when_ready(name: str, made_ready: Callable[..., Any]) -> Callable[..., Any]:
        return lambda job: noted(name, made_ready(job))  # the model is loaded outside

    jobs.Reading.ready = when_ready("reading", jobs.Reading.ready)  # type: ignore[method-assign]
    jobs.Matching.ready = when_ready("topics", jobs.Matching.ready)  # type: ignore[method-assign]
    matches.save = noted("keeping", matches.save)
    matches.unmatched = noted("asking", matches.unmatched)
    run._Run.match = noted("matching", run._Run.match)  # type: ignore[method-assign]  # noqa: SLF001
    statements.replace = noted("storing", statements.replace)
    people.settle_all = noted("settling", people.settle_all)


def _read_bare(task: Task) -> Told:
    watch, nlp = _Watch(task), spacy.load(Language().model)
    with Path(task.bare).open() as lines:
        texts = [json.loads(line) for line in lines]
    for number, _ in enumerate(nlp.pipe(texts, batch_size=run.BATCH), start=1):
        if number % run.BATCH == 0 or number == len(texts):
            watch.reading(number, len(texts))
    return Told(watch.read, [])


def rate(batches: list[list[float]], skipped: int = 2) -> float:
    """Articles a second, but for the first batches: those that each of two processes begins with."""
    first, last = batches[skipped - 1], batches[-1]
    return (last[0] - first[0]) / (last[1] - first[1])


if __name__ == "__main__":
    asked = Task(**json.load(sys.stdin))
    sys.stdout.write(json.dumps(asdict(_read_bare(asked) if asked.bare else _enriched(asked))))
