"""What the pages for readers of the mail have in common: who asks is known by a signed link, and nobody keeps them.

What a page does is done by a post alone, since programs that look through mail follow its links. No page tells who
gets what but to somebody with a link of that reader's own mail, and no address of a reader stands in a path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse
from starlette.routing import Route

from digests.reader_links import Linking
from onrecord import places
from onrecord.mailboxes import folded
from onrecord.store import readers
from onrecord.web import forms
from onrecord.web.headers import UNKEPT
from onrecord.web.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response

    from onrecord.config import Config
    from onrecord.web.site import Site

    Show: TypeAlias = Callable[[Request], Response]
    Take: TypeAlias = Callable[[Request, FormData], Response]

EXPIRED: Final = "This link has expired"


def route(path: str, show: Show, take: Take, *, from_anywhere: bool = False) -> Route:
    """A page that `show` makes, and whose form `take` answers; `from_anywhere` as `forms.read` has it."""

    async def serve(request: Request) -> Response:
        if request.method != "POST":
            return await run_in_threadpool(show, request)
        try:
            form = await forms.read(request, from_anywhere=from_anywhere)
        except HTTPException as error:
            return await run_in_threadpool(told, request, error.status_code, "Not done", error.detail)
        return await run_in_threadpool(take, request, form)

    return Route(path, serve, methods=["GET", "POST"])


def refused(request: Request, *, expired: bool = False) -> Response:
    """The answer to a link that is good for nothing, with what to do instead."""
    to = desk(site_of(request).config)
    text = f"The newest mail that you have from us has one that works. Or write to {to}, and you get no more."
    return told(request, 410 if expired else 404, EXPIRED if expired else "This link does not work", text)


def desk(config: Config) -> str:
    """Where a reader writes to."""
    return folded(config.mail.unsubscribe or config.mail.from_)


def linking(site: Site) -> Linking:
    """What reads the links of mails: also those that were sent when topics.yaml had another address, or one at all."""
    return Linking(site.config.web.url or "", readers.signing_key(site.store))


def site_of(request: Request) -> Site:
    """The site that is asked."""
    site: Site = request.app.state.site
    return site


def told(request: Request, status: int, title: str, text: str) -> Response:
    """An answer that says one thing."""
    return page(request, "told.html.j2", title, {"text": text}, status=status)


def page(request: Request, template: str, title: str, values: Mapping[str, object], *, status: int = 200) -> Response:
    """An answer that nobody keeps, and whose address no other site is told."""
    shown = Shown(template, title, places.SUBSCRIBE, values)
    return HTMLResponse(site_of(request).html(shown).encode(errors="replace"), status, UNKEPT)
