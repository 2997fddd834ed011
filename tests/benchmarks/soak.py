"""The daemon at work for a while: a site that publishes, sources that fail and heal, a digest every two minutes.

    python -m tests.benchmarks.soak --minutes 20

starts the real `onrecord schedule` beside a site and a mail server on this computer, and sends the daemon SIGKILL in
the middle. It ends with exit code 0 when every article was read, every edition was sent once, and `onrecord status` is
clean.
"""

from __future__ import annotations

import argparse
import email
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

EVERY: Final = 4.0  # seconds from one article to the next
FIRST: Final = timedelta(minutes=2)  # after the start, the first digest is due
APART: Final = 2  # minutes from one digest to the next
DRAIN: Final = 20 * 60.0  # seconds at most until all that was published is read
SOURCES: Final = ("Steady", "Moody", "Slow")
SPEAKERS: Final = ("Marit Halvorsen", "Jonas Weller", "Ana Quist", "Petra Lindqvist", "Omar Reyes")
PAGE: Final = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body><article>
<h1>{title}</h1><p>{speaker} said that the grid of district {number} is safe this winter. The board met on Monday and
looked at the accounts of the year, which had been late.</p><p>"We will build the line to district {number} by spring,"
{speaker} told reporters. Others on the board did not want to comment on the plan, which has been discussed for
years.</p></article></body></html>"""


class Site:
    """Publishes an article every few seconds, in turn for each source; what a source answers depends on the time."""

    def __init__(self) -> None:
        self.published: dict[str, list[tuple[int, datetime]]] = {name.lower(): [] for name in SOURCES}
        self.begun = time.monotonic()
        self.over = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, kind, body = site.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        for work in (self.server.serve_forever, self._publish):
            threading.Thread(target=work, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def articles(self) -> int:
        return sum(map(len, self.published.values()))

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """The status, the type and the body."""
        source, _, name = path.strip("/").partition("/")
        if source not in self.published:
            return 404, "text/plain", b"not here"
        minute = (time.monotonic() - self.begun) / 60
        if source == "moody" and (1.5 < minute < 2.6 or 4 < minute < 6.2):  # once, then twice in a row
            return 503, "text/plain", b"closed for a while"
        if source == "slow":
            time.sleep(2)
        if name == "feed.xml":
            return 200, "application/rss+xml", self._feed(source).encode()
        number = int(name)
        speaker = SPEAKERS[number % len(SPEAKERS)]
        page = PAGE.format(title=f"District {number} and its grid", number=number, speaker=speaker)
        return 200, "text/html; charset=utf-8", page.encode()

    def _feed(self, source: str) -> str:
        items = "".join(
            f"<item><title>District {number} and its grid</title><link>{self.address}/{source}/{number}</link>"
            f"<pubDate>{moment:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
            for number, moment in reversed(self.published[source])
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{source}</title>{items}</channel></rss>'

    def _publish(self) -> None:
        number = 0
        while not self.over.wait(EVERY):
            names = list(self.published)
            self.published[names[number % len(names)]].append((number, datetime.now(UTC)))
            number += 1


class Postbox:
    """A mail server that takes what comes, but for now and then a recipient "for now"."""

    def __init__(self) -> None:
        self.ids: Counter[str] = Counter()
        self._asked = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self._asked += 1
        if self._asked % 7 == 3:
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        message = email.message_from_bytes(bytes(envelope.original_content or b""), policy=policy.default)
        self.ids[str(message["Message-ID"])] += 1
        return "250 OK"


def main() -> int:
    """Run it; 0 when all is as it should be."""
    options = argparse.ArgumentParser()
    options.add_argument("--minutes", type=int, default=20)
    minutes: int = options.parse_args().minutes
    site, postbox = Site(), Postbox()
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = int(free.getsockname()[1])
    letters = Controller(postbox, hostname="127.0.0.1", port=port)
    letters.start()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        digests = configure(folder, site.address, port, minutes)
        daemon = start(folder)
        try:
            time.sleep(minutes * 30)
            daemon.kill()
            daemon.wait()
            daemon = start(folder)
            time.sleep(minutes * 30)
            site.over.set()
            drain(folder, site)
            memory = rss(daemon.pid)
        finally:
            daemon.terminate()
            begun = time.monotonic()
            code = daemon.wait(30)
            letters.stop()
        say(f"the daemon took {memory / 1024:.0f} MB and ended with {code} in {time.monotonic() - begun:.1f} s")
        return judge(folder, site, postbox, digests) or code


def configure(folder: Path, address: str, port: int, minutes: int) -> list[str]:
    """Sources that are read each minute, and a digest every two minutes; gives the names of these."""
    begin = datetime.now(UTC) + FIRST
    moments = [begin + timedelta(minutes=after) for after in range(0, minutes - 2, APART)]
    names = [f"{moment:%H%M}" for moment in moments]
    sources = "".join(
        f"  - {{name: {name}, feed: '{address}/{name.lower()}/feed.xml', allow_private: true, every: 1m}}\n"
        for name in SOURCES
    )
    digests = "".join(
        f"  - {{name: 'at {name}', at: '{moment:%H:%M}', recipients: [a{name}@example.org, b{name}@example.org], "
        f"when_empty: short, wait: 1m}}\n"
        for name, moment in zip(names, moments, strict=True)
    )
    (folder / "topics.yaml").write_text(
        f"sources:\n{sources}topics:\n  - {{name: grid}}\ndigests:\n{digests}crawl: {{delay: 0, max_time: 10m}}\n"
        f"mail: {{smtp: {{host: 127.0.0.1, port: {port}, security: none}}}}\n"
    )
    return [f"at {name}" for name in names]


def start(folder: Path) -> subprocess.Popen[bytes]:
    """The daemon; its lines are shown."""
    return subprocess.Popen([sys.executable, "-m", "onrecord", "schedule"], cwd=folder)


def drain(folder: Path, site: Site) -> None:
    """Wait until all is read and nothing needs anybody."""
    patience = time.monotonic() + DRAIN
    while time.monotonic() < patience:
        if counted(folder, READ) == site.articles and not counted(folder, UNSENT):
            return
        time.sleep(5)


READ: Final = "SELECT count(*) FROM articles WHERE enriched_with IS NOT NULL AND matched_with IS NOT NULL"
UNSENT: Final = "SELECT count(*) FROM deliveries WHERE status <> 'sent'"
EDITIONS: Final = "SELECT count(*) FROM editions"


def counted(folder: Path, query: str) -> int:
    """The number that a query of the store gives."""
    with closing(sqlite3.connect(folder / "onrecord.db")) as store:
        return int(store.execute(query).fetchone()[0])


def rss(process: int) -> int:
    """KB that a process takes."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def judge(folder: Path, site: Site, postbox: Postbox, digests: list[str]) -> int:
    """Say what came of it; 1 where anything is not as it should be."""
    status = subprocess.run(
        [sys.executable, "-m", "onrecord", "status"], cwd=folder, capture_output=True, text=True, check=False
    )
    say(status.stdout + status.stderr)
    read, sent = counted(folder, READ), postbox.ids.total()
    rows = {
        "articles published": site.articles,
        "articles read": read,
        "digests due": len(digests),
        "editions composed": counted(folder, EDITIONS),
        "mails due": 2 * len(digests),
        "mails sent": sent,
        "of them different": len(postbox.ids),
        "exit code of status": status.returncode,
    }
    for name, number in rows.items():
        say(f"{name:22} {number:6}")
    right = (
        read == site.articles
        and rows["editions composed"] == len(digests)
        and sent == len(postbox.ids) == 2 * len(digests)
        and status.returncode == 0
    )
    say("all as it should be" if right else "NOT as it should be")
    return 0 if right else 1


def say(text: str) -> None:
    """A line."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
