"""The index of words: what a search looks through, a row for each statement, the newest first.

In SQLite it is a table of FTS5 (https://www.sqlite.org/fts5.html), whose hits come in the order of their row ids, not
sorted. So a row's id begins with the second of the statement's moment and ends with the statement's id: the newest
of any words are found without looking at the others, and a span of time is a span of ids. In PostgreSQL it is a table
of tsvectors with an index on each. Rows are written when an article is held against the topics, which happens anew
whenever anything of it changes; the row of a statement that goes, or is of another time, goes by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, text

from onrecord.model import Act, Factuality
from onrecord.store.surely import LEAST, LEAST_OF_OTHERS

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import BindParameter, Connection

ID_BITS: Final = 30
"""Bits of a row's id that are the statement's: up to a billion statements."""

ID_MASK: Final = (1 << ID_BITS) - 1

BETWEEN: Final = " ǂ "  # a letter of click languages, so a word: no phrase runs over it
"""Between names that stand in one column."""

COLUMNS: Final = ("content", "speaker", "headline", "topic", "source", "tags")
"""`tags` are words of our own: `kdirect` of the kind, `adeny` of the act, `sure` where it is sure enough to be told."""

SURE: Final = (  # as `surely.said` has it, for the rows of `statements s`
    f"s.factuality = '{Factuality.ASSERTED}' AND (s.confidence >= {LEAST_OF_OTHERS} OR (s.confidence >= {LEAST} "
    f"AND (s.act IS NULL OR s.act <> '{Act.OTHER}')))"
)
_SPEAKER: Final = (
    f"coalesce(w.name, '') || '{BETWEEN}' || coalesce(p.name, '') || '{BETWEEN}' || coalesce(s.speaker_title, '')"
)
_SOURCE: Final = f"a.source || '{BETWEEN}' || coalesce(a.site_name, '')"
_TAGS: Final = f"'on k' || s.kind || coalesce(' a' || s.act, '') || CASE WHEN {SURE} THEN ' sure' ELSE '' END"
_FROM: Final = (
    "FROM statements s JOIN articles a ON a.id = s.article_id LEFT JOIN speakers w ON w.id = s.speaker_id "
    "LEFT JOIN people p ON p.id = s.person_id"
)


def _row_id(row: str) -> str:
    """In SQLite, the row id of a statement: `row` is its table's name in the query."""
    second = f"max(0, CAST(strftime('%s', {row}.moment) AS INTEGER))"
    return f"(({second} << {ID_BITS}) | ({row}.id & {ID_MASK}))"


_MARKS: Final = (
    r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u2000-\u206f]+"
)
"""Between words, whatever the locale; PostgreSQL's own parser takes `gas-supply`, `3.5` and hosts for one word."""


def folded(value: str) -> str:
    """In PostgreSQL, a text without accents, its words with nothing but spaces between them, as FTS5 takes them."""
    plain = rf"regexp_replace(normalize({value}, NFKD), '[\u0300-\u036f]', '', 'g')"
    return f"regexp_replace({plain}, '{_MARKS}', ' ', 'g')"


def _vector(value: str) -> str:
    return f"to_tsvector('simple', {folded(value)})"


_DROP_OLD: Final = f"BEGIN DELETE FROM statement_words WHERE rowid = {_row_id('old')}; END"  # noqa: S608  # of constants
_TOKENS: Final = "tokenize = 'unicode61 remove_diacritics 2'"
_IF_MOVED: Final = "WHEN old.moment IS NOT new.moment"
SQLITE_TABLE: Final = (
    f"CREATE VIRTUAL TABLE statement_words USING fts5({', '.join(COLUMNS)}, {_TOKENS})",
    f"CREATE TRIGGER statement_words_gone AFTER DELETE ON statements {_DROP_OLD}",
    f"CREATE TRIGGER statement_words_moved AFTER UPDATE OF moment ON statements {_IF_MOVED} {_DROP_OLD}",
)
_VECTORS: Final = ("words", "speaker", "topic", "source")
_OWNER: Final = "id INTEGER PRIMARY KEY REFERENCES statements (id) ON DELETE CASCADE"
POSTGRES_TABLE: Final = (
    f"CREATE TABLE statement_words ({_OWNER}, {', '.join(f'{one} TSVECTOR NOT NULL' for one in _VECTORS)})",
    *(f"CREATE INDEX ix_statement_words_{one} ON statement_words USING gin ({one})" for one in _VECTORS),
)

SQLITE_ROWS: Final = (
    f"INSERT INTO statement_words (rowid, {', '.join(COLUMNS)}) "  # noqa: S608  # of constants
    f"SELECT {_row_id('s')}, s.content, {_SPEAKER}, a.title, "
    f"coalesce((SELECT group_concat(m.topic, '{BETWEEN}') FROM matches m WHERE m.statement_id = s.id), ''), "
    f"{_SOURCE}, {_TAGS} {_FROM}"
)
_WORDS = f"s.content || '{BETWEEN}' || {_SPEAKER} || '{BETWEEN}' || a.title"
_TOPICS = f"coalesce((SELECT string_agg(m.topic, '{BETWEEN}') FROM matches m WHERE m.statement_id = s.id), '')"  # noqa: S608  # of constants
POSTGRES_ROWS: Final = (
    f"INSERT INTO statement_words (id, {', '.join(_VECTORS)}) "  # of constants
    f"SELECT s.id, {', '.join(map(_vector, (_WORDS, _SPEAKER, _TOPICS, _SOURCE)))} {_FROM}"
)
"""All statements' rows."""

_OF_ARTICLES: Final = "FROM statements s WHERE s.article_id IN :articles"
_GONE: Final = {
    "sqlite": f"DELETE FROM statement_words WHERE rowid IN (SELECT {_row_id('s')} {_OF_ARTICLES})",  # noqa: S608  # as above
    "postgresql": f"DELETE FROM statement_words WHERE id IN (SELECT s.id {_OF_ARTICLES})",  # noqa: S608  # as above
}
_ROWS: Final = {"sqlite": SQLITE_ROWS, "postgresql": POSTGRES_ROWS}


def put(tx: Connection, articles: Collection[int]) -> None:
    """Write the rows of articles' statements anew: of some hundreds of articles at most."""
    name = tx.dialect.name
    its: BindParameter[list[int]] = bindparam("articles", list(articles), expanding=True)
    for query in (_GONE[name], f"{_ROWS[name]} WHERE s.article_id IN :articles"):
        tx.execute(text(query).bindparams(its))


def put_between(tx: Connection, after: int, until: int) -> None:
    """Write the rows of statements that have none yet: those with ids above `after`, up to `until`.

    Also of those that were not held against the topics yet, which are written anew when they are.
    """
    rows = f"{_ROWS[tx.dialect.name]} WHERE s.id > :after AND s.id <= :until"
    in_order = " ORDER BY 1" if tx.dialect.name == "sqlite" else ""  # FTS5 writes much less so
    tx.execute(text(rows + in_order), {"after": after, "until": until})
