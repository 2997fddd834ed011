"""Where articles come from, and how politely their pages are fetched."""

from datetime import timedelta
from typing import Annotated, Literal, Self, TypeAlias
from urllib.parse import urlsplit, urlunsplit

from pydantic import Field, model_validator

from onrecord import __version__
from onrecord.config import kinds
from onrecord.config.part import Part

Kind: TypeAlias = Literal["feed", "sitemap", "section", "page", "folder"]
KINDS: tuple[Kind, ...] = ("feed", "sitemap", "section", "page", "folder")

_LEAST, _MOST = timedelta(minutes=1), timedelta(days=31)

_NONE = (
    "a source needs a 'feed', a 'sitemap', a 'section' or a 'page' (an address on the web), or a 'folder'; "
    "write one of them"
)


def without_login(url: str) -> str:
    """A web address without the `user:password@` before its host."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


class Source(Part):
    """Where articles come from: one of a feed, a sitemap, a section, pages, or a folder of text documents."""

    name: kinds.Name = Field(
        description="Your own name for the source. It stands beside each statement in the digest.",
        examples=["Harbour Gazette"],
    )
    feed: kinds.WebAddress | None = Field(
        default=None,
        description="The address of the source's RSS or Atom feed.",
        examples=["https://www.example.org/feed.xml"],
    )
    sitemap: kinds.WebAddress | None = Field(
        default=None,
        description=(
            "The address of a news sitemap, of an index of sitemaps, or of a robots.txt that names one. "
            "The newest articles are read first."
        ),
        examples=["https://www.example.org/news-sitemap.xml"],
    )
    section: kinds.WebAddress | None = Field(
        default=None,
        description="The address of a page that lists articles, for a site without a feed; its headlines are followed.",
        examples=["https://www.example.org/politics/"],
    )
    page: kinds.OneOrMore[kinds.WebAddress] = Field(
        default=(),
        description="The addresses of single articles. They are read again when an hour has passed.",
        examples=[["https://www.example.org/2026/11/harbour-inquiry"]],
    )
    folder: kinds.FilePath | None = Field(
        default=None,
        description="A folder with text documents to read in, seen from the folder of topics.yaml.",
        examples=["./articles"],
    )
    language: kinds.LanguageCode | None = Field(
        default=None,
        description="The language of the source as a two-letter code. Without it, each article is asked.",
        examples=["en"],
    )
    every: Annotated[kinds.Span, kinds.between(_LEAST, _MOST)] | None = Field(
        default=None,
        description="How often to read this source, if not as often as `crawl.every` says.",
        examples=["2h"],
    )
    allow_private: bool = Field(
        default=False,
        description=(
            "Write true where the source lies on this computer or in your own network. Otherwise such addresses are "
            "refused, so that no site can send On Record there."
        ),
        examples=[True],
    )
    enabled: bool = Field(
        default=True,
        description="Write false to leave the source out for a while without losing its settings.",
        examples=[False],
    )

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = [kind for kind in KINDS if getattr(self, kind)]
        if not given:
            raise ValueError(_NONE)
        if len(given) > 1:
            named = ", ".join(f"'{kind}'" for kind in given[:-1]) + f" and '{given[-1]}'"
            raise ValueError(f"a source has one kind, not {named}; make {len(given)} sources of it")
        return self

    @property
    def kind(self) -> Kind:
        """Which of the kinds the source is."""
        return next(kind for kind in KINDS if getattr(self, kind))

    @property
    def addresses(self) -> tuple[str, ...]:
        """Its web addresses: one, or those of its pages; none for a folder."""
        one = self.feed or self.sitemap or self.section
        return (one,) if one else self.page


class Crawl(Part):
    """How politely and how patiently web pages are fetched."""

    contact: kinds.Contact | None = Field(
        default=None,
        description=(
            "Where the owner of a site can reach you: a mail address, or a page about what you do. It is told to every "
            "site, and no site beyond this computer is read without it."
        ),
        examples=["desk@example.org"],
    )
    user_agent: kinds.Header = Field(
        default=f"OnRecord/{__version__} (news digest)",
        description="How On Record introduces itself to web sites; the contact is added.",
        examples=["OnRecord (news digest)"],
    )
    every: Annotated[kinds.Span, kinds.between(_LEAST, _MOST)] = Field(
        default=timedelta(minutes=15),
        description="How often each source is read.",
        examples=["15m"],
    )
    max_time: Annotated[kinds.Span, kinds.between(_LEAST, timedelta(days=1))] = Field(
        default=timedelta(hours=1),
        description="How long `onrecord schedule` lets one crawl take before it ends it; the next one goes on.",
        examples=["30m"],
    )
    delay: kinds.Seconds = Field(
        default=1.0,
        ge=0,
        le=3600,
        description="How many seconds to wait between two pages of one site.",
        examples=[2.5],
    )
    timeout: kinds.Seconds = Field(
        default=30.0,
        gt=0,
        le=3600,
        description="After how many seconds a page that has not come in whole is given up.",
        examples=[60],
    )
    obey_robots: bool = Field(
        default=True,
        description="Whether to keep to what a site allows programs to read, in its robots.txt.",
        examples=[True],
    )
    max_articles: kinds.Whole = Field(
        default=100,
        ge=1,
        le=10_000,
        description="The most articles to fetch from one source in one run.",
        examples=[50],
    )

    @property
    def agent(self) -> str:
        """The user agent with the contact in it, such as `OnRecord/1.0 (news digest; desk@example.org)`."""
        if self.contact is None or self.contact in self.user_agent:
            return self.user_agent
        if self.user_agent.endswith(")"):
            return f"{self.user_agent[:-1]}; {self.contact})"
        return f"{self.user_agent} ({self.contact})"
