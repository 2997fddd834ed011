"""Which statements of the store give the same words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from random import Random
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from onrecord.model import Factuality
from onrecord.sameness import marked
from onrecord.store import Store, articles, repeats, statements
from onrecord.store import marks as marks_of_store
from onrecord.store.schema import marks
from onrecord.store.schema import statements as table
from tests import stores
from tests.benchmarks.stories import Writer, write
from tests.samples import add, article, replaced, statement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from onrecord.model import Statement

FULL = "The bridge stays closed to trains until May, and I ask the whole town for patience."
CUT = "The bridge stays closed to trains until May"
REST = "I ask the whole town for patience"


def put(store: Store, number: int, *found: Statement, now: datetime, published: datetime | None = None) -> None:
    add(store, article(number, published=published or now), *found, now=now, topics=())


def read_again(store: Store, *found: Statement, now: datetime) -> None:
    """Read the store's first article again."""
    with store.write() as tx:
        first, *_ = articles.pending(tx, "again")
        assert replaced(tx, first, *found, version="again", now=now)


def groups(store: Store) -> set[frozenset[str]]:
    """The contents of each group of two or more statements, the fullest one in capitals."""
    head = func.coalesce(table.c.same_as, table.c.id).label("head")
    together: dict[int, set[str]] = {}
    with store.read() as tx:
        for row in tx.execute(select(table.c.id, table.c.content, head)):
            content = row.content.upper() if row.id == row.head else row.content
            together.setdefault(row.head, set()).add(f"{content} ({row.id})")
    return {frozenset(one.rsplit(" (", 1)[0] for one in group) for group in together.values() if len(group) > 1}


@pytest.mark.parametrize("order", list(permutations([FULL, CUT, REST])))
def test_whatever_comes_first_the_fullest_words_have_the_others(
    store: Store, now: datetime, order: tuple[str, ...]
) -> None:
    for number, words in enumerate(order):
        put(store, number, statement(words), now=now)
    assert groups(store) == {frozenset({FULL.upper(), CUT, REST})}


def test_statements_of_one_article_are_joined_too(store: Store, now: datetime) -> None:
    put(store, 1, statement(CUT), statement(FULL), statement("The grid is safe"), now=now)
    assert groups(store) == {frozenset({FULL.upper(), CUT})}


