from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.enrich.component import WEIGHTS, network
from onrecord.enrich.quotes import quotations
from onrecord.enrich.tagger import labels
from onrecord.enrich.tagger.features import Features

if TYPE_CHECKING:
    from spacy.language import Language

    from onrecord.enrich.tagger.network import Found

TEXTS = [
    "Petra Lindholm said that the ferry would be late.",
    "",
    "The quay is long.\n\n" * 30 + "The minister denied that the plan had failed, according to two aides.",
    "Rain fell.",
]


def read(nlp: Language, *texts: str) -> list[list[Found]]:
    return network().read([Features(nlp(text), quotations(text), network().vocabulary) for text in texts], 0.4)


def test_a_cue_comes_with_its_speaker_and_content(nlp: Language) -> None:
    ((found,),) = read(nlp, TEXTS[0])
    doc = nlp(TEXTS[0])
    spans = [
        [doc[start + found.first : end + found.first].text for start, end in labels.runs(found.labels, role)]
        for role in range(3)
    ]
    assert spans == [["that the ferry would be late"], ["Petra Lindholm"], ["said"]]
    assert found.likely > 0.9


def test_a_document_reads_the_same_alone_and_among_others(nlp: Language) -> None:
    together = read(nlp, *TEXTS)
    alone = [read(nlp, text)[0] for text in TEXTS]
    assert [[(f.cue, f.labels) for f in doc] for doc in together] == [[(f.cue, f.labels) for f in doc] for doc in alone]
    assert [len(found) > 0 for found in together] == [True, False, True, False]


def test_labels_never_go_on_from_another_role(nlp: Language) -> None:
    never = set(labels.forbidden())
    for found in (one for doc in read(nlp, *TEXTS) for one in doc):
        assert not never.intersection(zip(found.labels, found.labels[1:], strict=False))
        assert 0 <= found.sure <= 1


def test_the_numbers_take_little_room() -> None:
    assert WEIGHTS.stat().st_size < 10_000_000
