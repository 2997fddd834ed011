"""How fast an edition leaves to many recipients, that memory does not grow with their number, and what a mail takes.

`onrecord send` hands a mail of the size that digests have at most to a server on this machine, which takes all at once.
"""

from __future__ import annotations

import email
import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import pytest

from digests.mail import mail
from digests.message_ids import message_id
from onrecord.config import Mail
from onrecord.model import Delivery, DeliveryStatus, Edition, Message
from onrecord.store import Store, editions
from tests.benchmarks.stories import Writer
from tests.benchmarks.test_memory import memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pytest_benchmark.fixture import BenchmarkFixture

RECIPIENTS, FIRST, WINDOW = 5_000, 500, 250
SIZE = 90_000  # bytes of HTML: the most that a digest has
DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
MADE = 200  # mails


@pytest.mark.timed
def test_sending(tmp_path: Path, benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]) -> None:
    if not Path("/proc/self/smaps_rollup").exists():
        pytest.skip("the memory of processes is read from /proc, which is not here")
    fill(tmp_path)
    with mailbox(tmp_path) as copies:
        seen = benchmark.pedantic(watched, args=(tmp_path,), rounds=1)
    assert copies == [1] * RECIPIENTS
    times = moments(tmp_path)
    early = median(size for sent, size in seen if FIRST <= sent < FIRST + WINDOW)
    late = median(size for sent, size in seen if RECIPIENTS - WINDOW <= sent < RECIPIENTS)
    figures = {
        "messages a minute": 60 * (len(times) - 1) / (times[-1] - times[0]),
        "memory after 5,000 / after 500": late / early,
        "MB after 5,000": late / 1024,
    }
    hold("sending", figures)


@pytest.mark.timed
def test_making_mails(benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]) -> None:
    """A mail for each recipient, beside one that the standard library makes."""
    message, settings = longest(), Mail.model_validate({"from": "desk@paper.example"})

    def make(number: int) -> bytes:
        to = f"reader-{number}@example.org"
        return mail(Delivery(1, "morning", DAY, to, "<1@a>", NOW, message, DeliveryStatus.SENDING), settings)

    def usual(number: int) -> bytes:
        made = EmailMessage(policy=SMTP)
        made["From"], made["To"], made["Subject"] = (
            "desk@paper.example",
            f"reader-{number}@example.org",
            message.subject,
        )
        made.set_content(message.text, cte="quoted-printable")
        made.add_alternative(message.html, subtype="html", cte="quoted-printable")
        return made.as_bytes()

    assert email.message_from_bytes(make(0), policy=SMTP)["To"] == "reader-0@example.org"
    ours, theirs = benchmark.pedantic(lambda: (taken(make), taken(usual)), rounds=1)
    hold("mails", {"ms a mail": ours, "ms by the email package": theirs})


def taken(make: Callable[[int], bytes]) -> float:
    """Milliseconds that a mail takes."""
    began = time.perf_counter()
    for number in range(MADE):
        make(number)
    return 1_000 * (time.perf_counter() - began) / MADE


def longest() -> Message:
    """An edition as long as one can be."""
    writer = Writer()
    paragraphs, length = [], 0
    while length < SIZE:
        paragraphs.append(f"<p>“{' '.join(writer.sentence(25))}”</p>")
        length += len(paragraphs[-1].encode()) + 1
    html = "\n".join(paragraphs)
    return Message("3 new voices", html, html.replace("<p>", "").replace("</p>", "\n"))


def fill(folder: Path) -> None:
    """A store with an edition for all."""
    message = longest()
    to = [f"reader-{number}@example.org" for number in range(RECIPIENTS)]
    outbox = {one: message_id("morning", DAY, one, domain="paper.example") for one in to}
    with Store.open(f"sqlite:///{folder / 'onrecord.db'}") as store, store.write() as tx:
        editions.add(tx, Edition("morning", DAY, "UTC", datetime.now(UTC), ()), message, keys=[], outbox=outbox)


@contextmanager
def mailbox(folder: Path) -> Iterator[list[int]]:
    """A mail server, and the configuration that names it; at the end the list holds how many copies each got."""
    copies: list[int] = []
    command = [sys.executable, str(Path(__file__).with_name("mailbox.py"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        port = int(server.stdout.readline())
        smtp = f"smtp: {{host: 127.0.0.1, port: {port}, security: none}}"
        (folder / "topics.yaml").write_text(f"mail: {{from: desk@paper.example, {smtp}}}\n")
        try:
            yield copies
        finally:
            server.terminate()
            copies += json.loads(server.stdout.read())


def watched(folder: Path) -> list[tuple[int, float]]:
    """Send; gives, several times a second, how many messages are sent and the process's memory in KB."""
    seen: list[tuple[int, float]] = []
    with subprocess.Popen([sys.executable, "-m", "onrecord", "send"], cwd=folder, stdout=subprocess.DEVNULL) as send:
        while send.poll() is None:
            with suppress(OSError, StopIteration):  # the process ends
                seen.append((number(folder), float(memory(send.pid))))
            time.sleep(0.1)
    assert send.returncode == 0
    return seen


def number(folder: Path) -> int:
    """How many messages are sent."""
    with closing(sqlite3.connect(folder / "onrecord.db")) as store:
        return int(store.execute("SELECT count(*) FROM deliveries WHERE status = 'sent'").fetchone()[0])


def moments(folder: Path) -> list[float]:
    """When each message was sent."""
    with closing(sqlite3.connect(folder / "onrecord.db")) as store:
        query = "SELECT sent FROM deliveries WHERE sent IS NOT NULL ORDER BY sent"
        return [datetime.fromisoformat(when).timestamp() for (when,) in store.execute(query)]
