"""Turns: of what is costly to find, a few are found at once, so that no one can take the whole site up with it.

Whoever else asks waits for a moment, which takes neither a thread nor a connection to the store, and is then told to
come again. A search has had its turn when its answer begins, a file that is sent piece by piece when it ends.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from starlette.responses import PlainTextResponse

from onrecord import places

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

AT_ONCE: Final = 4
"""Of each kind."""

PATIENCE: Final = 10.0
"""Seconds for which one waits."""

_FILES: Final = f"{places.SEARCH}/statements."
_SEARCHES: Final = (places.SEARCH, places.API)


class Turns:
    """Makes those who search, and those who take all of it along, wait for each other."""

    def __init__(self, app: ASGIApp, *, at_once: int = AT_ONCE, patience: float = PATIENCE) -> None:
        self._app = app
        self._files, self._searches = asyncio.Semaphore(at_once), asyncio.Semaphore(at_once)
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        path = scope["path"] if scope["type"] == "http" else ""
        if not path.startswith(_SEARCHES):
            await self._app(scope, receive, send)
            return
        is_file = path.startswith(_FILES)
        turns = self._files if is_file else self._searches
        try:
            await asyncio.wait_for(turns.acquire(), self._patience)
        except TimeoutError:
            text = "Too much is looked for at this moment. Try again in a few seconds.\n"
            await PlainTextResponse(text, 503, {"Retry-After": "10"})(scope, receive, send)
            return
        mine = True

        def done() -> None:
            nonlocal mine
            if mine:
                mine = False
                turns.release()

        async def noticing(message: Message) -> None:
            if message["type"] == "http.response.start" and not is_file:
                done()
            await send(message)

        try:
            await self._app(scope, receive, noticing)
        finally:
            done()
