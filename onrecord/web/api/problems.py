"""What the API answers where it can't give what was asked for: a problem as RFC 9457 has it."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from onrecord.errors import StoreError
from onrecord.query import QueryError
from onrecord.web.api.answers import Fault, Problem
from onrecord.web.shown import MissingError

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request

MEDIA_TYPE: Final = "application/problem+json"
_LOG: Final = logging.getLogger(__name__)


def answered(status: int, detail: str, *errors: Fault, **headers: str) -> Response:
    """A problem as an answer."""
    problem = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=errors)
    return Response(problem.model_dump_json().encode(errors="replace"), status, headers, MEDIA_TYPE)


def described(status: int, text: str) -> dict[int | str, dict[str, Any]]:
    """A status in the OpenAPI description."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {status: {"description": text, "content": {MEDIA_TYPE: {"schema": schema}}}}


WRONG: Final = described(422, "The request has a mistake; `errors` names each.")
MISSING: Final = described(404, "There is nothing of this name.")


def handle(app: FastAPI) -> None:
    """Have an application answer its errors so."""
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, handler)


def _wrong(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # as it is registered
    faults = [Fault(place=_place(one["loc"]), message=_told(one)) for one in error.errors()]
    told = "; ".join(f"{one.place}: {one.message}" for one in faults)
    return answered(422, told, *faults)


def _place(where: tuple[str | int, ...]) -> str:
    return ".".join(str(one) for one in where[1:]) or str(where[0])


def _told(error: dict[str, Any]) -> str:
    if error["type"] == "extra_forbidden":
        return "unknown parameter; /api/ lists those there are"
    return str(error["msg"])


def _mistyped(_request: Request, error: Exception) -> Response:
    fault = Fault(place="q", message=str(error), at=getattr(error, "at", None))
    return answered(422, f"q: {error}", fault)


def _missing(_request: Request, error: Exception) -> Response:
    return answered(404, str(error))


def refused(_request: Request, error: Exception) -> Response:
    """The answer to what has no address, or can't be done there."""
    assert isinstance(error, HTTPException)  # noqa: S101  # as it is registered
    told = {404: "There is no such address; /api/ lists those there are.", 405: "It can only be read: use GET."}
    return answered(error.status_code, told.get(error.status_code, error.detail), **dict(error.headers or {}))


def _out_of_order(_request: Request, error: Exception) -> Response:
    _LOG.error("%s", error)
    detail = "The store can't be read at the moment. Try again in a minute."
    return answered(503, detail, **{"Retry-After": "60"})


def _broken(_request: Request, _error: Exception) -> Response:
    return answered(500, "Something went wrong here, and it was noted.")


_HANDLERS: Final = {
    RequestValidationError: _wrong,
    QueryError: _mistyped,
    MissingError: _missing,
    HTTPException: refused,
    StoreError: _out_of_order,
    Exception: _broken,
}
