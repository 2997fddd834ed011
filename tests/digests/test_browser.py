"""A link opens the article at the sentence in a real browser, whatever marks and script the sentence has."""

from __future__ import annotations

import re
import shutil
import subprocess
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from digests.links import sentence_link

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SENTENCES = {
    "marks": 'It costs too much - and we, the people, won\'t pay - for "that" & more, like #9 or 100% of it',
    "short": "R&D, so-called progress",
    "russian": "Мы не подпишем, пока не увидим исследование — целиком, до конца и без купюр",
    "arabic": "لن نوقّع على توسعة الميناء قبل أن نرى دراسة الأثر البيئي كاملة",
    "chinese": "我们决定停止疏浚，直到所有贝床都被清点完毕，我们欠那些在那里捕鱼的人这么多，其他的以后再说，春天见",
    "japanese": "港の拡張には署名しません。環境影響評価の全文を見るまでは、私たちは誰にも何も約束しません。以上です。",
    "clauses": "私たちは誰にも何も約束しません。それだけです",
    "hebrew": "לא נחתום על הרחבת הנמל לפני שנראה את תסקיר ההשפעה על הסביבה במלואו",
    "thai": "เราจะไม่ลงนามในการขยายท่าเรือก่อนที่จะได้เห็นการศึกษาผลกระทบต่อสิ่งแวดล้อมทั้งหมด",
    "dashes": "-- so we left, and that-is-that, the end of a long-winded story about the harbour-side mill-",
    "paragraphs": "We stop on Friday, and nobody asked us.\n\n“That is all,” she said; the rest is for spring",
}
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")


class Article(BaseHTTPRequestHandler):
    """An article whose sentence stands far below its top; it notes how far down the browser went."""

    def do_GET(self) -> None:
        name = self.path.strip("/")
        text = "</p><p>".join(map(escape, SENTENCES.get(name, "").split("\n\n")))
        body = (
            f'<!DOCTYPE html><meta charset="utf-8"><p>Top</p><div style="height:6000px"></div><p>{text}</p>'
            '<div style="height:6000px"></div><script>addEventListener("load", () => setTimeout(() => '
            "document.body.dataset.down = Math.round(scrollY), 300))</script>"
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def paper() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Article)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def scrolled(address: str, profile: Path) -> int:
    """How many pixels down a page the browser stands when it has opened an address."""
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--virtual-time-budget=3000")
    program = [str(CHROMIUM), *flags, f"--user-data-dir={profile}", "--dump-dom", address]
    shown = subprocess.run(program, capture_output=True, text=True, check=True, timeout=60).stdout
    [down] = re.findall(r'data-down="(\d+)"', shown)
    return int(down)


@pytest.mark.parametrize("name", SENTENCES)
def test_the_browser_goes_to_the_sentence(name: str, paper: str, tmp_path: Path) -> None:
    address = sentence_link(f"{paper}/{name}", (SENTENCES[name],))
    # Beside other work, a browser may still be looking for the words when its page is done.
    assert any(scrolled(str(address), tmp_path / str(time)) > 5_000 for time in range(5))


def test_the_browser_stays_at_the_top_without_the_sentence(paper: str, tmp_path: Path) -> None:
    address = sentence_link(f"{paper}/short", ("Words that are not there",))
    assert scrolled(str(address), tmp_path) == 0
