"""Chromium, and readers who look at the web edition with it: whatever goes wrong in a page is a fault of the test's."""

from __future__ import annotations

import shutil
from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.onrecord.web.browser.desk import desk as desk_
from tests.onrecord.web.browser.desk import every_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

    from tests.onrecord.web.browser.desk import Desk

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def _has_chromium() -> None:
    if CHROMIUM is None:
        pytest.skip("no Chromium")


@pytest.fixture(scope="module")  # its event loop runs in this thread, where other modules' tests want their own
def chromium(_has_chromium: None) -> Iterator[Browser]:
    """Debian's Chromium, or another that is there."""
    playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def desk(_has_chromium: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk whose web edition is up."""
    with desk_(tmp_path_factory.mktemp("desk")) as made:
        yield made


@pytest.fixture(scope="session")
def paths(desk: Desk) -> dict[str, str]:
    """The path of a page of each kind."""
    return every_kind(desk)


@dataclass
class Readers:
    """Makes browsers of readers, and notes what goes wrong in the pages that they look at."""

    chromium: Browser
    address: str
    wrong: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, **options: Any) -> Page:  # noqa: ANN401  # those of Playwright's contexts
        """An empty page of a new reader's."""
        context = self.chromium.new_context(base_url=self.address, **options)
        context.set_default_timeout(30_000)
        self.contexts.append(context)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.wrong.append(f"{error.page and error.page.url}: {error.error}"))
        context.on("request", self._asked)
        return context.new_page()

    def _said(self, message: ConsoleMessage) -> None:
        """An error or a warning, but for the status of a page that is the answer to something wrong."""
        page = message.page.url if message.page else ""
        status = message.location["url"] == page and message.text.startswith("Failed to load resource")
        if message.type in {"error", "warning"} and page.startswith(self.address) and not status:
            self.wrong.append(f"{page}: {message.text}")

    def _asked(self, request: Request) -> None:
        """A page of ours loads nothing from elsewhere; a link that the reader follows leads away."""
        if request.is_navigation_request() or request.url.startswith((f"{self.address}/", "data:")):
            return
        if request.frame.url.startswith(self.address):
            self.wrong.append(f"{request.frame.url}: loads {request.url}")


@pytest.fixture(scope="module")
def readers(chromium: Browser, desk: Desk) -> Iterator[Readers]:
    made = Readers(chromium, desk.address)
    yield made
    for context in made.contexts:
        context.close()


@pytest.fixture(autouse=True)
def nothing_goes_wrong(readers: Readers) -> Iterator[None]:
    """No page has an error in its console, breaks its own policy or loads anything from elsewhere."""
    yield
    told = "\n".join(readers.wrong)
    readers.wrong.clear()
    assert not told


@pytest.fixture
def page(readers: Readers) -> Iterator[Page]:
    """An empty page of a new reader's, at a desk."""
    made = readers.page(viewport={"width": 1100, "height": 800})
    yield made
    made.close()


@pytest.fixture(scope="module")
def lightness(chromium: Browser) -> Iterator[Callable[[bytes], float]]:
    """How light a picture is on the whole: 0 is black, 1 is white."""
    page = chromium.new_page()
    yield lambda png: float(page.evaluate(_LIGHTNESS, b64encode(png).decode()))
    page.close()


_LIGHTNESS = """async png => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext("2d");
    context.drawImage(picture, 0, 0);
    const all = context.getImageData(0, 0, picture.width, picture.height).data;
    let sum = 0;
    for (let at = 0; at < all.length; at += 4) sum += all[at] + all[at + 1] + all[at + 2];
    return sum / (all.length / 4) / (3 * 255);
}"""
