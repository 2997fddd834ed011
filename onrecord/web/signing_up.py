"""Signing up for a digest, and confirming it by the link of a mail."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from digests.confirming import TooManyError, sign_up
from digests.tokens import ExpiredError, ForgedError
from onrecord import places
from onrecord.mailboxes import untagged
from onrecord.store import signups
from onrecord.web import forms, personal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

_HOUR: Final = "3600"  # seconds


def routes() -> list[Route]:
    """The pages, with counts of their own of who came how often."""
    gate = forms.Gate()
    return [
        personal.route(places.SUBSCRIBE, _form, partial(_sign_up, gate)),
        personal.route("/confirm/{token}", _confirming, _confirm),
    ]


def _form(
    request: Request, *, typed: str = "", ticked: Iterable[str] = (), wrong: dict[str, str] | None = None
) -> Response:
    """The page to sign up, perhaps with what was typed and what is `wrong` with it, by field."""
    config = personal.site_of(request).config
    offered = [digest for digest in config.digests if digest.open]
    if not offered:
        return personal.told(request, 404, "Not here", "Nobody can sign up for a digest here.")
    chosen = set(ticked) or ({offered[0].name} if len(offered) == 1 else set())
    values = {
        "digests": offered,
        "ticked": chosen,
        "typed": typed,
        "wrong": {"address": None, "digest": None} | (wrong or {}),
        "desk": personal.desk(config),
    }
    title = "Error: get a digest by mail" if wrong else "Get a digest by mail"
    return personal.page(request, "subscribe.html.j2", title, values, status=422 if wrong else 200)


def _sign_up(gate: forms.Gate, request: Request, form: FormData) -> Response:
    site = personal.site_of(request)
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
    if not (gate.lets("client", forms.client(request)) and gate.lets("address", untagged(address))):
        return _too_many(request)
    try:
        sign_up(site.store, site.config, address, wanted, now=datetime.now(UTC))
    except TooManyError:
        return _too_many(request)
    return personal.page(request, "signed_up.html.j2", "Look into your mail", {"desk": personal.desk(site.config)})


def _too_many(request: Request) -> Response:
    text = "There were too many sign-ups in the last hour, from you or from others. Try again in an hour."
    response = personal.told(request, 429, "Not now", text)
    response.headers["Retry-After"] = _HOUR
    return response


def _confirming(request: Request) -> Response:
    found = _signup(request)
    if not isinstance(found, signups.Signup):
        return found
    if found.confirmed is None:
        return personal.page(request, "confirm.html.j2", "One click more", {"signup": found})
    with personal.site_of(request).store.read() as tx:
        return _confirmed(request, found, signups.got(tx, found))


def _confirm(request: Request, _form: FormData) -> Response:
    found = _signup(request)
    if not isinstance(found, signups.Signup):
        return found
    site = personal.site_of(request)
    names = [digest.name for digest in site.config.digests if digest.open]
    with site.store.write() as tx:
        signups.confirm(tx, found, open_to=names, now=datetime.now(UTC))
        got = signups.got(tx, found)
    return _confirmed(request, found, got)


def _confirmed(request: Request, signup: signups.Signup, got: tuple[str, ...]) -> Response:
    if not got:
        text = "This sign-up does not hold any more: you have left since, or the digest is not open to new readers now."
        return personal.told(request, 200, "Nothing was changed", text)
    names = ", ".join(f"“{name}”" for name in got)
    return personal.told(request, 200, "You are in", f"The next edition of {names} comes to {signup.address}.")


def _signup(request: Request) -> signups.Signup | Response:
    """The sign-up that the link is for, or the answer that there is none."""
    site = personal.site_of(request)
    try:
        mark = personal.linking(site).confirmed(request.path_params["token"], now=datetime.now(UTC))
    except ForgedError:
        return personal.refused(request)
    except ExpiredError:
        mark = ""
    with site.store.read() as tx:
        found = signups.find(tx, mark)
    if found is None:
        return personal.told(
            request, 410, personal.EXPIRED, "It works for 48 hours. Sign up again, and another one comes."
        )
    return found
