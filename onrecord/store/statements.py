"""Statements and their topics in the store."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import delete, func, insert, literal, select, update

from onrecord.model import Act, Cue, Factuality, Field, Hit, Kind, Match, Speaker, SpeakerKind, Statement
from onrecord.people import in_brackets
from onrecord.people import key as key_of
from onrecord.store import moves, repeats, waiting, words
from onrecord.store.batches import batches
from onrecord.store.engine import repeat_in_turn
from onrecord.store.missing import insert_missing
from onrecord.store.schema import articles, edition_statements, matches, people, speakers, statements

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select

    from onrecord.store.articles import Pending
    from onrecord.store.waiting import Place

    Spans: TypeAlias = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Said:
    """What a topic asks of a statement: its words, what its cue tells, and its speaker.

    `person` is the name under which the speaker is known across articles.
    """

    content: str
    act: Act | None = None
    speaker: str | None = None
    speaker_kind: SpeakerKind | None = None
    speaker_title: str | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """An article as topics see it: `said` holds its statements by their ids; `moment` is when it came out, or in.

    `emptied` says that its text was let go of.
    """

    id: int
    source: str
    language: str | None
    title: str
    text: str
    moment: datetime
    said: dict[int, Said]
    emptied: bool = False


def key(url: str, content: str) -> str:
    """What identifies a statement across runs: its article and its words."""
    words = " ".join(content.casefold().split())
    return blake2b(f"{url}\n{words}".encode(), digest_size=16).hexdigest()


def replace(tx: Connection, article: Pending, found: Sequence[Statement], *, version: str, now: datetime) -> bool:
    """Put an article's statements in place of those it had.

    They join those of other articles that give the same words (`repeats`). New ones that share words with old ones
    which an edition dealt with count as dealt with in it too.
    Gives False, and does nothing, when the article was changed or deleted since it was read: it waits anew.
    """
    repeat_in_turn(tx)
    done = (
        update(articles)
        .where(articles.c.id == article.id, articles.c.fingerprint == article.fingerprint)
        .values(enriched_with=version, matched_with=None, ready=func.coalesce(articles.c.ready, now))
    )
    if not tx.execute(done).rowcount:
        return False
    dealt_with, free = _dealt_with(tx, article), repeats.set_free(tx, article.id)
    before = moves.known(tx, article.id)
    tx.execute(delete(statements).where(statements.c.article_id == article.id))
    appeared = select(func.coalesce(articles.c.published, articles.c.collected)).where(articles.c.id == article.id)
    moment = tx.execute(appeared).scalar_one()
    numbers = _speaker_ids(tx, [statement.speaker for statement in found if statement.speaker], article.text)
    rows = [
        _columns(statement, numbers[statement.speaker.name, statement.speaker.kind] if statement.speaker else None)
        | {"article_id": article.id, "position": position, "key": key(article.url, statement.content)}
        | {"moment": moment}
        for position, statement in enumerate(found)
    ]
    if rows:
        tx.execute(insert(statements), rows)
    own = select(statements.c.id).where(statements.c.article_id == article.id).order_by(statements.c.position)
    repeats.join(tx, [*tx.execute(own).scalars(), *free], now=now)
    again = [
        {"edition_id": edition_id, "key": key(article.url, new.content)}
        for edition_id, old in dealt_with
        for new in found
        if moves.same_words(old, new.spans)
    ]
    insert_missing(tx, edition_statements, *again)
    moves.lead_on(tx, article.text, before, {key(article.url, new.content): new for new in found})
    return True


def unmatched(
    tx: Connection, topics: str, place: Place = waiting.START, *, whole: bool = True, limit: int = 200
) -> tuple[list[Report], Place]:
    """The next enriched articles not yet held against these topics (named by their fingerprint), and their place.

    Their texts are empty unless they are asked for `whole`.
    """
    read = articles.c.enriched_with.is_not(None)
    ids, place = waiting.after(tx, articles.c.matched_with, topics, place, read, limit=limit)
    query = _REPORT.where(articles.c.id.in_(ids)).order_by(articles.c.id)
    return _reports(tx, query if whole else query.with_only_columns(*_WITHOUT_TEXT)), place


def unmatched_number(tx: Connection, topics: str) -> int:
    """How many articles are not yet held against these topics."""
    mark = articles.c.matched_with
    number = select(func.count()).select_from(articles).where(articles.c.enriched_with.is_not(None))
    return sum(tx.execute(number.where(part)).scalar_one() for part in (mark.is_(None), mark < topics, mark > topics))


def since(tx: Connection, moment: datetime, *, after: int = 0, limit: int = 200) -> list[Report]:
    """The next articles that came out, or without a date came in, since then, by ascending id."""
    recent = _REPORT.where(func.coalesce(articles.c.published, articles.c.collected) >= moment, articles.c.id > after)
    return _reports(tx, recent.order_by(articles.c.id).limit(limit))


def save_matches(
    tx: Connection,
    article: Report,
    found: Mapping[int, Sequence[Match]],
    topics: str,
    *,
    settled: Collection[str] = (),
) -> None:
    """Put an article's matches in place of those it had; `found` goes by statement id.

    Those under the `settled` topics stay as they are. All of the article's statements are in the index of words then.
    """
    done = update(articles).where(articles.c.id == article.id, articles.c.title == article.title)
    still = set(tx.execute(select(statements.c.id).where(statements.c.article_id == article.id)).scalars())
    if still != article.said.keys() or not tx.execute(done.values(matched_with=topics)).rowcount:
        return  # changed or enriched again meanwhile: it waits anew
    tx.execute(delete(matches).where(matches.c.statement_id.in_(still), matches.c.topic.not_in(settled)))
    rows = [
        {"statement_id": statement_id, "topic": match.topic, "reason": [asdict(hit) for hit in match.reason]}
        | {"moment": article.moment}
        for statement_id, of_statement in found.items()
        for match in of_statement
        if match.topic not in settled
    ]
    if rows:
        tx.execute(insert(matches), rows)
    its = statements.c.article_id == article.id
    for table, where in ((statements, its), (matches, matches.c.statement_id.in_(select(statements.c.id).where(its)))):
        other = table.c.moment.is_distinct_from(article.moment)  # the page gives another date by now
        tx.execute(update(table).where(where, other).values(moment=article.moment))
    words.put(tx, article.id)


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


def reason(stored: Sequence[Mapping[str, Any]]) -> tuple[Hit, ...]:
    """A match's reason as the store keeps it; earlier versions kept less."""
    return tuple(
        Hit(
            hit["term"],
            hit["words"],
            Field(hit["field"]) if hit["field"] else None,
            hit.get("rule", "any"),
            hit.get("start", 0),
        )
        for hit in stored
    )


