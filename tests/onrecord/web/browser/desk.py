"""A desk whose web edition is up: the seeds' papers were read and an edition was made of them, by the real commands."""

from __future__ import annotations

import email
import os
import re
import signal
import socket
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.policy import default
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import urlopen

from aiosmtpd.controller import Controller

from onrecord import assets
from onrecord.cli.newsstand import BASE, newsstand
from tests.command import onrecord, started

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from email.message import EmailMessage
    from pathlib import Path

    from aiosmtpd.smtp import SMTP, Envelope, Session
    from playwright.sync_api import ViewportSize

KINDS: Final = {
    "front": "/",
    "editions": "/editions/",
    "edition": r"/editions/[^/]+/\d{4}-\d\d-\d\d/",
    "topics": "/topics/",
    "topic": r"/topics/[^/]+/",
    "topic, earlier": r"/topics/[^/]+/page/\d+/",
    "speakers": "/speakers/",
    "speaker": r"/speakers/\d+-[^/]+/",
    "letter": r"/speakers/letter/[^/]+/",
    "statement": r"/statements/[^/]+/",
    "article": r"/articles/\d+/",
    "sources": "/sources/",
    "help": "/search/help/",
    "api": "/api/",
    "subscribe": "/subscribe",
}
"""Each kind of page, and what the paths of its pages look like; all are reached by links from the front page."""

TYPED: Final = {
    "digest": "/editions/morning/",
    "search": "/search",
    "what is found": "/search?q=speaker:halvorsen+topic:energy+after:2026-10-01+the",
    "nothing found": "/search?q=kind:mixed+xylophone",
    "search in error": "/search?q=gas+kind:loud",
    "nothing": "/nothing/",
}
"""Pages that a reader comes to by other ways than a link."""

OWN: Final = ("confirm", "preferences", "unsubscribe")
"""Pages of one reader alone, to which mails lead."""

ALL: Final = (*KINDS, *TYPED, *OWN)

PHONE: ViewportSize = {"width": 320, "height": 640}
"""The narrowest screen for which WCAG 2.1 (1.4.10) asks that nothing scrolls sideways."""

SITE: Final = "https://record.example"
"""The address of the web edition for the world: a proxy with TLS would be there."""

_SETTINGS: Final = """
  - {{name: evening, open: true, topics: [energy security], when_empty: short, timezone: Europe/Berlin}}
mail:
  from: On Record <desk@paper.example>
  smtp: {{host: 127.0.0.1, port: {port}, security: none}}
web: {{url: "{site}"}}
crawl: {{delay: 0}}
"""


@dataclass(frozen=True, slots=True)
class Inbox:
    """What the mail server took."""

    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """aiosmtpd calls it so."""
        assert isinstance(envelope.content, bytes)
        self.mails.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@dataclass(frozen=True, slots=True)
class Desk:
    """The folder of the desk, the address of its web edition, and the server that takes its mail."""

    folder: Path
    address: str
    inbox: Inbox

    def run(self, *arguments: str) -> None:
        """Run a command, which succeeds."""
        ended = onrecord(self.folder, *arguments)
        assert ended.returncode == 0, ended.stderr

    def at(self, path: str) -> str:
        """The address of a page; `path` may be its address for the world."""
        return self.address + path.removeprefix(SITE)

    def edition(self, digest: str, day: date) -> dict[str, EmailMessage]:
        """Compose and send an edition; gives its mails, by recipient."""
        self.run("digest", digest, "--date", str(day))
        return self.send()

    def send(self) -> dict[str, EmailMessage]:
        """Send what waits; gives the mails by recipient."""
        self.inbox.mails.clear()
        self.run("send")
        return {mail["To"].addresses[0].addr_spec: mail for mail in self.inbox.mails}


