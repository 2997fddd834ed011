"""One article for a story's page, however its address, GUID, title or text changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from onrecord.addresses import entry_name
from onrecord.enrich.run import match_topics
from onrecord.model import Topic
from onrecord.store import Store, articles
from onrecord.store import matches as found
from onrecord.store.articles import Met, Saved, Title
from onrecord.store.schema import article_urls, matches, statements
from onrecord.store.schema import articles as table
from tests.samples import TEXT, add, article, statement

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from onrecord.model import Article

STORY = "https://gazette.example/story/7"
MOVED = "https://gazette.example/2026/grid-story"
GUID = "tag:gazette.example,2026:7"
FORMS = ["{}", "{}/", "{}/amp", "{}/index.html", "{}?utm_source=feed", "{}?fbclid=x&amp=1", "{}#comments", "{}.amp"]
HOSTS = ["http://", "https://", "https://www.", "http://m.", "https://amp."]


def number(tx: Connection) -> int:
    return tx.execute(select(func.count()).select_from(table)).scalar_one()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(HOSTS), st.sampled_from(FORMS)), min_size=2, max_size=3))
def test_every_form_of_an_address_is_one_article(store: Store, forms: list[tuple[str, str]]) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    with store.write() as tx:
        whole = tx.begin_nested()
        articles.save(tx, article(8, text="Another text."), now=now)
        for host, form in forms:
            articles.save(tx, article(url=form.format(f"{host}gazette.example/story/7")), now=now)
        articles.save(tx, article(9, text="A third text."), now=now)
        assert number(tx) == 3
        whole.rollback()


def test_an_article_is_known_under_every_form_of_its_addresses_and_its_guid(store: Store, now: datetime) -> None:
    asked = "https://gazette.example/r/7"
    forms = ["http://www.gazette.example/story/7/?utm_source=mail", f"{asked}?fbclid=x", GUID]
    with store.write() as tx:
        articles.save(tx, article(url=STORY), now=now, also=[asked, GUID])
        assert articles.known(tx, [*forms, "https://gazette.example/story/8"]) == dict.fromkeys(forms, Met(now, now))
        assert all(articles.get(tx, form) == article(url=STORY) for form in forms)


def test_another_spelling_of_the_address_is_no_change(store: Store, now: datetime) -> None:
    with store.write() as tx:
        articles.save(tx, article(url=STORY), now=now)
        assert articles.save(tx, article(url="http://m.gazette.example/story/7?ref=feed"), now=now) is Saved.SAME
        assert articles.get(tx, STORY) == article(url=STORY)


def test_an_updated_article_keeps_its_row_its_titles_and_its_count_of_changes(store: Store, now: datetime) -> None:
    later, last = now + timedelta(hours=1), now + timedelta(hours=2)
    with store.write() as tx:
        articles.save(tx, article(url=STORY, title="Grid safe"), now=now)
        articles.save(tx, article(url=STORY, title="Grid safe, says minister"), now=later)
        articles.save(tx, article(url=STORY, title="Grid safe", text=f"{TEXT} More."), now=last)
        assert articles.titles(tx, STORY) == (Title("Grid safe", now), Title("Grid safe, says minister", later))
        row = tx.execute(select(table)).one()
        assert (row.changes, row.collected, row.changed) == (2, now, last)


def test_an_article_without_a_new_text_is_not_read_again_but_held_against_the_topics(
    store: Store, now: datetime
) -> None:
    grid = Topic("harbour", any=("harbour",))
    add(store, article(url=STORY), statement(), now=now, topics=(grid,))
    with store.write() as tx:
        assert articles.save(tx, article(url=STORY, title="Grid story from the harbour"), now=now) is Saved.CHANGED
        assert articles.pending(tx, "test") == []
    assert match_topics(store, (grid,)) == 1
    with store.write() as tx:
        assert tx.execute(select(matches.c.topic)).scalars().all() == ["harbour"]
        articles.save(tx, article(url=STORY, text=f"{TEXT} More."), now=now)
        assert len(articles.pending(tx, "test")) == 1


def test_a_title_that_changes_while_topics_are_looked_for_is_looked_at_again(store: Store, now: datetime) -> None:
    add(store, article(url=STORY), statement(), now=now, topics=())
    with store.write() as tx:
        [read], _ = found.unmatched(tx, "topics")
        articles.save(tx, article(url=STORY, title="Another title"), now=now)
        found.save(tx, [(read, {})], "topics")
        again, _ = found.unmatched(tx, "topics")
        assert [one.title for one in again] == ["Another title"]


def test_an_article_that_moved_is_the_same_one_by_its_guid(store: Store, now: datetime) -> None:
    add(store, article(url=STORY), statement(), now=now, topics=())
    with store.read() as tx:
        [before] = tx.execute(select(statements.c.key)).scalars()
    with store.write() as tx:
        articles.save(tx, article(url=STORY), now=now, also=[GUID])
        moved = article(url=MOVED, title="Another title", text=f"{TEXT} And more of it.")
        assert articles.save(tx, moved, now=now, also=[GUID]) is Saved.CHANGED
        assert number(tx) == 1
        assert articles.get(tx, STORY) == articles.get(tx, MOVED) == moved
    add(store, moved, statement(), now=now, topics=())
    with store.read() as tx:
        assert tx.execute(select(statements.c.key)).scalars().all() == [before]


def test_an_article_that_moved_is_the_same_one_by_the_address_that_was_asked_for(store: Store, now: datetime) -> None:
    with store.write() as tx:
        articles.save(tx, article(url=STORY), now=now)
        assert articles.save(tx, article(url=MOVED), now=now, also=[STORY]) is Saved.CHANGED
        assert articles.save(tx, article(url=STORY, title="Back again", text="New."), now=now) is Saved.CHANGED
        assert number(tx) == 1


def test_an_article_rewritten_under_its_guid_is_told_by_its_hour_and_what_is_left_of_its_title(
    store: Store, now: datetime
) -> None:
    with store.write() as tx:
        articles.save(tx, article(url=STORY, published=now), now=now, also=[GUID])
        rewritten = article(url=MOVED, title="The grid story told anew", text="All is new.", published=now)
        assert articles.save(tx, rewritten, now=now, also=[GUID]) is Saved.CHANGED


@pytest.mark.parametrize("title", ["The ferry sinks", "The grid story told anew"])
@pytest.mark.parametrize("offset", [0, 2])
def test_stories_with_one_guid_and_one_midnight_stay_apart(
    store: Store, now: datetime, title: str, offset: int
) -> None:
    midnight = datetime(2026, 11, 24, tzinfo=timezone(timedelta(hours=offset)))
    with store.write() as tx:
        articles.save(tx, article(url=STORY, published=midnight), now=now, also=[GUID])
        other = article(url=MOVED, title=title, text="Another one.", published=midnight)
        assert articles.save(tx, other, now=now, also=[GUID]) is Saved.NEW


def test_stories_with_one_guid_and_the_time_of_their_feed_stay_apart(store: Store, now: datetime) -> None:
    with store.write() as tx:
        articles.save(tx, article(url=STORY, published=now), now=now, also=[GUID])
        other = article(url=MOVED, title="The ferry sinks", text="Another one.", published=now)
        assert articles.save(tx, other, now=now, also=[GUID]) is Saved.NEW


def test_a_new_guid_for_a_known_address_is_no_new_article(store: Store, now: datetime) -> None:
    with store.write() as tx:
        articles.save(tx, article(url=STORY), now=now, also=["urn:uuid:1"])
        assert articles.save(tx, article(url=STORY), now=now, also=["urn:uuid:2"]) is Saved.SAME


def test_a_feed_that_gives_all_entries_one_guid_loses_none(store: Store, now: datetime) -> None:
    guid = entry_name("0", "https://gazette.example/feed")
    with store.write() as tx:
        for count in range(3):
            told = article(count, text=f"Story {count} is about something else.")
            assert articles.save(tx, told, now=now, also=[guid]) is Saved.NEW


def test_stories_that_are_all_sent_to_one_page_stay_apart(store: Store, now: datetime) -> None:
    consent = "https://gazette.example/consent"
    with store.write() as tx:
        for count in range(3):
            told = article(count, text=f"Story {count}.", fetched_url=consent)
            assert articles.save(tx, told, now=now) is Saved.NEW
        assert [articles.get(tx, f"https://gazette.example/{count}").text for count in range(3)] == [  # type: ignore[union-attr]
            "Story 0.",
            "Story 1.",
            "Story 2.",
        ]


def test_a_column_that_has_one_title_and_one_address_every_day_is_another_article_each_day(
    store: Store, now: datetime
) -> None:
    today = "https://gazette.example/briefing"
    with store.write() as tx:
        for day in range(3):
            told = article(day, title="The briefing", text=f"Day {day}.", published=now + timedelta(days=day))
            assert articles.save(tx, told, now=now, also=[today]) is Saved.NEW


def test_an_address_may_be_longer_than_a_database_can_index(store: Store, now: datetime) -> None:
    endless = "https://gazette.example/" + "я" * 3_000
    with store.write() as tx:
        articles.save(tx, article(url=STORY), now=now, also=[endless])
        assert articles.known(tx, [endless, f"{endless}я"]) == {endless: Met(now, now)}


def test_an_address_that_led_to_one_story_and_is_anothers_own_by_now_leads_to_that(store: Store, now: datetime) -> None:
    other = article(url=MOVED, title="Ferry late", text="The ferry was late, as it is.", published=now)
    with store.write() as tx:
        articles.save(tx, article(url=STORY), now=now, also=[MOVED])
        assert articles.save(tx, other, now=now) is Saved.NEW
        assert articles.save(tx, other, now=now) is Saved.SAME
        assert articles.get(tx, MOVED) == other
        assert articles.save(tx, article(url=STORY), now=now, also=[MOVED]) is Saved.SAME
        later = article(url=MOVED, title="Ferry there", text="It came after all.")
        assert articles.save(tx, later, now=now) is Saved.CHANGED
        assert articles.get(tx, MOVED) == later
        assert articles.get(tx, STORY) == article(url=STORY)


def test_an_article_that_no_address_leads_to_is_found_by_its_own(store: Store, now: datetime) -> None:
    with store.write() as tx:
        articles.save(tx, article(url=STORY), now=now)
        tx.execute(delete(article_urls))
        assert articles.save(tx, article(url=STORY, title="Another title"), now=now) is Saved.CHANGED


def test_stories_that_all_name_one_canonical_address_stay_apart(store: Store, now: datetime) -> None:
    def told(count: int, text: str) -> Article:
        page = f"https://gazette.example/article.php?id={count}"
        return article(count, url="https://gazette.example/article.php", text=text, fetched_url=page)

    with store.write() as tx:
        for text, saved in (("Story {}.", Saved.NEW), ("Story {}.", Saved.SAME), ("Another text {}.", Saved.CHANGED)):
            for count in range(3):
                new = told(count, text.format(count))
                assert articles.save(tx, new, now=now, also=[new.fetched_url or ""]) is saved
        for count in range(3):
            found = articles.get(tx, f"https://gazette.example/article.php?id={count}")
            assert found is not None
            assert found.text == f"Another text {count}."


def test_a_canonical_address_that_only_the_page_gives_is_believed_where_the_text_bears_it_out(
    store: Store, now: datetime
) -> None:
    with store.write() as tx:
        for asked in ("/r/7", "/print?story=7"):
            new = article(url=STORY, fetched_url=f"https://gazette.example{asked}")
            articles.save(tx, new, now=now)
        assert number(tx) == 1


def test_an_article_is_known_under_an_address_that_was_found_to_lead_to_it(store: Store, now: datetime) -> None:
    later, short = now + timedelta(hours=1), "https://gazette.example/s/7"
    with store.write() as tx:
        articles.save(tx, article(url=STORY), now=now)
        articles.remember(tx, f"{STORY}/?ref=feed", [short], now=later)
        articles.remember(tx, MOVED, ["https://gazette.example/s/8"], now=later)
        asked = [short, STORY, MOVED, "https://gazette.example/s/8"]
        assert articles.known(tx, asked) == {short: Met(now, later), STORY: Met(now, now)}
        assert articles.get(tx, short) == article(url=STORY)
