"""The search page, its help, and what was found as a file."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from digests.exporting import Format, pieces
from onrecord import places
from onrecord.errors import ConfigError
from onrecord.model import Act, Kind
from onrecord.query import KEYS, Parts, Query, QueryError, parse, written
from onrecord.store import search as stored
from onrecord.web.shown import Page, Shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection
    from starlette.requests import Request

    from onrecord.web.site import Site

_ON_A_PAGE: Final = 30
_PAGES: Final = 100
_DAYS: Final = ("after", "before")


def found(site: Site, tx: Connection, *, asked: str, number: int) -> Shown:
    """What a search finds, the newest first; what is wrong with it is told, and where."""
    asked = " ".join(asked.split())
    page = Shown("search.html.j2", f"Search: {asked}" if asked else "Search", places.search(asked, number))
    values: dict[str, object] = {"asked": asked, "number": number, "error": None, "acts": Act, "kinds": Kind}
    try:
        query = parse(asked, today=datetime.now(site.zone).date())
    except QueryError as error:
        place = min(error.at, len(asked))
        return replace(
            page, values=values | {"error": error, "before": asked[:place], "after": asked[place:]}, status=400
        )
    if not asked:
        return replace(page, values=values | {"query": None})
    start = (number - 1) * _ON_A_PAGE
    result = stored.search(tx, query, limit=_ON_A_PAGE, offset=start, zone=site.zone)
    values |= {
        "query": query,
        "statements": result.statements,
        "more": result.more and number < _PAGES,
        "cut": result.more and number == _PAGES,
        "count": _count(site, tx, query, start, result),
        "most": stored.MOST_COUNTED,
        "chips": list(_chips(query)),
        "forms": Format,
        "way": lambda page: places.search(asked, page),
    }
    return replace(page, values=values, feed=places.search(written(query)))


def _count(site: Site, tx: Connection, query: Query, start: int, page: stored.Found) -> int:
    """How many there are: the last page tells it, which spares what finds little a second look at everything."""
    if not page.more and (page.statements or not start):
        return start + len(page.statements)
    return stored.count(tx, query, zone=site.zone)


def help_(_site: Site, _tx: Connection) -> Shown:
    """How to ask."""
    return Shown("search_help.html.j2", "How to search", places.HELP, {"keys": KEYS, "acts": Act, "kinds": Kind})


def _chips(query: Query) -> Iterator[tuple[str, str]]:
    """Each filter of a query as it is written, and the query without it."""
    for name, value in _values(query):
        if name != "words":
            yield written(replace(Query(), **_only(name, value))), written(replace(query, **_less(query, name, value)))
    for name in _DAYS:
        if (day := getattr(query, name)) is not None:
            gone: dict[str, Any] = {name: None}
            yield f"{name}:{day}", written(replace(query, **gone))
    for name, value in _values(query.without):
        rest = replace(query.without, **_less(query.without, name, value))
        alone = Query(without=replace(Parts(), **_only(name, value)))
        yield written(alone), written(replace(query, without=rest))
    if query.doubtful:
        yield "all:yes", written(replace(query, doubtful=False))


def _values(parts: Parts) -> Iterator[tuple[str, Any]]:
    return ((one.name, value) for one in fields(Parts) for value in getattr(parts, one.name))


def _only(name: str, value: object) -> dict[str, Any]:
    return {name: (value,)}


def _less(parts: Parts, name: str, value: object) -> dict[str, Any]:
    return {name: tuple(other for other in getattr(parts, name) if other != value)}


def _asked(request: Request) -> dict[str, Any]:
    """The words of a request, and the number of its page; what is none is the first."""
    number = request.query_params.get("page", "1")
    plain = number if number.isascii() and number.isdecimal() and len(number) <= len(str(_PAGES)) else "1"
    return {"asked": request.query_params.get("q", ""), "number": min(max(1, int(plain)), _PAGES)}


def file(request: Request) -> Response:
    """All that a search finds, as a table for other programs, sent piece by piece."""
    site: Site = request.app.state.site
    try:
        form = Format(request.path_params["form"])
        query = parse(_asked(request)["asked"], today=datetime.now(site.zone).date())
        sent = pieces(stored.every(site.store, query, zone=site.zone), form)
    except QueryError as error:
        raise HTTPException(400, str(error)) from error
    except ValueError:
        raise HTTPException(404) from None
    except ConfigError as error:
        raise HTTPException(501, str(error)) from error
    name = f"statements-{datetime.now(site.zone):%Y-%m-%d}.{form}"
    return StreamingResponse(
        sent, media_type=form.media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


PAGES: Final = (Page(places.HELP, help_, None), Page(places.SEARCH, found, None, _asked))
ROUTES: Final = (Route(f"{places.SEARCH}/statements.{{form}}", file),)
