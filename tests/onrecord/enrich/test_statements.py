"""A specification by example: one invented text for each way in which speech is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord.enrich.annotate import annotate
from onrecord.model import Factuality, Kind

if TYPE_CHECKING:
    from spacy.language import Language

    from onrecord.model import Statement

D, IND, M = Kind.DIRECT, Kind.INDIRECT, Kind.MIXED

# phenomenon, text, then a line for each statement: kind, speaker's mention, cue, content's pieces
WHO_SAID_WHAT = [
    (
        "words before the speaker",
        '"The ferry leaves at nine," Petra Lindholm said.',
        [(D, "Petra Lindholm", "said", ["The ferry leaves at nine,"])],
    ),
    (
        "verb before the speaker",
        '"The ferry leaves at nine," said Petra Lindholm.',
        [(D, "Petra Lindholm", "said", ["The ferry leaves at nine,"])],
    ),
    (
        "speaker before the words",
        'Petra Lindholm said: "The ferry leaves at nine."',
        [(D, "Petra Lindholm", "said", ["The ferry leaves at nine."])],
    ),
    (
        "one statement around its attribution",
        '"The ferry is late," Petra Lindholm said. "It was late all week."',
        [(D, "Petra Lindholm", "said", ["The ferry is late,", "It was late all week."])],
    ),
    (
        "a sentence around its attribution",
        '"The ferry," Petra Lindholm said, "is late again."',
        [(D, "Petra Lindholm", "said", ["The ferry,", "is late again."])],
    ),
    (
        "two statements with two cues",
        '"The ferry is late," Petra Lindholm said. "Nobody told us," Arne Dahl added.',
        [
            (D, "Petra Lindholm", "said", ["The ferry is late,"]),
            (D, "Arne Dahl", "added", ["Nobody told us,"]),
        ],
    ),
    (
        "one statement over paragraphs",
        '"The ferry is late.\n\n"It was late all week," Petra Lindholm said.',
        [(D, "Petra Lindholm", "said", ["The ferry is late.", "It was late all week,"])],
    ),
    (
        "according to, before quoted words",
        'According to the harbour master, "the ferry is late again."',
        [(D, "the harbour master", "According to", ["the ferry is late again."])],
    ),
    (
        "no cue: the person of the sentence before",
        'Petra Lindholm closed the door. "Nobody leaves before nine tonight."',
        [(D, "Petra Lindholm", None, ["Nobody leaves before nine tonight."])],
    ),
    (
        "a name after a dash",
        '"Nobody leaves before nine tonight." — Petra Lindholm',
        [(D, "Petra Lindholm", None, ["Nobody leaves before nine tonight."])],
    ),
    (
        "an interview",
        "Lindholm: The ferry is late.\n\nDahl: How late?\n\nLindholm: Very.\n\nDahl: Thank you.",
        [
            (D, "Lindholm", None, ["The ferry is late."]),
            (D, "Dahl", None, ["How late?"]),
            (D, "Lindholm", None, ["Very."]),
            (D, "Dahl", None, ["Thank you."]),
        ],
    ),
    (
        "a programme's name",
        'Petra Lindholm said on "Harbour Town Sunday" that the pier was closed.',
        [(IND, "Petra Lindholm", 'said on "Harbour Town Sunday"', ["that the pier was closed"])],
    ),
    ("scare quotes", 'The so-called "express" takes nine hours.', []),
    ("a title in quotation marks", '"The Last Ferry"\n\nThe film opens in May.', []),
    (
        "a clause with that",
        "Petra Lindholm said that the ferry was late.",
        [(IND, "Petra Lindholm", "said", ["that the ferry was late"])],
    ),
    (
        "a clause without that",
        "Petra Lindholm said the ferry was late.",
        [(IND, "Petra Lindholm", "said", ["the ferry was late"])],
    ),
    (
        "the content first",
        "The ferry was late again on Monday, Petra Lindholm said.",
        [(IND, "Petra Lindholm", "said", ["The ferry was late again on Monday"])],
    ),
    (
        "the content around the attribution",
        "The plan, he said, would fail.",
        [(IND, "he", "said", ["The plan", "would fail"])],
    ),
    (
        "an infinitive",
        "Petra Lindholm promised to repair the pier.",
        [(IND, "Petra Lindholm", "promised", ["to repair the pier"])],
    ),
    (
        "an object and an infinitive",
        "Petra Lindholm urged the town to repair the pier.",
        [(IND, "Petra Lindholm", "urged", ["the town to repair the pier"])],
    ),
    (
        "a preposition",
        "Petra Lindholm called for a new pier.",
        [(IND, "Petra Lindholm", "called for", ["a new pier"])],
    ),
    (
        "according to, at the end",
        "The pier is closed until May, according to the town council.",
        [(IND, "the town council", "according to", ["The pier is closed until May"])],
    ),
    (
        "quoted as saying",
        "Petra Lindholm was quoted as saying the pier was closed.",
        [(IND, "Petra Lindholm", "was quoted as saying", ["the pier was closed"])],
    ),
    (
        "a noun",
        "The council's claim that the pier was safe could not be verified.",
        [(IND, "The council's", "claim", ["that the pier was safe"])],
    ),
    (
        "quoted pieces in indirect speech",
        'Petra Lindholm said that the pier was "a disgrace" to the town.',
        [(M, "Petra Lindholm", "said", ['that the pier was "a disgrace" to the town'])],
    ),
    (
        "what the writer adds is left out",
        "Petra Lindholm praised the captain, who is 70.",
        [(IND, "Petra Lindholm", "praised", ["the captain"])],
    ),
    (
        "two contents of one cue",
        "Petra Lindholm said that the ferry was late and that the crew had left.",
        [(IND, "Petra Lindholm", "said", ["that the ferry was late and that the crew had left"])],
    ),
    (
        "two speakers in turn",
        'Dennis Kerr said: "We will fight." Rita Moss, his rival, said: "With what?"',
        [
            (D, "Dennis Kerr", "said", ["We will fight."]),
            (D, "Rita Moss, his rival", "said", ["With what?"]),
        ],
    ),
    (
        "somebody laughs between",
        '"It is," she said, "what it is." He laughed. "You always say that."',
        [(D, "she", "said", ["It is,", "what it is."]), (D, "He", "laughed", ["You always say that."])],
    ),
    (
        "each quotation belongs to one statement",
        '"It began in March," said Otto Bruhn.\n\n"It was to be done by June," he added.\n\n"It is now May."',
        [
            (D, "Otto Bruhn", "said", ["It began in March,"]),
            (D, "he", "added", ["It was to be done by June,", "It is now May."]),
        ],
    ),
    (
        "a doubtful reading goes not before the marks",
        '"The ferry is old," Anna Berg said and Tomas Reed agreed.',
        [(D, "Anna Berg", "said", ["The ferry is old,"])],
    ),
    (
        "words that sound like silence",
        "Petra Lindholm said that the council would respond.",
        [(IND, "Petra Lindholm", "said", ["that the council would respond"])],
    ),
    (
        "in the words of",
        'In the words of Petra Lindholm, the ferry is "a floating ruin".',
        [(M, "Petra Lindholm", "In the words of", ['the ferry is "a floating ruin"'])],
    ),
    (
        "as somebody put it",
        "As Petra Lindholm put it, the ferry is a ruin.",
        [(IND, "Petra Lindholm", "put it", ["the ferry is a ruin"])],
    ),
    (
        "an answer to somebody's question",
        'Asked whether the ferry was late, Petra Lindholm said: "No comment."',
        [
            (IND, None, "Asked", ["whether the ferry was late"]),
            (D, "Petra Lindholm", "said", ["No comment."]),
        ],
    ),
    (
        "a quotation inside a quotation",
        "\"He told me, 'You will never sail again,' and left,\" Petra Lindholm said.",
        [(D, "Petra Lindholm", "said", ["He told me, 'You will never sail again,' and left,"])],
    ),
    (
        "single marks and apostrophes",
        "‘The ferry is late,’ Petra Lindholm said. ‘It’s the crew’s fault.’",
        [(D, "Petra Lindholm", "said", ["The ferry is late,", "It’s the crew’s fault."])],
    ),
    ("guillemets", "«The ferry is late», said Petra Lindholm.", [(D, "Petra Lindholm", "said", ["The ferry is late"])]),
    ("low marks", "„The ferry is late“, said Petra Lindholm.", [(D, "Petra Lindholm", "said", ["The ferry is late"])]),
    (
        "a post",
        'Petra Lindholm tweeted: "The ferry is late again. Sorry!"',
        [(D, "Petra Lindholm", "tweeted", ["The ferry is late again. Sorry!"])],
    ),
    (
        "two speakers, one after the other's answer",
        "“Where is the money?” asked Petra Lindholm. “In the bank,” answered Arne Dahl.",
        [(D, "Petra Lindholm", "asked", ["Where is the money?"]), (D, "Arne Dahl", "answered", ["In the bank,"])],
    ),
    (
        "a quotation that nobody has closed before the next one",
        "“The lights went out at six, said Arne Dahl, the baker. “They came back at nine.”",
        [(D, "Arne Dahl, the baker", "said", ["The lights went out at six,", "They came back at nine."])],
    ),
    (
        "low marks again, the closing one after a stop",
        "„The ferry is late“, said Petra Lindholm. „It was late all week.“",
        [(D, "Petra Lindholm", "said", ["The ferry is late", "It was late all week."])],
    ),
    (
        "guillemets turned round",
        "»The ferry is late«, said Petra Lindholm. »It was late all week.«",
        [(D, "Petra Lindholm", "said", ["The ferry is late", "It was late all week."])],
    ),
    (
        "in somebody's words",
        'In Petra Lindholm\'s words, the ferry is "a floating ruin".',
        [(M, "Petra Lindholm's", "In Petra Lindholm's words", ['the ferry is "a floating ruin"'])],
    ),
    (
        "a question without marks",
        "Why was the ferry late? Petra Lindholm asked.",
        [(IND, "Petra Lindholm", "asked", ["Why was the ferry late"])],
    ),
    (
        "announced by somebody",
        "It was announced by the council that the pier would be closed.",
        [(IND, "the council", "was announced", ["that the pier would be closed"])],
    ),
    (
        "quoted paragraphs without a speaker",
        "“There were four of us in the boat.\n\n“One was asleep.\n\n“The others were singing.”",
        [(D, None, None, ["There were four of us in the boat.", "One was asleep.", "The others were singing."])],
    ),
    (
        "an interview with questions and answers",
        "Petra Lindholm runs the ferry.\n\nQ: Is it late?\n\nA: It is always late.",
        [(D, "Q", None, ["Is it late?"]), (D, "A", None, ["It is always late."])],
    ),
    (
        "a quotation that nobody closed, and another's",
        "“Nobody told us, said Arne Dahl. “We read it in the paper,” added his wife, Nell Dahl.",
        [
            (D, "Arne Dahl", "said", ["Nobody told us,"]),
            (D, "his wife, Nell Dahl", "added", ["We read it in the paper,"]),
        ],
    ),
    (
        "a quotation that goes on behind the attribution",
        "It is, says Petra Lindholm, “a scandal that will not go away”.",
        [(M, "Petra Lindholm", "says", ["It is", "“a scandal that will not go away”"])],
    ),
    (
        "a second report behind a quotation",
        '"The ferry is late," Petra Lindholm said, adding that it would need "two more hours" to arrive.',
        [
            (D, "Petra Lindholm", "said", ["The ferry is late,"]),
            (M, "Petra Lindholm", "adding", ['that it would need "two more hours" to arrive']),
        ],
    ),
    (
        "quoted words that a report ends with, then another quotation",
        "Petra Lindholm said the ferry was “a floating ruin.” She added, “It was late all week.”",
        [
            (M, "Petra Lindholm", "said", ["the ferry was “a floating ruin.”"]),
            (D, "She", "added", ["It was late all week."]),
        ],
    ),
    (
        "a quotation that goes on with but",
        '"The ferry is late," Petra Lindholm said, but "nobody is to blame."',
        [(M, "Petra Lindholm", "said", ['"The ferry is late,"', 'but "nobody is to blame."'])],
    ),
    (
        "a paragraph that leads up to the next",
        "This time Petra Lindholm gave her answer:\n\n“It is late, and it will be late again.”",
        [(D, "Petra Lindholm", "gave her answer", ["It is late, and it will be late again."])],
    ),
    (
        "the same marks inside a quotation",
        "“They call it “express”, and it is late,” Petra Lindholm said.",
        [(D, "Petra Lindholm", "said", ["They call it “express”, and it is late,"])],
    ),
    (
        "a name with brackets",
        '"The ferry is late," Mayor Otto Bruhn (Lib.) said in an interview.',
        [(D, "Mayor Otto Bruhn (Lib.)", "said in an interview", ["The ferry is late,"])],
    ),
    (
        "when it was said",
        "Petra Lindholm told reporters this week the ferry would be late.",
        [(IND, "Petra Lindholm", "told", ["the ferry would be late"])],
    ),
    (
        "where it was said",
        'Petra Lindholm said, "That makes me glad," during the harbour fair.',
        [(D, "Petra Lindholm", "said", ["That makes me glad,"])],
    ),
    ("what the writer says of it", "Everything she says is a lie.", []),
    ("what the writer says of that", "What Lindholm says is a lie.", []),
    (
        "a quotation that goes on behind the attribution, and another after it",
        "It is, says Petra Lindholm, “a scandal that will not go away”. “Nobody is to blame for it.”",
        [
            (
                M,
                "Petra Lindholm",
                "says",
                ["It is", "“a scandal that will not go away”", "“Nobody is to blame for it.”"],
            )
        ],
    ),
    (
        "the same marks inside a quotation, before one that goes on in the next paragraph",
        "“They call it “express”, and it is late,” Petra Lindholm said. “It was late on Monday.\n\n“It still is.”",
        [
            (
                D,
                "Petra Lindholm",
                "said",
                ["They call it “express”, and it is late,", "It was late on Monday.", "It still is."],
            )
        ],
    ),
    (
        "an answer in marks",
        "Petra Lindholm runs the ferry.\n\nQ: Is it late?\n\nA: “It is always late,” Lindholm said.",
        [(D, "Q", None, ["Is it late?"]), (D, "Lindholm", "said", ["It is always late,"])],
    ),
    ("a song", "The choir came to the harbour and sang “Silent Night” on Monday.", []),
    ("a stray mark", "“The report of the harbour was published in May and was read by many people in the town.", []),
    ("whom one asked", "Petra Lindholm, the captain, was asked twice.", []),
    ("what a front page read", "The front page of the Gazette read “Ferry to nowhere”.", []),
    ("scare quotes, two of them", 'The so-called "ferry of hope" was launched in 1998 and painted "sunset red".', []),
    ("titles and measures", 'She read "The Ferry and the Sea" on the 12" shelf before the 5\'10" captain came.', []),
    ("a quoted headline", 'The headline "Ferry sinks in harbour" appeared in the Gazette on Monday.', []),
    ("nothing was said", "Petra Lindholm declined to comment.", []),
    ("no statement", "The market opens at eight and has forty stalls.", []),
]


def told(statement: Statement, text: str) -> tuple[Kind, str | None, str | None, list[str]]:
    speaker = statement.speaker.mention if statement.speaker else None
    cue = statement.cue.text if statement.cue else None
    return statement.kind, speaker, cue, [text[start:end] for start, end in statement.spans]


@pytest.mark.parametrize(
    ("text", "expected"), [pytest.param(text, expected, id=name) for name, text, expected in WHO_SAID_WHAT]
)
def test_who_said_what(
    nlp: Language, text: str, expected: list[tuple[Kind, str | None, str | None, list[str]]]
) -> None:
    (found,) = annotate(nlp, [text])
    assert [told(statement, text) for statement in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She said the pier was closed.", Factuality.ASSERTED),
        ("She denied the pier was closed.", Factuality.ASSERTED),
        ("She did not say the pier was closed.", Factuality.NEGATED),
        ("She never said the pier was closed.", Factuality.NEGATED),
        ("Nobody said the pier was closed.", Factuality.NEGATED),
        ("She would say the pier was closed.", Factuality.HYPOTHETICAL),
        ("If she says the pier is closed, we leave.", Factuality.HYPOTHETICAL),
        ("She refused to say whether the pier was closed.", Factuality.NEGATED),
        ("Who says the pier is closed?", Factuality.HYPOTHETICAL),
        ("Did she say the pier was closed?", Factuality.HYPOTHETICAL),
        ("Had she said the pier was closed, we would have left.", Factuality.HYPOTHETICAL),
        ("She stopped short of saying the pier was closed.", Factuality.NEGATED),
        ("She wants to say that the pier is closed.", Factuality.HYPOTHETICAL),
        ("She is supposed to have said that the pier was closed.", Factuality.HYPOTHETICAL),
        ('"Never," she said.', Factuality.ASSERTED),
        ('"The pier was closed," she would later say.', Factuality.ASSERTED),
    ],
)
def test_whether_it_was_said(nlp: Language, text: str, expected: Factuality) -> None:
    (found,) = annotate(nlp, [text])
    assert [statement.factuality for statement in found] == [expected]


@pytest.mark.parametrize("mark", ["?", "!", ";", ","])
def test_the_rules_alone_join_a_quotation_around_its_attribution(rules: Language, mark: str) -> None:
    text = f'"Is the ferry late{mark}" Petra Lindholm asked, "or will it come at all?"'
    (found,) = annotate(rules, [text])
    assert [told(statement, text)[1:] for statement in found] == [
        ("Petra Lindholm", "asked", [f"Is the ferry late{mark}", "or will it come at all?"])
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She was reported to have said that the pier was closed.", Factuality.ASSERTED),
        ("She is not known to have said that the pier was closed.", Factuality.NEGATED),
        ("She was supposed to have said that the pier was closed.", Factuality.HYPOTHETICAL),
    ],
)
def test_what_somebody_is_reported_to_have_said(rules: Language, text: str, expected: Factuality) -> None:
    (found,) = annotate(rules, [text])
    assert [(statement.content, statement.factuality) for statement in found] == [
        ("that the pier was closed", expected)
    ]
