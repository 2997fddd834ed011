"""The subject of a mail: what happened, or what the digest's own template says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from digests.filters import filters
from digests.frame import frame
from digests.render import render
from digests.subject import LONGEST, names
from onrecord.config.kinds import SUBJECT_FILTERS, SUBJECT_NAMES
from onrecord.model import Tally

if TYPE_CHECKING:
    from onrecord.model import Edition


def test_the_configuration_knows_the_names_and_filters_that_a_subject_may_use(edition: Edition) -> None:
    assert {"edition", *names(edition)} == SUBJECT_NAMES
    assert set(filters(frame("en"))) >= SUBJECT_FILTERS


def test_new_voices_come_before_counts(edition: Edition) -> None:
    assert render(edition).subject == "1 new voice on Energy security · Coast and energy, 24 November"
    old = replace(edition.sections[1], found=replace(edition.sections[1].found, new_voices=0))
    known = replace(edition, sections=(edition.sections[0], old), found=replace(edition.found, new_voices=0))
    assert render(known).subject == "15 statements by 9 speakers in 6 sources · Coast and energy, 24 November"


def test_a_quiet_day_says_so(quiet: Edition) -> None:
    assert render(quiet).subject == "A quiet day · Coast and energy, 24 November"


@pytest.mark.parametrize(
    ("template", "subject"),
    [
        ("{{ new_voices }} new voices on {{ topic }}", "1 new voices on Energy security"),
        ("{{ statements }} by {{ speakers }} in {{ sources }}: {{ topics }}", "15 by 9 in 6: 2"),
        ("{{ digest }}, {{ date | short_day }}", "Coast and energy, 24 November"),
        ("{{ edition.sections[1].topic }}", "Energy security"),
        ("{% if new_voices > 1 %}many{% else %}few{% endif %}", "few"),
    ],
)
def test_a_digest_has_a_subject_of_its_own(template: str, subject: str, edition: Edition) -> None:
    assert render(edition, subject=template).subject == subject


def test_a_subject_is_plain_text(edition: Edition) -> None:
    assert render(replace(edition, digest="R&D <b>"), subject="'{{ digest }}'").subject == "'R&D <b>'"


def test_the_topic_is_the_one_with_the_most_statements_where_none_has_a_new_voice(edition: Edition) -> None:
    sections = tuple(replace(section, found=replace(section.found, new_voices=0)) for section in edition.sections)
    assert render(replace(edition, sections=sections), subject="{{ topic }}").subject == "Harbour expansion"


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{{ edition.nothing }}", "has no attribute 'nothing'"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ edition.__class__ }}", "unsafe"),
        ("{% for i in range(10000000) %}x{% endfor %}", "Range too big"),
        ("{% if statements > 1000 %}many{% endif %}", "gives no words"),
    ],
)
def test_a_subject_that_fails_is_told_and_ours_stands_in(
    template: str, told: str, edition: Edition, caplog: pytest.LogCaptureFixture
) -> None:
    assert render(edition, subject=template).subject == render(edition).subject
    [message] = caplog.messages
    assert message.startswith("digest Coast and energy: its subject: ")
    assert told in message
    assert message.endswith("; correct it in topics.yaml")


def test_a_subject_that_is_cut_ends_with_a_word(edition: Edition) -> None:
    assert render(replace(edition, digest="morning" * 20)).subject == "1 new voice on Energy security…"


def test_a_subject_is_one_short_line_without_control_characters(edition: Edition) -> None:
    topic = "Coast\r\nBcc: all@example.org\x1b[2J\u2028\u202e " + "and energy " * 30
    section = replace(edition.sections[0], topic=topic, found=Tally(1, 1, 1, 3))
    subject = render(replace(edition, sections=(section,)), subject="{{ topic }}\n{{ topic }}").subject
    assert len(subject) <= LONGEST
    assert subject.isprintable()
    assert subject.startswith("Coast Bcc: all@example.org[2J and energy")
    assert subject.endswith("energy…")