_REPORT = select(
    articles.c.id,
    articles.c.source,
    articles.c.language,
    articles.c.title,
    articles.c.text,
    func.coalesce(articles.c.published, articles.c.collected).label("moment"),
    articles.c.emptied,
).where(articles.c.enriched_with.is_not(None))
_WITHOUT_TEXT = [literal("").label("text") if column.name == "text" else column for column in _REPORT.selected_columns]


def _reports(tx: Connection, query: Select[Any]) -> list[Report]:
    found = {
        row.id: Report(row.id, row.source, row.language, row.title, row.text, row.moment, {}, row.emptied is not None)
        for row in tx.execute(query)
    }
    columns = (
        statements.c.id,
        statements.c.article_id,
        statements.c.content,
        statements.c.act,
        speakers.c.name,
        speakers.c.kind,
        statements.c.speaker_title,
        people.c.name.label("person"),
    )
    theirs = (
        select(*columns)
        .outerjoin(speakers, speakers.c.id == statements.c.speaker_id)
        .outerjoin(people, people.c.id == statements.c.person_id)
    )
    for row in tx.execute(theirs.where(statements.c.article_id.in_(found)).order_by(statements.c.id)):
        act, kind = row.act and Act(row.act), row.kind and SpeakerKind(row.kind)
        found[row.article_id].said[row.id] = Said(row.content, act, row.name, kind, row.speaker_title, row.person)
    return list(found.values())


def _dealt_with(tx: Connection, article: Pending) -> list[tuple[int, Spans]]:
    """The editions that dealt with statements of an article, each with such a statement's spans.

    Statements whose words stand elsewhere by now, in a text that has changed, are left out.
    """
    query = (
        select(edition_statements.c.edition_id, statements.c.spans, statements.c.content)
        .join(statements, statements.c.key == edition_statements.c.key)
        .where(statements.c.article_id == article.id)
    )
    return [
        (row.edition_id, row.spans) for row in tx.execute(query) if moves.stands(article.text, row.spans, row.content)
    ]


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


def _speaker_ids(tx: Connection, named: Sequence[Speaker], text: str) -> dict[tuple[str, str], int]:
    """The rows of speakers' names and kinds, made where there are none.

    An organisation's has the abbreviation that the article gives beside it, if it is the first one.
    """
    wanted = {(speaker.name, speaker.kind) for speaker in named}
    found = _known_speakers(tx, wanted)
    if missing := sorted(wanted - found.keys()):
        rows = ({"name": name, "kind": kind, "key": key_of(name, kind)} for name, kind in missing)
        insert_missing(tx, speakers, *rows)
        found = _known_speakers(tx, wanted)
    for name, kind in sorted(wanted):
        if kind is SpeakerKind.ORGANISATION and (short := in_brackets(name, text)):
            first = update(speakers).where(speakers.c.id == found[name, kind], speakers.c.short.is_(None))
            tx.execute(first.values(short=short))
    return found


def _known_speakers(tx: Connection, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    query = select(speakers.c.id, speakers.c.name, speakers.c.kind)
    return {
        (row.name, row.kind): row.id
        for part in batches(sorted({name for name, _ in wanted}))
        for row in tx.execute(query.where(speakers.c.name.in_(part)))
    }
