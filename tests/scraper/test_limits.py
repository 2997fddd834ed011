"""Pages that never come, never end, or are too much; each takes its time and no more."""

from __future__ import annotations

import gzip
import time
from typing import TYPE_CHECKING

from tests.scraper.loopback import configure, onrecord, page, silent, story, titles, trickle

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    from tests.scraper.loopback import Site

LARGE = 50 * 1024 * 1024


def unannounced(request: BaseHTTPRequestHandler) -> None:
    """50 MB whose length is not told."""
    request.send_response(200)
    request.send_header("Content-Type", "text/html")
    request.end_headers()
    for _ in range(LARGE // 65_536):
        request.wfile.write(b" " * 65_536)
    request.close_connection = True


def test_pages_without_an_end_are_given_up_and_the_others_are_stored(site: Site, tmp_path: Path) -> None:
    bomb = gzip.compress(b"<p>" + b" " * LARGE)
    faults = {
        "/silent": (silent, "did not answer in time; try again later"),
        "/trickle": (trickle, "did not answer in time; try again later"),
        "/large": (page(b" " * LARGE), "is larger than On Record reads"),
        "/unannounced": (unannounced, "is larger than On Record reads"),
        "/bomb": (page(bomb, Content_Encoding="gzip"), "is larger than On Record reads"),
        "/bombs": (page(gzip.compress(bomb), Content_Encoding="gzip, gzip"), "is larger than On Record reads"),
    }
    site.answers |= {path: answer for path, (answer, _) in faults.items()} | {"/fine": story("A fine story")}
    site.feed(*faults, "/fine")
    configure(tmp_path, "{delay: 0, timeout: 1.5}", Gazette=f"{site.address}/feed")
    started = time.monotonic()
    ended = onrecord(tmp_path, "crawl")
    assert time.monotonic() - started < 60  # the slow ones alone, byte by byte, would take a day
    assert ended.stdout == f"Gazette: 1 new, 0 changed, 0 known, {len(faults)} failed.\n"
    assert titles(tmp_path) == ["A fine story"]
    for path, (_, words) in faults.items():
        [line] = [line for line in ended.stderr.splitlines() if f"{site.address}{path}: " in line]
        assert words in line


def test_a_listing_without_an_end_is_given_up(site: Site, tmp_path: Path) -> None:
    site.answers |= {"/silent": silent, "/trickle": trickle, "/bomb": page(gzip.compress(b" " * 2 * LARGE))}
    configure(
        tmp_path,
        "{delay: 0, timeout: 1.5}",
        Silent=f"{site.address}/silent",
        Trickle=("section", f"{site.address}/trickle"),
        Bomb=("sitemap", f"{site.address}/bomb"),
    )
    ended = onrecord(tmp_path, "crawl")
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert f"onrecord: Silent: {site.address}/silent: 127.0.0.1:{site.port} did not answer in time" in ended.stderr
    assert f"onrecord: Trickle: {site.address}/trickle: 127.0.0.1:{site.port} did not answer in time" in ended.stderr
    assert f"onrecord: Bomb: {site.address}/bomb: is larger than On Record reads, unpacked" in ended.stderr
