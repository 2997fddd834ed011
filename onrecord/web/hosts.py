"""Names by which the web edition may be asked for.

A web page elsewhere can give its own name the address of this computer, and would then read along as the same origin
(DNS rebinding). So a request must name an address, this computer, or what `web.url` says.
"""

from __future__ import annotations

import re
import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse

from digests.reader_links import root

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from onrecord.web.site import Site


_BARE: Final = re.compile(r"[\w.:%\[\]-]+", re.ASCII)
"""A name or an address, perhaps with a port, and nothing round it that could make a link lead elsewhere."""


class Hosts:
    """Refuses requests under any other name."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] == "http" and not self._is_ours(HTTPConnection(scope).headers.get("host", "")):
            text = "This name is not known here: put the address that readers use under web.url in topics.yaml.\n"
            await PlainTextResponse(text, 421)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_ours(self, named: str) -> bool:
        try:
            host = (urlsplit(f"//{named}").hostname or "").rstrip(".")
        except ValueError:
            return False
        url = self._site.config.web.url
        known = {"localhost", socket.gethostname().lower(), url and urlsplit(root(url)).hostname}
        return _BARE.fullmatch(named) is not None and (_is_address(host) or host in known)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
