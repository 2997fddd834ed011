"""Forms as readers send them: small ones, from this site's own pages, and not too often."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Final

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from pydantic_core import PydanticCustomError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from onrecord.config import kinds

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.types import Message

OFTEN: Final = "5 per hour"
"""How often a form that sends mail is taken from one client, and for one mail address."""

_MOST_BYTES: Final = 32_768
_MOST_FIELDS: Final = 500
_LONGEST: Final = 254  # characters of a mail address (RFC 5321, section 4.5.3.1)
_SITE_OF_IPV6: Final = 64  # bits that a household or a server has to itself: all of them are one client


async def read(request: Request, *, from_anywhere: bool = False) -> FormData:
    """The fields of a form. Raises `HTTPException`: 413 for a large one, 403 for one on another site's page.

    Browsers say what page a form was on (Sec-Fetch-Site, where the site has https or is this computer's own); other
    programs don't, and are no way to make a reader send what the reader does not know.
    """
    if not from_anywhere and request.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        raise HTTPException(403, "This form was sent from a page of another site: open it here and send it again.")
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > _MOST_BYTES:
            raise HTTPException(413, "This is more than the form holds.")
        return message

    limited = Request(request.scope, receive)
    return await limited.form(max_files=0, max_fields=_MOST_FIELDS, max_part_size=_MOST_BYTES)


def address(text: str) -> str | None:
    """A bare mail address as it was typed, its domain as the DNS has it; None if it is none that mail reaches."""
    local, _, domain = text.strip().rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode()
    bare = f"{local}@{domain}"
    if len(bare) > _LONGEST or "." not in domain or "<" in bare:
        return None
    try:
        return kinds.address(bare)
    except (PydanticCustomError, ValueError):
        return None


class Gate:
    """Counts in memory how often somebody came in the last hour."""

    def __init__(self, often: str = OFTEN) -> None:
        self._limit = parse(often)
        self._counter = MovingWindowRateLimiter(MemoryStorage())

    def lets(self, what: str, who: str) -> bool:
        """Whether somebody may come once more, which is counted then."""
        return self._counter.hit(self._limit, what, who)


def client(request: Request) -> str:
    """Where a request comes from: an address, or for IPv6 the network that is one client's own."""
    host = request.client.host if request.client else ""
    try:
        found = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if not isinstance(found, IPv6Address):
        return host
    return str(found.ipv4_mapped or ip_network((found, _SITE_OF_IPV6), strict=False))
