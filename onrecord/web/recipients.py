"""Signing up for a digest, confirming it, leaving, and changing what one gets: without a password.

What a page does is done by a post alone, since programs that look through mail follow its links. No page tells who
gets what but to somebody with a link of that reader's own mail, and no address of a reader stands in a path.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse
from starlette.routing import Route

from digests.confirming import TooManyError, sign_up
from digests.reader_links import Linking
from digests.tokens import ExpiredError, ForgedError
from onrecord.mailboxes import folded
from onrecord.state.recipients import gets
from onrecord.store import choices, readers, recipients, signups
from onrecord.store.choices import ALL, By
from onrecord.web import forms, places
from onrecord.web.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeAlias

    from sqlalchemy import Connection
    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response

    from onrecord.config import Config, Digest
    from onrecord.web.site import Site

    Show: TypeAlias = Callable[[Request], Response]
    Take: TypeAlias = Callable[[Request, FormData], Response]

_HEADERS: Final = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
_HOUR: Final = "3600"  # seconds
_ONE_CLICK: Final = "List-Unsubscribe"
_EXPIRED: Final = "This link has expired"
_FORGED: Final = "This link does not work"


def routes() -> list[Route]:
    """The pages, which share the counts of who came how often."""
    gate = forms.Gate()
    return [
        _route(places.SUBSCRIBE, _subscribe, partial(_sign_up, gate)),
        _route("/confirm/{token}", _confirming, _confirm),
        _route("/unsubscribe/{token}", _leaving, _leave, from_anywhere=True),
        _route("/preferences/{token}", _choosing, _choose),
    ]


def _route(path: str, show: Show, take: Take, *, from_anywhere: bool = False) -> Route:
    async def serve(request: Request) -> Response:
        if request.method != "POST":
            return await run_in_threadpool(show, request)
        try:
            form = await forms.read(request, from_anywhere=from_anywhere)
        except HTTPException as error:
            return await run_in_threadpool(_told, request, error.status_code, "Not done", error.detail)
        return await run_in_threadpool(take, request, form)

    return Route(path, serve, methods=["GET", "POST"])


def _subscribe(request: Request) -> Response:
    return _form(request)


def _form(
    request: Request, *, typed: str = "", ticked: Iterable[str] = (), wrong: dict[str, str] | None = None
) -> Response:
    """The page to sign up, perhaps with what was typed and what is `wrong` with it, by field."""
    config = _site(request).config
    offered = [digest for digest in config.digests if digest.open]
    if not offered:
        return _told(request, 404, "Not here", "Nobody can sign up for a digest here.")
    chosen = set(ticked) or ({offered[0].name} if len(offered) == 1 else set())
    values = {
        "digests": offered,
        "ticked": chosen,
        "typed": typed,
        "wrong": {"address": None, "digest": None} | (wrong or {}),
        "desk": _desk(config),
    }
    title = "Error: get a digest by mail" if wrong else "Get a digest by mail"
    return _page(request, "subscribe.html.j2", title, values, status=422 if wrong else 200)


def _sign_up(gate: forms.Gate, request: Request, form: FormData) -> Response:
    site = _site(request)
    typed = str(form.get("address", ""))
    ticked = {str(name) for name in form.getlist("digest")}
    wanted = [digest for digest in site.config.digests if digest.open and digest.name in ticked]
    address = forms.address(typed)
    wrong = {}
    if address is None:
        wrong["address"] = "Type a mail address such as anna@example.org."
    if not wanted:
        wrong["digest"] = "Tick a digest."
    if address is None or wrong:
        return _form(request, typed=typed[:254], ticked=ticked, wrong=wrong)
    if not (gate.lets("client", forms.client(request)) and gate.lets("address", folded(address))):
        return _too_many(request)
    try:
        sign_up(site.store, site.config, address, wanted, now=datetime.now(UTC))
    except TooManyError:
        return _too_many(request)
    return _page(request, "signed_up.html.j2", "Look into your mail", {"desk": _desk(site.config)})


def _too_many(request: Request) -> Response:
    text = "There were too many sign-ups in the last hour, from you or from others. Try again in an hour."
    response = _told(request, 429, "Not now", text)
    response.headers["Retry-After"] = _HOUR
    return response


def _confirming(request: Request) -> Response:
    found = _signup(request)
    if not isinstance(found, signups.Signup):
        return found
    if found.confirmed is None:
        return _page(request, "confirm.html.j2", "One click more", {"signup": found})
    with _site(request).store.read() as tx:
        return _confirmed(request, found, signups.got(tx, found))


def _confirm(request: Request, _form: FormData) -> Response:
    found = _signup(request)
    if not isinstance(found, signups.Signup):
        return found
    site = _site(request)
    names = [digest.name for digest in site.config.digests if digest.open]
    with site.store.write() as tx:
        signups.confirm(tx, found, open_to=names, now=datetime.now(UTC))
        got = signups.got(tx, found)
    return _confirmed(request, found, got)


def _confirmed(request: Request, signup: signups.Signup, got: tuple[str, ...]) -> Response:
    if not got:
        text = "This sign-up does not hold any more: you have left since, or the digest is not open to new readers now."
        return _told(request, 200, "Nothing was changed", text)
    names = ", ".join(f"“{name}”" for name in got)
    return _told(request, 200, "You are in", f"The next edition of {names} comes to {signup.address}.")


def _signup(request: Request) -> signups.Signup | Response:
    """The sign-up that the link is for, or the answer that there is none."""
    site = _site(request)
    try:
        mark = _linking(site).confirmed(request.path_params["token"], now=datetime.now(UTC))
    except ForgedError:
        return _refused(request)
    except ExpiredError:
        mark = ""
    with site.store.read() as tx:
        found = signups.find(tx, mark)
    if found is None:
        return _told(request, 410, _EXPIRED, "It works for 48 hours. Sign up again, and another one comes.")
    return found


def _leaving(request: Request) -> Response:
    return _left(request, leave=False)


def _leave(request: Request, form: FormData) -> Response:
    """Leave at once, as the button of the page or a mail program asks (RFC 8058)."""
    one_click = str(form.get(_ONE_CLICK, "")).casefold() == "one-click"
    return _left(request, leave=one_click or "leave" in form or "all" in form, every="all" in form)


def _left(request: Request, *, leave: bool, every: bool = False) -> Response:
    """The page on which a digest is left, before or after it."""
    site, now = _site(request), datetime.now(UTC)
    try:
        mark, digest = _linking(site).left(request.path_params["token"], now=now)
    except (ForgedError, ExpiredError) as error:
        return _refused(request, expired=isinstance(error, ExpiredError))
    with site.store.write() if leave else site.store.read() as tx:
        address = readers.address(tx, mark)
        if address is None:
            return _refused(request)
        if leave:
            recipients.leave(tx, address, ALL if every else digest, now=now, by=By.READER)
        made = choices.of(tx, address)
    values = {
        "digest": digest,
        "address": address,
        "left": choices.is_left(made, digest),
        "left_all": choices.is_left_all(made),
        "desk": _desk(site.config),
    }
    asked = request.method == "POST" and not leave
    return _page(request, "unsubscribe.html.j2", f"Leave “{digest}”", values, status=400 if asked else 200)


def _choosing(request: Request) -> Response:
    return _preferences(request, lambda _tx, _address: False)


def _choose(request: Request, form: FormData) -> Response:
    ticked, shown = ({str(name) for name in form.getlist(field)} for field in ("digest", "shown"))
    now = datetime.now(UTC)

    def choose(tx: Connection, address: str) -> bool:
        if "all" in form:
            recipients.leave(tx, address, ALL, now=now, by=By.READER)
            return True
        made = choices.of(tx, address)
        for digest in _offered(_site(request).config, made, address):
            got, wanted = gets(made, digest, address), digest.name in ticked
            if wanted and not got:
                choices.join(tx, address, digest.name, now=now, by=By.READER)
            elif got and not wanted and digest.name in shown:  # not what came to be offered since the page was opened
                recipients.leave(tx, address, digest.name, now=now, by=By.READER)
        return True

    return _preferences(request, choose)


def _preferences(request: Request, choose: Callable[[Connection, str], bool]) -> Response:
    """The page with what a reader gets, after `choose` has changed it, which tells whether it did."""
    site = _site(request)
    try:
        mark = _linking(site).preferred(request.path_params["token"], now=datetime.now(UTC))
    except (ForgedError, ExpiredError) as error:
        return _refused(request, expired=isinstance(error, ExpiredError))
    with site.store.write() if request.method == "POST" else site.store.read() as tx:
        address = readers.address(tx, mark)
        if address is None:
            return _refused(request)
        saved = choose(tx, address)
        made = choices.of(tx, address)
    offered = _offered(site.config, made, address)
    values = {
        "digests": offered,
        "ticked": {digest.name for digest in offered if gets(made, digest, address)},
        "address": address,
        "saved": saved,
        "left_all": choices.is_left_all(made),
    }
    return _page(request, "preferences.html.j2", "What you get", values)


def _offered(config: Config, made: dict[str, choices.Choice], address: str) -> list[Digest]:
    """The digests that a reader may have: those that are open, that topics.yaml sends there, and that come anyway."""
    return [
        digest for digest in config.digests if digest.open or gets({}, digest, address) or gets(made, digest, address)
    ]


def _refused(request: Request, *, expired: bool = False) -> Response:
    """The answer to a link that is good for nothing, with what to do instead."""
    desk = _desk(_site(request).config)
    text = f"The newest mail that you have from us has one that works. Or write to {desk}, and you get no more."
    return _told(request, 410 if expired else 404, _EXPIRED if expired else _FORGED, text)


def _desk(config: Config) -> str:
    """Where a reader writes to."""
    return folded(config.mail.unsubscribe or config.mail.from_)


def _linking(site: Site) -> Linking:
    """What reads the links of mails: also those that were sent when topics.yaml had another address, or one at all."""
    return Linking(site.config.web.url or "", readers.signing_key(site.store))


def _site(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


def _told(request: Request, status: int, title: str, text: str) -> Response:
    return _page(request, "told.html.j2", title, {"text": text}, status=status)


def _page(request: Request, template: str, title: str, values: Mapping[str, object], *, status: int = 200) -> Response:
    """An answer that nobody keeps, and whose address no other site is told."""
    shown = Shown(template, title, places.SUBSCRIBE, values)
    return HTMLResponse(_site(request).html(shown).encode(errors="replace"), status, _HEADERS)
