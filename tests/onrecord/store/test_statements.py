"""Statements and matches in the store."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, func, insert, select

from onrecord.enrich.run import match_topics
from onrecord.model import SpeakerKind, Topic
from onrecord.sameness import marked
from onrecord.store import articles, moves, overview, statements
from onrecord.store.schema import articles as articles_table
from onrecord.store.schema import edition_statements, editions, matches, speakers
from onrecord.store.schema import statements as table
from tests.samples import TEXT, add, article, replaced, statement

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from onrecord.model import Statement
    from onrecord.store import Store

GRID = (Topic("grid"),)


def stored(tx: Connection) -> list[Statement]:
    query = select(table, speakers.c.name, speakers.c.kind.label("speaker_kind"))
    joined = query.outerjoin(speakers, speakers.c.id == table.c.speaker_id).order_by(table.c.position)
    return [statements.statement(row) for row in tx.execute(joined)]


def test_statements_come_back_as_they_were_found(store: Store, now: datetime) -> None:
    found = (statement(), statement("it was built to last", speaker=None))
    add(store, article(), *found, now=now, topics=())
    with store.read() as tx:
        assert stored(tx) == list(found)


def test_enriching_again_replaces_an_articles_statements(store: Store, now: datetime) -> None:
    add(store, article(), statement("old"), statement("older"), now=now, topics=GRID)
    with store.write() as tx:
        [waiting] = articles.pending(tx, "v2")
        assert replaced(tx, waiting, statement("new"), version="v2", now=now)
        assert [one.content for one in stored(tx)] == ["new"]
        assert tx.execute(select(func.count()).select_from(matches)).scalar_one() == 0


def reread(store: Store, now: datetime, version: str, *spans: tuple[int, int]) -> list[str]:
    """Read the article again, with statements at these places of its text; gives their keys."""
    found = [replace(statement(TEXT[start:end]), spans=((start, end),)) for start, end in spans]
    with store.write() as tx:
        [waiting] = articles.pending(tx, version)
        assert replaced(tx, waiting, *found, version=version, now=now)
    return [statements.key(waiting.url, one.content) for one in found]


def test_a_key_leads_on_when_the_words_come_out_longer_or_shorter(store: Store, now: datetime) -> None:
    with store.write() as tx:
        articles.save(tx, article(), now=now)
    whole, end = TEXT.index("the grid is safe"), TEXT.index(" safe")
    [first] = reread(store, now, "v1", (whole, whole + 16))
    [second] = reread(store, now, "v2", (whole, end))
    with store.read() as tx:
        assert moves.became(tx, first) == second
    [third] = reread(store, now, "v3", (whole + 4, end))
    with store.read() as tx:
        assert [moves.became(tx, one) for one in (first, second, third)] == [third, third, None]
    assert reread(store, now, "v4", (whole, whole + 16)) == [first]  # as it was
    with store.read() as tx:
        assert [moves.became(tx, one) for one in (first, second, third)] == [None, first, first]


def test_a_key_leads_nowhere_when_others_words_take_its_place(store: Store, now: datetime) -> None:
    with store.write() as tx:
        articles.save(tx, article(), now=now)
    [first] = reread(store, now, "v1", (0, 15))
    reread(store, now, "v2", (21, 37))
    with store.read() as tx:
        assert moves.became(tx, first) is None


def test_of_two_in_its_place_a_key_leads_to_the_one_that_has_more_of_it(store: Store, now: datetime) -> None:
    with store.write() as tx:
        articles.save(tx, article(), now=now)
    [whole] = reread(store, now, "v1", (0, len(TEXT)))
    _, longer = reread(store, now, "v2", (0, 15), (21, len(TEXT)))
    with store.read() as tx:
        assert moves.became(tx, whole) == longer


def test_in_a_text_that_was_corrected_a_key_leads_to_the_words_that_are_like_its_own(
    store: Store, now: datetime
) -> None:
    before = "the northern grid is safe and was built to last for many years"
    after = before.replace("many years", "decades")
    keys = []
    for number, (words, text) in enumerate([(before, f"{before}."), (after, f"At noon it rained. {after}. We left.")]):
        with store.write() as tx:
            articles.save(tx, article(text=text), now=now)
            [waiting] = articles.pending(tx, f"v{number}")
            start = text.index(words)
            others = [statement("We left")] if number else []
            found = [replace(statement(words), spans=((start, start + len(words)),)), *others]
            assert replaced(tx, waiting, *found, version=f"v{number}", now=now)
            keys.append(statements.key(waiting.url, words))
    with store.read() as tx:
        assert moves.became(tx, keys[0]) == keys[1]


def test_words_that_an_edition_dealt_with_are_so_where_the_article_gives_them_a_second_time(
    store: Store, now: datetime
) -> None:
    words = "the northern grid is safe"
    with store.write() as tx:
        articles.save(tx, article(text=f"Now {words}. And now {words}."), now=now)
        row = {"digest": "morning", "date": now.date(), "timezone": "UTC", "composed": now, "statements": 1}
        tx.execute(insert(editions).values(row | {"subject": "", "html": "", "text": ""}))
    for version, found in (("v1", [(words[:17], 4)]), ("v2", [(words, 4), (words, 39)])):
        with store.write() as tx:
            [waiting] = articles.pending(tx, version)
            read = [replace(statement(one), spans=((start, start + len(one)),)) for one, start in found]
            assert replaced(tx, waiting, *read, version=version, now=now)
            if version == "v1":
                its = {"edition_id": 1, "key": statements.key(waiting.url, words[:17])}
                tx.execute(insert(edition_statements).values(its))
    with store.read() as tx:
        assert statements.key(article().url, words) in tx.execute(select(edition_statements.c.key)).scalars().all()


def test_a_failure_in_the_middle_keeps_the_old_statements(store: Store, now: datetime) -> None:
    add(store, article(), statement("old"), now=now, topics=())
    with pytest.raises(RuntimeError), store.write() as tx:
        [waiting] = articles.pending(tx, "v2")
        replaced(tx, waiting, statement("new"), version="v2", now=now)
        raise RuntimeError
    with store.read() as tx:
        assert [one.content for one in stored(tx)] == ["old"]
        assert overview.waiting(tx, "v2").number == 1


def test_statements_of_a_text_that_has_changed_meanwhile_are_not_stored(store: Store, now: datetime) -> None:
    with store.write() as tx:
        articles.save(tx, article(), now=now)
        [waiting] = articles.pending(tx, "v1")
        articles.save(tx, article(text="Corrected."), now=now)
        assert not replaced(tx, waiting, statement(), version="v1", now=now)
        assert stored(tx) == []
        assert overview.waiting(tx, "v1").number == 1


def test_of_articles_that_are_stored_together_one_that_has_changed_is_left_out(store: Store, now: datetime) -> None:
    with store.write() as tx:
        for number in range(3):
            articles.save(tx, article(number), now=now)
        read = articles.pending(tx, "v1")
        articles.save(tx, article(1, text="Corrected."), now=now)
        found = [(one, [marked(statement(f"words of {one.id}"))]) for one in read]
        assert statements.replace(tx, found, version="v1", now=now) == 2
        assert {one.content for one in stored(tx)} == {f"words of {one.id}" for one in (read[0], read[2])}
        assert [one.id for one in articles.pending(tx, "v1")] == [read[1].id]


def test_many_articles_take_as_many_queries_as_one(store: Store, now: datetime) -> None:
    asked: list[int] = []
    for size in (1, 8):
        with store.write() as tx:
            for number in range(size):
                articles.save(tx, article(10 * size + number), now=now)
            read = articles.pending(tx, "v1")
            found = [(one, [marked(statement(f"words of {one.id}", f"Ada Moor{one.id}"))]) for one in read]
            queries: list[str] = []
            event.listen(tx, "before_cursor_execute", lambda _tx, _cursor, sql, *_, all_=queries: all_.append(sql))
            assert statements.replace(tx, found, version="v1", now=now) == size
            asked.append(len(queries))
    assert asked[0] == asked[1]


def test_the_moment_of_being_ready_is_the_first_one(store: Store, now: datetime) -> None:
    add(store, article(), statement(), now=now, topics=())
    with store.write() as tx:
        [waiting] = articles.pending(tx, "v2")
        replaced(tx, waiting, statement(), version="v2", now=now.replace(year=2027))
        assert tx.execute(select(articles_table.c.ready)).scalar_one() == now


def test_one_speaker_has_one_row(store: Store, now: datetime) -> None:
    for number in range(3):
        add(store, article(number), statement(), now=now, topics=())
    with store.read() as tx:
        assert tx.execute(select(func.count()).select_from(speakers)).scalar_one() == 1


def test_a_speaker_that_another_process_adds_meanwhile_is_the_same_one(store: Store, now: datetime) -> None:
    faster: list[str] = []

    def be_faster(tx: Connection, _cursor: object, sql: str, *_: object) -> None:
        if sql.startswith("INSERT INTO speakers") and not faster:
            faster.append(sql)
            tx.execute(insert(speakers).values(name="Marit Halvorsen", kind=SpeakerKind.PERSON))

    event.listen(store.engine, "before_cursor_execute", be_faster)
    add(store, article(), statement(), now=now, topics=())
    with store.read() as tx:
        assert tx.execute(select(func.count()).select_from(speakers)).scalar_one() == 1
        assert stored(tx) == [statement()]


def test_a_changed_rule_is_held_against_all_articles_again(store: Store, now: datetime) -> None:
    add(store, article(), statement(), now=now, topics=GRID)
    assert match_topics(store, GRID) == 0
    assert match_topics(store, (Topic("grid", any=("safe",)),)) == 1


def test_a_limit_is_no_change_of_a_rule(store: Store, now: datetime) -> None:
    add(store, article(), statement(), now=now, topics=GRID)
    assert match_topics(store, (replace(GRID[0], limit=3),)) == 0


def test_a_statements_key_does_not_change_with_its_spacing(store: Store, now: datetime) -> None:
    add(store, article(), statement("The grid\nis safe"), now=now, topics=())
    with store.read() as tx:
        assert tx.execute(select(table.c.key)).scalar_one() == statements.key(article().url, "the grid is  safe")
