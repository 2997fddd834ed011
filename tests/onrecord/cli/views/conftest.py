"""A text with everything that a view must cope with, and its statements, made by hand; all of it is invented."""

from __future__ import annotations

import pytest

from onrecord.cli.views.words import Annotated
from onrecord.model import Act, Cue, Factuality, Kind, Speaker, SpeakerKind, Statement

TEXT = """\
Harbour master Petra Lindholm told the council on Monday that the north quay would open by May.

"We have waited nine years for this," she said. "I don't intend to wait for a tenth.
"The cranes are ordered, the ground is firm, and the tide has never asked us for a permit."

Arne Dahl, who leads the fishers' guild, said Lindholm had promised him that no berth would be lost. \
He denied that the guild had been paid. The Port Office did not say who would dredge the channel.

Nothing is decided before the vote, and <b>nobody</b> has seen the plan & its price.

According to a person close to the talks, the bank would warn the town if costs rose above 40 million crowns.
"""
LINDHOLM = ("Petra Lindholm", "harbour master", SpeakerKind.PERSON)
DAHL = ("Arne Dahl", None, SpeakerKind.PERSON)
OFFICE = ("The Port Office", None, SpeakerKind.ORGANISATION)
SOURCE = ("a person close to the talks", None, SpeakerKind.ANONYMOUS)
BANK = ("the bank", None, SpeakerKind.ORGANISATION)


def said(
    kind: Kind,
    *content: str,
    cue: tuple[str, Act],
    by: tuple[tuple[str, str | None, SpeakerKind], str],
    factuality: Factuality = Factuality.ASSERTED,
    confidence: float = 0.9,
) -> Statement:
    """A statement whose parts are found by their words; "before|words" tells words apart that stand there twice."""
    spans = tuple(map(_span, content))
    (name, title, what), mention = by
    cued, mentioned = _span(cue[0]), _span(mention)
    return Statement(
        kind=kind,
        spans=spans,
        content=" ".join(TEXT[start:end] for start, end in spans),
        cue=Cue(TEXT[slice(*cued)], *cued, act=cue[1]),
        speaker=Speaker(name, TEXT[slice(*mentioned)], *mentioned, kind=what, title=title),
        factuality=factuality,
        confidence=confidence,
    )


def _span(words: str) -> tuple[int, int]:
    before, _, words = words.rpartition("|")
    start = TEXT.index(before + words) + len(before)
    return start, start + len(words)


@pytest.fixture
def annotated() -> Annotated:
    """Direct, indirect and mixed; in pieces, over paragraphs, one in another; denied, possible, doubtful."""
    return Annotated("quay.txt", TEXT, _statements())


def _statements() -> tuple[Statement, ...]:
    return (
        said(
            Kind.INDIRECT,
            "that the north quay would open by May",
            cue=("told", Act.SAY),
            by=(LINDHOLM, "Harbour master Petra Lindholm"),
            confidence=0.964,
        ),
        said(
            Kind.DIRECT,
            "We have waited nine years for this,",
            "I don't intend to wait for a tenth.",
            "The cranes are ordered, the ground is firm, and the tide has never asked us for a permit.",
            cue=("she |said", Act.SAY),
            by=(LINDHOLM, " |she"),
        ),
        said(
            Kind.INDIRECT,
            "Lindholm had promised him that no berth would be lost",
            cue=("guild, |said", Act.SAY),
            by=(DAHL, "Arne Dahl"),
            confidence=0.81,
        ),
        said(
            Kind.INDIRECT,
            "that no berth would be lost",
            cue=("promised", Act.PROMISE),
            by=(LINDHOLM, "said |Lindholm"),
            confidence=0.45,
        ),
        said(Kind.INDIRECT, "that the guild had been paid", cue=("denied", Act.DENY), by=(DAHL, "He")),
        said(
            Kind.INDIRECT,
            "who would dredge the channel",
            cue=("did not say", Act.SAY),
            by=(OFFICE, "The Port Office"),
            factuality=Factuality.NEGATED,
            confidence=0.77,
        ),
        said(
            Kind.INDIRECT,
            "the bank would warn the town if costs rose above 40 million crowns",
            cue=("According to", Act.SAY),
            by=(SOURCE, "a person close to the talks"),
            confidence=0.62,
        ),
        said(
            Kind.MIXED,
            "if costs rose above 40 million crowns",
            cue=("would warn", Act.WARN),
            by=(BANK, "the bank"),
            factuality=Factuality.HYPOTHETICAL,
            confidence=0.38,
        ),
    )
