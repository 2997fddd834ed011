"""The address guard: what is connected to is a public address, or the source said `allow_private: true`.

It acts twice. A request that names a private address is refused before anything is asked, robots.txt included. One that
names a host is judged by the addresses that the domain name system gives, at the moment of connecting and by those
very addresses: a name that changes its mind afterwards gains nothing, and a redirect is a request like any other.
Whether a crawl is guarded is a setting of its crawler (`ALLOW_PRIVATE`), and so no connection is shared by crawls
of which only one is.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import IgnoreRequest
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer

from onrecord.config.collecting import without_login
from scraper.private import is_local_name, is_public, written

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

REMEDY = "if this source is to lie there, say so with 'allow_private: true'"

_refused: ContextVar[list[str] | None] = ContextVar("_refused", default=None)
"""While a guarded connection asks for a host's addresses: where those that were refused are noted."""


class RefusedAddressError(IgnoreRequest):
    """A request to an address that is not public; the message says which, and the remedy."""

    def __init__(self, host: str, address: str) -> None:
        named = address if address == host else f"{host} ({address})"
        super().__init__(f"{named} is on this computer or in a private network; it was not asked; {REMEDY}")


class AddressGuard:
    """Refuses requests that are not of the web, and those that name a private address; a downloader middleware."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it for a crawler's setting."""
        return cls(allow_private=crawler.settings.getbool("ALLOW_PRIVATE"))

    def process_request(self, request: Request) -> Request | None:
        """Raise `IgnoreRequest` for a request that must not be made; a login in a link or redirect is left out."""
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        if parts.scheme not in {"http", "https"} or not host:
            raise IgnoreRequest("leads to an address that is not http or https; it was not followed")
        address = None if self._allow_private else written(host)
        if address is not None and not is_public(address):
            raise RefusedAddressError(host, address)
        if not self._allow_private and is_local_name(host):
            raise RefusedAddressError(host, host)
        return request.replace(url=without_login(request.url), dont_filter=True) if "@" in parts.netloc else None


class GuardedHandler(HTTP11DownloadHandler):
    """Scrapy's handler of http and https, which connects to public addresses only unless `ALLOW_PRIVATE` is set.

    Through a proxy, it is the proxy that connects; the proxy itself may lie in one's own network.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._by_proxy = HTTP11DownloadHandler(crawler)
        if not crawler.settings.getbool("ALLOW_PRIVATE"):
            self._pool = _GuardedPool(self._pool)  # type: ignore[assignment]  # it stands for it

    async def download_request(self, request: Request) -> Response:
        """Fetch a page."""
        if request.meta.get("proxy"):
            return await self._by_proxy.download_request(request)
        _guard_names()
        return await super().download_request(request)

    async def close(self) -> None:
        """Let go of all connections."""
        await self._by_proxy.close()
        await super().close()


class _GuardedPool:
    """A pool of connections in which all were made by way of the guard."""

    def __init__(self, pool: Any) -> None:  # noqa: ANN401  # Twisted's interfaces
        self._pool = pool

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # as above
        return getattr(self._pool, name)

    def getConnection(self, key: Any, endpoint: Any) -> Any:  # noqa: ANN401, N802  # as above
        """A connection to the endpoint; `key` tells scheme, host and port."""
        return self._pool.getConnection(key, _GuardedEndpoint(endpoint, key[1].decode("ascii", "replace")))


class _GuardedEndpoint:
    """A host and port to connect to, whose private addresses are refused."""

    def __init__(self, endpoint: Any, host: str) -> None:  # noqa: ANN401  # Twisted's interfaces
        self._endpoint = endpoint
        self._host = host

    def connect(self, factory: Any) -> Any:  # noqa: ANN401  # as above
        """Connect; the deferred fails with `RefusedAddressError` when no address is public."""
        refused: list[str] = []
        token = _refused.set(refused)
        try:
            connecting = self._endpoint.connect(factory)  # asks for the host's addresses before it returns
        finally:
            _refused.reset(token)

        def explain(failure: Any) -> Any:  # noqa: ANN401  # as above
            if refused:
                raise RefusedAddressError(self._host, refused[0]) from failure.value
            return failure

        return connecting.addErrback(explain)


def _guard_names() -> None:
    """Put the guard before the reactor's resolver, whichever that is."""
    from twisted.internet import reactor  # noqa: PLC0415  # importing it installs one

    resolver = reactor.nameResolver
    if not isinstance(resolver, GuardedResolver):
        reactor.installNameResolver(GuardedResolver(resolver))


@implementer(IHostnameResolver)
class GuardedResolver:
    """A resolver that keeps private addresses from a guarded connection, and leaves others alone."""

    def __init__(self, resolver: Any) -> None:  # noqa: ANN401  # Twisted's interfaces
        self._resolver = resolver

    def resolveHostName(self, receiver: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401, N802  # Twisted's signature
        """Ask for a host's addresses; `receiver` is told the public ones."""
        refused = _refused.get()
        guarded = receiver if refused is None else _PublicOnly(receiver, refused)
        return self._resolver.resolveHostName(guarded, *args, **kwargs)


@implementer(IResolutionReceiver)
class _PublicOnly:
    def __init__(self, receiver: Any, refused: list[str]) -> None:  # noqa: ANN401  # Twisted's interfaces
        self._receiver = receiver
        self._refused = refused
        self.resolutionBegan = receiver.resolutionBegan
        self.resolutionComplete = receiver.resolutionComplete

    def addressResolved(self, address: Any) -> None:  # noqa: ANN401, N802  # as above
        host: str = address.host
        if is_public(host):
            self._receiver.addressResolved(address)
        else:
            self._refused.append(host)
