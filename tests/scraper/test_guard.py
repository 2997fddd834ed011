"""The address guard: no page and no redirect leads into a private network unless the source lies there."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from twisted.internet.address import IPv4Address
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.protocol import Factory
from twisted.internet.testing import MemoryReactorClock

from scraper.guard import GuardedResolver, RefusedAddressError, _GuardedEndpoint
from tests.scraper.loopback import configure, onrecord, page, running, status, story, titles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.scraper.loopback import Site

# No public address can be had in a test: 127.0.0.2 plays one, and `localhost` is judged by what it resolves to.
PLAY = """
import scraper.guard as guard
real = guard.is_public
guard.is_public = lambda address: address == "127.0.0.2" or real(address)
guard.is_local_name = lambda host: False
from onrecord.cli import main
main()
"""

# As an address spells it, and as a person is told.
PRIVATE = {
    "127.0.0.1": "127.0.0.1",
    "localhost": "localhost (127.0.0.1)",
    "2130706433": "2130706433 (127.0.0.1)",
    "0x7f000001": "0x7f000001 (127.0.0.1)",
    "0177.1": "0177.1 (127.0.0.1)",
    "[::ffff:127.0.0.1]": "::ffff:127.0.0.1 (::ffff:7f00:1)",
    "10.0.0.1": "10.0.0.1",
    "169.254.169.254": "169.254.169.254",
}


@pytest.fixture
def public() -> Iterator[Site]:
    try:
        server = running("127.0.0.2")
    except OSError:
        pytest.skip("this computer has one loopback address only")
    with server as opened:
        yield opened


def crawl(folder: Path) -> tuple[str, str]:
    ended = onrecord(folder, "crawl", code=PLAY)
    assert "Traceback" not in ended.stderr
    return ended.stdout, ended.stderr


def test_a_link_or_redirect_to_a_private_address_is_refused(site: Site, public: Site, tmp_path: Path) -> None:
    site.answers["/secret"] = story("A secret")
    public.answers["/fine"] = story("A fine story")
    links = ["/fine"]
    for number, host in enumerate(PRIVATE):
        inside = f"http://{host}:{site.port}/secret"
        refresh = f'<html><head><meta http-equiv="refresh" content="0;url={inside}?refresh"></head></html>'
        public.answers |= {
            f"/{number}/away": status(302, Location=f"{inside}?away"),
            f"/{number}/refresh": page(refresh),
        }
        links += [f"/{number}/away", f"/{number}/refresh", inside]
    public.feed(*links)
    configure(tmp_path, private=False, Gazette=f"{public.address}/feed")
    out, err = crawl(tmp_path)
    assert out == f"Gazette: 1 new, 0 changed, 0 known, {3 * len(PRIVATE)} failed.\n", err
    assert titles(tmp_path) == ["A fine story"]
    assert not site.asked
    words = "is on this computer or in a private network; it was not asked; if this source is to lie there, say so with"
    told = Counter(line.partition(f" {words}")[0].rpartition(": ")[2] for line in err.splitlines() if words in line)
    assert told == dict.fromkeys(PRIVATE.values(), 3)


def test_a_source_in_a_private_network_has_to_say_so(site: Site, tmp_path: Path) -> None:
    site.answers["/one"] = story("The first story")
    site.feed("/one")
    for host in ("127.0.0.1", "localhost"):
        address = f"http://{host}:{site.port}/feed"
        configure(tmp_path, private=False, Gazette=address)
        ended = onrecord(tmp_path, "crawl")
        assert ended.returncode == 1
        assert f"onrecord: Gazette: {address}: {host} is on this computer or in a private network" in ended.stderr
        assert "say so with 'allow_private: true'" in ended.stderr
        assert not site.asked
    configure(tmp_path, Gazette=f"http://localhost:{site.port}/feed")
    assert onrecord(tmp_path, "crawl").returncode == 0
    assert titles(tmp_path) == ["The first story"]


def test_what_one_source_may_do_another_may_not(site: Site, public: Site, tmp_path: Path) -> None:
    site.answers |= {"/mine": story("A story of my own"), "/secret": story("A secret")}
    site.feed("/mine")
    public.answers["/fine"] = story("A fine story")
    public.feed("/fine", f"http://localhost:{site.port}/secret")
    path = configure(tmp_path, Mine=f"http://localhost:{site.port}/feed", Gazette=f"{public.address}/feed")
    path.write_text(path.read_text().replace('/feed", "allow_private": true}]', '/feed"}]'))
    out, _ = crawl(tmp_path)
    assert out.splitlines() == [
        "Mine: 1 new, 0 changed, 0 known, 0 failed.", "Gazette: 1 new, 0 changed, 0 known, 1 failed."
    ]  # fmt: skip
    assert site.asked["/secret"] == 0


def test_a_login_is_sent_to_its_own_site_only(site: Site, tmp_path: Path) -> None:
    with running() as other:
        site.answers |= {
            "/one": story("The first story"),
            "/moved": status(302, Location=f"{other.address}/there"),
        }
        other.answers |= {"/two": story("The second story"), "/there": story("The third story")}
        site.feed("/one", f"{other.address}/two", "/moved")
        address = f"http://ana:p%40ss@127.0.0.1:{site.port}/feed"
        configure(tmp_path, "{delay: 0, contact: desk@example.org}", Gazette=address)
        ended = onrecord(tmp_path, "--verbose", "crawl")
        assert len(titles(tmp_path)) == 3
        given = {path: heard.get("Authorization") for path, heard in (site.heard | other.heard).items()}
    assert given.pop("/feed") == given.pop("/one") == given.pop("/moved") == "Basic YW5hOnBAc3M="
    assert set(given.values()) == {None}
    assert "p%40ss" not in ended.stdout + ended.stderr
    assert "YW5hOnBAc3M" not in ended.stdout + ended.stderr
    assert "desk@example.org" in (site.heard["/one"].get("User-Agent") or "")


def test_through_a_proxy_names_are_the_proxys_matter_and_written_addresses_are_refused(
    site: Site, tmp_path: Path
) -> None:
    gazette = "http://gazette.example"
    site.answers |= {
        f"{gazette}/feed": page(
            '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>One</title><link href="/one"/></entry>'
            '<entry><title>Two</title><link href="http://10.0.0.1/two"/></entry></feed>'
        ),
        f"{gazette}/one": story("The first story"),
        "http://10.0.0.1/two": story("A secret"),
    }
    configure(tmp_path, "{delay: 0, contact: desk@example.org}", private=False, Gazette=f"{gazette}/feed")
    ended = onrecord(tmp_path, "crawl", http_proxy=site.address, no_proxy="")
    assert ended.stdout == "Gazette: 1 new, 0 changed, 0 known, 1 failed.\n"
    assert "10.0.0.1 is on this computer or in a private network" in ended.stderr
    assert site.asked["http://10.0.0.1/two"] == 0


@pytest.mark.parametrize("login", ["", "ana:secret@"])
def test_a_link_or_redirect_with_a_login_gives_it_to_nobody(site: Site, tmp_path: Path, login: str) -> None:
    with running() as other:
        inside = f"http://{login}127.0.0.1:{other.port}"
        other.answers |= {"/one": story("The first story"), "/two": story("The second story")}
        site.answers["/away"] = status(302, Location=f"{inside}/two")
        site.feed(f"{inside}/one", "/away")
        configure(tmp_path, Gazette=f"{site.address}/feed")
        ended = onrecord(tmp_path, "crawl")
        assert "Traceback" not in ended.stderr
        assert ended.stdout == "Gazette: 2 new, 0 changed, 0 known, 0 failed.\n", ended.stderr
        assert [heard.get("Authorization") for heard in other.heard.values()] == [None] * len(other.heard)


class Changeable:
    """A resolver that gives another answer each time."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = iter(answers)

    def resolveHostName(self, receiver: Any, name: str, portNumber: int = 0, **_: object) -> None:  # noqa: ANN401, N802, N803, ARG002  # Twisted's
        receiver.resolutionBegan(None)
        for address in next(self._answers):
            receiver.addressResolved(IPv4Address("TCP", address, portNumber))
        receiver.resolutionComplete()


def test_a_name_that_changes_its_address_is_judged_each_time_by_what_is_connected_to() -> None:
    reactor: Any = MemoryReactorClock()  # type: ignore[no-untyped-call]
    reactor.installNameResolver(
        GuardedResolver(Changeable(["93.184.216.34"], ["10.0.0.1"], ["192.168.1.1", "93.184.216.34"], ["10.0.0.1"]))
    )

    def connect(*, guarded: bool = True) -> list[Any]:
        endpoint: Any = HostnameEndpoint(reactor, "rebinding.example", 80)
        failures: list[Any] = []
        connecting = (_GuardedEndpoint(endpoint, "rebinding.example") if guarded else endpoint).connect(Factory())
        connecting.addErrback(failures.append)
        return failures

    assert connect() == []
    [refused] = connect()
    assert isinstance(refused.value, RefusedAddressError)
    assert "rebinding.example (10.0.0.1) is on this computer or in a private network" in str(refused.value)
    assert connect() == []
    assert connect(guarded=False) == []
    assert [client[0] for client in reactor.tcpClients] == ["93.184.216.34", "93.184.216.34", "10.0.0.1"]
