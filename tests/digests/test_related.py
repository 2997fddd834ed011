"""Headlines beside the stories of a topic."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from unittest import mock

from digests.related import chosen, offered, worth_reading
from onrecord.enrich.related import same_event
from onrecord.model import RelatedHeadline
from onrecord.store import articles
from onrecord.store.articles import Lead
from tests.benchmarks.stories import Writer
from tests.samples import article

if TYPE_CHECKING:
    from onrecord.store import Store

ONE, TWO, THREE = (RelatedHeadline(f"Headline {name}", f"https://gazette.example/{name}") for name in "abc")


def test_each_articles_first_headline_goes_before_any_second_one() -> None:
    assert chosen([[ONE, TWO], [THREE]], [], ()) == (ONE, THREE, TWO)


def test_a_headline_stands_once_and_never_names_an_article_shown() -> None:
    again = RelatedHeadline("HEADLINE A.", "https://post.example/a")
    assert chosen([[ONE, again], [TWO, THREE]], ["headline b"], {THREE.url or ""}) == (ONE,)


def test_an_address_stands_once_whatever_its_headlines() -> None:
    again = RelatedHeadline("Headline A in other words", ONE.url)
    assert chosen([[ONE, again, TWO]], [], ()) == (ONE, TWO)
    apart = [RelatedHeadline("Headline d", None), RelatedHeadline("Headline e", None)]
    assert chosen([apart], [], ()) == tuple(apart)


def test_news_of_long_ago_bring_nothing_of_the_years_between(store: Store, now: datetime) -> None:
    moments = [now, now - timedelta(days=2000), now - timedelta(days=1000), now - timedelta(days=2)]
    loaded = mock.Mock(side_effect=articles.leads)
    with store.write() as tx, mock.patch.object(articles, "leads", loaded):
        for number, moment in enumerate(moments):
            articles.save(tx, article(number, published=moment), now=now)
        articles.save(tx, article(9, published=now - timedelta(days=500)), now=now)
        offered(tx, [1, 2], [moments[0], moments[1], moments[3]])
        [call] = loaded.call_args_list
        found = articles.leads(*call.args, **call.kwargs)
    assert [lead.moment for lead in found] == [moments[0], moments[1], moments[3]]


def test_editors_links_and_stored_articles_on_the_event_come_in_turn(store: Store, now: datetime) -> None:
    told = "The old mill at Brook was lost to a fire on Monday night, Jonas Weller said."
    fire = article(1, title="Mill at Brook burns down", text=told, published=now, related=(ONE, TWO))
    again = article(
        2,
        title="Fire destroys the mill at Brook",
        text=told.replace("lost to", "burnt down by"),
        published=now,
        source="Post",
        related=(),
    )
    rest = [
        article(3 + n, title=f"A word{n} at the place{n}", text=f"The word{n} on the old kind{n}.", published=now)
        for n in range(20)
    ]
    with store.write() as tx:
        for one in (fire, again, *rest):
            articles.save(tx, one, now=now)
        found = offered(tx, [1, 3], [now])
    assert found[1] == [ONE, RelatedHeadline(again.title, again.url, "Post"), TWO]
    assert [headline.title for headline in found[3]] == ["Reserve plan delayed"]


def test_without_dates_only_the_editors_links_are_offered(store: Store, now: datetime) -> None:
    with store.write() as tx:
        articles.save(tx, article(1), now=now)
        assert [one.title for one in offered(tx, [1], [])[1]] == ["Reserve plan delayed"]


def test_among_thousands_the_articles_on_the_event_are_found_as_among_a_few() -> None:
    writer = Writer(5)
    moment = datetime(2026, 11, 24, tzinfo=UTC)

    def lead(number: int, title: str, text: str) -> Lead:
        return Lead(number, f"https://gazette.example/{number}", title, text, "Gazette", moment, "en")

    others = [lead(n, " ".join(writer.sentence(8)), " ".join(writer.sentence(100))) for n in range(10, 3_000)]
    told = "The old mill at Brookhaven was lost to flames on Monday night, {} said."
    event = [
        lead(1, "Mill at Brookhaven burns down", told.format("Jonas Weller")),
        lead(2, "Flames destroy the Brookhaven mill", told.format("the brigade")),
        lead(3, "After the flames: what Brookhaven's mill was worth", told.format("its owner")),
    ]
    leads = [*event, *others]
    kept = worth_reading(leads, [1])
    assert len(kept) < len(leads) / 5
    assert same_event(kept, [1], most=2)[1] == same_event(leads, [1], most=2)[1]
    assert set(same_event(kept, [1], most=2)[1]) == {2, 3}
    assert worth_reading(leads[:100], [1]) == leads[:100]
