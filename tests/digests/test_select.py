"""What an edition shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from digests.select import LOOKBACK, Selection, select
from onrecord.enrich.run import match_topics
from onrecord.model import Act, Edition, Factuality, Kind, Message, RelatedHeadline, SpeakerKind, Tally, Topic
from onrecord.store import Store, articles, editions, people, repeats
from tests.benchmarks.stories import Writer, write
from tests.samples import add, article, replaced, statement

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from onrecord.model import Article, Entry, Section, Statement

TOPICS = (Topic("grid", any=("grid", "power")), Topic("harbour"))
MESSAGE = Message("", "", "")


def selected(
    store: Store, now: datetime, *, topics: tuple[Topic, ...] = TOPICS, day: date = date(2026, 11, 24)
) -> Selection:
    with store.read() as tx:
        return select(tx, Edition("morning", day, "UTC", now, ()), topics, until=now)


def syndicated(now: datetime) -> tuple[Article, Article]:
    """A story of a news agency, and the same in a paper some hours later."""
    text = write(Writer().story(300, 400))
    return (
        article(url="https://wire.example/story", text=text, published=now - timedelta(hours=5)),
        article(url="https://courier.example/story", text=text, published=now - timedelta(hours=1)),
    )


def quoted(paper: Article, words: str) -> Statement:
    """A statement with these words of an article."""
    start = paper.text.index(words)
    return replace(statement(words), spans=((start, start + len(words)),))


def read_again(store: Store, version: str, *found: Statement, now: datetime) -> None:
    with store.write() as tx:
        [waiting] = articles.pending(tx, version)
        replaced(tx, waiting, *found, version=version, now=now)
    match_topics(store, TOPICS)


def only(selection: Selection) -> Section:
    """The one section that is not a quiet one."""
    [section] = [section for section in selection.edition.sections if section.voices]
    return section


def contents(section: Section) -> list[str]:
    return [entry.statement.content for voice in section.voices for entry in voice.entries]


def test_statements_stand_under_their_topic_and_speaker(store: Store, now: datetime) -> None:
    add(
        store,
        article(),
        statement("power is cheap"),
        statement("the grid is old", "Tom Okafor"),
        statement("the power grid is safe"),
        now=now,
        topics=TOPICS,
    )
    section = only(selected(store, now))
    assert section.topic == "grid"
    assert [(voice.name, len(voice.entries)) for voice in section.voices] == [
        ("Marit Halvorsen", 2),
        ("Tom Okafor", 1),
    ]
    assert section.voices[0].title == "energy minister"


def test_a_quiet_topic_has_a_section_in_its_place(store: Store, now: datetime) -> None:
    add(store, article(title="Weather"), statement("it rains"), now=now, topics=TOPICS)
    sections = selected(store, now).edition.sections
    assert [(section.topic, section.voices, section.found) for section in sections] == [
        ("grid", (), Tally()),
        ("harbour", (), Tally()),
    ]


def test_statements_that_were_not_made_are_not_shown(store: Store, now: datetime) -> None:
    denied = replace(statement("the grid is sold"), factuality=Factuality.NEGATED)
    add(store, article(), denied, statement(), now=now, topics=TOPICS)
    assert contents(only(selected(store, now))) == ["the grid is safe"]


def test_statements_that_are_as_likely_wrong_as_right_are_not_shown(store: Store, now: datetime) -> None:
    add(store, article(), replace(statement("the grid is sold"), confidence=0.49), statement(), now=now, topics=TOPICS)
    assert contents(only(selected(store, now))) == ["the grid is safe"]


def test_no_edition_brings_what_an_earlier_one_dealt_with(store: Store, now: datetime) -> None:
    add(store, article(), statement(), now=now, topics=TOPICS)
    first = selected(store, now)
    with store.write() as tx:
        editions.add(tx, first.edition, MESSAGE, keys=first.keys, outbox={})
    tomorrow = now + timedelta(days=1)
    assert selected(store, tomorrow).edition.statements == 0
    add(store, article(2), statement("the grid is new"), now=tomorrow, topics=TOPICS)
    assert contents(only(selected(store, tomorrow))) == ["the grid is new"]


def test_another_digest_has_its_own_memory(store: Store, now: datetime) -> None:
    add(store, article(), statement(), now=now, topics=TOPICS)
    first = selected(store, now)
    with store.write() as tx:
        other = replace(first.edition, digest="evening")
        editions.add(tx, other, MESSAGE, keys=first.keys, outbox={})
    assert contents(only(selected(store, now))) == ["the grid is safe"]


def test_enriching_an_article_again_brings_nothing_twice(store: Store, now: datetime) -> None:
    add(store, article(), statement(), now=now, topics=TOPICS)
    first = selected(store, now)
    with store.write() as tx:
        editions.add(tx, first.edition, MESSAGE, keys=first.keys, outbox={})
    add(store, article(authors=("Someone New",)), statement(), now=now, topics=TOPICS)
    assert selected(store, now + timedelta(days=1)).edition.statements == 0


def test_reading_an_article_otherwise_brings_no_words_twice(store: Store, now: datetime) -> None:
    paper = article(text="Marit Halvorsen said the grid is safe. Tom Okafor said the grid is old.")
    told, longer, other = (quoted(paper, words) for words in ("the grid is safe", "grid is safe.", "the grid is old"))
    add(store, paper, told, now=now, topics=TOPICS)
    first = selected(store, now)
    with store.write() as tx:
        editions.add(tx, first.edition, MESSAGE, keys=first.keys, outbox={})
    for version, bounds in (("another engine", longer), ("a third one", quoted(paper, "said the grid is safe"))):
        read_again(store, version, bounds, other, now=now)
        assert contents(only(selected(store, now + timedelta(days=1)))) == ["the grid is old"]


def test_other_words_at_the_same_place_of_a_corrected_text_are_news(store: Store, now: datetime) -> None:
    paper = article(text="Marit Halvorsen said the grid is safe.")
    add(store, paper, quoted(paper, "the grid is safe"), now=now, topics=TOPICS)
    first = selected(store, now)
    with store.write() as tx:
        editions.add(tx, first.edition, MESSAGE, keys=first.keys, outbox={})
    corrected = article(text="Marit Halvorsen said the grid is sold.")
    add(store, corrected, quoted(corrected, "the grid is sold"), now=now, topics=TOPICS)
    assert contents(only(selected(store, now + timedelta(days=1)))) == ["the grid is sold"]


def test_what_came_in_after_the_editions_end_waits_for_the_next(store: Store, now: datetime) -> None:
    add(store, article(), statement(), now=now, topics=TOPICS)
    assert selected(store, now - timedelta(seconds=1)).edition.statements == 0


def test_the_first_edition_reaches_back_a_week(store: Store, now: datetime) -> None:
    add(store, article(), statement(), now=now, topics=TOPICS)
    assert selected(store, now + LOOKBACK - timedelta(minutes=1)).edition.statements
    assert not selected(store, now + LOOKBACK).edition.statements


@pytest.mark.parametrize("pause", [timedelta(days=10), timedelta(days=40)])
def test_after_a_pause_the_next_edition_reaches_back_to_the_last(store: Store, now: datetime, pause: timedelta) -> None:
    with store.write() as tx:
        editions.add(tx, Edition("morning", date(2026, 11, 23), "UTC", now, ()), MESSAGE, keys=[], outbox={})
    add(store, article(), statement(), now=now + timedelta(hours=1), topics=TOPICS)
    assert selected(store, now + pause).edition.statements


def test_the_same_words_in_two_papers_are_shown_once(store: Store, now: datetime) -> None:
    add(store, article(1), statement("The grid is safe"), now=now, topics=TOPICS)
    add(store, article(2), statement("the grid is safe."), now=now, topics=TOPICS)
    selection = selected(store, now)
    assert len(contents(only(selection))) == 1
    assert len(selection.keys) == 2


QUOTED = "the grid is safe for this winter, and no street will be dark"
CUT = "The grid is safe for this winter"


def entries(selection: Selection) -> list[Entry]:
    return [entry for voice in only(selection).voices for entry in voice.entries]


def paper(number: int, source: str, published: datetime) -> Article:
    return article(number, source=source, published=published)


def test_words_in_several_papers_are_shown_at_their_fullest_with_all_sources_the_earliest_first(
    store: Store, now: datetime
) -> None:
    hours = [now - timedelta(hours=hour) for hour in range(5)]
    add(store, paper(1, "Courier", hours[1]), statement(CUT), now=now, topics=TOPICS)
    add(store, paper(2, "Gazette", hours[2]), statement(QUOTED), now=now, topics=TOPICS)
    add(store, paper(3, "Post", hours[4]), statement(CUT, "Halvorsen"), now=now, topics=TOPICS)
    add(store, paper(4, "Echo", hours[3]), statement(QUOTED), now=now, topics=TOPICS)
    add(store, paper(5, "Post", hours[0]), statement(CUT), now=now, topics=TOPICS)
    selection = selected(store, now)
    [shown] = entries(selection)
    assert (shown.statement.content, shown.source) == (QUOTED, "Echo")
    assert [cited.source for cited in shown.sources] == ["Post", "Echo", "Gazette", "Courier"]
    assert shown.sources[0].url == "https://gazette.example/3"
    assert shown.sources[0].statement.content == CUT
    assert len(selection.keys) == 5


def test_a_source_whose_words_match_no_topic_is_named_too(store: Store, now: datetime) -> None:
    add(store, paper(1, "Courier", now), statement("no street of this town will be dark"), now=now, topics=TOPICS)
    longer = "no street of this town will be dark, for the grid is safe"
    add(store, article(2, title="Lights", source="Gazette"), statement(longer), now=now, topics=TOPICS)
    [shown] = entries(selected(store, now))
    assert {cited.source for cited in shown.sources} == {"Courier", "Gazette"}


def test_words_that_any_paper_gave_in_an_earlier_edition_are_not_brought_again(store: Store, now: datetime) -> None:
    tomorrow = now + timedelta(days=1)
    add(store, paper(1, "Courier", now), statement(QUOTED), now=now, topics=TOPICS)
    first = selected(store, now)
    with store.write() as tx:
        editions.add(tx, first.edition, MESSAGE, keys=first.keys, outbox={})
    for number, words in enumerate([CUT, f"I say it once more: {QUOTED}"], 2):
        add(store, paper(number, "Gazette", tomorrow), statement(words), now=tomorrow, topics=TOPICS)
    assert selected(store, tomorrow).edition.statements == 0


SPEECH = (
    f"{QUOTED}. Whoever doubts our engineers may visit the old turbine hall. Farmers upriver get power lines by June"
)


@pytest.mark.parametrize(("confidence", "shown"), [(0.9, SPEECH), (0.4, SPEECH.rsplit(". ", 1)[1])])
def test_a_sentence_told_earlier_keeps_back_neither_the_speech_nor_its_other_sentences(
    store: Store, now: datetime, confidence: float, shown: str
) -> None:
    add(store, paper(1, "Courier", now), statement(QUOTED), now=now, topics=TOPICS)
    first = selected(store, now)
    with store.write() as tx:
        editions.add(tx, first.edition, MESSAGE, keys=first.keys, outbox={})
    later = now + timedelta(days=1)
    speech = replace(statement(SPEECH), confidence=confidence)
    add(store, paper(2, "Gazette", later), speech, now=later, topics=TOPICS)
    add(store, paper(3, "Echo", later), statement(SPEECH.rsplit(". ", 1)[1]), now=later, topics=TOPICS)
    second = selected(store, later)
    assert contents(only(second)) == [shown]
    with store.write() as tx:
        editions.add(tx, replace(second.edition, date=date(2026, 11, 25)), MESSAGE, keys=second.keys, outbox={})
    add(store, paper(4, "Post", later), statement(shown), now=later, topics=TOPICS)
    assert selected(store, later + timedelta(days=1)).edition.statements == 0


def test_sentences_of_a_speech_that_is_not_shown_are_two_statements_with_their_own_sources(
    store: Store, now: datetime
) -> None:
    last = SPEECH.rsplit(". ", 1)[1]
    speech = replace(statement(SPEECH), confidence=0.4)
    for number, (source, said) in enumerate(
        [("Gazette", speech), ("Courier", statement(QUOTED)), ("Echo", statement(last))]
    ):
        published = now - timedelta(hours=9 - number)
        add(store, paper(number, source, published), said, now=now, topics=TOPICS)
    shown = {
        entry.statement.content: [cited.source for cited in entry.sources] for entry in entries(selected(store, now))
    }
    assert shown == {QUOTED: ["Gazette", "Courier"], last: ["Gazette", "Echo"]}


def test_what_was_kept_back_stays_so_when_the_article_that_told_it_reads_otherwise(store: Store, now: datetime) -> None:
    add(store, paper(1, "Courier", now), statement(QUOTED), now=now, topics=TOPICS)
    for day in range(2):
        chosen = selected(store, now + timedelta(days=day))
        edition = replace(chosen.edition, date=date(2026, 11, 24 + day))
        with store.write() as tx:
            editions.add(tx, edition, MESSAGE, keys=chosen.keys, outbox={})
        if not day:
            add(store, paper(2, "Gazette", now), statement(CUT), now=now + timedelta(days=1), topics=TOPICS)
    corrected = replace(paper(1, "Courier", now), text="Nothing was said.")
    add(store, corrected, now=now, topics=TOPICS)
    assert selected(store, now + timedelta(days=2)).edition.statements == 0


def test_another_wording_of_another_paper_stands_with_the_longer_one(store: Store, now: datetime) -> None:
    other = "this winter no street will be dark because the grid is safe"
    add(store, paper(1, "Courier", now), statement(QUOTED), now=now, topics=TOPICS)
    add(store, paper(2, "Gazette", now), statement(other), now=now, topics=TOPICS)
    selection = selected(store, now)
    [shown] = entries(selection)
    assert [one.statement.content for one in shown.also] == [other]
    assert len(selection.keys) == 2


def test_the_same_words_of_nobody_give_way_to_those_of_a_speaker(store: Store, now: datetime) -> None:
    said = f"{QUOTED}, whatever the weather will be"
    add(store, paper(1, "Courier", now - timedelta(hours=1)), statement(said, None), now=now, topics=TOPICS)
    add(store, paper(2, "Gazette", now), statement(said), now=now, topics=TOPICS)
    [shown] = entries(selected(store, now))
    assert shown.source == "Gazette"


def test_a_copy_of_a_story_brings_its_words_once_under_the_originals_name(store: Store, now: datetime) -> None:
    wire, copy = syndicated(now)
    add(store, copy, statement("the grid is safe", "Halvorsen"), statement("the grid is old"), now=now, topics=TOPICS)
    add(store, wire, statement(), now=now, topics=TOPICS)
    section = only(selected(store, now))
    shown = {(voice.name, entry.statement.content, entry.url) for voice in section.voices for entry in voice.entries}
    assert shown == {
        ("Marit Halvorsen", "the grid is safe", wire.url),
        ("Marit Halvorsen", "the grid is old", copy.url),
    }


def test_a_copy_that_comes_a_day_later_brings_nothing_twice(store: Store, now: datetime) -> None:
    tomorrow = now + timedelta(days=1)
    wire, copy = syndicated(now)
    add(store, wire, statement(), now=now, topics=TOPICS)
    first = selected(store, now)
    with store.write() as tx:
        editions.add(tx, first.edition, MESSAGE, keys=first.keys, outbox={})
    add(store, copy, statement("The grid is safe", "Halvorsen"), now=tomorrow, topics=TOPICS)
    assert selected(store, tomorrow).edition.statements == 0
    add(store, article(3, published=now + timedelta(days=31)), statement(), now=tomorrow, topics=TOPICS)
    assert contents(only(selected(store, tomorrow))) == ["the grid is safe"]


def test_two_who_say_the_same_in_one_article_are_both_shown(store: Store, now: datetime) -> None:
    wire, _copy = syndicated(now)
    add(store, wire, statement(), statement("the grid is safe", "Tom Okafor"), now=now, topics=TOPICS)
    section = only(selected(store, now))
    assert len(contents(section)) == 2
    assert section.left_out == 0


def test_a_limit_leaves_room_for_every_speaker(store: Store, now: datetime) -> None:
    many = [statement(f"grid point {number}") for number in range(9)]
    add(store, article(), *many, statement("grid, once", "Tom Okafor"), now=now, topics=TOPICS)
    section = only(selected(store, now, topics=(replace(TOPICS[0], limit=3),)))
    assert sorted((voice.name, len(voice.entries)) for voice in section.voices) == [
        ("Marit Halvorsen", 2),
        ("Tom Okafor", 1),
    ]
    assert section.left_out == 7


def test_statements_of_nobody_come_last(store: Store, now: datetime) -> None:
    add(store, article(), statement("grid?", None), statement("grid!"), now=now, topics=TOPICS)
    assert [voice.name for voice in only(selected(store, now)).voices] == ["Marit Halvorsen", None]


def test_related_headlines_stand_once_and_never_name_an_article_shown(store: Store, now: datetime) -> None:
    offered = (
        RelatedHeadline("Grid story 2", None),
        RelatedHeadline("Reserve plan delayed", "https://gazette.example/r"),
        RelatedHeadline("Reserve plan delayed!", "https://gazette.example/r?again"),
        RelatedHeadline("Elsewhere", "https://gazette.example/2"),
    )
    add(store, article(1, related=offered), statement(), now=now, topics=TOPICS)
    add(store, article(2, related=()), statement("the grid is old"), now=now, topics=TOPICS)
    assert [headline.title for headline in only(selected(store, now)).related] == ["Reserve plan delayed"]


def test_a_section_counts_what_came_before_and_tells_who_is_new(store: Store, now: datetime) -> None:
    old, today = timedelta(days=10), timedelta(0)
    for number, (ago, words, who) in enumerate(
        [
            (old, "the grid is safe", "Marit Halvorsen"),
            (today, "the grid is old and must be renewed", "Marit Halvorsen"),
            (today, "the grid will fail before the winter", "Jonas Weller"),
        ]
    ):
        add(store, article(number, text=f"Text {number}."), statement(words, who), now=now - ago, topics=TOPICS)
    section = only(selected(store, now))
    assert (section.week, section.month) == (2, 3)
    assert {voice.name: voice.new for voice in section.voices} == {"Marit Halvorsen": False, "Jonas Weller": True}


def test_without_a_week_before_it_a_section_counts_nothing_and_nobody_is_new(store: Store, now: datetime) -> None:
    add(store, article(1), statement("the grid is safe"), now=now - timedelta(days=3), topics=TOPICS)
    section = only(selected(store, now))
    assert (section.week, section.month, [voice.new for voice in section.voices]) == (0, 0, [False])


@pytest.mark.parametrize(
    ("name", "kind", "new"),
    [
        ("Jonas Halvorsen", SpeakerKind.PERSON, True),
        ("Halvorsen", SpeakerKind.PERSON, False),
        ("M. Halvorsen", SpeakerKind.PERSON, False),
        ("he", SpeakerKind.PERSON, False),
        ("residents", SpeakerKind.GROUP, False),
        ("a senior official", SpeakerKind.ANONYMOUS, False),
    ],
)
def test_only_a_name_that_tells_who_it_is_can_be_new(
    store: Store, now: datetime, name: str, kind: SpeakerKind, *, new: bool
) -> None:
    old = now - timedelta(days=10)
    add(store, article(1, text="Text 1."), statement("the grid is safe"), now=old, topics=TOPICS)
    said = statement("the grid will fail before the winter", name)
    assert said.speaker is not None
    said = replace(said, speaker=replace(said.speaker, kind=kind))
    add(store, article(2, text="Text 2."), said, now=now, topics=TOPICS)
    [voice] = only(selected(store, now)).voices
    assert (voice.name, voice.new) == (name, new)


def test_the_names_of_one_speaker_are_one_voice(store: Store, now: datetime) -> None:
    for number, (words, who) in enumerate(
        [("the grid is safe", "Jonas Weller"), ("the grid is paid for", "Jonas K. Weller"), ("the grid?", "Ana Reed")]
    ):
        add(store, article(number, text=f"Text {number}."), statement(words, who), now=now, topics=TOPICS)
    people.settle_all(store)
    voices = {voice.name: len(voice.entries) for voice in only(selected(store, now)).voices}
    assert voices == {"Jonas Weller": 2, "Ana Reed": 1}


def test_an_article_that_is_named_as_a_source_is_no_related_headline(store: Store, now: datetime) -> None:
    courier = replace(paper(1, "Courier", now), title="Lights stay on")
    beside = RelatedHeadline("Lights on, the Courier says", courier.url)
    add(store, courier, statement("no street of this town will be dark"), now=now, topics=TOPICS)
    longer = "no street of this town will be dark, for the grid is safe"
    gazette = article(2, title="Lights", source="Gazette", related=(beside, RelatedHeadline("Reserve", None)))
    add(store, gazette, statement(longer), now=now, topics=TOPICS)
    assert [headline.title for headline in only(selected(store, now)).related] == ["Reserve"]


def test_an_entry_tells_where_like_words_were_said_before(store: Store, now: datetime) -> None:
    words = "the grid of this country was built to last a hundred years"
    for number, (days, who) in enumerate({9: "Ana Reed", 0: "Jonas Weller"}.items()):
        published = now - timedelta(days=days)
        one = article(number, text=f"Text {number}.", published=published, source=f"Paper {number}")
        add(store, one, statement(words, who), now=published, topics=TOPICS)
    [voice] = only(selected(store, now)).voices
    [entry] = voice.entries
    assert voice.name == "Jonas Weller"
    assert entry.before is not None
    assert (entry.before.cited.source, entry.before.closeness) == ("Paper 0", 1)


BUILT = "the grid of this country was built to last a hundred years"


@pytest.mark.parametrize(
    "changes",
    [{"factuality": Factuality.NEGATED}, {"confidence": 0.4}, {"content": f"{SPEECH}. {BUILT}. {SPEECH.upper()}"}],
    ids=["not said", "not sure", "much more"],
)
def test_only_what_was_said_as_such_was_said_before(store: Store, now: datetime, changes: dict[str, Any]) -> None:
    before, says_more = now - timedelta(days=9), "content" in changes
    first, second = statement(BUILT, "Ana Reed"), replace(statement(BUILT, "Jonas Weller"), **changes)
    if not says_more:
        first, second = replace(statement(BUILT, "Ana Reed"), **changes), statement(BUILT, "Jonas Weller")
    add(store, paper(1, "Courier", before), first, now=before, topics=TOPICS)
    add(store, paper(2, "Gazette", now), replace(second, confidence=0.9), now=now, topics=TOPICS)
    shown = [entry for entry in entries(selected(store, now)) if entry.source == "Gazette"]
    assert [entry.before for entry in shown] == [None]


@pytest.mark.parametrize("undated", [1, 2])
def test_without_a_date_nothing_was_said_before(store: Store, now: datetime, undated: int) -> None:
    for number, (days, who) in enumerate({9: "Ana Reed", 0: "Jonas Weller"}.items(), 1):
        moment = now - timedelta(days=days)
        one = article(number, text=f"Text {number}.", published=None if number == undated else moment)
        add(store, one, statement(BUILT, who), now=moment, topics=TOPICS)
    assert {entry.before for entry in entries(selected(store, now))} == {None}


def test_of_a_speechs_sentences_only_the_one_said_before_tells_so(store: Store, now: datetime) -> None:
    last, before = SPEECH.rsplit(". ", 1)[1], now - timedelta(days=9)
    add(store, paper(1, "Post", before), statement(last, "Ana Reed"), now=before, topics=())
    said = {
        "Gazette": replace(statement(SPEECH), confidence=0.4),
        "Courier": statement(QUOTED),
        "Echo": statement(last),
    }
    for number, (source, one) in enumerate(said.items(), 2):
        add(store, paper(number, source, now), one, now=now, topics=TOPICS)
    found = {entry.statement.content: entry.before for entry in entries(selected(store, now))}
    assert found[QUOTED] is None
    assert found[last] is not None


def with_act(said: Statement, act: Act, confidence: float) -> Statement:
    assert said.cue is not None
    return replace(said, cue=replace(said.cue, act=act), confidence=confidence)


def test_of_a_cue_that_is_no_reporting_word_more_likelihood_is_asked(store: Store, now: datetime) -> None:
    found = [
        with_act(statement("the grid is safe"), Act.OTHER, 0.79),
        with_act(statement("the power lines hold"), Act.OTHER, 0.8),
        with_act(statement("no grid lasts"), Act.DENY, 0.5),
    ]
    add(store, article(), *found, now=now, topics=TOPICS)
    selection = selected(store, now)
    assert sorted(contents(only(selection))) == ["no grid lasts", "the power lines hold"]
    assert len(selection.keys) == 2


def test_all_of_the_day_is_counted_once_shown_or_not(store: Store, now: datetime) -> None:
    add(store, article(9, text="Text 9."), statement("the grid is old"), now=now - timedelta(days=10), topics=TOPICS)
    said = [
        statement(QUOTED, "Ana Reed"),
        statement("power is cheap in the north", "Ben Okri"),
        statement("harbour power is dear", "Ben Okri"),
        statement("who owns the grid", None),
    ]
    add(store, paper(1, "Courier", now), *said, now=now, topics=TOPICS)
    add(store, paper(2, "Gazette", now), statement(QUOTED, "Ana Reed"), now=now, topics=TOPICS)
    with store.read() as tx:
        first = Edition("evening", date(2026, 11, 24), "UTC", now, ())
        with store.write() as tx2:
            old = selected(store, now - timedelta(days=9))
            editions.add(tx2, replace(first, date=date(2026, 11, 15)), MESSAGE, keys=old.keys, outbox={})
        selection = select(tx, first, (replace(TOPICS[0], limit=1), TOPICS[1]), until=now)
    grid, harbour = selection.edition.sections
    assert grid.found == Tally(statements=4, speakers=2, sources=2, new_voices=2)
    assert (grid.statements, grid.left_out) == (1, 3)
    assert harbour.found == Tally(statements=1, speakers=1, sources=1)
    assert selection.edition.found == Tally(statements=4, speakers=2, sources=2, new_voices=2)


def test_the_whole_edition_has_all_in_the_same_order(store: Store, now: datetime) -> None:
    words = [f"the grid of town {name} needs {name} lines" for name in ("arle", "brod", "cest", "dorn", "elm")]
    for number, (said, who) in enumerate(zip(words, ("Reed", "Okri", "Weller", "Brenn", "Holt"), strict=True)):
        one = statement(said, f"Ana {who}")
        add(store, paper(number, f"Paper {number}", now), one, now=now, topics=TOPICS)
    with store.read() as tx:
        selection = select(tx, Edition("morning", date(2026, 11, 24), "UTC", now, ()), TOPICS, until=now, most=2)
    [shown, whole] = [edition.sections[0] for edition in (selection.edition, selection.whole)]
    assert (shown.statements, shown.left_out, whole.statements, whole.left_out) == (2, 3, 5, 0)
    assert shown.voices == whole.voices[:2]
    assert (shown.found, shown.days) == (whole.found, whole.days)


def test_days_come_with_what_is_usual(store: Store, now: datetime) -> None:
    for number, ago in enumerate((10, 9, 9, 1, 0, 0)):
        words = statement(f"the grid of town {number} is old")
        add(store, article(number, text=f"Text {number}."), words, now=now - timedelta(days=ago), topics=TOPICS)
    grid, harbour = selected(store, now).edition.sections
    assert (grid.days, grid.week, grid.month) == ((0, 0, 0, 0, 0, 1, 2), 3, 6)
    assert grid.usual == pytest.approx(7 * 4 / 10)  # the first edition takes a week
    assert (harbour.days, harbour.usual) == ((), None)


@pytest.mark.parametrize(("covered", "usual"), [(1, 0.4), (3, 1.2), (0.5, 0.2), (0, None), (-1, None)])
def test_usual_is_what_as_long_a_time_brings_as_the_edition_covers(
    store: Store, now: datetime, covered: float, usual: float | None
) -> None:
    for number, ago in enumerate((10, 9, 9, 8, 0, 0)):
        words = statement(f"the grid of town {number} is old")
        add(store, article(number, text=f"Text {number}."), words, now=now - timedelta(days=ago), topics=TOPICS)
    last = now - timedelta(days=covered)
    keys = selected(store, min(now, last) - timedelta(minutes=1)).keys
    with store.write() as tx:
        editions.add(tx, Edition("morning", last.date(), "UTC", last, ()), MESSAGE, keys=keys, outbox={})
    found = selected(store, now).edition.sections[0].usual
    assert found == (None if usual is None else pytest.approx(usual))


def test_words_that_lean_on_the_sentence_before_come_with_it(store: Store, now: datetime) -> None:
    text = "The grid is a hundred years old. “It will not last the winter, and no power line will,” she said."
    words = "It will not last the winter, and no power line will"
    paper = article(text=text)
    add(store, paper, replace(quoted(paper, words), kind=Kind.DIRECT), now=now, topics=TOPICS)
    selection = selected(store, now)
    [entry] = entries(selection)
    assert entry.context is not None
    assert entry.context.text == "The grid is a hundred years old."
    assert entry in [one for voice in selection.whole.sections[0].voices for one in voice.entries]


def test_a_day_of_many_statements_is_told_in_a_few(store: Store, now: datetime) -> None:
    days = ["power fails in northern valleys", "engineers upriver sold their grid", "farmers store wind power"]
    days += ["ferry captains fear the grid operator", "school kitchens lost power twice"]
    for number, words in enumerate(days):
        said = statement(words, f"Ana {words.split()[-1].title()}")
        add(store, paper(number, f"Paper {number}", now), said, now=now, topics=TOPICS)
    summary = selected(store, now).edition.summary
    assert len(summary) == 2
    assert {one.topic for one in summary} == {"grid"}
    assert {one.entry.statement.content for one in summary} <= set(contents(only(selected(store, now))))
    assert selected(store, now).whole.summary == summary


def test_of_all_that_is_shown_is_told_whether_it_was_said_before(store: Store, now: datetime) -> None:
    """Also of what is only shown because others were said before."""
    writer, before = Writer(7), now - timedelta(days=9)
    said = [" ".join(["grid", *writer.sentence(12)]) for _ in range(10)]
    add(
        store,
        paper(1, "Post", before),
        *(statement(words, f"Ana {words[-3:]}") for words in said),
        now=before,
        topics=(),
    )
    for number, words in enumerate(said, 2):
        one = statement(words, f"Ben {words[-3:]}")
        add(store, paper(number, f"Paper {number}", now), one, now=now, topics=TOPICS)
    with store.read() as tx:
        selection = select(tx, Edition("morning", date(2026, 11, 24), "UTC", now, ()), TOPICS, until=now, most=2)
    shown = [entry for voice in selection.edition.sections[0].voices for entry in voice.entries]
    assert len(shown) == 2
    assert all(entry.before is not None for entry in shown)


def test_the_same_words_of_nobody_twice_in_an_article_are_one_statement(store: Store, now: datetime) -> None:
    nobody = statement(speaker=None)
    add(store, article(), nobody, nobody, statement(speaker="Tom Okafor"), now=now, topics=TOPICS)
    section = only(selected(store, now))
    assert contents(section) == ["the grid is safe"] * 2
    assert section.found.statements == section.statements == 2


def test_in_the_hour_that_clocks_show_twice_the_day_ends_with_the_edition(store: Store) -> None:
    now = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 2:30 in Berlin, for the second time
    add(store, article(1), statement("the grid is old"), now=now - timedelta(days=8), topics=TOPICS)
    add(store, article(2), statement("power is cheap"), now=now - timedelta(minutes=10), topics=TOPICS)
    with store.read() as tx:
        edition = Edition("morning", date(2026, 10, 25), "Europe/Berlin", now, ())
        section = only(select(tx, edition, TOPICS, until=now))
    assert section.days == (0, 0, 0, 0, 0, 0, 1)


def test_where_all_was_said_before_it_is_looked_for_in_a_few_rounds(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds = []

    def earlier(tx: Connection, heads: Collection[int], *, now: datetime) -> dict[int, tuple[int, float]]:
        rounds.append(len(heads))
        return looked_for(tx, heads, now=now)

    looked_for = repeats.earlier
    monkeypatch.setattr(repeats, "earlier", earlier)
    said = [f"the grid lost mast{number} and pylon{number} to storm{number}" for number in range(300)]
    for ago, speaker in ((2, "Tom Okafor"), (0, "Marit Halvorsen")):
        moment = now - timedelta(days=ago)
        paper = article(ago, published=moment)
        add(store, paper, *(statement(words, speaker) for words in said), now=moment, topics=TOPICS)
        first = selected(store, moment, day=moment.date())
        if ago:
            with store.write() as tx:
                editions.add(tx, first.edition, MESSAGE, keys=first.keys, outbox={})
            rounds.clear()
    shown = [entry for voice in only(first).voices for entry in voice.entries]
    assert len(shown) == TOPICS[0].limit
    assert all(entry.before for entry in shown)
    assert len(rounds) < 6


def test_a_topic_that_a_digest_takes_up_is_not_compared_with_a_usual_day(store: Store, now: datetime) -> None:
    for ago in range(10, -1, -1):
        words = statement(f"the grid of town {ago} is old")
        moment = now - timedelta(days=ago)
        add(store, article(ago, text=f"Text {ago}."), words, now=moment, topics=TOPICS)
        if ago:
            first = selected(store, moment, topics=TOPICS[1:])
            with store.write() as tx:
                edition = replace(first.edition, date=moment.date())
                editions.add(tx, edition, MESSAGE, keys=first.keys, outbox={})
    section = only(selected(store, now))
    assert section.found.statements > 1
    assert section.days == (1,) * 7
    assert section.usual is None
