"""Which names mean one speaker, and what a hand decided."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from onrecord.model import SpeakerKind
from onrecord.people import Decision, Form, Sighting, resolve

if TYPE_CHECKING:
    from random import Random

DAY = date(2026, 3, 2)


def seen(name: str, *titles: str, days: int = 0, kind: SpeakerKind = SpeakerKind.PERSON) -> Sighting:
    return Sighting(1, DAY + timedelta(days=days), name, kind, frozenset(titles))


def form(name: str, title: str | None = None) -> Form:
    return Form(name, SpeakerKind.PERSON, title)


def groups(*sightings: Sighting, decisions: tuple[Decision, ...] = ()) -> list[list[int]]:
    return sorted(list(group.members) for group in resolve(sightings, decisions))


def shown(*sightings: Sighting, decisions: tuple[Decision, ...] = ()) -> list[str]:
    return [group.name for group in resolve(sightings, decisions)]


def test_a_title_seen_long_ago_is_no_reason() -> None:
    full = seen("Ricardo Salvat", "president")
    assert groups(full, seen("Salvat", "president", days=30)) == [[0, 1]]
    assert groups(full, seen("Salvat", "president", days=300)) == [[0], [1]]


def test_a_name_that_may_be_the_same_persons_does_not_part_surname_and_title() -> None:
    of_vadim = seen("Vadim Orlenko", "Varnian President"), seen("Orlenko", "president"), seen("V. Orlenko")
    assert groups(*of_vadim) == [[0, 1], [2]]


def test_one_stray_title_among_many_does_not_part_a_person_from_all_without_one() -> None:
    many = [seen("Vadim Orlenko", "president") for _ in range(20)]
    stray, plain = seen("Vadim Orlenko", "goalkeeper"), [seen("Vadim Orlenko") for _ in range(5)]
    assert groups(*many, *plain, stray) == [list(range(25)), [25]]
    assert len(groups(many[0], *plain, stray)) == 7


def test_two_letters_are_an_abbreviation_only_where_an_article_says_so() -> None:
    body = SpeakerKind.ORGANISATION
    short, long = seen("UI", kind=body), seen("United Isles", kind=body)
    given_so = Sighting(1, DAY, "United Isles", body, short="UI")
    assert groups(short, long) == [[0], [1]]
    assert groups(short, given_so) == [[0, 1]]
    assert groups(short, given_so, seen("Union of Inns", kind=body)) == [[0, 1], [2]]


def test_the_fullest_name_is_shown_and_of_several_the_one_that_most_articles_give() -> None:
    assert shown(seen("J. Weller", "mayor"), seen("J. Weller", "mayor"), seen("Jonas Weller", "mayor")) == [
        "Jonas Weller"
    ]
    thrice = seen("Jonas P. Weller"), seen("Jonas Weller"), seen("JONAS WELLER"), seen("Jonas Weller")
    assert shown(*thrice) == ["Jonas Weller"]


def test_a_surname_merged_by_hand_means_one_person_whatever_its_title() -> None:
    sightings = seen("Jonas Weller", "mayor"), seen("Petra Weller", "judge"), seen("Weller"), seen("Weller", "judge")
    decision = Decision(form("Weller"), form("Jonas Weller"), same=True)
    assert groups(*sightings, decisions=(decision,)) == [[0, 2, 3], [1]]


def test_a_name_split_off_by_hand_stays_apart_and_others_without_it_together() -> None:
    sightings = (
        seen("Zoë Kovář"),
        seen("Zoe Kovar"),
        seen("Zoë Kovář"),
        seen("Kovář", "mayor"),
        seen("Zoe Kovar", "mayor"),
    )
    assert groups(*sightings) == [[0, 1, 2, 3, 4]]
    decision = Decision(form("Zoe Kovar"), form("Zoë Kovář"), same=False)
    assert groups(*sightings, decisions=(decision,)) == [[0, 2], [1, 3, 4]]


def test_a_title_split_off_by_hand_takes_only_the_articles_that_give_it() -> None:
    sightings = seen("Jonas Weller", "expert"), seen("Jonas Weller", "engineer"), seen("Jonas Weller")
    assert groups(*sightings) == [[0, 1, 2]]
    decision = Decision(form("Jonas Weller", "expert"), form("Jonas Weller"), same=False)
    assert groups(*sightings, decisions=(decision,)) == [[0], [1, 2]]


def test_two_of_one_name_are_made_one_by_hand() -> None:
    sightings = seen("Jonas Weller", "goalkeeper"), seen("Jonas Weller", "minister"), seen("Jonas Weller")
    assert groups(*sightings) == [[0], [1], [2]]
    by_title = Decision(form("Jonas Weller", "goalkeeper"), form("Jonas Weller", "minister"), same=True)
    assert [0, 1] in groups(*sightings, decisions=(by_title,))
    whole = Decision(form("Jonas Weller"), form("Jonas Weller"), same=True)
    assert groups(*sightings, decisions=(whole,)) == [[0, 1, 2]]


def test_a_merge_shows_the_name_that_it_leads_to() -> None:
    sightings = seen("Jonny Weller"), seen("Jonny Weller"), seen("Jo Weller")
    assert shown(*sightings, decisions=(Decision(form("Jonny Weller"), form("Jo Weller"), same=True),)) == ["Jo Weller"]


def test_a_split_holds_however_merges_chain() -> None:
    sightings = seen("Ada Weller"), seen("Bea Weller"), seen("Cea Weller")
    merges = (
        Decision(form("Bea Weller"), form("Cea Weller"), same=True),
        Decision(form("Ada Weller"), form("Bea Weller"), same=True),
    )
    assert groups(*sightings, decisions=merges) == [[0, 1, 2]]
    split = Decision(form("Ada Weller"), form("Cea Weller"), same=False)
    assert groups(*sightings, decisions=(*merges, split)) == [[0], [1, 2]]


NAMES = st.sampled_from(
    [
        "Jonas Weller",
        "J. Weller",
        "Weller",
        "Petra Weller",
        "Jonas P. Weller",
        "Jonas Weller Jr.",
        "Mr Weller",
        "he",
        "Jo Weller",
    ]
)
TITLES = st.sets(
    st.sampled_from(["mayor", "mayor of Alsten", "judge", "goalkeeper", "mayor of Torvik", "expert"]), max_size=2
)
SEEN = st.builds(lambda name, titles, days: seen(name, *titles, days=days), NAMES, TITLES, st.integers(0, 400))
DECISION = st.builds(Decision, st.builds(form, NAMES), st.builds(form, NAMES), st.booleans())


@given(st.lists(SEEN, max_size=10), st.randoms(), st.lists(DECISION, max_size=3))
def test_the_order_in_which_articles_come_makes_no_difference(
    sightings: list[Sighting], chance: Random, made: list[Decision]
) -> None:
    order = list(range(len(sightings)))
    chance.shuffle(order)
    shuffled = resolve([sightings[number] for number in order], made)
    once = {frozenset(group.members) for group in resolve(sightings, made)}
    assert {frozenset(order[member] for member in group.members) for group in shuffled} == once
    assert sorted(member for group in once for member in group) == sorted(order)


@given(st.lists(SEEN, max_size=10), st.lists(DECISION, max_size=3))
def test_what_a_hand_parted_is_never_together(sightings: list[Sighting], made: list[Decision]) -> None:
    for group in resolve(sightings, made):
        names = {sightings[member].name for member in group.members}
        for one in made:
            assert one.same or one.form == one.other or not {one.form.name, one.other.name} <= names