@contextmanager
def desk(folder: Path) -> Iterator[Desk]:
    """The papers, the mail server and the web edition are up until the end of the block."""
    made = Desk(folder, f"http://127.0.0.1:{_free()}", Inbox())
    mail = Controller(made.inbox, hostname="127.0.0.1", port=_free())
    mail.start()
    try:
        with newsstand(assets.folder("seeds") / "site") as paper:
            topics = (assets.folder("seeds") / "topics.yaml").read_text("utf-8").replace(BASE, paper)
            (folder / "topics.yaml").write_text(topics + _SETTINGS.format(port=mail.port, site=SITE), "utf-8")
            for step in ("crawl", "enrich"):
                made.run(step)
            made.run("digest", "morning")
            with serving_pages(folder, made.address):
                yield made
    finally:
        mail.stop()


@contextmanager
def serving_pages(folder: Path, address: str) -> Iterator[None]:
    """Run `onrecord web` on an address of this computer until the end of the block, and end it as Ctrl-C does."""
    with started(folder, "web", "--port", str(urlsplit(address).port)) as web:
        until = time.monotonic() + 60
        while address not in (web.streams / "stdout").read_text("utf-8"):
            assert web.process.is_alive(), web.ended().stderr
            assert time.monotonic() < until, "it does not come up"
            time.sleep(0.02)
        yield
        assert web.process.pid is not None
        os.kill(web.process.pid, signal.SIGINT)
        ended = web.ended()
        assert (ended.returncode, ended.stderr) == (0, "")


def every_kind(desk: Desk) -> dict[str, str]:
    """A path of each kind of page: by links from the front page, typed, or by links in mails."""
    found: dict[str, str] = {}
    waiting, seen = ["/"], {"/"}
    while waiting and len(found) < len(KINDS):
        path = waiting.pop(0)
        kind = next((kind for kind, form in KINDS.items() if re.fullmatch(form, path)), None)
        if kind is None or kind in found:
            continue
        found[kind] = path
        new = [one for one in dict.fromkeys(links(desk, path)) if one not in seen]
        seen |= set(new)
        waiting += new
    return found | TYPED | _own(desk)


def _own(desk: Desk) -> dict[str, str]:
    """The pages of a reader who has signed up and gets a digest."""
    name = "dan@reader.example"
    _post(desk.at("/subscribe"), address=name, digest="evening")
    confirm = link(desk.send()[name], "confirm")
    _post(desk.at(confirm))
    mail = desk.edition("evening", datetime.now(UTC).date() - timedelta(days=9))[name]
    [leave] = re.findall(rf"<{SITE}(/unsubscribe/[^>]+)>", mail["List-Unsubscribe"])
    _post(desk.at("/subscribe"), address="new@reader.example", digest="evening")
    confirm = link(desk.send()["new@reader.example"], "confirm")
    return dict(zip(OWN, (confirm, link(mail, "preferences"), leave), strict=True))


def _post(page: str, **fields: str) -> None:
    with urlopen(page, urlencode(fields).encode()) as done:  # noqa: S310  # the desk's own
        assert done.status == 200


def link(mail: EmailMessage, page: str) -> str:
    """The path of the link to a page in a mail's text."""
    plain = mail.get_body(("plain",))
    assert plain is not None
    found = re.search(rf"{SITE}(/{page}/[\w.~-]+)", plain.get_content())
    assert found, plain.get_content()
    return found[1]


def links(desk: Desk, path: str) -> list[str]:
    """The site's own paths that a page links to."""
    listed = _Links()
    try:
        page = urlopen(desk.at(path))  # noqa: S310  # the desk's own
    except HTTPError as error:  # which is a page, too
        page = error
    with page:
        listed.feed(page.read().decode())
    whole = [urljoin(desk.at(path), link) for link in listed.found]
    return [link.removeprefix(desk.address).partition("#")[0] for link in whole if link.startswith(desk.address)]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in {"a", "link"}:
            self.found += [value for name, value in attributes if name == "href" and value]


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])
