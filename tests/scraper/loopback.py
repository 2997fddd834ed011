"""A site on this machine that answers as a test wants, and the commands that crawl it."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy.exc import DBAPIError

from tests import stores
from tests.command import STREAMS, started
from tests.command import onrecord as onrecord  # noqa: PLC0414  # a crawl's tests take it from here

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.message import Message

Reply: TypeAlias = Callable[[BaseHTTPRequestHandler], None]

ROOT = Path(__file__).parents[2]

ARTICLE = """<!DOCTYPE html><html lang="en"><head><title>{title}</title></head><body><article><h1>{title}</h1>
<p>The harbour council met on Monday evening to settle who pays for the new quay, and it did not settle it.</p>
<p>“We have counted the money twice, and it is less each time,” said Jonas Weller, who directs the port.</p>
<p>The council meets again in a fortnight; the dredgers, which cost by the day, have been told to wait.</p>
</article></body></html>"""


class Site(ThreadingHTTPServer):
    """A site whose answers a test scripts: a function for each path; it counts what it is asked for."""

    daemon_threads = True

    def __init__(self, host: str = "127.0.0.1") -> None:
        super().__init__((host, 0), Answer)
        self.host = host
        self.answers: dict[str, Reply] = {}
        self.asked: Counter[str] = Counter()
        self.spared: Counter[str] = Counter()  # of them, what was answered with 304
        self.heard: dict[str, Message] = {}
        self.over = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"

    def feed(self, *paths: str, updated: str = "2026-11-23T08:00:00Z", **validators: str) -> None:
        """Offer these articles, in an Atom feed at /feed."""
        entries = "".join(
            f'<entry><title>Story {path}</title><link href="{path}"/><updated>{updated}</updated></entry>'
            for path in paths
        )
        body = f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'
        kind = "application/atom+xml"
        self.answers["/feed"] = validated(body, kind=kind, **validators) if validators else page(body, kind=kind)


class Answer(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked[self.path] += 1
        self.server.heard[self.path] = self.headers
        answer = self.server.answers.get(self.path, status(404))
        try:
            answer(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


def page(body: str | bytes = "", *, code: int = 200, kind: str = "text/html; charset=utf-8", **headers: str) -> Reply:
    data = body.encode() if isinstance(body, str) else body

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(data))} | headers).items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(data)

    return answer


def story(title: str) -> Reply:
    return page(ARTICLE.format(title=title))


def status(code: int, **headers: str) -> Reply:
    return page("<html><body><p>Something else.</p></body></html>", code=code, **headers)


def validated(body: str, *, kind: str = "text/html; charset=utf-8", **validators: str) -> Reply:
    """A page with `ETag` or `Last_Modified`; whoever has it already is told 304, by its ETag where there is one."""
    header, asked = ("If-None-Match", "ETag") if "ETag" in validators else ("If-Modified-Since", "Last_Modified")
    whole = page(body, kind=kind, **validators)  # type: ignore[arg-type]  # none is called `code`

    def answer(request: BaseHTTPRequestHandler) -> None:
        if request.headers.get(header) != validators[asked]:
            whole(request)
            return
        site = request.server
        assert isinstance(site, Site)
        site.spared[request.path] += 1
        request.send_response(304)
        request.end_headers()

    return answer


def slow(seconds: float, then: Reply) -> Reply:
    def answer(request: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        then(request)

    return answer


def silent(request: BaseHTTPRequestHandler) -> None:
    """Take the request and never answer it."""
    site = request.server
    assert isinstance(site, Site)
    site.over.wait(60)


def trickle(request: BaseHTTPRequestHandler) -> None:
    """Answer a byte a second, so that something always comes."""
    site = request.server
    assert isinstance(site, Site)
    request.send_response(200)
    request.send_header("Content-Type", "text/html")
    request.send_header("Content-Length", "100000")
    request.end_headers()
    while not site.over.wait(1):
        request.wfile.write(b" ")
        request.wfile.flush()


def hang_up(request: BaseHTTPRequestHandler) -> None:
    request.close_connection = True


@contextmanager
def running(host: str = "127.0.0.1") -> Iterator[Site]:
    server = Site(host)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def configure(  # a source each: its name and the address of its feed, or its kind and address
    folder: Path, crawl: str = "{delay: 0}", *, private: bool = True, **sources: str | tuple[str, object]
) -> Path:
    """A topics.yaml; the sources are allowed to lie on this machine unless told otherwise."""
    pairs = {name: ("feed", given) if isinstance(given, str) else given for name, given in sources.items()}
    rows = [
        {"name": name, kind: given} | ({"allow_private": True} if private else {})
        for name, (kind, given) in pairs.items()
    ]
    path = folder / "topics.yaml"
    named = f"store: {{url: '{stores.at(folder)}'}}\n" if stores.on_postgres() else ""  # for a real program, too
    path.write_text(f"sources: {json.dumps(rows)}\ncrawl: {crawl}\n{named}")
    return path


def run(folder: Path, command: Sequence[str], **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=os.environ | env, capture_output=True, text=True, check=False, timeout=90
    )


def on_a_terminal(folder: Path, *arguments: str) -> str:
    """What a person sees who runs the command, without colours."""
    ours, theirs = pty.openpty()
    screen = dict.fromkeys(STREAMS, os.ttyname(theirs))
    seen = b""
    with started(folder, *arguments, others=screen, TERM="xterm", COLUMNS="100") as command:
        while ours in wait([ours, command.process.sentinel]):
            seen += os.read(ours, 65_536)
    os.close(theirs)
    os.close(ours)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen.decode("utf-8", "replace")).replace("\r", "\n")


def titles(folder: Path) -> list[str]:
    """Of the articles stored so far; none before there is a store."""
    try:
        return sorted(title for (title,) in stores.rows(folder, "SELECT title FROM articles"))
    except DBAPIError:
        return []
