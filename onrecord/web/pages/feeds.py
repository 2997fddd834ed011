"""The feeds of the site: of all that was said, of a topic, a speaker, a search, and of a digest's editions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from html import escape
from typing import TYPE_CHECKING, Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from digests.escaping import clean, folded
from digests.filters import cue, in_context, words
from digests.frame import frame
from digests.links import link
from onrecord import places
from onrecord.model import Factuality
from onrecord.query import Query, QueryError, parse, written
from onrecord.store import archive, reading, recorded, search
from onrecord.web import feeds
from onrecord.web.feeds import Entry, Feed
from onrecord.web.pages import speakers, topics
from onrecord.web.shown import MAY_MOVE_ON, MissingError, MovedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection
    from starlette.requests import Request

    from onrecord.store.archive import Kept
    from onrecord.store.recorded import Recorded
    from onrecord.web.site import Site

_ENTRIES: Final = 50
_IN_TITLE: Final = 90  # characters of what was said
_FRESH: Final = 300  # seconds in which a reader need not ask again
_WORDS: Final = frame("en")
_DOUBTS: Final = {
    Factuality.NEGATED: "Reported as not said.",
    Factuality.HYPOTHETICAL: "Reported as possible, not as said.",
}


@dataclass(frozen=True, slots=True)
class Followed:
    """What a feed follows: its `title`, the `path` of its page (`places.feed` gives the feed's), its `entries`."""

    title: str
    path: str
    entries: tuple[Entry, ...]


def everything(site: Site, tx: Connection, base: str) -> Followed:
    """All that was said."""
    found = search.search(tx, Query(), limit=_ENTRIES, zone=site.zone)
    return Followed("On Record", places.HOME, entries(found.statements, base))


def topic(site: Site, tx: Connection, base: str, slug: str) -> Followed:
    """What was said on a topic."""
    name = topics.named(site, tx, slug)
    found = recorded.read(tx, reading.of_topic(tx, name, limit=_ENTRIES))
    return Followed(f"On Record: {name}", places.topic(name), entries(found, base))


def speaker(_site: Site, tx: Connection, base: str, who: str) -> Followed:
    """What a speaker said; under an earlier name, the feed is where the name is now."""
    its = speakers.found(tx, who)
    path = places.speaker(its.id, its.name)
    if who != places.who(its.id, its.name):
        raise MovedError(path)
    found = recorded.read(tx, reading.of_speaker(tx, its.id, limit=_ENTRIES))
    return Followed(f"On Record: {its.name}", path, entries(found, base))


def searched(site: Site, tx: Connection, base: str, query: Query) -> Followed:
    """What a search finds."""
    asked = written(query)
    found = search.search(tx, query, limit=_ENTRIES, zone=site.zone)
    title = f"On Record: {asked}" if asked else "On Record"
    return Followed(title, places.search(asked), entries(found.statements, base))


def digest(_site: Site, tx: Connection, base: str, slug: str) -> Followed:
    """The editions of a digest."""
    name = next((one for one in archive.digests(tx) if places.slug(one) == slug), None)
    if name is None:
        raise MissingError("There is no digest of this name, or it has no edition yet.")
    made = tuple(_edition(one, base) for one in archive.of(tx, name, limit=_ENTRIES))
    return Followed(f"On Record: {name}", places.digest(name), made)


def feed(followed: Followed, form: str, base: str) -> Feed:
    """The feed of what is followed, whose links begin with `base`: the site's address without a slash at its end."""
    home, url = f"{base}{followed.path}", f"{base}{places.feed(followed.path, form)}"
    return Feed(followed.title, home, url, followed.entries)


def entries(some: Iterable[Recorded], base: str) -> tuple[Entry, ...]:
    """Statements as entries; words that an article gives twice are one."""
    return tuple({one.key: _entry(one, base) for one in some}.values())


def _entry(one: Recorded, base: str) -> Entry:
    name = folded(clean(one.name or "")) or "Speaker not named"
    said = folded(clean(words(one.statement)))
    short = said if len(said) <= _IN_TITLE else f"{said[:_IN_TITLE].rsplit(' ', 1)[0]}…"
    return Entry(
        id=f"urn:onrecord:statement:{one.key}",
        url=f"{base}{places.statement(one.key)}",
        title=f"{name}: {short}",
        html=_html(one, name, said),
        updated=one.moment,
        published=one.published,
        author=name,
        via=link(one.url),
        categories=one.topics,
        language=one.language,
    )


def _html(one: Recorded, name: str, said: str) -> str:
    """The words with who said them and where; nothing of an article is markup in it."""
    its = one.statement
    before = clean(cue(_WORDS, its))
    title = f", {clean(its.speaker.title)}" if its.speaker and its.speaker.title else ""
    headline, url = clean(one.title) or clean(one.source), in_context(one)
    shown = f'<a href="{escape(url)}">{escape(headline)}</a>' if url else escape(headline)
    doubt = f"<p><b>{_DOUBTS[its.factuality]}</b></p>" if its.factuality in _DOUBTS else ""
    quoted = f"<blockquote><p>{f'<i>{escape(before)}:</i> ' if before else ''}{escape(said)}</p></blockquote>"
    return f"{doubt}{quoted}<p>{escape(name)}{escape(title)}</p><p>{escape(clean(one.source))}: {shown}</p>"


def _edition(one: Kept, base: str) -> Entry:
    number = f"{one.statements} statement{'s' if one.statements != 1 else ''}"
    return Entry(
        id=f"urn:onrecord:edition:{places.slug(one.digest)}:{one.date}",
        url=f"{base}{places.edition(one.digest, one.date)}",
        title=one.subject,
        html=f"<p>{escape(clean(one.subject))}</p><p>{number}, {one.date}</p>",
        updated=one.composed,
        published=one.composed,
        author="On Record",
    )


def _search(request: Request) -> dict[str, Any]:
    site: Site = request.app.state.site
    try:
        return {"query": parse(request.query_params.get("q", ""), today=datetime.now(site.zone).date())}
    except QueryError as error:
        raise HTTPException(400, str(error)) from None


def _route(path: str, make: Callable[..., Followed], asked: Callable[[Request], dict[str, Any]]) -> Route:
    def serve(request: Request) -> Response:
        site: Site = request.app.state.site
        params = dict(request.path_params)
        form = params.pop("form")
        if form not in places.FEEDS or "\0" in request.scope["path"]:
            raise HTTPException(404)
        base = site.address(request)
        asking = asked(request)
        try:
            with site.store.read() as tx:
                followed = make(site, tx, base, **params, **asking)
        except MissingError as missing:
            raise HTTPException(404, str(missing)) from None
        except MovedError as moved:
            return RedirectResponse(places.feed(moved.path, form), status_code=308, headers=MAY_MOVE_ON)
        return _answer(request, feeds.written(feed(followed, form, base), form), feeds.MEDIA_TYPES[form])

    return Route(path, serve)


def _answer(request: Request, body: bytes, media_type: str) -> Response:
    """The feed; one that the reader has already is not sent again."""
    mark = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"Cache-Control": f"max-age={_FRESH}", "ETag": mark}
    if mark in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers | {"Content-Type": media_type})


ROUTES: Final = (
    _route("/feed.{form}", everything, lambda _request: {}),
    _route("/topics/{slug}/feed.{form}", topic, lambda _request: {}),
    _route("/speakers/{who}/feed.{form}", speaker, lambda _request: {}),
    _route("/editions/{slug}/feed.{form}", digest, lambda _request: {}),
    _route("/search/feed.{form}", searched, _search),
)
