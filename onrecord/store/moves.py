"""Addresses of statements that last: to which key one leads whose article was read anew and gives other words.

Most articles read anew give the same words, whose keys are the same: those that lead on are few.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import delete, insert, select, update

from onrecord.sameness import closeness
from onrecord.store.among import among
from onrecord.store.repeats import NEAR
from onrecord.store.schema import edition_statements, statement_moves, statements

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from onrecord.model import Statement

    Spans: TypeAlias = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Known:
    """The words of a statement that an article had until now, and where they stood."""

    spans: Spans
    content: str


def known(tx: Connection, article_ids: Collection[int]) -> dict[int, dict[str, Known]]:
    """By article, its statements by their keys; of those with the same key, the first one."""
    query = select(statements.c.article_id, statements.c.key, statements.c.spans, statements.c.content)
    found: dict[int, dict[str, Known]] = {}
    its = among(statements.c.article_id, article_ids)
    for row in tx.execute(query.where(its).order_by(statements.c.position.desc())):
        found.setdefault(row.article_id, {})[row.key] = Known(row.spans, row.content)
    return found


def lead_on(tx: Connection, text: str, old: Mapping[str, Known], new: Mapping[str, Statement]) -> None:
    """Note where the keys of an article's old statements lead that none of its new ones has, and what led to these.

    `text` is the article's by now.
    """
    for key, one in old.items():
        became = None if key in new else _successor(text, one, new)
        if became is None:
            continue
        tx.execute(update(statement_moves).where(statement_moves.c.became == key).values(became=became))
        tx.execute(delete(statement_moves).where(statement_moves.c.key.in_([key, became])))
        tx.execute(insert(statement_moves).values(key=key, became=became))


def became(tx: Connection, key: str) -> str | None:
    """The key that a statement has by now which had another one before; None where nothing came of it."""
    return tx.execute(select(statement_moves.c.became).where(statement_moves.c.key == key)).scalar()


def keys(tx: Connection) -> Iterator[str]:
    """The keys that lead on."""
    yield from tx.execute(select(statement_moves.c.key).order_by(statement_moves.c.key)).scalars()


def was_printed(tx: Connection, key: str) -> bool:
    """Whether an edition had a statement of this key, be it gone by now."""
    query = select(edition_statements.c.key).where(edition_statements.c.key == key).limit(1)
    return tx.execute(query).scalar() is not None


def stands(text: str, spans: Spans, content: str) -> bool:
    """Whether words stand in a text where they should."""
    return " ".join(text[start:end] for start, end in spans) == content


def same_words(spans: Spans, others: Spans) -> bool:
    """Whether more than half of the shorter ones' characters lie in the other ones."""
    return _shared(spans, others) > min(_length(spans), _length(others)) / 2


def _successor(text: str, old: Known, new: Mapping[str, Statement]) -> str | None:
    """The statement in an old one's place; in a text that has changed, the one whose words are the most like it."""
    if stands(text, old.spans, old.content):
        its = {key: one.spans for key, one in new.items() if same_words(old.spans, one.spans)}
        return max(its, key=lambda key: _shared(old.spans, its[key]), default=None)
    near = {key: how for key, one in new.items() if (how := closeness(old.content, one.content)) >= NEAR}
    return max(near, key=near.__getitem__, default=None)


def _shared(spans: Spans, others: Spans) -> int:
    return sum(
        max(0, min(end, its_end) - max(start, its_start)) for start, end in spans for its_start, its_end in others
    )


def _length(spans: Spans) -> int:
    return sum(end - start for start, end in spans)
