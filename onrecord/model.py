"""The words of On Record as frozen types; imports nothing of the project.

source ─► `Article` (+ `RelatedHeadline`) ─► `Statement` (+ `Cue`, `Speaker`) ─► `Match` of a `Topic`
─► `Edition` (`Section`, `Voice`, `Entry`, `Citation`, `Highlight`) ─► `Message` ─► `Delivery`

Offsets are characters of the article's text, as in Python slices. Datetimes are aware.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from datetime import date, datetime


Engine = Literal["learned", "rules"]
"""How statements are found: by the tagger mended by rules, or by the rules alone."""


OPERATOR: Final = "operator:"
"""Before the number of a mail to the operator, which stands in the outbox where a digest's name does."""

CONFIRMATION: Final = "confirmation:"
"""Before the mark of a sign-up, in the same way: of the mail that asks a reader to confirm it."""


class Kind(StrEnum):
    """How the words are given: quoted, reported, or reported with quoted pieces."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class SpeakerKind(StrEnum):
    """What a speaker is; anonymous for sources that the article does not name."""

    PERSON = "person"
    ORGANISATION = "organisation"
    GROUP = "group"
    ANONYMOUS = "anonymous"


class Factuality(StrEnum):
    """Whether the article says it was said: asserted, 'did not say', 'would say'."""

    ASSERTED = "asserted"
    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"


class Act(StrEnum):
    """What a speaker does by a statement, as its cue tells; other where the cue is no reporting word we know."""

    SAY = "say"
    ASK = "ask"
    ANSWER = "answer"
    CLAIM = "claim"
    ADMIT = "admit"
    DENY = "deny"
    ANNOUNCE = "announce"
    PROMISE = "promise"
    PREDICT = "predict"
    WARN = "warn"
    SUGGEST = "suggest"
    DEMAND = "demand"
    REFUSE = "refuse"
    AGREE = "agree"
    CRITICISE = "criticise"
    PRAISE = "praise"
    DESCRIBE = "describe"
    BELIEVE = "believe"
    WANT = "want"
    FIND = "find"
    OTHER = "other"


class Field(StrEnum):
    """A part of an article in which a topic's words are looked for."""

    CONTENT = "content"
    TITLE = "title"
    ARTICLE = "article"


class DeliveryStatus(StrEnum):
    """Where one message to one recipient stands.

    Unknown: handed over, and the answer was lost. Left: the recipient left the digest before it was sent.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class RelatedHeadline:
    """A headline that the page's editors offer beside the story; a text document gives no URL."""

    title: str
    url: str | None = None
    box: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One page's content. `url` is the canonical URL and identifies it.

    `text` holds paragraphs separated by a blank line. `date_only` says that `published` was given
    without a time of day: then its clock time means nothing and is not shown. `section` is the part of the paper
    that the page says it is in.
    """

    url: str
    title: str
    text: str
    source: str
    fetched_url: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    date_only: bool = False
    modified: datetime | None = None
    language: str | None = None
    site_name: str | None = None
    section: str | None = None
    paywalled: bool = False
    related: tuple[RelatedHeadline, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site said of an address: the validators, and of a listing its body with the type that it stated."""

    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Cue:
    """The words that attribute ("said"), with their place in the text and what they tell that the speaker does."""

    text: str
    start: int
    end: int
    act: Act = Act.OTHER


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a statement is attributed to.

    `name` is the fullest name that the article gives, `mention` the words at `start:end` that stand
    with the statement ("he"), `title` as printed ("Russian President").
    """

    name: str
    mention: str
    start: int
    end: int
    kind: SpeakerKind
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One attribution.

    `spans` are the contiguous pieces of its content, in order, without quotation marks;
    `content` is those pieces of text joined by a space. `confidence` lies between 0 and 1.
    """

    kind: Kind
    spans: tuple[tuple[int, int], ...]
    content: str
    cue: Cue | None = None
    speaker: Speaker | None = None
    factuality: Factuality = Factuality.ASSERTED
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Topic:
    """A rule: one of `any`, every one of `all`, nothing of `none`, and what `match` says, looked for in `where`.

    `match` is an expression (`onrecord.rules`). The rest are filters, each with what a statement may have: `speakers`
    by words of their names, `speaker_kinds`, `acts` of the cue, `sources` and `languages` of the article. A rule
    without words or filters looks for the topic's own name.
    """

    name: str
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    where: tuple[Field, ...] = (Field.CONTENT, Field.TITLE)
    limit: int = 12
    match: str | None = None
    speakers: tuple[str, ...] = ()
    speaker_kinds: tuple[SpeakerKind, ...] = ()
    acts: tuple[Act, ...] = ()
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """What of a rule was found: the part of the `rule`, its own `term`, the `words` as they stand, and where.

    `start` counts characters of the field; what a filter lets pass has no field.
    """

    term: str
    words: str
    field: Field | None
    rule: str = "any"
    start: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """A statement that falls under a topic; `reason` has one hit or more."""

    topic: str
    reason: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """An article that gives a statement's words, and the statement as it stands there."""

    statement: Statement
    url: str
    title: str
    source: str
    published: datetime | None
    date_only: bool


