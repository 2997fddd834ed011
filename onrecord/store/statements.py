"""Statements in the store."""

from __future__ import annotations

from collections import defaultdict
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import bindparam, delete, func, insert, select, update

from onrecord.model import Act, Cue, Factuality, Kind, Speaker, SpeakerKind, Statement
from onrecord.people import in_brackets
from onrecord.people import key as key_of
from onrecord.store import moves, people, repeats
from onrecord.store.among import among
from onrecord.store.engine import repeat_in_turn
from onrecord.store.missing import insert_missing
from onrecord.store.schema import articles, edition_statements, speakers, statements

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from onrecord.sameness import Marked
    from onrecord.store.articles import Pending

    Spans: TypeAlias = Sequence[Sequence[int]]


def key(url: str, content: str) -> str:
    """What identifies a statement across runs: its article and its words."""
    words = " ".join(content.casefold().split())
    return blake2b(f"{url}\n{words}".encode(), digest_size=16).hexdigest()


def replace(tx: Connection, found: Iterable[tuple[Pending, Sequence[Marked]]], *, version: str, now: datetime) -> int:
    """Put articles' statements, of some dozens of articles at most, in place of those they had.

    They join those of other articles that give the same words (`repeats`). New ones that share words with old ones
    which an edition dealt with count as dealt with in it too.
    Leaves out an article that was changed or deleted since it was read: it waits anew. Gives how many were stored.
    """
    repeat_in_turn(tx)
    by_id = {article.id: (article, its) for article, its in found}
    moments = _claimed(tx, [article for article, _ in by_id.values()])
    done = (
        update(articles)
        .where(among(articles.c.id, moments))
        .values(enriched_with=version, matched_with=None, ready=func.coalesce(articles.c.ready, now))
    )
    tx.execute(done)
    fresh = [(article, [one.statement for one in its]) for article, its in by_id.values() if article.id in moments]
    dealt_with, free = _dealt_with(tx, moments), repeats.set_free(tx, moments)
    before = moves.known(tx, moments)
    tx.execute(delete(statements).where(among(statements.c.article_id, before)))
    named = _named(tx, fresh)
    rows = [
        _columns(statement, named[statement.speaker.name, statement.speaker.kind].id if statement.speaker else None)
        | {"article_id": article.id, "position": position, "key": key(article.url, statement.content)}
        | {"moment": moments[article.id]}
        for article, its in fresh
        for position, statement in enumerate(its)
    ]
    if rows:
        tx.execute(insert(statements), rows)
    place = (statements.c.article_id, statements.c.position)
    own = select(statements.c.id, *place).where(among(statements.c.article_id, moments)).order_by(*place)
    new = {row.id: by_id[row.article_id][1][row.position] for row in tx.execute(own)}
    repeats.join(tx, new, free, now=now)
    people.wait(tx, (row.key for row in named.values() if row.key is not None), since=min(new, default=0))
    for article, its in fresh:
        if article.id not in before:
            continue
        keys = {key(article.url, new.content): new for new in its}
        again = [
            {"edition_id": edition_id, "key": key(article.url, new.content)}
            for edition_id, spans, content in dealt_with[article.id]
            for new in its
            if moves.stands(article.text, spans, content) and moves.same_words(spans, new.spans)
        ]
        insert_missing(tx, edition_statements, *again)
        moves.lead_on(tx, article.text, before[article.id], keys)
    return len(fresh)


def statement(row: Row[tuple[object, ...]]) -> Statement:
    """A statement from a row of `statements` joined with its speaker's `name` and `speaker_kind`."""
    cue = None if row.cue is None else Cue(row.cue, row.cue_start, row.cue_end, Act(row.act or Act.OTHER))
    speaker = None
    if row.name is not None:
        speaker = Speaker(
            name=row.name,
            mention=row.mention,
            start=row.mention_start,
            end=row.mention_end,
            kind=SpeakerKind(row.speaker_kind),
            title=row.speaker_title,
        )
    return Statement(
        kind=Kind(row.kind),
        spans=tuple((start, end) for start, end in row.spans),
        content=row.content,
        cue=cue,
        speaker=speaker,
        factuality=Factuality(row.factuality),
        confidence=row.confidence,
    )


