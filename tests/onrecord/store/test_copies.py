"""Copies of one story in several papers."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from onrecord.store import Store, articles, copies, likeness, overview
from onrecord.store.schema import articles as table
from onrecord.store.schema import signature_bands, signatures
from tests.benchmarks.stories import Writer, write
from tests.samples import article

if TYPE_CHECKING:
    from onrecord.model import Article
    from tests.benchmarks.stories import Story

WRITER = Writer(seed=2)
STORY = WRITER.story(300, 400)
SHORTENED = WRITER.cut(STORY, 1 / 2)
OTHER_LEAD = WRITER.other_lead(STORY)
ANOTHER = WRITER.story(300, 400)
NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


def told(paper: str, story: Story, hour: int | None = None, **changes: Any) -> Article:  # noqa: ANN401  # as `article`
    """A story in a paper; `hour` after six it is published, or without a date."""
    published = None if hour is None else NOW + timedelta(hours=hour)
    url = f"https://{paper}.example/story"
    fields = {"url": url, "title": f"As {paper} has it", "text": write(story), "published": published}
    return article(1, **fields | changes)


def save(store: Store, *papers: Article, now: datetime = NOW) -> None:
    for paper in papers:
        with store.write() as tx:
            articles.save(tx, paper, now=now)


def groups(store: Store) -> dict[str, str]:
    """Each copy's host and its original's."""
    with store.read() as tx:
        hosts = {row.id: row.url.split("/")[2].removesuffix(".example") for row in tx.execute(select(table))}
        found = copies.originals(tx, hosts)
    return {hosts[one]: hosts[original] for one, original in found.items()}


@pytest.mark.parametrize("order", [*itertools.permutations(range(3))])
def test_the_earliest_is_the_original_in_whichever_order_they_come(store: Store, order: tuple[int, ...]) -> None:
    papers = [told("wire", STORY, 1), told("gazette", SHORTENED, 2), told("courier", OTHER_LEAD, 3)]
    save(store, *(papers[number] for number in order), told("herald", ANOTHER, 0))
    assert groups(store) == {"gazette": "wire", "courier": "wire"}


def test_of_those_as_early_the_one_stored_first_is_the_original(store: Store) -> None:
    save(store, told("courier", STORY, 1), told("gazette", STORY, 1))
    assert groups(store) == {"gazette": "courier"}


def test_a_day_without_a_time_counts_as_its_end(store: Store) -> None:
    day = NOW.replace(hour=0, minute=0)
    save(store, told("gazette", STORY, published=day, date_only=True), told("wire", STORY, 9))
    assert groups(store) == {"gazette": "wire"}


def test_what_has_no_date_is_as_old_as_its_collection(store: Store) -> None:
    save(store, told("gazette", STORY), told("wire", STORY, -1))
    assert groups(store) == {"gazette": "wire"}


def test_an_article_that_is_like_two_others_makes_them_one_group(store: Store) -> None:
    half, rest = STORY[: len(STORY) // 2], STORY[len(STORY) // 2 :]
    save(store, told("gazette", half, 2), told("courier", rest, 1))
    assert groups(store) == {}
    save(store, told("wire", STORY, 3))
    assert groups(store) == {"gazette": "courier", "wire": "courier"}


def test_an_article_rewritten_leaves_its_group_and_the_others_part(store: Store) -> None:
    half, rest = STORY[: len(STORY) // 2], STORY[len(STORY) // 2 :]
    save(store, told("gazette", half, 2), told("courier", rest, 1), told("wire", STORY, 0), told("herald", half, 4))
    assert groups(store) == {"gazette": "wire", "courier": "wire", "herald": "wire"}
    save(store, told("wire", ANOTHER, 0))
    assert groups(store) == {"herald": "gazette"}
    save(store, told("wire", STORY, 5))
    assert groups(store) == {"gazette": "courier", "wire": "courier", "herald": "courier"}


def test_a_date_that_is_corrected_makes_another_one_the_original(store: Store) -> None:
    save(store, told("wire", STORY, 1), told("gazette", STORY, 2), told("wire", STORY, 3))
    assert groups(store) == {"wire": "gazette"}


def test_an_article_that_stays_the_same_stays_where_it_is(store: Store) -> None:
    save(store, told("wire", STORY, 1), told("gazette", STORY, 2), told("wire", STORY, 1, title="New title"))
    assert groups(store) == {"gazette": "wire"}


def test_the_same_words_weeks_later_are_no_copy(store: Store) -> None:
    save(store, told("wire", STORY, 0), told("gazette", STORY, 24 * (copies.DAYS + 1)))
    assert groups(store) == {}
    save(store, told("courier", STORY, 24 * copies.DAYS))
    assert groups(store) == {"gazette": "wire", "courier": "wire"}


def test_copies_weeks_apart_are_one_group_only_by_what_lies_between(store: Store) -> None:
    middle = 24 * copies.DAYS
    save(store, told("wire", STORY, 0), told("gazette", STORY, middle), told("courier", STORY, 2 * middle))
    assert groups(store) == {"gazette": "wire", "courier": "wire"}
    save(store, told("gazette", ANOTHER, middle))
    assert groups(store) == {}


def test_notices_of_a_few_lines_are_no_copies(store: Store) -> None:
    notice = [WRITER.sentence(50)]
    save(store, told("wire", notice, 0), told("gazette", notice, 1))
    assert groups(store) == {}


def test_notices_that_a_site_has_beside_all_stories_make_no_copies(store: Store) -> None:
    for number, story in enumerate(WRITER.boilerplate()):
        save(store, told("gazette", story, number, url=f"https://gazette.example/{number}"))
    assert groups(store) == {}


def test_no_copy_is_lost(store: Store) -> None:
    save(store, *(told(paper, STORY, number) for number, paper in enumerate(("wire", "gazette", "courier"))))
    with store.read() as tx:
        assert overview.counts(tx)["articles"] == 3
        assert overview.counts(tx)["of them copies"] == 2
        assert articles.get(tx, "https://gazette.example/story") == told("gazette", STORY, 1)


def test_texts_without_spaces_between_words_are_compared_too() -> None:
    letters = [chr(0x4E00 + number * 7 % 2_000) for number in range(300)]
    whole, half = (likeness.signature("".join(part)) for part in (letters, letters[:150]))
    assert whole
    assert half
    assert likeness.is_copy(whole, half, same_site=False)


def test_signatures_are_what_they_were() -> None:
    """A store keeps them: where another version of rensa or of ours makes others, a migration must empty its tables."""
    mark = likeness.signature(" ".join(map(str, range(100))))
    assert mark is not None
    assert (mark.runs, mark.digest.hex()[:32]) == (96, "e1cbc131bfd9c50eee66ed5c0cc2d372")
    assert likeness.bands(mark)[:2] == (8746439624562714285, -2843069766754575124)


SAVES = """
import sys
from datetime import datetime
from onrecord.store import Store, articles
from tests.onrecord.store.test_copies import NOW, STORY, told
with Store.open(sys.argv[1]) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(int(sys.argv[3])):
        with store.write() as tx:
            articles.save(tx, told(f"{sys.argv[2]}{number}", STORY, number), now=NOW)
            if sys.argv[4:] == [str(number)]:
                print("in the middle", flush=True)
                sys.stdin.readline()
