"""What is believed of a proxy in front of the web edition."""

from __future__ import annotations

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from onrecord.config.web import Web


@pytest.mark.parametrize(
    ("proxies", "seen"),
    [
        (["10.0.0.5"], "192.0.2.7"),
        (["10.0.0.0/8"], "192.0.2.7"),
        (["10.0.0.5/8"], "192.0.2.7"),
        (["10.0.0.6", "172.16.0.0/12"], "10.0.0.5"),
    ],
)
def test_a_proxy_is_believed_where_readers_come_from_and_nobody_else(proxies: list[str], seen: str) -> None:
    async def told(scope, receive, send) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001  # ASGI
        client = Request(scope).client
        await PlainTextResponse(client.host if client else "")(scope, receive, send)

    believed = list(Web(proxies=tuple(proxies)).proxies)
    site = TestClient(ProxyHeadersMiddleware(told, trusted_hosts=believed), client=("10.0.0.5", 1))  # type: ignore[arg-type]
    assert site.get("/", headers={"X-Forwarded-For": "203.0.113.1, 192.0.2.7"}).text == seen
