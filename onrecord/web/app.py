"""The web edition as an application: each table of pages as routes, and what all answers have in common."""

from __future__ import annotations

import logging
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from onrecord import assets, places
from onrecord.errors import StoreError
from onrecord.web import leaving, signing_up
from onrecord.web.api import api, problems
from onrecord.web.headers import MAILED, UNKEPT, Headers
from onrecord.web.hosts import Hosts
from onrecord.web.pages import api as api_page
from onrecord.web.pages import editions, feeds, front, search, sources, speakers, statements, topics
from onrecord.web.shown import MAY_MOVE_ON, MissingError, MovedError, Shown, Whole
from onrecord.web.site import Site
from onrecord.web.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from onrecord.config import Config
    from onrecord.store import Store
    from onrecord.web.shown import Page

PAGES: Final = (
    *front.PAGES,
    *editions.PAGES,
    *sources.PAGES,
    *search.PAGES,
    *topics.PAGES,
    *speakers.PAGES,
    *statements.PAGES,
    *api_page.PAGES,
)
"""All kinds of pages; of two whose paths fit, the first one is shown."""

ROUTES: Final = (*search.ROUTES, *feeds.ROUTES)
"""What is no page."""

_LOG: Final = logging.getLogger(__name__)


def application(config: Config, store: Store) -> Starlette:
    """The application that serves the store's web edition."""
    site = Site(config, store)
    made = Starlette(
        routes=[
            *(Route(page.path, _endpoint(page)) for page in PAGES),
            *signing_up.routes(),
            *leaving.routes(),
            *ROUTES,
            Mount("/api", api(site)),
            Mount("/static", StaticFiles(directory=static_folder())),
        ],
        middleware=[
            Middleware(Headers),
            Middleware(Hosts, site),
            Middleware(Turns),
            Middleware(GZipMiddleware, minimum_size=1000),
        ],
        exception_handlers={HTTPException: _refused, StoreError: _out_of_order, Exception: _broken},
    )
    made.state.site = site
    return made


def static_folder() -> Path:
    """Where the files that come with the site lie."""
    return Path(assets.folder("templates") / "web" / "static")


def answer(request: Request, shown: Shown | Whole) -> Response:
    """A page as an answer; one that the reader's browser has already is not sent again."""
    site: Site = request.app.state.site
    html = site.html(shown).encode(errors="replace")
    headers = {"Cache-Control": "no-cache"}
    status = shown.status if isinstance(shown, Shown) else 200
    if isinstance(shown, Whole):
        headers[MAILED] = "1"
    if status != 200:  # noqa: PLR2004
        return HTMLResponse(html, status, UNKEPT)  # its path may be that of a reader's link
    headers["ETag"] = mark = f'W/"{blake2b(html, digest_size=12).hexdigest()}"'
    if mark in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return HTMLResponse(html, headers=headers)


def _endpoint(page: Page) -> Callable[[Request], Response]:
    def serve(request: Request) -> Response:
        site: Site = request.app.state.site
        if "\0" in request.scope["path"]:
            raise HTTPException(404)  # PostgreSQL takes no text that has one
        try:
            with site.store.read() as tx:
                shown = page.make(site, tx, **request.path_params, **page.asked(request))
        except MovedError as moved:
            return RedirectResponse(moved.path, status_code=308, headers=MAY_MOVE_ON)
        except MissingError as missing:
            return _told(request, missing.status, "Not here", str(missing))
        return answer(request, shown)

    return serve


def _told(request: Request, status: int, title: str, text: str) -> Response:
    return answer(request, Shown("told.html.j2", title, request.url.path, {"text": text}, status=status))


def _refused(request: Request, error: Exception) -> Response:
    if request.url.path.startswith(places.API):  # one that no address of the API fits, such as with a line's end in it
        return problems.refused(request, error)
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404:  # noqa: PLR2004
        return _told(request, 404, "Not here", "There is no such page.")
    response = _told(request, status, "Not done", getattr(error, "detail", "") or "This can't be done.")
    response.headers.update(getattr(error, "headers", None) or {})
    return response


def _out_of_order(request: Request, error: Exception) -> Response:
    _LOG.error("%s", error)
    response = _told(request, 503, "Out of order", "The store can't be read at the moment. Try again in a minute.")
    response.headers["Retry-After"] = "60"
    return response


def _broken(_request: Request, _error: Exception) -> Response:
    """A fault of ours, which the server notes; nothing that could fail as well is needed to say so."""
    text = "Something went wrong here, and it was noted. Other pages may work."
    page = f'<!DOCTYPE html><html lang="en"><title>Out of order</title><h1>Out of order</h1><p>{text}</p></html>'
    return HTMLResponse(page, 500, {"Content-Security-Policy": "default-src 'none'"})
