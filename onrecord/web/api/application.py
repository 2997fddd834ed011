"""The API's addresses, each a function of the store: read only, each list in parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Depends, FastAPI, Path
from sqlalchemy import Connection
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from digests.escaping import clean
from onrecord import __version__, places
from onrecord.state import sources as source_states
from onrecord.store import archive, moves, reading, recorded, search, speakers, standing
from onrecord.store.recorded import Recorded
from onrecord.web.api import answers, made
from onrecord.web.api.asked import Day, DigestPart, NamedPart, Paged, Part, Wanted
from onrecord.web.api.problems import MISSING, WRONG, handle
from onrecord.web.pages import topics as topic_pages
from onrecord.web.shown import MissingError
from onrecord.web.site import Site

_DAYS: Final = 7
_REFERENCE: Final = "#/components/schemas/{model}"
_ABOUT: Final = """Who said what, verbatim, with a link to the exact sentence; read only.

Lists come in parts: `next` is the address of the next one. A mistake is answered with a problem (RFC 9457) that names
it. The same is to be had as feeds and files; see the project's docs/api.md."""
_NOTHING: Final = search.Found((), more=False)
Item = TypeVar("Item")
_Slug = Annotated[str, Path(description="The name as in addresses, from the list.", max_length=200)]
_Id = Annotated[int, Path(ge=1, le=2**31 - 1)]

router: Final = APIRouter(prefix="/v1")


def api(site: Site) -> FastAPI:
    """The application, to be mounted at `places.API`."""
    made_ = _application()
    made_.state.site = site
    return made_


@cache
def description() -> dict[str, Any]:
    """The OpenAPI description."""
    return _application().openapi()


def _application() -> FastAPI:
    app = FastAPI(
        title="On Record",
        version=__version__,
        description=_ABOUT,
        openapi_url="/openapi.json",
        docs_url=None,  # it would load from other hosts, as the next one
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
        responses=WRONG,
        servers=[{"url": places.API.rstrip("/")}],
        root_path_in_servers=False,
        middleware=[Middleware(_Heads)],
    )
    app.include_router(router)
    handle(app)
    bare = app.openapi

    def described() -> dict[str, Any]:
        told = bare()
        told["components"]["schemas"]["Problem"] = answers.Problem.model_json_schema(ref_template=_REFERENCE)
        told["components"]["schemas"] |= told["components"]["schemas"]["Problem"].pop("$defs", {})
        return told

    app.openapi = described  # type: ignore[method-assign]  # as FastAPI asks who adds to it
    return app


class _Heads:
    """Answers HEAD as GET, without the body; the server leaves it out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = scope["type"] == "http" and scope["method"] == "HEAD"
        await self._app({**scope, "method": "GET"} if head else scope, receive, send)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request as its functions need it."""

    request: Request
    site: Site
    base: str

    def page(self, part: Paged, items: Sequence[Item], *, more: bool) -> answers.Page[Item]:
        return made.page(self.request, self.base, part, items, more=more)

    def statements(self, part: Paged, some: Sequence[Recorded], *, more: bool) -> answers.Page[answers.Statement]:
        return self.page(part, [made.statement(one, self.base) for one in some], more=more)

    def listed(self, tx: Connection, part: Paged, ids: Sequence[int]) -> answers.Page[answers.Statement]:
        """The statements with these ids, of which one more than the part has says that more follow."""
        return self.statements(part, recorded.read(tx, ids[: part.per_page]), more=len(ids) > part.per_page)


def _asked(request: Request) -> _Asked:
    site: Site = request.app.state.site
    return _Asked(request, site, site.address(request))


_Asking = Annotated[_Asked, Depends(_asked)]


@router.get("/statements", tags=["statements"])
def statements(ask: _Asking, wanted: Wanted) -> answers.Page[answers.Statement]:
    """What was said: by the search's own language, by filters, or by both; the newest first."""
    query = wanted.query(ask.site)
    with ask.site.store.read() as tx:
        found = (
            _NOTHING
            if query is None
            else search.search(tx, query, limit=wanted.per_page, offset=wanted.start, zone=ask.site.zone)
        )
    return ask.statements(wanted, found.statements, more=found.more)


@router.get("/statements/{key}", tags=["statements"], responses=MISSING)
def statement(ask: _Asking, key: Annotated[str, Path(pattern="^[0-9a-f]{8,32}$")]) -> answers.Statement:
    """One statement; by an earlier key, what it became when its article was read anew."""
    with ask.site.store.read() as tx:
        found = standing.find(tx, key)
        if found is None and (by_now := moves.became(tx, key)) is not None:
            found = standing.find(tx, by_now)
    return made.statement(_there(found, "statement"), ask.base)


@router.get("/topics", tags=["topics"])
def topics(ask: _Asking, part: Part) -> answers.Page[answers.Topic]:
    """The topics, as topics.yaml has them; then those that it had."""
    with ask.site.store.read() as tx:
        names = topic_pages.names(ask.site, tx)
        items = [_topic(ask, tx, name) for name in names[part.start :][: part.per_page]]
    return ask.page(part, items, more=len(names) > part.end)


