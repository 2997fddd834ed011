"""Turns: searches that take long leave the rest of the site alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event, Semaphore
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from onrecord import config as configs
from onrecord.web.app import application
from onrecord.web.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.requests import Request

    from onrecord.store import Store

_LONG = 30  # seconds for which nothing here is waited for, unless it fails


class Slow:
    """A site on which searches and files end when they are let, and the front page at once."""

    def __init__(self) -> None:
        self.begun, self.end = Semaphore(0), Event()

    def page(self, request: Request) -> Response:
        if request.url.path != "/":
            self.wait()
        return PlainTextResponse("done")

    def file(self, _request: Request) -> Response:
        def pieces() -> Iterator[bytes]:
            yield b"first"
            self.wait()
            yield b"last"

        return StreamingResponse(pieces())

    def wait(self) -> None:
        self.begun.release()
        assert self.end.wait(_LONG)

    def client(self, patience: float) -> TestClient:
        paths = ("/", "/search", "/search/feed.rss", "/api/v1/statements")
        routes = [*(Route(path, self.page) for path in paths), Route("/search/statements.csv", self.file)]
        return TestClient(Starlette(routes=routes, middleware=[Middleware(Turns, at_once=2, patience=patience)]))


@pytest.mark.parametrize(
    ("kind", "others"),
    [
        ("/search", ["/search", "/search/feed.rss", "/api/v1/statements"]),
        ("/search/statements.csv", ["/search/statements.csv"]),
    ],
)
def test_who_asks_for_more_than_is_found_at_once_is_told_to_come_again(kind: str, others: list[str]) -> None:
    slow = Slow()
    with slow.client(patience=0.01) as site, ThreadPoolExecutor() as pool:
        first = [pool.submit(site.get, kind) for _ in range(2)]
        try:
            assert all(slow.begun.acquire(timeout=_LONG) for _ in first)
            for path in others:
                shown = site.get(path)
                assert (shown.status_code, shown.headers["retry-after"]) == (503, "10")
            assert site.get("/").text == "done"
        finally:
            slow.end.set()
        assert [one.result().status_code for one in first] == [200, 200]
        assert site.get(kind).status_code == 200


def test_who_waits_is_answered_in_turn() -> None:
    slow = Slow()
    with slow.client(patience=_LONG) as site, ThreadPoolExecutor() as pool:
        asked = [pool.submit(site.get, "/search") for _ in range(5)]
        assert all(slow.begun.acquire(timeout=_LONG) for _ in range(2))
        assert not slow.begun.acquire(blocking=False)
        slow.end.set()
        assert {one.result().text for one in asked} == {"done"}


def test_the_site_itself_gives_turns(desk: Path, filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.web.app.Turns", partial(Turns, at_once=0, patience=0.01))
    config = configs.load(desk / "topics.yaml")
    site = TestClient(application(config, filled), base_url="http://127.0.0.1")
    assert site.get("/search").status_code == 503
    assert site.get("/").status_code == 200
