"""Crawls of a site on this machine on which everything goes wrong that can."""

from __future__ import annotations

import gzip
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).parents[2]

ARTICLE = """<!DOCTYPE html><html lang="en"><head><title>{title}</title></head><body><article><h1>{title}</h1>
<p>The harbour council met on Monday evening to settle who pays for the new quay, and it did not settle it.</p>
<p>“We have counted the money twice, and it is less each time,” said Jonas Weller, who directs the port.</p>
<p>The council meets again in a fortnight; the dredgers, which cost by the day, have been told to wait.</p>
</article></body></html>"""


class Site(ThreadingHTTPServer):
    """A site whose answers a test scripts: a function for each path; it counts what it is asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: Counter[str] = Counter()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def feed(self, *paths: str, updated: str = "2026-11-23T08:00:00Z") -> None:
        """Offer these articles, in an Atom feed at /feed."""
        entries = "".join(
            f'<entry><title>Story {path}</title><link href="{path}"/><updated>{updated}</updated></entry>'
            for path in paths
        )
        body = f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'
        self.answers["/feed"] = page(body, kind="application/atom+xml")


class Answer(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked[self.path] += 1
        answer = self.server.answers.get(self.path, status(404))
        try:
            answer(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


def page(
    body: str | bytes = "", *, code: int = 200, kind: str = "text/html; charset=utf-8", **headers: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    data = body.encode() if isinstance(body, str) else body

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(data))} | headers).items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(data)

    return answer


def story(title: str) -> Callable[[BaseHTTPRequestHandler], None]:
    return page(ARTICLE.format(title=title))


def status(code: int, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    return page("<html><body><p>Something else.</p></body></html>", code=code, **headers)


def slow(seconds: float, then: Callable[[BaseHTTPRequestHandler], None]) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        then(request)

    return answer


def hang_up(request: BaseHTTPRequestHandler) -> None:
    request.close_connection = True


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as server:
        yield server


@contextmanager
def running() -> Iterator[Site]:
    server = Site()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def configure(folder: Path, crawl: str = "{delay: 0}", **feeds: str) -> Path:
    sources = "".join(f"\n  - {{name: {name}, feed: '{feed}', allow_private: true}}" for name, feed in feeds.items())
    path = folder / "topics.yaml"
    path.write_text(f"sources:{sources}\ncrawl: {crawl}\n")
    return path


def onrecord(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(folder, [sys.executable, "-m", "onrecord", *arguments])


def run(folder: Path, command: Sequence[str], **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=os.environ | env, capture_output=True, text=True, check=False, timeout=90
    )


def titles(folder: Path) -> list[str]:
    """Of the articles stored so far; none before there is a store."""
    with closing(sqlite3.connect(folder / "onrecord.db")) as store:
        if not store.execute("SELECT name FROM sqlite_master WHERE name = 'articles'").fetchall():
            return []
        return [title for (title,) in store.execute("SELECT title FROM articles ORDER BY title")]


FAULTS = {
    "/401": (status(401), "asks for a login"),
    "/403": (status(403), "does not let programs read it"),
    "/404": (status(404), "is not there; has the address changed?"),
    "/410": (status(410), "is gone for good"),
    "/429": (status(429), "is asked too often"),
    "/500": (status(500), "has trouble at its server; try again later"),
    "/slow": (slow(4, story("Too late")), "did not answer in time"),
    "/hangs-up": (hang_up, "broke off the connection; try again later"),
    "/breaks-off": (page("<html><body>Half a st", Content_Length="100000"), "broke off the connection"),
    "/round": (status(302, Location="/round"), "is redirected without end"),
    "/file": (status(302, Location="file:///etc/passwd"), "not http or https; it was not followed"),
    "/private/one": (story("Private"), "robots.txt does not let programs read it"),
    "/huge": (page(b" " * 11 * 1024 * 1024), "is larger than On Record reads"),
    "/swollen": (page(gzip.compress(b" " * 11 * 1024 * 1024), Content_Encoding="gzip"), "larger than On Record reads"),
    "/paper.pdf": (page(b"%PDF-1.7\n\0\1\2\xff", kind="application/pdf"), "is no web page (application/pdf)"),
    "/empty": (page("<html><body></body></html>"), "no article found"),
}


def test_what_goes_wrong_with_a_page_is_told_in_words_and_the_others_are_stored(site: Site, tmp_path: Path) -> None:
    site.answers |= {path: answer for path, (answer, _) in FAULTS.items()}
    site.answers |= {
        "/robots.txt": page("User-agent: *\nDisallow: /private/\n", kind="text/plain"),
        "/fine": story("A fine story"),
        "/moved": status(301, Location="/moved-here"),
        "/moved-here": story("A story that moved"),
        "/zipped": page(gzip.compress(ARTICLE.format(title="A zipped story").encode()), Content_Encoding="gzip"),
    }
    site.feed("/fine", *FAULTS, "/moved", "/zipped")
    configure(tmp_path, crawl="{delay: 0, timeout: 2}", Gazette=f"{site.address}/feed")
    ended = onrecord(tmp_path, "crawl")
    assert ended.returncode == 0, ended.stderr  # pages fail every day; the source did not
    assert "Traceback" not in ended.stderr
    assert ended.stdout == f"Gazette: 3 new, 0 changed, 0 known, {len(FAULTS)} failed.\n"
    assert titles(tmp_path) == ["A fine story", "A story that moved", "A zipped story"]
    told = ended.stderr.splitlines()
    for path, (_, words) in FAULTS.items():
        lines = [line for line in told if f"{site.address}{path}" in line]
        assert len(lines) == 1, (path, lines)
        assert words in lines[0]
    assert site.asked["/private/one"] == 0
    assert "root:" not in str(titles(tmp_path))


def test_a_second_crawl_fetches_only_what_is_new_or_newer(site: Site, tmp_path: Path) -> None:
    site.answers |= {"/one": story("The first story"), "/two": story("The second story")}
    site.feed("/one", "/two")
    configure(tmp_path, Gazette=f"{site.address}/feed")
    assert "2 new, 0 changed, 0 known" in onrecord(tmp_path, "crawl").stdout
    site.answers |= {"/one": story("The first story, corrected"), "/three": story("The third story")}
    site.feed("/one", "/two", "/three")
    assert "1 new, 0 changed, 2 known" in onrecord(tmp_path, "crawl").stdout
    assert (site.asked["/one"], site.asked["/two"], site.asked["/three"]) == (1, 1, 1)
    site.feed("/one", "/two", "/three", updated="2126-11-23T08:00:00Z")  # a date that can't be true is none
    assert "0 new, 0 changed, 3 known" in onrecord(tmp_path, "crawl").stdout
    assert titles(tmp_path) == ["The first story", "The second story", "The third story"]


def test_a_dead_source_does_not_keep_the_others_from_being_read(site: Site, tmp_path: Path) -> None:
    site.answers |= {"/one": story("The first story"), "/page": story("No feed")}
    site.feed("/one")
    with running() as gone:
        dead = gone.address
    configure(
        tmp_path,
        Dead=f"{dead}/feed",
        Gone=f"{site.address}/gone",
        Page=f"{site.address}/page",
        Gazette=f"{site.address}/feed",
    )
    ended = onrecord(tmp_path, "crawl")
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert titles(tmp_path) == ["The first story"]
    for words in (
        f"onrecord: Dead: {dead}/feed: 127.0.0.1:{dead.rpartition(':')[2]} refuses the connection",
        f"onrecord: Gone: {site.address}/gone: is not there; has the address changed? (HTTP 404)",
        f"onrecord: Page: {site.address}/page: this is no feed; look for the link to its RSS or Atom feed",
    ):
        assert words in ended.stderr
    assert onrecord(tmp_path, "crawl", "Gazette").returncode == 0


def test_stopped_by_hand_it_keeps_what_came_in_and_goes_on_the_next_time(site: Site, tmp_path: Path) -> None:
    paths = [f"/{number:02}" for number in range(12)]
    site.answers |= {path: story(f"Story {path}") for path in paths[:4]}
    site.answers |= {path: slow(20, story(f"Story {path}")) for path in paths[4:]}
    site.feed(*paths)
    configure(tmp_path, Gazette=f"{site.address}/feed")
    with subprocess.Popen(
        [sys.executable, "-m", "onrecord", "crawl"], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    ) as process:
        patience = time.monotonic() + 60
        while len(titles(tmp_path)) < 4 and time.monotonic() < patience:
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)  # as an impatient person does
        err = process.communicate(timeout=25)[1]
    assert process.returncode == 1
    assert "Traceback" not in err
    assert titles(tmp_path) == [f"Story {path}" for path in paths[:4]]
    site.answers |= {path: story(f"Story {path}") for path in paths}
    assert onrecord(tmp_path, "crawl").returncode == 0
    assert titles(tmp_path) == [f"Story {path}" for path in paths]
    assert max(site.asked[path] for path in paths[:4]) == 1


def test_a_crawl_opens_no_port(site: Site, tmp_path: Path) -> None:
    site.answers["/one"] = story("The first story")
    site.feed("/one")
    configure(tmp_path, Gazette=f"{site.address}/feed")
    ended = onrecord(tmp_path, "--verbose", "crawl")
    assert "INFO scrapy" in ended.stderr
    assert "listening" not in ended.stderr


def test_scrapy_lists_the_spiders() -> None:
    ended = run(ROOT, [sys.executable, "-m", "scrapy", "list"])
    assert ended.stdout.split() == ["feed", "page", "section", "sitemap"]


@pytest.mark.parametrize("argument", ["source=Gazette", "url={address}/feed"])
def test_scrapys_own_command_crawls_too(site: Site, tmp_path: Path, argument: str) -> None:
    site.answers["/one"] = story("The first story")
    site.feed("/one")
    path = configure(tmp_path, Gazette=f"{site.address}/feed")
    command = [sys.executable, "-m", "scrapy", "crawl", "feed", "-a", argument.format(address=site.address)]
    command += ["-a", "allow_private=true"]
    ended = run(ROOT, [*command, "-s", "LOG_LEVEL=WARNING"], ONRECORD_CONFIG=str(path))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert titles(tmp_path) == ["The first story"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "give one of -a source=NAME"),
        (["-a", "source=Gazete"], "there is no source 'Gazete'; did you mean 'Gazette'?"),
        (["-a", "url=file:///etc/passwd"], "expected a feed's address that begins with http:// or https://"),
    ],
)
def test_scrapys_own_command_says_what_it_misses(tmp_path: Path, arguments: list[str], words: str) -> None:
    path = configure(tmp_path, Gazette="http://127.0.0.1:9/feed")
    ended = run(ROOT, [sys.executable, "-m", "scrapy", "crawl", "feed", *arguments], ONRECORD_CONFIG=str(path))
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr
