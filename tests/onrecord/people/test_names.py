"""Names of persons and organisations, taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model import SpeakerKind
from onrecord.people import bodies, in_brackets, key, names, spelt_alike

PERSON, BODY = SpeakerKind.PERSON, SpeakerKind.ORGANISATION


def name(text: str) -> names.Name:
    found = names.parse(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë Kovářová", "Zoe Kovarova"),
        ("MAEVE O’DOWD", "Maeve O'Dowd"),
        ("Jean-Marc Pellier", "Jean Marc Pellier"),
        ("Weller, Jonas", "Jonas Weller"),
        ("R.T. Whitlock", "RT Whitlock"),
        ("Karl Müller", "Karl Mueller"),
        ("Karl Müller", "Karl Muller"),
        ("Bjørn Aas", "Bjoern Ås"),
        ("Sir Jonas Weller", "Jonas Weller"),
        ("President Jonas Weller", "Jonas Weller"),
        ("Varnian President Jonas Weller", "Jonas Weller"),
        ("the former Prime Minister Dr. Jonas Weller", "Jonas Weller"),
        ("Ilse Van der Moor", "Ilse van der Moor"),
        ("Hamdan al Rashidi", "Hamdan Al-Rashidi"),
        ("Jonas Weller’s", "Jonas  Weller,"),
        ("Jonas Weller, Jr.", "Jonas Weller Jr"),
        ("Selim X", "SELIM X"),
    ],
)
def test_two_spellings_of_a_name_are_one(one: str, other: str) -> None:
    assert names.same(name(one), name(other))
    assert key(one, PERSON) == key(other, PERSON)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jonas Weller", "Jonas Weller Jr."),
        ("Jonas Weller", "Jonas Wellmann"),
        ("Jonas Weller", "Jana Weller"),
        ("Mr. Weller", "Ms. Weller"),
        ("Al Norcross", "Norcross"),
        ("Lars Bauer", "Lars Baur"),
    ],
)
def test_two_names_that_are_not_one(one: str, other: str) -> None:
    assert not names.same(name(one), name(other))


@pytest.mark.parametrize(
    ("one", "other", "possible", "telling"),
    [
        ("J. Weller", "Jonas Weller", True, False),
        ("J. P. Weller", "Jonas Paul Weller", True, True),
        ("Jonas Weller", "Jonas P. Weller", True, True),
        ("Bill Weller", "William Weller", True, False),
        ("Jonas Weller", "Jonas Weller III", True, False),
        ("Jonas F. Weller", "Jonas P. Weller", False, False),
        ("Jonas Weller Jr.", "Jonas Weller III", False, False),
        ("K. Weller", "Jonas Weller", False, False),
    ],
)
def test_full_names_that_can_be_one_persons(one: str, other: str, *, possible: bool, telling: bool) -> None:
    for a, b in ((one, other), (other, one)):
        assert names.compatible(name(a), name(b)) is possible
        if possible:
            assert names.telling(name(a), name(b)) is telling


@pytest.mark.parametrize(
    ("surname", "full", "borne"),
    [
        ("Weller", "Jonas Weller", True),
        ("van der Moor", "Ilse van der Moor", True),
        ("Moor", "Ilse van der Moor", True),
        ("van der Moor", "Ilse Moor", False),
        ("Hartnell-Ross", "William Hartnell-Ross", True),
        ("Ms Weller", "Mr Jonas Weller", False),
    ],
)
def test_a_surname_alone_and_who_bears_it(surname: str, full: str, *, borne: bool) -> None:
    assert name(surname).bare
    assert names.borne(name(surname), name(full)) is borne


@pytest.mark.parametrize("text", ["he", "She", "the minister", "The Minister", "", "’s", "J.", "12", "a spokesman"])
def test_what_names_nobody_has_no_key(text: str) -> None:
    assert key(text, PERSON) is None


@pytest.mark.parametrize(
    "text", ["it", "the company", "The company", "Foreign Ministry", "Parliament", "a bank", "", "–"]
)
def test_an_organisation_that_could_be_any_has_no_key(text: str) -> None:
    assert key(text, BODY) is None


@pytest.mark.parametrize("kind", [SpeakerKind.GROUP, SpeakerKind.ANONYMOUS])
def test_groups_and_anonymous_sources_are_never_the_same(kind: SpeakerKind) -> None:
    assert key("Jonas Weller", kind) is None


@pytest.mark.parametrize(
    ("one", "other"), [("the Coastal Trust", "Coastal Trust"), ("Norline, Inc.", "Norline"), ("W.H.F.", "WHF")]
)
def test_two_forms_of_an_organisations_name_are_one(one: str, other: str) -> None:
    a, b = bodies.parse(one), bodies.parse(other)
    assert a is not None
    assert b is not None
    assert bodies.same(a, b)


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("World Harbour Forum", "The World Harbour Forum (WHF) met.", "WHF"),
        ("the United Isles", "The United Isles (the U.I.) said", "U.I."),
        ("World Harbour Forum", "World Harbour Forum (founded 1990)", None),
        ("WHF", "WHF (ABC)", None),
    ],
)
def test_an_abbreviation_is_read_from_the_brackets_beside_the_name(name: str, text: str, found: str | None) -> None:
    assert in_brackets(name, text) == found


@given(st.text(), st.sampled_from(SpeakerKind))
def test_any_text_is_taken_apart_or_refused(text: str, kind: SpeakerKind) -> None:
    found = key(text, kind)
    assert found is None or len(found) > 2
    assert spelt_alike(text, text)
