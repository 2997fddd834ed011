"""The tables, as SQLAlchemy Core describes them; migrations/ makes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import Dialect

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC (SQLite has no type that keeps a zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # SQLAlchemy names it
        """Refuse a naive datetime: it would be a guess."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: the store keeps aware ones")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # SQLAlchemy names it
        """Give the moment back as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _owner(table: str, *, primary_key: bool = False) -> Column[int]:
    """The row of another table that this one belongs to and goes with."""
    name = f"{table.removesuffix('s')}_id"
    key = ForeignKey(f"{table}.id", ondelete="CASCADE")
    return Column(name, Integer, key, nullable=False, primary_key=primary_key)


articles = Table(
    "articles",
    metadata,
    _id(),
    Column("url", Text, nullable=False, unique=True),
    Column("first_url", Text),  # where `url` is another one by now: what its statements' keys are made of
    Column("fetched_url", Text),
    Column("source", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("authors", JSON, nullable=False),
    Column("published", Moment),
    Column("date_only", Boolean, nullable=False),
    Column("modified", Moment),
    Column("language", String(16)),
    Column("site_name", Text),
    Column("section", Text),
    Column("paywalled", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("fingerprint", String(64), nullable=False),  # of all that a reader sees: tells a changed article
    Column("collected", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    Column("changes", Integer, nullable=False, server_default="0"),
    Column("enriched_with", Text),  # version of the enrichment; NULL: still to be done
    Column("ready", Moment, index=True),  # when its statements were first there for a digest
    Column("emptied", Moment),  # when its text was let go, as `keep` asks; its statements stay
    Column("matched_with", Text),  # fingerprint of the topics; NULL: still to be done
    Index("ix_articles_source_collected", "source", "collected"),
    # Those that are emptied are passed over for good, and are most of them one day.
    Index("ix_articles_emptied_collected", "emptied", "collected"),
    # What waits for a step is taken by its id from where the last was (`waiting`).
    Index("ix_articles_emptied_enriched_with_id", "emptied", "enriched_with", "id"),
    Index("ix_articles_matched_with_id", "matched_with", "id"),
)

# Every address or GUID under which an article was met, so that it is not fetched again under any of them.
article_urls = Table(
    "article_urls",
    metadata,
    Column("url", Text, primary_key=True),
    Column("identity", Text, nullable=False, index=True),  # what all spellings of the address have in common
    _owner("articles"),
    Column("checked", Moment, nullable=False),
    Index("ix_article_urls_article_id", "article_id"),
)

# Every title that an article has had, the first one at position 0.
article_titles = Table(
    "article_titles",
    metadata,
    _owner("articles", primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("first_seen", Moment, nullable=False),
)

# What tells a copy of another article. Texts of a few lines have none.
signatures = Table(
    "signatures",
    metadata,
    _owner("articles", primary_key=True),
    Column("site", Text, nullable=False),
    Column("moment", Moment, nullable=False),  # of publication as far as known; the earliest is the original
    Column("runs", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("duplicate_of", Integer, ForeignKey("articles.id", ondelete="SET NULL"), index=True),  # NULL: no copy
)

# Texts that have a band in common within some days are worth comparing.
signature_bands = Table(
    "signature_bands",
    metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),  # of the moment, days since the year 1
    _owner("articles", primary_key=True),
    Index("ix_signature_bands_article_id", "article_id"),
    sqlite_with_rowid=False,
)

related_headlines = Table(
    "related_headlines",
    metadata,
    _owner("articles", primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("url", Text),
    Column("box", Text),
)

speakers = Table(
    "speakers",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("key", Text, index=True),  # what the names of one speaker share; NULL: never the same across articles
    Column("short", Text),  # an organisation's abbreviation that an article gave in brackets
    UniqueConstraint("name", "kind"),
)

# Speakers across articles, each under the name to show.
people = Table(
    "people",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    Column("kind", String(16), nullable=False),
)

# Keys of names that articles give anew: whom they mean is still to be found.
unsettled = Table(
    "unsettled",
    metadata,
    Column("key", Text, primary_key=True),
    Column("since", Integer, nullable=False),  # the first statement that waits
)

# What a hand decided of names, wherever articles give them (with the title, if any): the same speaker, or not.
speaker_decisions = Table(
    "speaker_decisions",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("title", Text),
    Column("other_name", Text, nullable=False),
    Column("other_kind", String(16), nullable=False),
    Column("other_title", Text),
    Column("same", Boolean, nullable=False),
    Column("made", Moment, nullable=False),
)

statements = Table(
    "statements",
    metadata,
    _id(),
    _owner("articles"),
    Column("position", Integer, nullable=False),
    Column("key", String(32), nullable=False, index=True),  # article and words: the same after re-enrichment
    Column("kind", String(16), nullable=False),
    Column("spans", JSON, nullable=False),
    Column("content", Text, nullable=False),
    Column("cue", Text),
    Column("cue_start", Integer),
    Column("cue_end", Integer),
    Column("act", String(16)),
    Column("speaker_id", Integer, ForeignKey("speakers.id")),
    Column("person_id", Integer, ForeignKey("people.id")),  # NULL: not known yet
    Column("mention", Text),
    Column("mention_start", Integer),
    Column("mention_end", Integer),
    Column("speaker_title", Text),
    Column("factuality", String(16), nullable=False),
    Column("confidence", Float, nullable=False),
    # The statement that gives these words at their fullest; NULL: this one does, or no other gives them.
    Column("same_as", Integer, index=True),
    Column("moment", Moment, index=True),  # when its article appeared, or where nobody says when, came in
    UniqueConstraint("article_id", "position"),
    Index("ix_statements_person_id_moment", "person_id", "moment"),
    Index("ix_statements_speaker_id_id", "speaker_id", "id"),
)

# Keys that a statement had before its article was read anew and its words came out longer or shorter: links last.
statement_moves = Table(
    "statement_moves",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("became", String(32), nullable=False, index=True),
)

# Statements that have a mark in common are worth comparing. Those of the earlier months are forgotten together; a
# statement's own marks may outlive it, since what they lead to is compared anyway.
marks = Table(
    "marks",
    metadata,
    Column("month", Integer, primary_key=True, autoincrement=False),  # in which it was read, 30 days each
    Column("mark", BigInteger, primary_key=True, autoincrement=False),
    Column("statement_id", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

matches = Table(
    "matches",
    metadata,
    _owner("statements", primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("reason", JSON, nullable=False),
    Column("moment", Moment),  # its statement's
    Index("ix_matches_topic_moment_statement_id", "topic", "moment", "statement_id"),
)

# Since when a run knows a digest: for the time before, it owes nothing.
digests = Table(
    "digests",
    metadata,
    Column("name", Text, primary_key=True),
    Column("known", Moment, nullable=False),
)

# The ledger: a row says that this digest is done for this local date.
editions = Table(
    "editions",
    metadata,
    _id(),
    Column("digest", Text, nullable=False),
    Column("date", Date, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("composed", Moment, nullable=False),
    Column("statements", Integer, nullable=False),
    Column("subject", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("markdown", Text, nullable=False, server_default=""),
    Column("full", Text),  # a page with all that the mail leaves out; NULL: it leaves out nothing
    UniqueConstraint("digest", "date"),
)

# What an edition dealt with, shown or left out, so that the next one does not bring it again.
edition_statements = Table(
    "edition_statements",
    metadata,
    _owner("editions", primary_key=True),
    Column("key", String(32), primary_key=True, index=True),
)

deliveries = Table(
    "deliveries",
    metadata,
    _id(),
    _owner("editions"),
    Column("recipient", Text, nullable=False),
    Column("message_id", Text, nullable=False, unique=True),
    Column("status", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lost", Integer, nullable=False, server_default="0"),  # how often the answer to the message never came
    Column("due", Moment, nullable=False),  # not before
    Column("lease", Moment),  # while sending: who claimed it has until then
    Column("sent", Moment),
    Column("error", Text),
    UniqueConstraint("edition_id", "recipient"),
    Index("ix_deliveries_status_due", "status", "due"),
)

crawls = Table(
    "crawls",
    metadata,
    _id(),
    Column("source", Text, nullable=False),
    Column("started", Moment, nullable=False),
    Column("finished", Moment, nullable=False),
    Column("offered", Integer, nullable=False, server_default="0"),  # articles that the source listed
    Column("fetched", Integer, nullable=False),
    Column("new", Integer, nullable=False, server_default="0"),
    Column("stored", Integer, nullable=False),  # new or changed
    Column("failed", Integer, nullable=False),
    Column("refusals", JSON, nullable=False, server_default="{}"),  # HTTP status: how often
    Column("error", Text),
    Index("ix_crawls_source_finished", "source", "finished"),
)

# What a site said of an address, to ask it next time whether anything changed (RFC 9110, section 13).
answers = Table(
    "answers",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("content_type", Text),
    Column("body", LargeBinary),  # of a listing, packed: what to read when nothing changed
    Column("seen", Moment, nullable=False, index=True),
)

# Addresses that failed when they were last asked: listings of sources and pages of articles.
setbacks = Table(
    "setbacks",
    metadata,
    Column("address", Text, primary_key=True),  # by its identity
    Column("source", Text, nullable=False),
    Column("times", Integer, nullable=False),  # in a row
    Column("since", Moment, nullable=False),
    Column("last", Moment, nullable=False, index=True),
    Column("until", Moment, nullable=False),  # it is left alone
    Column("status", Integer),  # of HTTP, where there was an answer
    Column("reason", Text, nullable=False),
)

# What is done again and again, by one process at a time: its last time, and who does it now and until when.
tasks = Table(
    "tasks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text),  # NULL: nobody
    Column("since", Moment, nullable=False),  # when it was last begun
    Column("until", Moment),  # its holder has until then to say that it is still there
    Column("ended", Moment),
    Column("succeeded", Moment),  # when it last ended well
    Column("error", Text),  # why it ended otherwise the last time
)

# What the operator was told of, so that it is told once.
notices = Table(
    "notices",
    metadata,
    Column("key", Text, primary_key=True),
    Column("told", Moment, nullable=False, index=True),
)

# What readers, or the operator for them, decided: to get a digest, or not to. An address is there as `folded` has it,
# a digest by its name in small letters; an empty one stands for all digests, those to come as well, that the address
# has no row of.
choices = Table(
    "choices",
    metadata,
    Column("address", Text, primary_key=True),
    Column("digest", Text, primary_key=True, index=True),
    Column("gets", Boolean, nullable=False),
    Column("made", Moment, nullable=False),
    Column("by", String(16), nullable=False),
)

# The marks by which the links in mails name an address: a link tells nobody whose it is.
readers = Table(
    "readers",
    metadata,
    Column("mark", String(64), primary_key=True),
    Column("address", Text, nullable=False),
)

# Who asked for digests on the web, and may confirm it; forgotten after some days.
signups = Table(
    "signups",
    metadata,
    Column("mark", String(64), primary_key=True),
    Column("address", Text, nullable=False),
    Column("digests", JSON, nullable=False),
    Column("asked", Moment, nullable=False, index=True),
    Column("confirmed", Moment),
)

# What signs links in mails, made once: without it, none of those that were sent works any more.
signing_keys = Table(
    "signing_keys",
    metadata,
    Column("name", Text, primary_key=True),
    Column("key", LargeBinary, nullable=False),
)