def _claimed(tx: Connection, read: Sequence[Pending]) -> dict[int, datetime]:
    """When the articles appeared that are still as they were read, held for this transaction."""
    moment = func.coalesce(articles.c.published, articles.c.collected).label("moment")
    were = {article.id: article.fingerprint for article in read}
    query = select(articles.c.id, articles.c.fingerprint, moment).where(among(articles.c.id, were))
    rows = tx.execute(query.order_by(articles.c.id).with_for_update(key_share=True))
    return {row.id: row.moment for row in rows if row.fingerprint == were[row.id]}


def _dealt_with(tx: Connection, article_ids: Collection[int]) -> defaultdict[int, list[tuple[int, Spans, str]]]:
    """By article, the editions that dealt with statements of it, each with such a statement's spans and words."""
    query = (
        select(statements.c.article_id, edition_statements.c.edition_id, statements.c.spans, statements.c.content)
        .join(edition_statements, statements.c.key == edition_statements.c.key)
        .where(among(statements.c.article_id, article_ids))
    )
    found: defaultdict[int, list[tuple[int, Spans, str]]] = defaultdict(list)
    for row in tx.execute(query):
        found[row.article_id].append((row.edition_id, row.spans, row.content))
    return found


def _columns(statement: Statement, speaker_id: int | None) -> dict[str, object]:
    cue, speaker = statement.cue, statement.speaker
    return {
        "kind": statement.kind,
        "spans": [list(span) for span in statement.spans],
        "content": statement.content,
        "cue": cue and cue.text,
        "cue_start": cue and cue.start,
        "cue_end": cue and cue.end,
        "act": cue and cue.act,
        "speaker_id": speaker_id,
        "mention": speaker and speaker.mention,
        "mention_start": speaker and speaker.start,
        "mention_end": speaker and speaker.end,
        "speaker_title": speaker and speaker.title,
        "factuality": statement.factuality,
        "confidence": statement.confidence,
    }


def _named(tx: Connection, found: Sequence[tuple[Pending, Sequence[Statement]]]) -> dict[tuple[str, str], Row[Any]]:
    """The rows of speakers' names and kinds, made where there are none.

    An organisation's has the abbreviation that the first article gives beside it that gives any.
    """
    wanted = {(who.name, who.kind) for _, its in found for who in _speakers(its)}
    known = _known_speakers(tx, wanted)
    if missing := sorted(wanted - known.keys()):
        rows = ({"name": name, "kind": kind, "key": key_of(name, kind)} for name, kind in missing)
        insert_missing(tx, speakers, *rows)
        known = _known_speakers(tx, wanted)
    _abbreviate(tx, found, known)
    return known


def _abbreviate(
    tx: Connection,
    found: Sequence[tuple[Pending, Sequence[Statement]]],
    known: Mapping[tuple[str, str], Row[Any]],
) -> None:
    shorts: dict[int, str] = {}
    for article, its in found:
        for who in _speakers(its):
            row = known[who.name, who.kind]
            if who.kind is not SpeakerKind.ORGANISATION or row.short is not None or row.id in shorts:
                continue
            if short := in_brackets(who.name, article.text):
                shorts[row.id] = short
    if shorts:
        first = update(speakers).where(speakers.c.id == bindparam("number"), speakers.c.short.is_(None))
        rows = [{"number": number, "its_short": short} for number, short in sorted(shorts.items())]
        tx.execute(first.values(short=bindparam("its_short")), rows)


def _speakers(found: Iterable[Statement]) -> Iterator[Speaker]:
    return (statement.speaker for statement in found if statement.speaker)


def _known_speakers(tx: Connection, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], Row[Any]]:
    query = select(speakers.c.id, speakers.c.name, speakers.c.kind, speakers.c.key, speakers.c.short)
    rows: Iterable[Row[Any]] = tx.execute(query.where(among(speakers.c.name, {name for name, _ in wanted})))
    return {(row.name, row.kind): row for row in rows if (row.name, row.kind) in wanted}
