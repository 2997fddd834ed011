from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from onrecord.enrich.component import network
from onrecord.enrich.quotes import quotations
from onrecord.enrich.tagger.features import BRANCHES, COLUMNS, LONG, SHORT, Features, distances

if TYPE_CHECKING:
    from spacy.language import Language


def seen(nlp: Language, text: str) -> Features:
    return Features(nlp(text), quotations(text), network().vocabulary)


def test_every_token_has_a_number_in_each_column(nlp: Language) -> None:
    read = seen(nlp, 'Petra Lindholm said: "The ferry is late."')
    assert read.columns.shape == (len(read.doc), len(COLUMNS))
    assert read.vectors.shape == (len(read.doc), 96)


def test_words_unknown_to_training_share_row_nought(nlp: Language) -> None:
    read = seen(nlp, "Zqxwv said so.")
    words = read.columns[:, COLUMNS.index("word")]
    assert words[0] == 0
    assert words[1] > 0


def test_quoted_words_are_told_from_their_marks(nlp: Language) -> None:
    read = seen(nlp, 'She said "it is late" twice.')
    states = dict(zip([token.text for token in read.doc], read.columns[:, COLUMNS.index("quote")], strict=True))
    assert (states["said"], states["it"], states["late"], states["twice"]) == (0, 2, 2, 0)
    assert read.columns[:, COLUMNS.index("quote")].tolist().count(1) == 1
    assert read.columns[:, COLUMNS.index("quote")].tolist().count(3) == 1


def test_chunks_hold_every_word_once_and_whole_paragraphs(nlp: Language) -> None:
    text = "\n\n".join(f"Paragraph {n} is here and says little of it." for n in range(60))
    read = seen(nlp, text)
    chunks = list(read.chunks())
    assert [first for first, _ in chunks[1:]] == [last for _, last in chunks[:-1]]
    assert chunks[0][0] == 0
    assert chunks[-1][1] == len(read.doc)
    assert max(last - first for first, last in chunks) <= SHORT
    assert all(read.doc[first].text == "Paragraph" for first, _ in chunks)


def test_a_paragraph_without_end_is_cut(nlp: Language) -> None:
    read = seen(nlp, "word " * 1000)
    assert max(last - first for first, last in read.chunks()) <= LONG


def test_a_blank_text_has_no_chunk(nlp: Language) -> None:
    assert list(seen(nlp, " \n\n ").chunks()) == []
    assert list(seen(nlp, "").chunks()) == []


def test_the_subject_and_the_clause_of_a_cue_are_different_branches(nlp: Language) -> None:
    read = seen(nlp, "Lindholm said that the ferry is late.")
    around = read.around(1, 0, len(read.doc))
    subject, clause = around[0], around[3:6]
    assert len({row[0] for row in clause.tolist()}) == 1
    assert subject[0] != clause[0][0]
    assert min(subject[0], clause[0][0]) >= BRANCHES
    assert around[:, 3].tolist() == distances(np.arange(len(read.doc)) - 1).tolist()


def test_distances_are_exact_near_and_coarse_far() -> None:
    rows = distances(np.array([-3, 0, 3, 40, 41, 5000]))
    assert rows.tolist()[:3] == [17, 20, 23]
    assert rows[3] == rows[4] < rows[5] == 35