@dataclass(frozen=True, slots=True)
class Earlier:
    """Where like words were said before, by whomever; `closeness` is the share of the words in common, from 0 to 1."""

    cited: Citation
    closeness: float


@dataclass(frozen=True, slots=True)
class Context:
    """The sentence before a statement, verbatim, with its place in the article's text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement as an edition shows it; `key` identifies it across runs (see `statements.key`).

    `sources` are the articles that give the same words, whole or cut, each source's first one, the earliest first; the
    entry's own among them. `also` are the speaker's words as other sources report them, `before` like words of
    another day. `context` is there where the statement needs it to be understood. `rank` is the entry's place among
    the key statements of its topic, 0 for the first: of a digest that grows too long, the last go first.
    """

    key: str
    statement: Statement
    url: str
    title: str
    source: str
    published: datetime | None
    date_only: bool
    reason: tuple[Hit, ...]
    sources: tuple[Citation, ...] = ()
    also: tuple[Entry, ...] = ()
    before: Earlier | None = None
    context: Context | None = None
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker's entries under one topic; `name` is None where the articles name no one.

    `new` says that of the speaker nothing was there under the topic in the 28 days before.
    """

    name: str | None
    title: str | None
    kind: SpeakerKind
    entries: tuple[Entry, ...]
    new: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """What came in for an edition or one of its topics, shown or not; each is counted once."""

    statements: int = 0
    speakers: int = 0
    sources: int = 0
    new_voices: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """One topic of an edition; without voices it is a quiet one. `left_out` counts statements that are not shown.

    `days` counts what came in under the topic on each of the last 7 days, the edition's own the last; `usual` is
    what as long a time as the edition covers brought in the 28 before the last, None where that is not to be said.
    `week` and `month` count the last 7 and 28 days. Where the topic is known for less than a week, `days` is empty,
    `usual` None, and the sums 0.
    """

    topic: str
    voices: tuple[Voice, ...]
    related: tuple[RelatedHeadline, ...]
    left_out: int = 0
    week: int = 0
    month: int = 0
    days: tuple[int, ...] = ()
    usual: float | None = None
    found: Tally = Tally()

    @property
    def statements(self) -> int:
        """How many statements the section shows."""
        return sum(len(voice.entries) for voice in self.voices)


@dataclass(frozen=True, slots=True)
class Highlight:
    """A statement that stands for the day: one of those at the top, with its topic and speaker as shown there."""

    topic: str
    name: str | None
    title: str | None
    entry: Entry


@dataclass(frozen=True, slots=True)
class Late:
    """What an edition did not wait for: `sources` that were still being read, and how many articles waited to be."""

    sources: tuple[str, ...] = ()
    articles: int = 0


@dataclass(frozen=True, slots=True)
class Edition:
    """One digest for one local date; unique by (digest, date).

    `language` is that of the frame, two letters. `summary` is the day in a few statements. `full` tells where the
    whole edition is to be read, a web address or the name of a file; None where all is shown. `late` is what came too
    late for it.
    """

    digest: str
    date: date
    timezone: str
    composed: datetime
    sections: tuple[Section, ...]
    language: str = "en"
    summary: tuple[Highlight, ...] = ()
    found: Tally = Tally()
    full: str | None = None
    late: Late = Late()

    @property
    def statements(self) -> int:
        """How many statements the edition shows."""
        return sum(section.statements for section in self.sections)


@dataclass(frozen=True, slots=True)
class Message:
    """An edition as rendered: the parts of a mail, without addresses, and the Markdown that a chat gets.

    `full` is a page with all that the mail leaves out; None where it leaves out nothing.
    """

    subject: str
    html: str
    text: str
    markdown: str = ""
    full: str | None = None


@dataclass(frozen=True, slots=True)
class ReaderLinks:
    """The links of one recipient's mail, each signed for that recipient.

    `place` is the address that stands in the message for all recipients, and gives way to `shown`; `one_click` is
    where the digest is left by a post (RFC 8058), None where there is no digest to leave.
    """

    place: str
    shown: str
    one_click: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message of an edition to one recipient: a row of the outbox; `links` are the recipient's own."""

    id: int
    digest: str
    date: date
    recipient: str
    message_id: str
    composed: datetime
    message: Message
    status: DeliveryStatus
    attempts: int = 0
    error: str | None = None
    links: ReaderLinks | None = None

    @property
    def is_letter(self) -> bool:
        """Whether it is no digest's: it tells the operator what needs a person, or asks a reader to confirm."""
        return self.digest.startswith((OPERATOR, CONFIRMATION))