@pytest.mark.parametrize("seed", range(4))
def test_however_many_articles_are_stored_together_the_groups_are_the_same(
    store: Store, now: datetime, tmp_path: Path, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311
    words = [FULL, CUT, REST, "We have no comment.", *(f"{CUT}, or until {month}" for month in ("June", "July"))]
    told = [
        [statement(chance.choice(words), chance.choice(["Marit Halvorsen", "Halvorsen", "Ada Moor", None]))]
        * chance.randrange(1, 3)
        for _ in range(24)
    ]
    with Store.open(stores.at(tmp_path, "apart.db")) as apart:
        for into, size in ((store, 9), (apart, 1)):
            with into.write() as tx:
                for number in range(len(told)):
                    articles.save(tx, article(number, text=f"Story {number}.", published=now), now=now)
            while True:
                with into.write() as tx:
                    waiting = articles.pending(tx, "v1", limit=size)
                    found = [(one, [*map(marked, told[int(one.url.rpartition("/")[2])])]) for one in waiting]
                    assert statements.replace(tx, found, version="v1", now=now) == len(waiting)
                if not waiting:
                    break
        assert led(store) == led(apart)
        assert len(set(led(store).values())) < len(led(store))


class Upwards(frozenset[int]):
    """A set in an order of its own, as one is that comes from another process."""

    def __iter__(self) -> Iterator[int]:
        return iter(sorted(super().__iter__()))


class Downwards(Upwards):
    def __iter__(self) -> Iterator[int]:
        return reversed(list(super().__iter__()))


def test_in_whatever_order_marks_come_the_groups_are_the_same(store: Store, now: datetime, tmp_path: Path) -> None:
    before, after = "It rained all night.", "Buses go every hour."
    by_two = [statement(f"{before} {FULL}", "Jonas Weller"), statement(f"{FULL} {after}", "Rosa Lind")]
    with Store.open(stores.at(tmp_path, "other.db")) as other:
        for into, order in ((store, Upwards), (other, Downwards)):
            put(into, 1, *by_two, now=now)
            whole = marked(statement(f"{before} {FULL} {after}", None))
            with into.write() as tx:
                articles.save(tx, article(2, published=now), now=now)
                [waiting] = articles.pending(tx, "test")
                found = replace(whole, asked=order(whole.asked))
                assert statements.replace(tx, [(waiting, [found])], version="test", now=now) == 1
        assert led(store) == led(other)
        assert len(set(led(store).values())) == 2


def led(store: Store) -> dict[int, int]:
    """The statement to which each one leads."""
    with store.read() as tx:
        return dict(tx.execute(select(table.c.id, func.coalesce(table.c.same_as, table.c.id))).all())


def test_a_short_one_joins_no_two_that_differ(store: Store, now: datetime) -> None:
    for number, words in enumerate(
        ["Taxes on fuel will rise by 5 per cent", "Taxes on fuel will rise by 50 per cent", "Taxes on fuel will rise"]
    ):
        put(store, number, statement(words), now=now)
    assert groups(store) == {frozenset({"TAXES ON FUEL WILL RISE BY 5 PER CENT", "Taxes on fuel will rise"})}


def test_another_speaker_and_what_was_not_said_stand_alone(store: Store, now: datetime) -> None:
    put(store, 1, statement(FULL), now=now)
    put(store, 2, statement(FULL, "Tom Okafor"), now=now)
    put(store, 3, replace(statement(FULL), factuality=Factuality.NEGATED), now=now)
    assert groups(store) == set()


@pytest.mark.parametrize(
    "speakers",
    [*permutations([None, "Jonas Weller", "Rosa Lind"]), *permutations(["Weller", "Jonas Weller", "Anna Weller"])],
)
@pytest.mark.parametrize("first", [FULL, f"{FULL} We are late."])
def test_words_of_nobody_or_of_a_surname_join_no_two_speakers(
    store: Store, now: datetime, speakers: tuple[str | None, ...], first: str
) -> None:
    for number, who in enumerate(speakers):
        put(store, number, statement(FULL if who in speakers[1:] else first, who), now=now)
    with store.read() as tx:
        found = tx.execute(select(func.coalesce(table.c.same_as, table.c.id)).order_by(table.c.id)).scalars().all()
    of = dict(zip(speakers, found, strict=True))
    one, two = (who for who in speakers if who and " " in who)
    assert of[one] != of[two]
    assert len(set(found)) == 2


@pytest.mark.parametrize(("days", "joined"), [(29, True), (31, False), (-29, True), (-31, False)])
def test_the_same_words_are_looked_for_a_month_before_and_after(
    store: Store, now: datetime, days: int, *, joined: bool
) -> None:
    put(store, 1, statement(FULL), now=now)
    put(store, 2, statement(CUT), now=now, published=now + timedelta(days=days))
    assert bool(groups(store)) is joined


@pytest.mark.parametrize(("days", "joined"), [(2, True), (3, False), (-3, False)])
def test_a_few_words_said_again_days_later_are_another_statement(
    store: Store, now: datetime, days: int, *, joined: bool
) -> None:
    put(store, 1, statement("We have no comment"), now=now)
    put(store, 2, statement("we have no comment"), now=now, published=now + timedelta(days=days))
    assert bool(groups(store)) is joined


def test_an_archive_read_today_is_joined_by_when_it_came_out(store: Store, now: datetime) -> None:
    for number, years in enumerate([3, 3, 4]):
        put(store, number, statement(FULL), now=now, published=now - timedelta(days=365 * years))
    assert groups(store) == {frozenset({FULL.upper(), FULL})}


def test_reading_an_article_again_joins_its_statements_again(store: Store, now: datetime) -> None:
    for number, words in enumerate([FULL, CUT, REST]):
        put(store, number, statement(words), now=now)
    read_again(store, statement(FULL), now=now)
    assert groups(store) == {frozenset({FULL.upper(), CUT, REST})}


def test_when_the_fullest_words_are_gone_only_those_that_are_still_the_same_stay_together(
    store: Store, now: datetime
) -> None:
    shouted = f"{CUT}!"
    for number, words in enumerate([FULL, CUT, shouted, REST]):
        put(store, number, statement(words), now=now)
    assert groups(store) == {frozenset({FULL.upper(), CUT, shouted, REST})}
    read_again(store, statement("The grid is safe"), now=now)
    assert groups(store) == {frozenset({CUT.upper(), shouted})}


def test_in_copies_of_a_story_few_words_and_those_of_nobody_are_joined(store: Store, now: datetime) -> None:
    text = write(Writer().story(300, 400))
    for number, speaker in enumerate(["Marit Halvorsen", None]):
        add(store, article(number, text=text, published=now), statement(speaker=speaker), now=now, topics=())
    assert groups(store) == {frozenset({"THE GRID IS SAFE", "the grid is safe"})}


def test_marks_of_earlier_months_are_let_go(store: Store, now: datetime) -> None:
    put(store, 1, statement(FULL), now=now)
    put(store, 2, statement("The grid is safe"), now=now + timedelta(days=61))
    with store.read() as tx:
        assert set(tx.execute(select(marks.c.statement_id)).scalars()) == {2}


def test_many_marks_are_let_go_of_some_at_a_time(store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks_of_store, "FORGOTTEN", 2)
    put(store, 1, statement(FULL), now=now)
    left = []
    for number in range(2, 30):
        put(store, number, statement("The grid is safe"), now=now + timedelta(days=61))
        with store.read() as tx:
            left.append(tx.execute(select(func.count()).where(marks.c.statement_id == 1)).scalar_one())
    assert left[0] == left[1] + 2
    assert left[-1] == 0


def test_a_phrase_that_many_use_is_still_found_by_who_used_it(store: Store, now: datetime) -> None:
    put(store, 1, statement(FULL), now=now)
    for number in range(2, 60):
        put(store, number, statement(FULL, f"Person {chr(96 + number % 26)}{chr(96 + number // 26)}x"), now=now)
    put(store, 60, statement(FULL), now=now)
    assert groups(store) == {frozenset({FULL.upper(), FULL})}


def earlier(store: Store, now: datetime, words: str) -> tuple[str, float] | None:
    """The words of a day before that are the most like these, and how close they are."""
    with store.read() as tx:
        number = tx.execute(select(table.c.id).where(table.c.content == words)).scalar_one()
        found = repeats.earlier(tx, [number], now=now).get(number)
        if found is None:
            return None
        return tx.execute(select(table.c.content).where(table.c.id == found[0])).scalar_one(), found[1]


def test_like_words_of_a_day_before_are_found_whoever_said_them(store: Store, now: datetime) -> None:
    like = "The bridge stays closed to trains until June, said the council"
    put(store, 1, statement(like, "Ana Reed"), now=now, published=now - timedelta(days=9))
    put(store, 2, statement("The quay is paid for by the whole town", "Ana Reed"), now=now)
    put(store, 3, statement(CUT, "Jonas Weller"), now=now)
    found = earlier(store, now, CUT)
    assert found is not None
    assert found[0] == like
    assert 0.8 < found[1] < 1
    assert earlier(store, now, like) is None  # it came first


@pytest.mark.parametrize("hours", [0, 23])
def test_what_is_said_on_the_same_occasion_was_not_said_before(store: Store, now: datetime, hours: int) -> None:
    put(store, 1, statement(CUT, "Ana Reed"), now=now, published=now - timedelta(hours=hours))
    put(store, 2, statement(FULL, "Jonas Weller"), now=now)
    assert earlier(store, now, FULL) is None


def test_of_words_as_close_the_earliest_is_told(store: Store, now: datetime) -> None:
    for number, (days, who) in enumerate({3: "Ana Reed", 9: "Rosa Lind", 6: "Tom Okafor"}.items()):
        put(store, number, statement(f"{CUT}.", who), now=now, published=now - timedelta(days=days))
    put(store, 9, statement(CUT, "Jonas Weller"), now=now)
    with store.read() as tx:
        number = tx.execute(select(table.c.id).where(table.c.content == CUT)).scalar_one()
        [(first, close)] = repeats.earlier(tx, [number], now=now).values()
        owner = select(table.c.article_id).where(table.c.id == first)
        assert tx.execute(owner).scalar_one() == 2
    assert close == 1
