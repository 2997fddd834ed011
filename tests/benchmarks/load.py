"""Readers of the web edition of a million statements: how long each kind of page takes at a steady rate of requests.

    python -m tests.benchmarks.load --rate 20 --seconds 60

starts the real `onrecord web` on an archive of invented statements and asks for searches and pages, each drawn by
chance, the same ones for the same seed. Requests are sent when they are due, however long others take (an open loop),
and each is timed from the moment that it was due, so that waiting in a queue counts. One of each kind goes first,
untimed. With `--archive FILE` the archive is kept for the next time.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from onrecord import places
from tests.benchmarks.archive import DIGEST, NOW, TOPICS, made
from tests.benchmarks.stories import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

FIRST: Final = 4.0
"""How many of the untimed questions are asked in a second."""

_OFTEN, _SELDOM = slice(5, 60), slice(3_000, None)  # of the words, the most frequent first
OK: Final = 200
_FIRST_PAGE, _PAGES = 0.7, 40  # how often a topic's first page is asked for, and of how many the others are
_AT_ONCE: Final = 64  # requests that may be under way together
_PATIENCE: Final = 30.0  # seconds for an answer
_RECENT: Final = 50_000  # of the newest statements, whose articles have their text


@dataclass(frozen=True, slots=True)
class Question:
    """A path of the site, and what kind of page it is."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Answer:
    """How long a question took from when it was due, in seconds; the HTTP status, 0 where none came; and its bytes."""

    question: Question
    seconds: float
    status: int
    wire: int = 0
    unpacked: int = 0


class Reader:
    """Draws questions by chance: the kinds of a mix, the words and names of an archive."""

    def __init__(self, archive: Path, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311
        self._words = Writer(3).words  # the archive's own
        with closing(sqlite3.connect(archive)) as store:
            self._people = store.execute("SELECT id, name FROM people").fetchall()
            newest = f"SELECT key, content, article_id FROM statements ORDER BY id DESC LIMIT {_RECENT}"  # noqa: S608
            self._statements = self._chance.sample(store.execute(newest).fetchall(), 1_000)
        self._mix: dict[str, tuple[int, Callable[[], str]]] = {
            "search: a frequent word": (10, lambda: places.search(self._word(_OFTEN))),
            "search: a rare word": (10, lambda: places.search(self._word(_SELDOM))),
            "search: two words": (10, lambda: places.search(f"{self._word(_OFTEN)} {self._word(_SELDOM)}")),
            "search: a phrase": (8, lambda: places.search(f'"{self._phrase()}"')),
            "search: speaker, word": (8, lambda: places.search(f'speaker:"{self._name()}" {self._word(_OFTEN)}')),
            "search: topic, date, word": (8, self._lately),
            "search: all filters": (6, self._filtered),
            "topic": (15, lambda: places.topic(self._chance.choice(TOPICS), self._page())),
            "speaker": (10, lambda: places.speaker(*self._chance.choice(self._people))),
            "statement": (9, lambda: places.statement(self._chance.choice(self._statements)[0])),
            "article": (3, lambda: places.article(self._chance.choice(self._statements)[2])),
            "feed of a topic": (4, lambda: places.feed(places.topic(self._chance.choice(TOPICS)), self._form())),
            "feed of a search": (3, lambda: places.feed(places.search(self._word(_SELDOM)), self._form())),
            "API: a search": (3, lambda: f"/api/v1/statements?{urlencode({'q': self._word(_OFTEN)})}"),
            "front": (1, lambda: places.HOME),
            "topics": (1, lambda: places.TOPICS),
            "speakers": (1, lambda: places.SPEAKERS),
        }

    def each(self) -> list[Question]:
        """One question of each kind."""
        return [Question(kind, made()) for kind, (_, made) in self._mix.items()]

    def questions(self) -> Iterator[Question]:
        """As many as are wanted, of the mix."""
        kinds = list(self._mix)
        weights = [weight for weight, _ in self._mix.values()]
        while True:
            [kind] = self._chance.choices(kinds, weights)
            yield Question(kind, self._mix[kind][1]())

    def _word(self, rank: slice) -> str:
        return self._chance.choice(self._words[rank])

    def _phrase(self) -> str:
        words = self._chance.choice(self._statements)[1].split()
        start = self._chance.randrange(len(words) - 1)
        return " ".join(words[start : start + 2])

    def _name(self) -> str:
        return str(self._chance.choice(self._people)[1])

    def _lately(self) -> str:
        return places.search(f'topic:"{self._chance.choice(TOPICS)}" after:{self._day(60)} {self._word(_OFTEN)}')

    def _filtered(self) -> str:
        """Nothing but filters, by which no word narrows what is looked at."""
        return places.search(f'source:"Paper {self._chance.randrange(40)}" kind:direct before:{self._day(60)}')

    def _form(self) -> str:
        return self._chance.choice(places.FEEDS)

    def _day(self, most: int) -> str:
        return str(NOW.date() - timedelta(days=self._chance.randrange(1, most)))

    def _page(self) -> int:
        """Mostly the first."""
        return 1 if self._chance.random() < _FIRST_PAGE else self._chance.randint(2, _PAGES)


@contextmanager
def served(archive: Path) -> Iterator[str]:
    """Run `onrecord web` over an archive; gives the address."""
    with tempfile.TemporaryDirectory() as folder:
        config = {
            "topics": [{"name": name} for name in TOPICS],
            "digests": [{"name": DIGEST, "recipients": ["ana@example.org"]}],
            "store": {"url": f"sqlite:///{archive.resolve()}"},
        }
        Path(folder, "topics.yaml").write_text(json.dumps(config), "utf-8")
        program = [sys.executable, "-m", "onrecord", "web", "--port", "0"]
        with subprocess.Popen(program, cwd=folder, stdout=subprocess.PIPE, text=True) as web:
            try:
                assert web.stdout is not None
                address = re.search(r"http://[\d.:]+", web.stdout.readline())
                assert address is not None, "onrecord web does not come up"
                yield address[0]
            finally:
                web.terminate()


def ask(address: str, questions: Sequence[Question], *, rate: float) -> list[Answer]:
    """Ask so many questions a second, each when it is due; gives the answers in that order."""
    start = time.perf_counter() + 0.1
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        asked = []
        for number, question in enumerate(questions):
            due = start + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            asked.append(threads.submit(_answer, address, question, due))
        return [one.result() for one in asked]


def _answer(address: str, question: Question, due: float) -> Answer:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=_PATIENCE)
    with closing(connection):
        try:
            connection.request("GET", question.path, headers={"Accept-Encoding": "gzip"})
            response = connection.getresponse()
            body = response.read()
        except (OSError, HTTPException):
            return Answer(question, time.perf_counter() - due, 0)
        taken = time.perf_counter() - due
    packed = response.headers.get("Content-Encoding") == "gzip"
    return Answer(question, taken, response.status, len(body), len(gzip.decompress(body)) if packed else len(body))


