"""What the API offers, as a page for people, made of its OpenAPI description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from onrecord import places
from onrecord.web.api import description
from onrecord.web.shown import Page, Shown

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from starlette.requests import Request

    from onrecord.web.site import Site


def page(_site: Site, _tx: Connection, *, base: str) -> Shown:
    """Each address with its parameters."""
    told = description()
    offered = [
        {"path": f"{places.API.rstrip('/')}{path}", "about": get["description"], "parameters": _parameters(get)}
        for path, its in told["paths"].items()
        for get in [its["get"]]
    ]
    return Shown("api.html.j2", "For programs", places.API, {"offered": offered, "base": base, "about": told["info"]})


def _parameters(get: dict[str, Any]) -> list[dict[str, str]]:
    return [{"name": one["name"], "about": _about(one)} for one in get.get("parameters", ())]


def _about(parameter: dict[str, Any]) -> str:
    schema = parameter["schema"]
    told = [parameter.get("description") or schema.get("description") or ""]
    if "maximum" in schema and "default" in schema:
        told.append(f"{schema['default']} if left out, at most {schema['maximum']}.")
    return " ".join(filter(None, told))


def _base(request: Request) -> dict[str, str]:
    site: Site = request.app.state.site
    return {"base": site.address(request)}


PAGES: Final = (Page(places.API, page, None, _base),)