@router.get("/topics/{slug}", tags=["topics"], responses=MISSING)
def topic(ask: _Asking, slug: _Slug) -> answers.Topic:
    """One topic."""
    with ask.site.store.read() as tx:
        return _topic(ask, tx, topic_pages.named(ask.site, tx, slug))


@router.get("/topics/{slug}/statements", tags=["topics"], responses=MISSING)
def topic_statements(ask: _Asking, slug: _Slug, part: Part) -> answers.Page[answers.Statement]:
    """What was said on a topic, the newest first."""
    with ask.site.store.read() as tx:
        name = topic_pages.named(ask.site, tx, slug)
        return ask.listed(tx, part, reading.of_topic(tx, name, limit=part.per_page + 1, offset=part.start))


@router.get("/speakers", tags=["speakers"])
def speakers_(ask: _Asking, part: NamedPart) -> answers.Page[answers.Known]:
    """The speakers, those who said most first."""
    with ask.site.store.read() as tx:
        everyone = ask.site.kept("heard", reading.heard, tx)
        if part.name is not None:
            wanted = {one.id for one in speakers.named(tx, clean(part.name))}
            everyone = [one for one in everyone if one.id in wanted]
    items = [made.known(one, ask.base) for one in everyone[part.start :][: part.per_page]]
    return ask.page(part, items, more=len(everyone) > part.end)


@router.get("/speakers/{number}", tags=["speakers"], responses=MISSING)
def speaker(ask: _Asking, number: _Id) -> answers.Profile:
    """One speaker, with the names and titles that articles give."""
    with ask.site.store.read() as tx:
        found = speakers.records(tx, ids=[number])
    return made.profile(_there(found[0] if found else None, "speaker"), ask.base)


@router.get("/speakers/{number}/statements", tags=["speakers"], responses=MISSING)
def speaker_statements(ask: _Asking, number: _Id, part: Part) -> answers.Page[answers.Statement]:
    """What a speaker said, the newest first."""
    with ask.site.store.read() as tx:
        ids = reading.of_speaker(tx, number, limit=part.per_page + 1, offset=part.start)
        if not ids:
            _there(speakers.records(tx, ids=[number]) or None, "speaker")
        return ask.listed(tx, part, ids)


@router.get("/articles/{number}", tags=["articles"], responses=MISSING)
def article(ask: _Asking, number: _Id) -> answers.Article:
    """What is known of an article, without its text."""
    with ask.site.store.read() as tx:
        return made.article(_there(standing.paper(tx, number), "article"), ask.base)


@router.get("/articles/{number}/statements", tags=["articles"], responses=MISSING)
def article_statements(ask: _Asking, number: _Id, part: Part) -> answers.Page[answers.Statement]:
    """The statements of an article, in its order, also those that are not sure."""
    with ask.site.store.read() as tx:
        _there(standing.paper(tx, number), "article")
        found = standing.statements_of(tx, number)
    return ask.statements(part, found[part.start :][: part.per_page], more=len(found) > part.end)


@router.get("/editions", tags=["editions"], responses=MISSING)
def editions(ask: _Asking, part: DigestPart) -> answers.Page[answers.Edition]:
    """The editions of all digests or of one, the newest first."""
    with ask.site.store.read() as tx:
        limits = {"limit": part.per_page + 1, "offset": part.start}
        if part.digest is None:
            found = archive.every(tx, **limits)
        else:
            found = archive.of(tx, _digest(tx, part.digest), **limits)
    items = [made.edition(one, ask.base) for one in found[: part.per_page]]
    return ask.page(part, items, more=len(found) > part.per_page)


@router.get("/editions/{slug}/{day}", tags=["editions"], responses=MISSING)
def edition(ask: _Asking, slug: _Slug, day: Day) -> answers.WholeEdition:
    """One edition, whole."""
    with ask.site.store.read() as tx:
        name = _digest(tx, slug)
        kept = _there(archive.one(tx, name, day), "edition")
        html = archive.whole(tx, name, day) or ""
    return answers.WholeEdition(**made.edition(kept, ask.base).model_dump(), html=html)


@router.get("/sources", tags=["sources"])
def sources(ask: _Asking, part: Part) -> answers.Page[answers.Health]:
    """How each source does."""
    with ask.site.store.read() as tx:
        states, _ = source_states.states(tx, ask.site.config, now=datetime.now(UTC), days=_DAYS)
    own = ask.site.config.web.url is None
    items = [made.health(one, advised=own) for one in states[part.start :][: part.per_page]]
    return ask.page(part, items, more=len(states) > part.end)


def _digest(tx: Connection, slug: str) -> str:
    return _there(next((one for one in archive.digests(tx) if places.slug(one) == slug), None), "digest")


def _topic(ask: _Asked, tx: Connection, name: str) -> answers.Topic:
    return made.topic(name, topic_pages.standing(ask.site, tx, name).statements, ask.base)


def _there(found: Item | None, kind: str) -> Item:
    if found is None:
        raise MissingError(f"There is no such {kind}.")
    return found