"""


def saving(url: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SAVES, url, *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def hear(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def test_two_processes_that_store_copies_at_once_make_one_group(store: Store) -> None:
    url = store.engine.url.render_as_string()
    slow, quick = saving(url, "gazette", "1", "0"), saving(url, "courier", "1")
    assert [hear(slow), hear(quick)] == ["ready", "ready"]
    go(slow)
    assert hear(slow) == "in the middle"
    go(quick)
    with suppress(subprocess.TimeoutExpired):  # it has to wait; were it not to, it would be done by then
        quick.wait(0.5)
    go(slow)
    for process in (slow, quick):
        process.communicate()
        assert process.returncode == 0
    assert groups(store) == {"courier0": "gazette0"}


def test_a_kill_in_the_middle_leaves_no_half_stored_article(store: Store) -> None:
    process = saving(store.engine.url.render_as_string(), "gazette", "5", "2")
    assert hear(process) == "ready"
    go(process)
    assert hear(process) == "in the middle"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert groups(store) == {"gazette1": "gazette0"}
    with store.read() as tx:
        owners = [
            tx.execute(select(func.count(one.distinct()))).scalar_one()
            for one in (table.c.id, signatures.c.article_id, signature_bands.c.article_id)
        ]
    assert owners == [2, 2, 2]
    save(store, told("gazette2", STORY, 2))
    assert groups(store) == {"gazette1": "gazette0", "gazette2": "gazette0"}
