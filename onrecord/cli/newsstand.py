"""The demo's news site: a folder of pages, served on loopback only."""

from __future__ import annotations

from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

BASE = "http://news.example"  # what the pages call the site; served under its real address
PORT = 8642  # any number: the same each time, so that a digest's links work again with --serve
_TEXT = {".html", ".xml", ".txt"}


@contextmanager
def newsstand(folder: Path) -> Iterator[str]:
    """Serve a folder on 127.0.0.1; gives the address, such as 'http://127.0.0.1:8642'."""

    class Pages(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, directory=str(folder), **kwargs)  # type: ignore[arg-type]

        def send_head(self):  # type: ignore[no-untyped-def]  # noqa: ANN202  # the library's own signature
            path = Path(self.translate_path(self.path))
            if path.is_dir():
                path /= "index.html"
            if path.suffix not in _TEXT or not path.is_file():
                return super().send_head()
            page = path.read_bytes().replace(BASE.encode(), address.encode())
            self.send_response(200)
            self.send_header("Content-Type", f"{self.guess_type(path)}; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            return BytesIO(page)

        def log_message(self, *_: object) -> None:
            """Say nothing: the terminal is for the demo."""

    server = _listen(Pages)
    address = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield address
    finally:
        server.shutdown()
        server.server_close()


def _listen(pages: type[SimpleHTTPRequestHandler]) -> ThreadingHTTPServer:
    try:
        return ThreadingHTTPServer(("127.0.0.1", PORT), pages)
    except OSError:  # taken: any free port does
        return ThreadingHTTPServer(("127.0.0.1", 0), pages)
