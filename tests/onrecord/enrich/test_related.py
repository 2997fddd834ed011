"""Other articles on the same event."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from onrecord import assets
from onrecord.enrich.related import DAYS, same_event
from onrecord.store.articles import Lead

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
FIRE = Lead(
    1, "https://a.example/1", "Fire destroys the mill at Brook", "A fire burnt down the old mill.", "A", NOW, "en"
)
AGAIN = replace(
    FIRE, id=2, title="Mill at Brook burns down", text="The old mill was lost to a fire, Jonas Weller said."
)
OTHER = replace(FIRE, id=3, title="Council settles the budget", text="The council voted on taxes and on the quay.")
REST = [
    replace(
        OTHER,
        id=10 + n,
        title=f"A word{n} at the place{n}",
        text=f"The word{n} down to a kind{n} on the old, and of it.",
    )
    for n in range(20)
]


def test_an_article_on_the_same_event_is_found_and_another_is_not() -> None:
    assert same_event([FIRE, AGAIN, OTHER, *REST], [1, 3]) == {1: (2,), 3: ()}


@pytest.mark.parametrize(
    "changes",
    [
        {"title": FIRE.title.upper()},
        {"group": 1},
        {"title": "?!"},
        {"moment": NOW + DAYS + timedelta(seconds=1)},
    ],
    ids=["headline", "copy", "none", "time"],
)
def test_a_copy_the_same_headline_and_what_came_out_long_after_are_left_out(changes: dict[str, object]) -> None:
    assert same_event([FIRE, replace(AGAIN, **changes), OTHER, *REST], [1]) == {1: ()}  # type: ignore[arg-type]


def test_of_several_copies_one_is_given_and_no_more_than_wanted() -> None:
    copies = [replace(AGAIN, id=number, title=f"{AGAIN.title} {number}", group=4) for number in (4, 5)]
    third = replace(AGAIN, id=6, title="Mill fire at Brook")
    assert len(same_event([FIRE, *copies, third, *REST], [1])[1]) == 2
    assert len(same_event([FIRE, *copies, third, *REST], [1], most=1)[1]) == 1


def test_there_may_be_nothing_to_compare() -> None:
    assert same_event([], []) == {}
    assert same_event([FIRE], [1]) == {1: ()}
    assert same_event([replace(FIRE, title="", text=""), AGAIN], [1, 2]) == {1: (), 2: ()}


def test_most_of_the_invented_stories_find_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    """30 events, each told by four papers; the thresholds were chosen on the even ones alone."""
    leads, events = stories()
    found = same_event(leads, [lead.id for lead in leads])
    for name, wanted in (("all", {0, 1}), ("odd", {1})):
        shares, right = [], []
        for lead in leads:
            if int(events[lead.id]) % 2 in wanted:
                own = {other for other, event in events.items() if event == events[lead.id] and other != lead.id}
                shares.append(len(own & set(found[lead.id])) / len(own))
                right += [other in own for other in found[lead.id]]
        recall, precision = sum(shares) / len(shares), sum(right) / len(right)
        with capsys.disabled():
            print(f"\nrelated stories, {name}: recall at 5 {recall:.3f}, precision {precision:.3f}")  # noqa: T201
        assert recall >= 0.8
        assert precision >= 0.6


def stories() -> tuple[list[Lead], dict[int, str]]:
    """The invented stories, and the event of each."""
    leads, events = [], {}
    for number, path in enumerate(sorted((assets.folder("seeds") / "stories").glob("[0-9]*.txt"))):
        first, *paragraphs = path.read_text("utf-8").strip("\n").split("\n")
        header = re.match(r" ?date (\S+) (.*)", first)
        assert header
        moment = datetime.fromisoformat(header[1]).replace(tzinfo=UTC)
        leads.append(Lead(number, path.name, header[2], "\n\n".join(paragraphs), path.stem[3:], moment, "en"))
        events[number] = path.name[:2]
    assert len(leads) == 120
    return leads, events
