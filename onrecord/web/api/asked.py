"""What a request asks for: which part of a list, and which statements."""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Final

from fastapi import Query as Parameter
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from digests.escaping import clean
from onrecord.model import Act, Kind
from onrecord.query import Query, Words, parse
from onrecord.web.site import Site

LAST_PAGE = 1_000
"""The last part of a list that is given: later ones are slow to find. Exports have all."""

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _written(value: object) -> object:
    """A day as it is written: pydantic would take a number for seconds."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("write a day as 2026-11-01")
    return value


Day = Annotated[date, BeforeValidator(_written)]
_Values = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=20)]


class Paged(BaseModel):
    """Which part of a list. A parameter that is not known is refused: it may be a mistyped filter."""

    model_config = ConfigDict(extra="forbid")

    page: int = Field(default=1, ge=1, le=LAST_PAGE, description="The number of the part, from 1.")
    per_page: int = Field(default=20, ge=1, le=100, description="How many it has.")

    @property
    def start(self) -> int:
        """How many come before it."""
        return (self.page - 1) * self.per_page

    @property
    def end(self) -> int:
        """How many there are up to its end."""
        return self.page * self.per_page


class Named(Paged):
    """Speakers, all or those of a name."""

    name: str | None = Field(
        default=None,
        max_length=200,
        description="A name that articles give, whole; case and accents don't matter.",
        examples=["Marit Halvorsen"],
    )


class OfDigest(Paged):
    """Editions, all or those of a digest."""

    digest: str | None = Field(
        default=None, max_length=200, description="The digest's name, as in its address.", examples=["morning"]
    )


class Filters(Paged):
    """Statements that meet all of these; of several values of one, any."""

    q: str = Field(
        default="",
        description="As typed into the search box; docs/search.md tells how.",
        examples=['speaker:halvorsen "gas supply" after:7d'],
        json_schema_extra={"format": "search"},
    )
    speaker: _Values = Field(default=[], description="Part of the name of who said it.", examples=[["halvorsen"]])
    topic: _Values = Field(default=[], description="A topic, or part of its name.", examples=[["power grid"]])
    source: _Values = Field(default=[], description="Part of the name of the paper.", examples=[["gazette"]])
    act: list[Act] = Field(default=[], max_length=30, description="What the speaker does by it.", examples=[["deny"]])
    kind: list[Kind] = Field(default=[], max_length=3, description="How the words are given.", examples=[["direct"]])
    after: Day | None = Field(default=None, description="Since this day.", examples=["2026-11-01"])
    before: Day | None = Field(default=None, description="Up to the day before this one.", examples=["2026-12-01"])
    all: bool = Field(default=False, description="Also what is not sure enough to be a statement.")

    def query(self, site: Site) -> Query | None:
        """What is looked for; None where a filter has no letter and no figure, so nothing can meet it.

        Raises `QueryError` for a `q` that is mistyped.
        """
        asked = parse(clean(self.q), today=datetime.now(site.zone).date()) if self.q else Query()
        named = (asked.speakers, self.speaker), (asked.topics, self.topic), (asked.sources, self.source)
        if any(values and not any(map(_is_said, values)) for _, values in named):
            return None
        speakers, topics, sources = ((*typed, *_words(values)) for typed, values in named)
        return replace(
            asked,
            speakers=speakers,
            topics=topics,
            sources=sources,
            acts=(*asked.acts, *self.act),
            kinds=(*asked.kinds, *self.kind),
            after=self.after or asked.after,
            before=self.before or asked.before,
            doubtful=self.all or asked.doubtful,
        )


Part = Annotated[Paged, Parameter()]
NamedPart = Annotated[Named, Parameter()]
DigestPart = Annotated[OfDigest, Parameter()]
Wanted = Annotated[Filters, Parameter()]


def _is_said(text: str) -> bool:
    return any(map(str.isalnum, text))


def _words(values: list[str]) -> tuple[Words, ...]:
    return tuple(Words(clean(one), phrase=True) for one in values if _is_said(one))
