"""What the API answers with, as types; their descriptions and examples are those of the OpenAPI description."""

from datetime import date, datetime
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from onrecord.model import Act, Factuality, Kind, SpeakerKind

Item = TypeVar("Item")


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class Speaker(_Answer):
    """Who said it, as its article has it."""

    id: int | None = Field(description="The speaker across articles; null where not known.", examples=[12])
    name: str = Field(description="The name to show.", examples=["Marit Halvorsen"])
    title: str | None = Field(description="The title, as printed.", examples=["Energy Minister"])
    kind: SpeakerKind


class Cue(_Answer):
    """The article's words that attribute a statement."""

    text: str = Field(examples=["said"])
    act: Act = Field(description="What the speaker does by it.")


class Source(_Answer):
    """The article that a statement stands in."""

    id: int = Field(examples=[7])
    url: str = Field(description="Its address.", examples=["https://gazette.example/grid"])
    title: str = Field(description="Its headline.", examples=["Grid holds through the storm"])
    source: str = Field(description="The paper.", examples=["Gazette"])
    published: datetime | None = Field(description="When it appeared; null where nobody says.")
    date_only: bool = Field(description="It gives no time of day: that of `published` means nothing.")
    language: str | None = Field(examples=["en"])


class Statement(_Answer):
    """One attribution: who said what, in the article's words."""

    key: str = Field(description="Identifies it for good.", examples=["3f2a9c1d7b604e5f8a90c1d2e3f4a5b6"])
    page: str = Field(description="Its page on this site.")
    link: str | None = Field(description="Opens the article at the sentence; null where it is no web page.")
    content: str = Field(description="What was said.", examples=["the grid is safe"])
    kind: Kind = Field(description="How the words are given: quoted, reported, or reported with quoted pieces.")
    cue: Cue | None
    speaker: Speaker | None = Field(description="Null where the article names no one.")
    factuality: Factuality = Field(description="Whether the article says it was said.")
    confidence: float = Field(description="How sure it is that this was said so, from 0 to 1.", examples=[0.93])
    moment: datetime = Field(description="When its article appeared, or else came in.")
    topics: tuple[str, ...] = Field(description="The topics that it falls under.", examples=[["power grid"]])
    article: Source


class Topic(_Answer):
    """A topic that is tracked, or was."""

    slug: str = Field(description="Its name in addresses.", examples=["power-grid"])
    name: str = Field(examples=["power grid"])
    statements: int = Field(description="How many fall under it.")
    page: str = Field(description="Its page on this site.")
    feed: str = Field(description="Its JSON Feed.")


class Name(_Answer):
    """A name or title that articles give a speaker."""

    text: str = Field(examples=["Minister Halvorsen"])
    statements: int = Field(description="In how many statements.")
    last: datetime = Field(description="When last.")


class Known(_Answer):
    """A speaker across articles."""

    id: int = Field(examples=[12])
    name: str = Field(description="The name to show.", examples=["Marit Halvorsen"])
    kind: SpeakerKind
    statements: int = Field(description="How many there are.")
    last: datetime = Field(description="When last heard.")
    page: str = Field(description="The speaker's page on this site.")
    feed: str = Field(description="The speaker's JSON Feed.")


class Profile(Known):
    """A speaker with the names and titles that articles give, those most given first."""

    names: tuple[Name, ...]
    titles: tuple[Name, ...]


class Article(Source):
    """What is known of an article. Its text is not given: read it where it appeared."""

    authors: tuple[str, ...] = Field(examples=[["Ida Brandt"]])
    modified: datetime | None
    section: str | None = Field(description="The part of the paper.")
    paywalled: bool
    collected: datetime = Field(description="When it came in.")
    page: str = Field(description="Its page on this site.")
    statements: str = Field(description="Where its statements are.")


class Edition(_Answer):
    """One digest for one date."""

    digest: str = Field(description="The digest's name in addresses.", examples=["morning"])
    name: str = Field(description="The digest.", examples=["morning"])
    date: Annotated[date, Field(examples=["2026-11-24"])]
    subject: str
    statements: int = Field(description="How many its mail shows.")
    composed: datetime
    page: str = Field(description="Its page on this site.")


class WholeEdition(Edition):
    """An edition with all that its mail left out."""

    html: str = Field(description="As its page shows it. Clean it before it becomes part of another page.")


class Health(_Answer):
    """How a source does; counts are of the last seven days."""

    source: str = Field(examples=["Gazette"])
    read: datetime | None = Field(description="When it was last read.")
    success: datetime | None = Field(description="When it last was without an error.")
    failing_since: datetime | None = Field(description="Null where the last time went well.")
    newest: datetime | None = Field(description="When it last gave a new article.")
    next: datetime = Field(description="When it is read next.")
    new: int = Field(description="New articles.")
    failed: int = Field(description="Pages that failed.")
    refusals: dict[str, int] = Field(description="How often it answered with each status of HTTP.")
    lag_seconds: float | None = Field(description="Median time from publication to collection.")
    advice: tuple[str, ...] = Field(description="What to look at; nothing where others than the operator read it.")


class Page(_Answer, Generic[Item]):
    """A part of a list; `next` is the address of the part after it."""

    items: tuple[Item, ...]
    page: int = Field(description="The number of this part, from 1.")
    next: str | None = Field(description="The address of the next part; null where there is none.")
    previous: str | None = Field(description="The address of the part before; null in the first.")


class Fault(_Answer):
    """A thing that is wrong with a request."""

    place: str = Field(description="Where: the parameter.", examples=["per_page"])
    message: str = Field(examples=["Input should be less than or equal to 100"])
    at: int | None = Field(default=None, description="Which character of `q`, counted from 0.")


class Problem(_Answer):
    """What went wrong (RFC 9457)."""

    type: str = Field(default="about:blank")
    title: str = Field(examples=["Not found"])
    status: int = Field(examples=[404])
    detail: str = Field(description="What it is, and what to do.")
    errors: tuple[Fault, ...] = Field(default=(), description="Each thing that is wrong with the request.")
