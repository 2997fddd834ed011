"""What a page shows, and what else may come of asking for it. A page is a function of the site and its store alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from starlette.convertors import IntegerConvertor, register_url_convertor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sqlalchemy import Connection
    from starlette.requests import Request

    from onrecord.web.site import Site


class _Nth(IntegerConvertor):
    """A number in a path, from 1, in its one spelling, and none that a store could not hold."""

    regex = "[1-9][0-9]{0,9}"


register_url_convertor("nth", _Nth())


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: the `template` that is filled with `values`, its `title` and `path`.

    `tab` is the part of the site that it belongs to. `feed` is the path whose feeds follow it (`places.feed`), `data`
    says what is on it for machines (schema.org), `status` is that of HTTP.
    """

    template: str
    title: str
    path: str
    values: Mapping[str, object] = field(default_factory=dict)
    tab: str | None = None
    feed: str | None = None
    data: object = None
    status: int = 200


@dataclass(frozen=True, slots=True)
class Whole:
    """A page that is there as a whole: an edition as it was mailed."""

    html: str
    path: str


class MissingError(Exception):
    """There is no such page; the message says what is not there. `status` is that of HTTP."""

    status = 404


class GoneError(MissingError):
    """There was such a page, and will be none again."""

    status = 410


MAY_MOVE_ON: Final = {"Cache-Control": "no-cache"}
"""Headers of an answer that leads elsewhere: what moved can move again, and back."""


class MovedError(Exception):
    """The page is elsewhere now: a path of this site."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


Make: TypeAlias = "Callable[..., Shown | Whole]"
Every: TypeAlias = "Callable[[Site, Connection], Iterable[Mapping[str, Any]]]"


@dataclass(frozen=True, slots=True)
class Page:
    """A kind of page: its path as Starlette writes routes, and what makes one of the site, the store and the path.

    `every` gives the parameters of all pages of the kind, for the export; None for one that needs a server. `asked`
    gives those that a request has beside its path.
    """

    path: str
    make: Make
    every: Every | None = lambda _site, _tx: ({},)
    asked: Callable[[Request], Mapping[str, Any]] = lambda _request: {}
