"""Statements found in real texts, against the people who marked them, and the time that takes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
import spacy

from onrecord.config import Language
from onrecord.enrich import annotate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pytest_benchmark.fixture import BenchmarkFixture

SETS = {
    "dev": ("dev.jsonl", "speakers_dev.jsonl", ()),
    "hard": ("hard_dev.jsonl", "hard_dev_speakers.jsonl", ("--asserted",)),
    "given": ("seed_gold.jsonl", None, ()),
}


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file, one after the other, whether each has a line of its own or not."""
    text, decoder, at = path.read_text(), json.JSONDecoder(), 0
    while at < len(text.rstrip()):
        row, end = decoder.raw_decode(text, at)
        yield row
        at = end + len(text[end:]) - len(text[end:].lstrip())


def python(*arguments: str | Path, stdin: str = "") -> str:
    ended = subprocess.run(
        [sys.executable, *map(str, arguments)], input=stdin, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


@pytest.fixture(params=[*((name, "learned") for name in SETS), ("dev", "rules")], ids="-".join)
def task(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A set of articles and the engine that reads them."""
    return cast("tuple[str, str]", request.param)


def test_statements(
    task: tuple[str, str],
    bench: Path,
    tmp_path: Path,
    benchmark: BenchmarkFixture,
    hold: Callable[[str, Mapping[str, float]], None],
) -> None:
    name, engine = task
    folder = bench / "statements"
    gold, speakers, options = SETS[name]
    texts = "".join(json.dumps({"id": row["id"], "text": row["text"]}) + "\n" for row in rows(folder / gold))
    command = ("-m", "onrecord", "annotate", "--jsonl", "--engine", engine)
    annotated = benchmark.pedantic(python, args=command, kwargs={"stdin": texts}, rounds=1)
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text(python(folder / "to_scorer.py", *options, stdin=annotated))
    named = ("--speakers", folder / speakers) if speakers else ()
    found = json.loads(python(folder / "score.py", folder / gold, predicted, *named, "--json"))
    figures = {view: found[view]["prf"][2] for view in ("ggt0.3", "ggt0.8", "exact", "iou80", "iou50")}
    figures |= {f"{view} joint": found[view]["joint"][2] for view in ("exact", "iou80", "iou50")}
    figures["content exact"] = found["cofe_content_norm"][2]
    figures["speech iou80"] = found["iou80"]["speech"]["prf"][2]
    figures["speech iou80 joint"] = found["iou80"]["speech"]["joint"][2]
    if speakers:
        figures["speakers"] = found["speakers"]["all"]["acc"]
    hold(f"statements.{name}" if engine == "learned" else f"statements.{engine}", figures)


@pytest.mark.timed
def test_time_beside_the_bare_model(
    bench: Path, benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]
) -> None:
    texts = [row["text"] for row in rows(bench / "statements" / "dev.jsonl")][:20]
    nlp, light, model = annotate.load(Language().model), annotate.load(Language().model), spacy.load(Language().model)
    light.remove_pipe("onrecord_statements")
    ways: dict[str, Callable[[], object]] = {
        "time / bare model": lambda: deque(annotate.annotate(nlp, texts, batch_size=16), maxlen=0),
        "time without statements / bare model": lambda: deque(light.pipe(texts, batch_size=16), maxlen=0),
        "bare": lambda: deque(model.pipe(texts, batch_size=16), maxlen=0),
    }

    def least() -> dict[str, float]:
        runs = [{name: seconds(way) for name, way in ways.items()} for _ in range(3)]
        return {name: min(run[name] for run in runs) for name in ways}

    taken = benchmark.pedantic(least, rounds=1)
    bare = taken.pop("bare")
    hold("statements.time", {name: time / bare for name, time in taken.items()})


@pytest.mark.memory
def test_memory_does_not_grow_with_the_number_of_articles(
    benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]
) -> None:
    told = benchmark.pedantic(python, args=(Path(__file__).parent / "articles.py",), rounds=1)
    hold("statements.memory", {"peak after 5,000 articles / after 500": float(told)})
