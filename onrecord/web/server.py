"""The server of the web edition: uvicorn, on the address of topics.yaml."""

from __future__ import annotations

import logging
import socket
from threading import Thread
from typing import TYPE_CHECKING, Final

import uvicorn

from onrecord.errors import ConfigError, StoreError
from onrecord.web.app import application
from onrecord.web.pages import front, speakers

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.applications import Starlette

    from onrecord.config import Config
    from onrecord.store import Store
    from onrecord.web.site import Site

_LOG: Final = logging.getLogger(__name__)


def serve(config: Config, store: Store, *, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; `ready` is told the address once it listens. Port 0 takes a free one.

    Raises `ConfigError` where the address can't be taken.
    """
    listening = _listen(host, port)
    with listening:
        number = listening.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        settings = uvicorn.Config(
            application(config, store),
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(config.web.proxies),
            forwarded_allow_ips=list(config.web.proxies),
            timeout_graceful_shutdown=5,
            limit_concurrency=500,
            lifespan="off",
        )
        Thread(target=_prepare, args=(settings.app, store), daemon=True).start()
        ready(f"http://{shown}:{number}/")
        uvicorn.Server(settings).run(sockets=[listening])


def _prepare(app: Starlette, store: Store) -> None:
    """Find what takes longest on the first pages, before anybody asks for it."""
    site: Site = app.state.site
    try:
        with store.read() as tx:
            front.front(site, tx)
            speakers.all_(site, tx)
    except StoreError as error:
        _LOG.warning("%s", error)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind)
    except OSError as error:
        raise ConfigError(f"web.host: {host!r} is no address of this computer ({error.strerror})") from None
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise ConfigError(
            f"web: {host} port {port} can't be taken ({error.strerror}); another program may have it: "
            "name another port with --port or web.port"
        ) from None
    return listening