def at(share: float, seconds: Sequence[float]) -> float:
    """The time in which a share of the answers came, the slowest of them, in milliseconds."""
    ordered = sorted(seconds)
    return 1_000 * ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def by_kind(answers: Sequence[Answer]) -> dict[str, list[Answer]]:
    """The answers of each kind, and those of all searches."""
    found: defaultdict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        found[answer.question.kind].append(answer)
    searches = [answer for answer in answers if answer.question.kind.startswith("search")]
    return dict(sorted(found.items())) | {"all searches": searches, "all": list(answers)}


def table(answers: Sequence[Answer]) -> str:
    """A line for each kind: times in ms, and the largest page in KB, on the wire and unpacked."""
    lines = [f"{'kind':28}{'asked':>6}{'p50':>7}{'p95':>7}{'p99':>7}{'most':>7}{'errors':>8}{'KB wire':>9}{'KB':>7}"]
    for kind, its in by_kind(answers).items():
        if not its:
            continue
        times = [one.seconds for one in its]
        shown = "".join(f"{at(share, times):7.0f}" for share in (0.5, 0.95, 0.99, 1))
        wrong = sum(one.status != OK for one in its)
        wire, unpacked = (max(getattr(one, size) for one in its) / 1_000 for size in ("wire", "unpacked"))
        lines.append(f"{kind:28}{len(its):6}{shown}{wrong:8}{wire:9.1f}{unpacked:7.1f}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Ask the web edition of a million statements for pages at a steady rate; print how long they took.",
        epilog="example: python -m tests.benchmarks.load --archive /tmp/million.db --rate 20 --seconds 60",
    )
    parser.add_argument("--archive", type=Path, metavar="FILE", help="take this archive; made there if it is not there")
    parser.add_argument("--rate", type=float, default=20, help="requests a second (default: 20)")
    parser.add_argument("--seconds", type=float, default=30, help="for so long (default: 30)")
    parser.add_argument("--seed", type=int, default=1, help="other questions for another number (default: 1)")
    parser.add_argument("--slowest", type=int, default=0, metavar="N", help="also show the N slowest requests")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        archive = given.archive or Path(place, "onrecord.db")
        if not archive.exists():
            print("Writing a million statements …", flush=True)  # noqa: T201
            made(archive)
        reader = Reader(archive, given.seed)
        with served(archive) as address:
            ask(address, reader.each(), rate=FIRST)
            answers = ask(address, list(islice(reader.questions(), int(given.rate * given.seconds))), rate=given.rate)
    print(table(answers))  # noqa: T201
    wrong = [one for one in answers if one.status != OK]
    for one in [*wrong, *sorted(answers, key=lambda one: -one.seconds)[: given.slowest]]:
        print(f"{1_000 * one.seconds:7.0f} ms  {one.status}  {one.question.path}")  # noqa: T201
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
