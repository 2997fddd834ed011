"""What topics ask of articles and their statements, and the matches that came of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, literal, select, update

from onrecord.model import Act, Field, Hit, Match, SpeakerKind
from onrecord.store import waiting, words
from onrecord.store.among import among
from onrecord.store.schema import articles, matches, people, speakers, statements

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Select

    from onrecord.store.waiting import Place


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


def unmatched(
    tx: Connection, topics: str, place: Place = waiting.START, *, whole: bool = True, limit: int = 200
) -> tuple[list[Report], Place]:
    """The next enriched articles not yet held against these topics (named by their fingerprint), and their place.

    Their texts are empty unless they are asked for `whole`.
    """
    read = articles.c.enriched_with.is_not(None)
    ids, place = waiting.after(tx, articles.c.matched_with, topics, place, read, limit=limit)
    query = _REPORT.where(among(articles.c.id, ids)).order_by(articles.c.id)
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


def save(
    tx: Connection,
    found: Iterable[tuple[Report, Mapping[int, Sequence[Match]]]],
    topics: str,
    *,
    settled: Collection[str] = (),
) -> None:
    """Put the matches of some hundreds of articles at most, by statement id, in place of those that they had.

    Of an article whose text was let go of, those under the `settled` topics stay as they are. Leaves out an article
    that was changed or enriched again meanwhile, or whose speakers have other names by now: it waits anew. All
    statements of the others are in the index of words then.
    """
    by_id = {article.id: (article, its) for article, its in found}
    same = _unchanged(tx, [article for article, _ in by_id.values()])
    tx.execute(update(articles).where(among(articles.c.id, same)).values(matched_with=topics))
    for emptied, kept in ((False, ()), (True, settled)):
        its = [number for number in same if by_id[number][0].emptied is emptied]
        if its:
            _put(tx, [by_id[number] for number in its], kept)
    _set_moments(tx, same)
    words.put(tx, same)


def _unchanged(tx: Connection, read: Sequence[Report]) -> list[int]:
    """The articles that are still as they were read, held for this transaction."""
    query = select(articles.c.id, articles.c.title).where(among(articles.c.id, (article.id for article in read)))
    titles = dict(tx.execute(query.order_by(articles.c.id).with_for_update(key_share=True)).all())
    whose = select(statements.c.id, statements.c.article_id, people.c.name)
    whose = whose.outerjoin(people, people.c.id == statements.c.person_id)
    said: defaultdict[int, dict[int, str | None]] = defaultdict(dict)
    for row in tx.execute(whose.where(among(statements.c.article_id, titles))):
        said[row.article_id][row.id] = row.name
    return [
        one.id
        for one in read
        if titles.get(one.id) == one.title and said[one.id] == {number: its.person for number, its in one.said.items()}
    ]


def _put(tx: Connection, found: Sequence[tuple[Report, Mapping[int, Sequence[Match]]]], kept: Collection[str]) -> None:
    """Put matches in place of all but those under the `kept` topics."""
    its = select(statements.c.id).where(among(statements.c.article_id, (article.id for article, _ in found)))
    tx.execute(delete(matches).where(matches.c.statement_id.in_(its), matches.c.topic.not_in(kept)))
    rows = [
        {"statement_id": statement_id, "topic": match.topic, "reason": [asdict(hit) for hit in match.reason]}
        | {"moment": article.moment}
        for article, its_matches in found
        for statement_id, of_statement in its_matches.items()
        for match in of_statement
        if match.topic not in kept
    ]
    if rows:
        tx.execute(insert(matches), rows)


def _set_moments(tx: Connection, article_ids: Sequence[int]) -> None:
    """Say of statements and matches when their articles appeared: a page may give another date by now."""
    moment, its = func.coalesce(articles.c.published, articles.c.collected), among(statements.c.article_id, article_ids)
    other = its & (statements.c.article_id == articles.c.id) & statements.c.moment.is_distinct_from(moment)
    tx.execute(update(statements).where(other).values(moment=moment))
    other = its & (matches.c.statement_id == statements.c.id) & matches.c.moment.is_distinct_from(statements.c.moment)
    tx.execute(update(matches).where(other).values(moment=statements.c.moment))


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
    for row in tx.execute(theirs.where(among(statements.c.article_id, found)).order_by(statements.c.id)):
        act, kind = row.act and Act(row.act), row.kind and SpeakerKind(row.kind)
        found[row.article_id].said[row.id] = Said(row.content, act, row.name, kind, row.speaker_title, row.person)
    return list(found.values())
