"""A link opens the article at the sentence in a real browser, whatever marks and script the sentence has."""

from __future__ import annotations

import shutil
import subprocess
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
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
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")]


class Paper(ThreadingHTTPServer):
    """A site with an article for each sentence; it notes how far down the browser went."""

    down = 0
    patience = 20.0
    """Seconds for which a page is not done while the browser stays at its top."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Article)
        self.moved = Event()


class Article(BaseHTTPRequestHandler):
    """An article whose sentence stands far below its top."""

    def do_GET(self) -> None:
        assert isinstance(self.server, Paper)
        what, _, down = self.path.strip("/").partition("/")
        if what == "down":
            self.server.down = int(down)
            self.server.moved.set()
        elif what == "wait":
            self.server.moved.wait(self.server.patience)
        text = "</p><p>".join(map(escape, SENTENCES.get(what, "").split("\n\n")))
        body = (
            '<!DOCTYPE html><meta charset="utf-8">'
            "<script>addEventListener('scroll', () => fetch('/down/' + Math.round(scrollY)))</script>"
            f'<p>Top</p><div style="height:6000px"></div><p>{text}</p><div style="height:6000px"></div>'
            '<img src="/wait" alt="">'
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def paper() -> Iterator[Paper]:
    server = Paper()
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def scrolled(paper: Paper, name: str, words: str, profile: Path) -> int:
    """How many pixels down an article the browser stands when it has opened the link to some words."""
    address = sentence_link(f"http://127.0.0.1:{paper.server_port}/{name}", (words,))
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={profile}")
    subprocess.run([str(CHROMIUM), *flags, "--dump-dom", str(address)], capture_output=True, check=True, timeout=60)
    return paper.down


@pytest.mark.parametrize("name", SENTENCES)
def test_the_browser_goes_to_the_sentence(name: str, paper: Paper, tmp_path: Path) -> None:
    assert scrolled(paper, name, SENTENCES[name], tmp_path) > 5_000


def test_the_browser_stays_at_the_top_without_the_sentence(paper: Paper, tmp_path: Path) -> None:
    paper.patience = 2
    assert scrolled(paper, "short", "Words that are not there", tmp_path) == 0
