"""Leaving a digest, with one click where a mail program asks for it, and choosing what one gets."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from digests.tokens import ExpiredError, ForgedError
from onrecord.state.recipients import gets
from onrecord.store import choices, readers, recipients
from onrecord.store.choices import ALL, By
from onrecord.web import personal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from onrecord.config import Config, Digest

_ONE_CLICK: Final = "List-Unsubscribe"


def routes() -> list[Route]:
    """The pages."""
    return [
        personal.route("/unsubscribe/{token}", _leaving, _leave, from_anywhere=True),
        personal.route("/preferences/{token}", _choosing, _choose),
    ]


def _leaving(request: Request) -> Response:
    return _left(request, leave=False)


def _leave(request: Request, form: FormData) -> Response:
    """Leave at once, as the button of the page or a mail program asks (RFC 8058)."""
    one_click = str(form.get(_ONE_CLICK, "")).casefold() == "one-click"
    return _left(request, leave=one_click or "leave" in form or "all" in form, every="all" in form)


def _left(request: Request, *, leave: bool, every: bool = False) -> Response:
    """The page on which a digest is left, before or after it."""
    site, now = personal.site_of(request), datetime.now(UTC)
    try:
        mark, digest = personal.linking(site).left(request.path_params["token"], now=now)
    except (ForgedError, ExpiredError) as error:
        return personal.refused(request, expired=isinstance(error, ExpiredError))
    with site.store.write() if leave else site.store.read() as tx:
        address = readers.address(tx, mark)
        if address is None:
            return personal.refused(request)
        if leave:
            recipients.leave(tx, address, ALL if every else digest, now=now, by=By.READER)
        made = choices.of(tx, address)
    values = {
        "digest": digest,
        "address": address,
        "left": choices.is_left(made, digest),
        "left_all": choices.is_left_all(made),
        "desk": personal.desk(site.config),
    }
    asked = request.method == "POST" and not leave
    return personal.page(request, "unsubscribe.html.j2", f"Leave “{digest}”", values, status=400 if asked else 200)


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
        for digest in _offered(personal.site_of(request).config, made, address):
            got, wanted = gets(made, digest, address), digest.name in ticked
            if wanted and not got:
                choices.join(tx, address, digest.name, now=now, by=By.READER)
            elif got and not wanted and digest.name in shown:  # not what came to be offered since the page was opened
                recipients.leave(tx, address, digest.name, now=now, by=By.READER)
        return True

    return _preferences(request, choose)


def _preferences(request: Request, choose: Callable[[Connection, str], bool]) -> Response:
    """The page with what a reader gets, after `choose` has changed it, which tells whether it did."""
    site = personal.site_of(request)
    try:
        mark = personal.linking(site).preferred(request.path_params["token"], now=datetime.now(UTC))
    except (ForgedError, ExpiredError) as error:
        return personal.refused(request, expired=isinstance(error, ExpiredError))
    with site.store.write() if request.method == "POST" else site.store.read() as tx:
        address = readers.address(tx, mark)
        if address is None:
            return personal.refused(request)
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
    return personal.page(request, "preferences.html.j2", "What you get", values)


def _offered(config: Config, made: dict[str, choices.Choice], address: str) -> list[Digest]:
    """The digests that a reader may have: those that are open, that topics.yaml sends there, and that come anyway."""
    return [
        digest for digest in config.digests if digest.open or gets({}, digest, address) or gets(made, digest, address)
    ]
