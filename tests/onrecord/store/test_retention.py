"""Letting go of texts, and what becomes of articles without."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, update

from digests.context import before
from onrecord.enrich.run import match_topics
from onrecord.model import Field, Topic
from onrecord.store import Store, articles, editions, overview
from onrecord.store.retention import let_go
from onrecord.store.schema import articles as table
from onrecord.store.schema import matches, signature_bands, signatures
from onrecord.store.schema import statements as statements_table
from tests.command import started
from tests.samples import add, article, replaced, statement

if TYPE_CHECKING:
    from pathlib import Path

KEEP = timedelta(days=400)
LONG = " ".join(f"The harbour said of pier {number} that it holds." for number in range(80))
URL = article().url


@pytest.fixture
def later(now: datetime) -> datetime:
    """A day after which the text of what came in now goes."""
    return now + KEEP + timedelta(hours=1)


def text_of(store: Store, url: str = URL) -> tuple[str, bool]:
    with store.read() as tx:
        row = tx.execute(select(table.c.text, table.c.emptied).where(table.c.url == url)).one()
        return row.text, row.emptied is not None


def matched(store: Store) -> list[str]:
    with store.read() as tx:
        return list(tx.execute(select(matches.c.topic).order_by(matches.c.topic)).scalars())


def said(store: Store) -> list[str]:
    with store.read() as tx:
        return list(tx.execute(select(statements_table.c.content)).scalars())


def test_an_old_text_goes_and_what_was_said_in_it_stays(store: Store, now: datetime, later: datetime) -> None:
    add(store, article(text=LONG), statement(), now=now, topics=(Topic("grid"),))
    add(store, article(2, text=LONG), now=now + timedelta(days=1), topics=(Topic("grid"),))
    seen: list[tuple[int, int]] = []
    assert let_go(store, KEEP, now=later, progress=lambda *numbers: seen.append(numbers)) == 1
    assert seen == [(0, 1), (1, 1)]
    assert text_of(store) == ("", True)
    assert text_of(store, article(2).url) == (LONG, False)
    with store.read() as tx:
        assert articles.get(tx, URL) == article(text="")
        assert [one.title for one in articles.titles(tx, URL)] == ["Grid story 1"]
        assert set(tx.execute(select(signature_bands.c.article_id)).scalars()) == {2}
        assert tx.execute(select(func.count(signatures.c.duplicate_of))).scalar_one() == 1
    assert (said(store), matched(store)) == (["the grid is safe"], ["grid"])
    assert let_go(store, KEEP, now=later) == 0


def test_an_article_that_nobody_has_read_keeps_its_text_until_then(
    store: Store, now: datetime, later: datetime
) -> None:
    with store.write() as tx:
        articles.save(tx, article(), now=now)
    assert let_go(store, KEEP, now=later) == 0
    assert text_of(store) == (article().text, False)


def test_a_new_enrichment_leaves_it_alone(store: Store, now: datetime, later: datetime) -> None:
    add(store, article(), statement(), now=now, topics=())
    let_go(store, KEEP, now=later)
    with store.read() as tx:
        assert articles.pending(tx, "newer") == []
        assert overview.waiting(tx, "newer").number == 0


def test_changed_topics_are_held_against_its_statements_but_not_where_they_look_into_the_text(
    store: Store, now: datetime, later: datetime
) -> None:
    whole = (Field.ARTICLE,)
    topics = (Topic("built", any=("built",), where=whole), Topic("grid"), Topic("gone", any=("built",), where=whole))
    add(store, article(), statement(), now=now, topics=topics)
    assert matched(store) == ["built", "gone", "grid"]
    let_go(store, KEEP, now=later)
    words = Topic("safety", any=("safe",))
    assert match_topics(store, (Topic("built", any=("lasting",), where=whole), words, Topic("not", where=whole))) == 1
    assert matched(store) == ["built", "safety"]


def test_a_digest_of_it_goes_without_what_stood_around_it(store: Store, now: datetime, later: datetime) -> None:
    add(store, article(), statement("that is safe"), now=now, topics=())
    let_go(store, KEEP, now=later)
    with store.read() as tx:
        [text] = editions.texts(tx, [1]).values()
        [lead] = articles.leads(tx, [(now, now)], length=700)
    assert before(text, statement("that is safe")) is None
    assert (lead.title, lead.text) == ("Grid story 1", "")


@pytest.mark.parametrize(
    ("changes", "part"), [({}, False), ({"text": "Marit Halvorsen said"}, True), ({"text": ""}, False)]
)
def test_a_page_that_says_nothing_new_brings_no_text_back(
    store: Store, now: datetime, later: datetime, changes: dict[str, Any], *, part: bool
) -> None:
    add(store, article(), statement(), now=now, topics=())
    let_go(store, KEEP, now=later)
    with store.write() as tx:
        assert articles.save(tx, article(**changes), now=later, part=part) is articles.Saved.SAME
        assert overview.waiting(tx, "test").number == 0
    assert text_of(store) == ("", True)


def test_a_page_that_was_corrected_is_read_again_and_its_text_goes_again(
    store: Store, now: datetime, later: datetime
) -> None:
    add(store, article(), statement(), now=now, topics=())
    let_go(store, KEEP, now=later)
    changed = replace(article(), text=f"{article().text} It was not.")
    with store.write() as tx:
        assert articles.save(tx, changed, now=later) is articles.Saved.CHANGED
    assert text_of(store) == (changed.text, False)
    assert let_go(store, KEEP, now=later) == 0  # not read yet
    with store.write() as tx:
        [waiting] = articles.pending(tx, "test")
        replaced(tx, waiting, statement("it was not"), version="test", now=later)
    assert let_go(store, KEEP, now=later) == 1
    assert (text_of(store), said(store)) == (("", True), ["it was not"])


KILLED = """
import os, signal, sys
from datetime import datetime, timedelta
from onrecord.store import Store, retention
retention._BATCH = 2
def progress(done, total):
    if done >= 4:
        os.kill(os.getpid(), signal.SIGKILL)
with Store.open(sys.argv[1]) as store:
    retention.let_go(store, timedelta(days=400), now=datetime.fromisoformat(sys.argv[2]), progress=progress)
"""


def test_one_that_is_killed_goes_on_where_it_stopped(
    store: Store, now: datetime, later: datetime, tmp_path: Path
) -> None:
    with store.write() as tx:
        for number in range(9):
            articles.save(tx, article(number), now=now)
        tx.execute(update(table).values(enriched_with="test"))
    with started(tmp_path, store.name, later.isoformat(), code=KILLED) as command:
        assert command.ended().returncode == -9
    with store.read() as tx:
        assert tx.execute(select(func.count(table.c.emptied))).scalar_one() == 4
        assert (
            tx.execute(select(func.count()).where((table.c.text == "") == table.c.emptied.is_(None))).scalar_one() == 0
        )
    assert let_go(store, KEEP, now=later) == 5
