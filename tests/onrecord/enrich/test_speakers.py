"""A specification by example: under which name, title and kind a statement stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord.enrich.annotate import annotate
from onrecord.model import SpeakerKind

if TYPE_CHECKING:
    from spacy.language import Language

P, ORG, G, A = SpeakerKind.PERSON, SpeakerKind.ORGANISATION, SpeakerKind.GROUP, SpeakerKind.ANONYMOUS

# phenomenon, text, name, kind and title of the last statement's speaker
WHO_IT_WAS = [
    ("a full name", "Helen Marsh said it rained.", "Helen Marsh", P, None),
    ("one of two brothers", "Brothers Igor and Pavel Sokol run it. Igor said it rained.", "Igor", P, None),
    (
        "under a label in capitals",
        "BELL: Does it rain?\n\nHELEN MARSH: It does.\n\nBELL: Still?\n\nMARSH: Still.",
        "Helen Marsh",
        P,
        None,
    ),
    ("who answers", "Helen Marsh came home.\n\nQ: Does it rain?\n\nA: It does.", "Helen Marsh", P, None),
    (
        "who answers, of two",
        "Helen Marsh met Peter Bell.\n\nQ: Does it rain?\n\nA: It does.",
        "A",
        A,
        None,
    ),
    ("a given name from elsewhere", "Zdenek Marsh of the Marsh Bank said it rained.", "Zdenek Marsh", P, None),
    (
        "a name whose first half the recogniser overlooks",
        "Gerda Holm and her son, Anders Holm, run it. Mr. Holm said it rained.",
        "Anders Holm",
        P,
        None,
    ),
    (
        "a leader",
        "Prime Minister Astrid Vik met Sudmark's Prime Minister Pavel Roth. The Sudmark leader said it rained.",
        "Pavel Roth",
        P,
        "Prime Minister",
    ),
    (
        "the other of two",
        "Norlandian Prime Minister Astrid Vik met Pavel Roth. “It rains,” Roth said. His host said it snowed.",
        "Astrid Vik",
        P,
        "Norlandian Prime Minister",
    ),
    ("a name with foreign letters", "“It rains,” said Bjørn Ødegård.", "Bjørn Ødegård", P, None),
    (
        "a leader by title",
        "Opposition leader Anna Holm met Pavel Roth. The opposition leader said it rained.",
        "Anna Holm",
        P,
        "Opposition leader",
    ),
    (
        "the host of a guest",
        "Astrid Vik visited Pavel Roth on Monday. Her host said it snowed.",
        "Pavel Roth",
        P,
        None,
    ),
    (
        "a name in capitals that is spelled elsewhere",
        "JOHN MCCAIN: Does it rain?\n\nHELEN MARSH: It does.\n\nJohn McCain came home. McCain said it rained.",
        "John McCain",
        P,
        None,
    ),
    ("a party with a given name", "Two men met. The Tea Party said it rained.", "The Tea Party", ORG, None),
    ("a surname", "Helen Marsh came home. Marsh said it rained.", "Helen Marsh", P, None),
    ("a form of address", "Helen Marsh came home. Ms. Marsh said it rained.", "Helen Marsh", P, None),
    ("a full name later on", "Marsh said it rained. Helen Marsh is 40.", "Helen Marsh", P, None),
    (
        "two who share a surname",
        "Helen Marsh and Peter Marsh came home. Mr. Marsh said it rained.",
        "Peter Marsh",
        P,
        None,
    ),
    ("a pronoun", "Helen Marsh came home. She said it rained.", "Helen Marsh", P, None),
    (
        "a pronoun and two people",
        "Helen Marsh met Peter Bell. He said it rained.",
        "Peter Bell",
        P,
        None,
    ),
    (
        "a pronoun after a pronoun",
        "Helen Marsh said it rained. She said it snowed. She said it froze.",
        "Helen Marsh",
        P,
        None,
    ),
    (
        "a title before the name",
        "Norwegian President Helen Marsh said it rained.",
        "Helen Marsh",
        P,
        "Norwegian President",
    ),
    (
        "a title after the name",
        "Helen Marsh, the energy minister, said it rained.",
        "Helen Marsh",
        P,
        "energy minister",
    ),
    (
        "they who have just spoken",
        "The ferry is old, according to island shopkeepers. They said it rained.",
        "island shopkeepers",
        G,
        None,
    ),
    ("they of the sentence before", "Fishermen met on Monday. They said it rained.", "Fishermen", G, None),
    (
        "it that has just spoken",
        "The port authority said it snowed. It also said it rained.",
        "The port authority",
        ORG,
        None,
    ),
    ("a relative pronoun", "The ministry wrote a report, which says it rained.", "a report", ORG, None),
    (
        "a group that bears a person's name",
        "Helen Marsh, a Marsh campaign aide, left. The Marsh campaign said it rained.",
        "The Marsh campaign",
        ORG,
        None,
    ),
    (
        "a surname beside somebody known by the given name",
        "Helen Marsh and Anna Marsh came. Anna sang. Anna left. Marsh said it rained.",
        "Helen Marsh",
        P,
        None,
    ),
    (
        "a deputy is not the office",
        "Deputy Mayor Helen Marsh came home. The mayor said it rained.",
        "The mayor",
        A,
        None,
    ),
    (
        "two who share a surname, by their offices",
        "Senator Ruth Hale and Governor Mark Hale met. Governor Hale said it rained.",
        "Mark Hale",
        P,
        "Governor",
    ),
    (
        "a name beside a description",
        "Victor Hale was arrested. His lawyer, Dennis Kerr, was in court. He said it rained.",
        "Dennis Kerr",
        P,
        "lawyer",
    ),
    (
        "whoever was in office before",
        "Mayor Greta Holm was there. The former mayor said it rained.",
        "The former mayor",
        A,
        None,
    ),
    (
        "he and then she",
        "Pekka Aalto met Ingrid Solberg. He said it snowed. She said it rained.",
        "Ingrid Solberg",
        P,
        None,
    ),
    (
        "a description by the title",
        "Helen Marsh, the energy minister, came home. The minister said it rained.",
        "Helen Marsh",
        P,
        "energy minister",
    ),
    (
        "a description that fits one of two",
        "Norwegian President Helen Marsh met Swedish President Peter Bell. The Swedish president said it rained.",
        "Peter Bell",
        P,
        "Swedish President",
    ),
    (
        "a description that fits nobody",
        "Norwegian President Helen Marsh came home. A minister said it rained.",
        "A minister",
        A,
        None,
    ),
    ("a source without a name", "A ministry official said it rained.", "A ministry official", A, None),
    ("a group", "Residents said it rained.", "Residents", G, None),
    ("an organisation", "The company said it rained.", "The company", ORG, None),
]


@pytest.mark.parametrize(("text", "name", "kind", "title"), [pytest.param(*row[1:], id=row[0]) for row in WHO_IT_WAS])
def test_a_speaker_stands_under_the_fullest_name(
    nlp: Language, text: str, name: str, kind: SpeakerKind, title: str | None
) -> None:
    (found,) = annotate(nlp, [text])
    speaker = found[-1].speaker
    assert speaker is not None
    assert (speaker.name, speaker.kind, speaker.title) == (name, kind, title)
